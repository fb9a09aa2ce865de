"""An annex as a Word file, laid out as GB/T 9704-2012 asks of a wide table."""

from collections.abc import Iterator

from scoring.rulebook.model import Rulebook
from scripts.annex.layout import Column, Layout, Role, laid_out
from scripts.annex.remarks import remarks, totals
from scripts.word import standard as std
from scripts.word.blocks import AnnexMark, Block, Heading, MergedTable, Note, Paragraph, Title
from scripts.word.writing import word_file

_NARROW = {Role.TITLE: 28, Role.POINTS: 14, Role.RESPONSIBLE: 30, Role.METHOD: 32}
_ROOMY = {**_NARROW, Role.TITLE: 45}  # where there is no requirement
_REQUIREMENT_SHARE = 11, 20  # of what is left for both wide columns
REMARKS = "说明"
READINGS = "执行口径"


def annex_document(book: Rulebook, *, points_column: bool = False, readings: bool = False) -> bytes:
    """Return the annex of ``book`` as a Word document (.docx), always the same bytes.

    ``readings``: with its 执行口径 behind the table.
    """
    layout = laid_out(book, points_column=points_column)
    blocks = tuple(_blocks(book, layout, readings=readings))
    return word_file(blocks, title=book.title, wide=True)


def mark(book: Rulebook) -> str:
    """Return what stands over the title: 附件, with its number where it has one."""
    return f"附件{book.source.get('annex', '')}"


def told_readings(book: Rulebook) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what is read how: of the whole (no name), then of each node by its title."""
    if book.interpretation:
        yield "", book.interpretation
    for node in book.walk():
        if node.interpretation:
            yield node.title, node.interpretation


def _blocks(book: Rulebook, layout: Layout, *, readings: bool) -> Iterator[Block]:
    yield AnnexMark(mark(book))
    yield Title(book.title)
    yield Note(totals(book))
    yield MergedTable(layout.cells, widths(layout.columns))
    numbered = tuple(remarks(book))
    if numbered:
        yield Heading(REMARKS)
        yield from (Paragraph(f"{number}. {text}") for number, text in enumerate(numbered, 1))
    if readings:
        yield Heading(READINGS)
        for name, texts in told_readings(book):
            if name:
                yield Heading(name, 2)
            yield from (Paragraph(f"{number}. {text}") for number, text in enumerate(texts, 1))


def widths(columns: tuple[Column, ...]) -> tuple[int, ...]:
    """Return how wide the columns are, in millimetres: all together the text area of a wide page.

    What the narrow columns leave goes to the requirement and the standard.
    """
    has_both = any(column.role is Role.REQUIREMENT for column in columns)
    narrow = _NARROW if has_both else _ROOMY
    left = std.WIDE_TEXT_MM - sum(narrow.get(column.role, 0) for column in columns)
    share, whole = _REQUIREMENT_SHARE
    requirement = left * share // whole if has_both else 0
    wide = {Role.REQUIREMENT: requirement, Role.STANDARD: left - requirement}
    return tuple(narrow.get(column.role) or wide[column.role] for column in columns)
