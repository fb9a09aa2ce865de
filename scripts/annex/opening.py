"""The tables of a Word or Excel file from anybody, as rows of cells with what stands around them.

Macros, objects, links and archives that unpack to too much are refused by the readers beneath;
here the tables are bounded, and a table within a cell is refused, because nobody could say what
of it belongs to which row.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from unicodedata import category

from openpyxl.utils import range_boundaries

from scoring.admission.flaws import Flaw, about_file
from scoring.errors import GongkaiError
from scripts.content.fault import FileFault
from scripts.exchange.word_reading import Cell, Grid, word_blocks
from scripts.exchange.workbook_opening import (
    MAX_COLUMNS,
    Formula,
    Sheet,
    Unreadable,
    open_workbook,
)
from scripts.xml_text import writable

MAX_ROWS = 2_000
"""Rows of one annex; the longest that anybody has issued have a few hundred."""

_MAX_MERGED = 4_000
_MAX_COVERED = 100_000  # rows that merged cells cover, all together
_DIGITS_OF_EXCEL = 15
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells from left to right, and where it is, as a person finds it."""

    cells: tuple[Cell, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table and the lines of text before it, after the table before. ``name`` says which it is.

    ``formulas`` are the places of cells that hold a formula, which is never believed.
    """

    name: str
    before: tuple[str, ...]
    rows: tuple[Row, ...]
    formulas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """The tables of a file, and the lines of text after the last."""

    tables: tuple[Table, ...]
    after: tuple[str, ...] = ()


def opened(name: str, content: bytes) -> Opened:
    """Return what is in the file ``content`` called ``name`` (.docx or .xlsx).

    Raises GongkaiError for a file that cannot be read, is not safe, or has a table in a cell.
    """
    try:
        if name.lower().endswith(".xlsx"):
            return Opened(tuple(map(_of_sheet, open_workbook(content, name).values())))
        return _of_word(name, content)
    except FileFault as fault:
        raise refused(name, Flaw(fault.code, **{**fault.values, "file": name})) from None
    except Unreadable as error:
        raise refused(name, error.flaw) from None


def refused(name: str, flaw: Flaw) -> GongkaiError:
    """Return what is raised of the file ``name``: nothing is written, for the reason ``flaw``."""
    return GongkaiError("annex-refused", about_file([flaw], name), file=name)


def clean(text: str) -> str:
    """Return a cell's words as a rulebook writes them: nothing unseen, no blanks around lines."""
    kept = _BREAKS.sub("\n", writable(text)).replace("\t", " ").replace("\xa0", " ")
    kept = "".join(sign for sign in kept if sign == "\n" or category(sign) not in ("Cc", "Cf"))
    lines = [line.strip(" \u3000") for line in kept.split("\n")]
    return "\n".join(lines).strip("\n")


def _of_word(name: str, content: bytes) -> Opened:
    tables: list[Table] = []
    before: list[str] = []
    for block in word_blocks(name, content, numbers=True):
        if not isinstance(block, Grid):
            before += block.text.split("\n")
            continue
        label = f"第{len(tables) + 1}张表"
        if block.nested:
            raise refused(name, Flaw("annex-nested", table=tables[-1].name if tables else label))
        rows = tuple(
            Row(tuple(_cleaned(cell) for cell in cells), f"{label}第{number}行")
            for number, cells in enumerate(block.rows, 1)
        )
        tables.append(Table(label, _lines(before), rows))
        before = []
    return Opened(tuple(tables), _lines(before))


def _cleaned(cell: Cell) -> Cell:
    return Cell(clean(cell.text), cell.first, cell.end, cell.begins)


def _lines(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(line for line in map(clean, texts) if line)


def _of_sheet(sheet: Sheet) -> Table:
    label = f"工作表“{sheet.name}”"
    if len(sheet.rows) > MAX_ROWS or len(sheet.merged) > _MAX_MERGED:
        raise Unreadable(Flaw("annex-large", table=label, limit=MAX_ROWS))
    merged = _merged(sheet, label)
    formulas = []
    rows = []
    for number, values in sheet.rows:
        place = f"{label}第{number}行"
        rows.append(Row(tuple(_cells(values, merged.get(number, {}))), place))
        formulas += [place for value in values if isinstance(value, Formula)]
    return Table(label, (), tuple(rows), tuple(formulas))


def _merged(sheet: Sheet, label: str) -> Mapping[int, Mapping[int, Cell]]:
    """Return the merged cells that stand in each row, by row and first column (from 0).

    Those that begin beyond all columns that are read are left out.
    """
    covered = 0
    values = dict(sheet.rows)
    numbers = list(values)
    found: dict[int, dict[int, Cell]] = {}
    for merged_cells in sheet.merged:
        left, top, right, bottom = _bounds(merged_cells)
        if left > MAX_COLUMNS:
            continue
        row = values.get(top, ())
        text = _text(row[left - 1]) if left <= len(row) else ""
        rows = numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
        covered += len(rows)
        if covered > _MAX_COVERED:
            raise Unreadable(Flaw("annex-large", table=label, limit=MAX_ROWS))
        for number in rows:
            cell = Cell(text, left - 1, right, begins=number == top)
            found.setdefault(number, {}).setdefault(left - 1, cell)
    return found


def _bounds(cells: str) -> tuple[int, int, int, int]:
    """Return first column and row, last column and row of a range such as ``B2:C4``, from 1."""
    found = [int(each or 1) for each in range_boundaries(cells)]
    return found[0], found[1], found[2], found[3]


def _cells(values: Sequence[Any], merged: Mapping[int, Cell]) -> Iterator[Cell]:
    column = 0
    width = max((len(values), *(first + 1 for first in merged)))
    while column < width:
        cell = merged.get(column)
        if cell is None:
            text = _text(values[column]) if column < len(values) else ""
            cell = Cell(text, column, column + 1, begins=True)
        yield cell
        column = max(cell.end, column + 1)


def _text(value: Any) -> str:
    """Return a value as Excel shows it: a number to its 15 digits, exactly."""
    match value:
        case None | Formula():
            return ""
        case bool():
            return "是" if value else "否"
        case float():
            return f"{Decimal(f'{value:.{_DIGITS_OF_EXCEL}g}'):f}"
        case date():
            return value.isoformat()[:10]
    return clean(str(value).replace("_x000D_", ""))
