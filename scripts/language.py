"""The two languages of the program: Chinese, and English with ``--lang en``.

Sentences with codes stand in the message catalogue. What stands here is for help texts and column
heads, which belong beside the option or column they name: ``both("年度", "year")`` is one string
that holds both, and whoever prints it picks. The signs between them stand here, once.
"""

from collections.abc import Sequence
from typing import Literal

Language = Literal["zh", "en"]

_BETWEEN = "\x1f"  # unit separator: no help text contains it, and Click passes it on unseen


def both(zh: str, en: str) -> str:
    """Return one string that holds the Chinese and the English text."""
    return f"{zh}{_BETWEEN}{en}"


def pick(text: str, language: Language) -> str:
    """Return the part of ``text`` in ``language``; all of it where it has only one part."""
    zh, found, en = text.partition(_BETWEEN)
    return en if found and language == "en" else zh


COLON = both("：", ": ")
LISTED = both("、", ", ")
JOINED = both("；", "; ")
"""What stands before a value, between names, between clauses."""

_BRACKETED = both("（{text}）", " ({text})")


def bracketed(text: str, language: Language) -> str:
    """Return ``text`` in brackets, to be put behind what it is about."""
    return pick(_BRACKETED, language).format(text=text)


def language_in(arguments: Sequence[str]) -> Language:
    """Return the language that ``arguments`` ask for, before they are parsed.

    Even the message that they cannot be parsed has to be in some language.
    """
    for place, argument in enumerate(arguments):
        following = arguments[place + 1] if place + 1 < len(arguments) else ""
        if argument == "--lang=en" or (argument == "--lang" and following == "en"):
            return "en"
    return "zh"
