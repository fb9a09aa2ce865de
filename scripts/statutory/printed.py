"""The three tables as they are printed: rows of cells that span others, each with its words.

Numbering, order and merged cells are those of 国办公开办函〔2021〕30号; whoever draws a table
(HTML, Word, Excel) draws these cells and adds nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scripts.statutory import fields
from scripts.statutory.figures import FEES, RESULT_ROWS, TOTAL, Figures, Path


class Sort(StrEnum):
    """What a cell is: the head of columns or of a row, words to the table, or a figure."""

    COLUMN = "column"
    ROW = "row"
    NOTE = "note"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; ``path`` is that of its figure, empty for words."""

    sort: Sort
    text: str
    rows: int = 1
    columns: int = 1
    path: Path = ()


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``name`` is its field, ``title`` its section, ``heads`` how many rows head it."""

    name: str
    title: str
    columns: int
    heads: int
    rows: tuple[Row, ...]


def tables(figures: Figures | None) -> tuple[Table, Table, Table]:
    """Return the three tables with ``figures`` in them; with None every figure is blank."""
    titles = dict(fields.SECTIONS)
    rows = (tuple(_proactive(figures)), tuple(_requests(figures)), tuple(_disputes(figures)))
    return (
        Table("proactive", titles["proactive"], 4, 0, rows[0]),
        Table("requests", titles["requests"], 10, 3, rows[1]),
        Table("disputes", titles["disputes"], 15, 3, rows[2]),
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell on the grid: its first column, and whether it begins in this row or hangs into it."""

    column: int
    cell: Cell
    begins: bool


def placed(table: Table) -> tuple[tuple[Placed, ...], ...]:
    """Return the cells of each row of ``table``, those hanging from rows above among them."""
    hanging: dict[int, tuple[Cell, int]] = {}  # column → cell, rows still to cover
    rows = []
    for row in table.rows:
        cells, pending, column = [], iter(row), 0
        while column < table.columns:
            above = hanging.get(column)
            cell = above[0] if above else next(pending)
            left = above[1] if above else cell.rows
            hanging.pop(column, None)
            if left > 1:
                hanging[column] = (cell, left - 1)
            cells.append(Placed(column, cell, above is None))
            column += cell.columns
        rows.append(tuple(cells))
    return tuple(rows)


def _proactive(figures: Figures | None) -> Iterator[Row]:
    for item, rows in fields.BLOCKS:
        yield (_column(item, columns=4),)
        for number, (name, label) in enumerate(rows):
            path = ("proactive", name)
            if item == fields.BLOCKS[0][0]:
                if number == 0:
                    heads = (_column(head) for _, head in fields.MADE)
                    yield (_column(fields.CONTENT), *heads)
                made = (_figure(figures, (*path, column)) for column, _ in fields.MADE)
                yield (_row(label), *made)
                continue
            if number == 0:
                head = fields.FEES if path == FEES else fields.DECISIONS
                yield (_column(fields.CONTENT), _column(head, columns=3))
            yield (_row(label), _figure(figures, path, columns=3))


def _requests(figures: Figures | None) -> Iterator[Row]:
    note = Cell(Sort.NOTE, fields.RELATION, rows=3, columns=3)
    yield (note, _column(fields.APPLICANT, columns=7))
    legal = _column(fields.LEGAL_PERSONS, columns=len(fields.LEGAL))
    yield (_column(fields.NATURAL[1], rows=2), legal, _column(fields.TOTAL, rows=2))
    yield tuple(_column(label) for _, label in fields.LEGAL)
    for name, label in (fields.RECEIVED, fields.CARRIED_IN):
        yield (_row(label, columns=3), *_applicants(figures, ("requests", name)))
    yield from _results(figures)
    name, label = fields.CARRIED_OUT
    yield (_row(label, columns=3), *_applicants(figures, ("requests", name)))


def _results(figures: Figures | None) -> Iterator[Row]:
    top, label = fields.HANDLED
    heads = [_row(label, rows=len(RESULT_ROWS) + 1)]  # and （七）总计
    for group, told, parts in fields.RESULTS:
        path = ("requests", top, group)
        if not parts:
            yield (*heads, _row(told, columns=2), *_applicants(figures, path))
            heads = []
        else:
            heads.append(_row(told, rows=len(parts)))
        for part, text in parts:
            yield (*heads, _row(text), *_applicants(figures, (*path, part)))
            heads = []
    total = ("requests", top, TOTAL)
    yield (_row(fields.HANDLED_TOTAL, columns=2), *_applicants(figures, total))


def _disputes(figures: Figures | None) -> Iterator[Row]:
    outcomes = (*(label for _, label in fields.OUTCOMES), fields.TOTAL)
    yield (
        _column(fields.RECONSIDERATION[1], columns=5),
        _column(fields.LITIGATION, columns=10),
    )
    yield (
        *(_column(label, rows=2) for label in outcomes),
        *(_column(label, columns=5) for _, label in fields.LITIGATIONS),
    )
    yield tuple(_column(label) for _ in fields.LITIGATIONS for label in outcomes)
    names = (*(name for name, _ in fields.OUTCOMES), TOTAL)
    yield tuple(
        _figure(figures, ("disputes", case, name)) for case, _ in fields.DISPUTES for name in names
    )


def _applicants(figures: Figures | None, row: Path) -> Iterator[Cell]:
    for name in (*(name for name, _ in fields.APPLICANTS), TOTAL):
        yield _figure(figures, (*row, name))


def _column(text: str, rows: int = 1, columns: int = 1) -> Cell:
    return Cell(Sort.COLUMN, text, rows, columns)


def _row(text: str, rows: int = 1, columns: int = 1) -> Cell:
    return Cell(Sort.ROW, text, rows, columns)


def _figure(figures: Figures | None, path: Path, columns: int = 1) -> Cell:
    return Cell(
        Sort.FIGURE, "" if figures is None else figure_text(figures[path]), 1, columns, path
    )


def figure_text(value: int | Decimal) -> str:
    """Return a figure as the form prints it: fees without needless zeros."""
    if isinstance(value, Decimal):
        return format(value.normalize() if value else Decimal(0), "f")
    return str(value)
