"""Scoreboards as CSV and as a workbook: for Excel, and safe to open there.

A cell that begins like a formula would be run by a spreadsheet program. In CSV such text gets an
apostrophe before it; in a workbook it is marked as text. The same ledger gives the same bytes.
"""

import csv
import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from scoring.ledger.model import Ledger
from scoring.ledger.text import exact
from scripts.language import Language, pick
from scripts.scoreboard import columns
from scripts.scoreboard.grid import Cell, Row, cells, deductions_grid, standings_grid
from scripts.scoreboard.ranking import Board
from scripts.wide import width
from scripts.xml_text import writable
from scripts.zipping import EARLIEST

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_WIDEST = 60
_SHEET_NAME = 31


def scoreboard_csv(boards: tuple[Board, ...], language: Language) -> bytes:
    """Return ``boards`` as CSV (RFC 4180) with a byte order mark, by which Excel knows UTF-8."""
    return csv_bytes(standings_grid(boards, language))


def csv_bytes(rows: list[Row]) -> bytes:
    """Return ``rows`` as CSV (RFC 4180), UTF-8 with a byte order mark, no cell a formula."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def scoreboard_xlsx(ledger: Ledger, boards: tuple[Board, ...], language: Language) -> bytes:
    """Return a workbook: a sheet a board, and one of all deductions with their reasons."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for board in boards:
        sheet = book.create_sheet(board.rulebook[:_SHEET_NAME])
        fill(sheet, standings_grid((board,), language))
    fill(book.create_sheet(pick(columns.DEDUCTIONS, language)), deductions_grid(ledger, language))
    as_of = datetime.fromisoformat(ledger.as_of).replace(tzinfo=None)
    book.properties.creator = ledger.engine
    book.properties.created = as_of
    packed = io.BytesIO()
    book.save(packed)
    return same_bytes(packed.getvalue(), as_of)


def _safe(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return cell if isinstance(cell, int) else str(exact(cell))


def fill(sheet: "Worksheet", rows: list[Row]) -> None:
    """Write ``rows`` into ``sheet``, the first as heads that stay; text is never a formula."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    wrapped = Alignment(wrap_text=True, vertical="top")
    widths: dict[int, int] = {}
    for row, column, value in cells(rows):
        cell = sheet.cell(row, column)
        if isinstance(value, str):
            text = writable(value)
            cell.value = text
            cell.data_type = (
                "s"  # also where it begins with "=", which openpyxl takes for a formula
            )
            widest = max(map(width, text.split("\n")))
            if "\n" in text:
                cell.alignment = wrapped
        else:
            cell.value = value if value is None or isinstance(value, int) else exact(value)
            widest = len(str(value))
        widths[column] = max(widths.get(column, 0), widest)
    for column, widest in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(widest, _WIDEST) + 2
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"


def same_bytes(packed: bytes, modified: datetime) -> bytes:
    """Put ``modified`` where openpyxl put the hour of writing, and no time on the parts."""
    stamp = modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == _CORE:
                part = _MODIFIED.sub(rb"\g<1>" + stamp, part)
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, part)
    return written.getvalue()
