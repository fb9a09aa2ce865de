"""A workbook from anybody, opened with bounds: its sheets as rows of plain values.

A formula is never believed: what it shows and what it says may differ. Macros, links to elsewhere
and archives that unpack to too much are refused before a sheet is read.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.admission.flaws import Flaw
from scripts.content.fault import FileFault
from scripts.content.limits import MIB
from scripts.content.office import office_contents
from scripts.exchange.sheet_layout import MAX_ROWS

MAX_UNPACKED = 48 * MIB
"""Bytes of a workbook's parts together; a full one of ours has a hundredth of that."""

MAX_SHEETS = 60
MAX_COLUMNS = 300
MAX_CELLS = 400_000

_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})["']"""
)
_ROW = re.compile(rb"""\br=["'][A-Z]{0,3}(\d{1,20})["']""")


class Unreadable(Exception):
    """The file is no workbook that can be read; ``flaw`` says why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.code)
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula."""

    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows, each with its number (from 1); empty rows are left out.

    ``merged`` are its ranges of merged cells, as ``B2:B4``: all but the first cell of one is empty.
    """

    name: str
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    merged: tuple[str, ...] = ()


def open_workbook(content: bytes, file: str) -> Mapping[str, Sheet]:
    """Return the sheets of the workbook ``content`` (called ``file``) by name; or Unreadable."""
    try:
        found = office_contents(content, "xlsx")
    except FileFault as fault:
        raise Unreadable(Flaw(fault.code, **{**fault.values, "file": file})) from None
    faults = [each for each in found.faults if each.code != "attachment-unread"]
    if faults:  # how much may be read here is bounded below
        first = faults[0]
        raise Unreadable(Flaw(first.code, **{**first.values, "file": file}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            raise Unreadable(Flaw("attachment-bomb", file=file))
        sheets = {
            name: archive.read(name)
            for name in archive.namelist()
            if name.startswith("xl/worksheets/") and name.endswith(".xml")
        }
    if any(_last_row(part) > MAX_ROWS + 1 for part in sheets.values()):
        raise Unreadable(Flaw("sheet-far", limit=MAX_ROWS))
    merged = {name: _merged(part) for name, part in sheets.items()}
    try:
        return _sheets(content, merged)
    except Unreadable:
        raise
    except Exception:  # openpyxl raises a dozen kinds of error on damaged or hostile files
        raise Unreadable(Flaw("attachment-broken", file=file)) from None


def _last_row(part: bytes) -> int:
    """Return the greatest number of a row that a sheet's part names: none is passed over unread."""
    return max((int(found) for found in _ROW.findall(part)), default=0)


def _merged(part: bytes) -> tuple[str, ...]:
    """Return the ranges of merged cells in a sheet's part."""
    return tuple(found.decode() for found in _MERGED.findall(part))


def _sheets(content: bytes, merged: Mapping[str, tuple[str, ...]]) -> Mapping[str, Sheet]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        if len(book.worksheets) > MAX_SHEETS:
            raise Unreadable(Flaw("sheet-many", limit=MAX_SHEETS))
        left = MAX_CELLS
        found = {}
        for sheet in book.worksheets:
            rows = []
            for number, row in _rows(sheet):
                left -= len(row)
                if left < 0:
                    raise Unreadable(Flaw("sheet-large", sheet=sheet.title, limit=MAX_CELLS))
                rows.append((number, row))
            part = getattr(sheet, "_worksheet_path", "")  # where a sheet lies is told nowhere else
            found[sheet.title] = Sheet(sheet.title, tuple(rows), merged.get(part, ()))
        return found
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rows that hold something, cut at the last cell that does."""
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    for number, row in enumerate(sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS), 1):
        values = [Formula(str(c.value)) if c.data_type == "f" else c.value for c in row]
        while values and (values[-1] is None or values[-1] == ""):
            values.pop()
        if values:
            if number > MAX_ROWS + 1:
                raise Unreadable(Flaw("sheet-large", sheet=sheet.title, limit=MAX_ROWS))
            yield number, tuple(values)
