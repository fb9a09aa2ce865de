"""Text in columns, where a Chinese character is two columns wide and an accent none.

Widths follow Unicode Standard Annex 11; terminals differ only over ambiguous characters, which we
count as one, as they do outside East Asian locales.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

SCREEN = 92
"""Columns that running text may take on a terminal."""

_WIDE = frozenset("WF")
_NOT_LAST = frozenset("（“‘《「『【〔([{")
_NOT_FIRST = frozenset("，。；：、！？）》”’」』】〕…—,.;:!?)]}%")


def width(text: str) -> int:
    """Return how many columns ``text`` takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Return ``text`` filled with blanks to ``columns``; ``right`` sets it to the right edge."""
    blanks = " " * (columns - width(text))
    return blanks + text if right else text + blanks


def wrap(text: str, columns: int) -> list[str]:
    """Return ``text`` in lines of at most ``columns``; its own line breaks are kept.

    Chinese may break between any two characters, but not before closing or after opening
    punctuation; other text only at blanks. A word wider than a line has a line of its own.
    """
    return [line for part in text.split("\n") for line in _wrapped(part, columns)]


def indented(text: str, margin: int) -> Iterator[str]:
    """Yield ``text`` in lines that fit a screen, each after ``margin`` blanks."""
    for line in wrap(text, SCREEN - margin):
        yield " " * margin + line


def table(rows: Sequence[Sequence[str]], *, right: Iterable[int] = ()) -> list[str]:
    """Return ``rows`` as aligned lines; the columns numbered in ``right`` are set to the right."""
    to_right = frozenset(right)
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            pad(cell, columns, right=number in to_right)
            for number, (cell, columns) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def _wrapped(text: str, columns: int) -> Iterator[str]:
    line = ""
    for piece in _pieces(text):
        if line and width(line) + width(piece.rstrip()) > columns:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """Yield the smallest parts that may not be broken: one wide character, or one word."""
    piece = ""
    for character in text:
        breakable = piece and character not in _NOT_FIRST and piece[-1] not in _NOT_LAST
        if breakable and (_columns(character) == 2 or _columns(piece[-1]) == 2 or piece[-1] == " "):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece
