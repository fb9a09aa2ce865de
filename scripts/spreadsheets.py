"""Spreadsheets as every part of the program writes them: CSV and Excel, the same bytes each time.

No cell is a formula, whatever units wrote: a spreadsheet program would run what begins like one.
In CSV such text gets an apostrophe before it; in a workbook it is marked as text.
"""

import csv
import io
import re
import zipfile
from collections.abc import Container
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from scoring.ledger.text import exact
from scripts.wide import width
from scripts.xml_text import writable
from scripts.zipping import EARLIEST

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | Decimal | None
Row = list[Cell]

SHEET_NAME = 31
"""Characters that the name of a sheet may have."""

_FORMULA = ("=", "+", "-", "@")
_FORMULA_IN_CSV = (*_FORMULA, "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNFIT = re.compile(r"[\[\]:*?/\\]")
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_WIDEST = 60
_A4 = 9  # ECMA-376 part 1, 18.3.1.63


def csv_bytes(rows: list[Row]) -> bytes:
    """Return ``rows`` as CSV (RFC 4180) with a byte order mark, by which Excel knows UTF-8."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _safe(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA_IN_CSV) else cell
    return cell if isinstance(cell, int) else str(exact(cell))


def fill(sheet: "Worksheet", rows: list[Row]) -> None:
    """Write ``rows`` into ``sheet``, the first as heads that stay."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    wrapped = Alignment(wrap_text=True, vertical="top")
    widths: dict[int, int] = {}
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                text = put_text(cell, value)
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


def put_text(cell: Any, text: str) -> str:
    """Write ``text`` into a cell as text, also where it begins like a formula.

    Returns it as it is written. openpyxl takes what begins with "=" for a formula; Excel does so
    with any such sign once somebody edits the cell.
    """
    written = writable(text)
    cell.value = written
    cell.data_type = "s"
    if written.startswith(_FORMULA):
        cell.quotePrefix = True
    return written


def sheet_name(title: str, taken: Container[str]) -> str:
    """Return ``title`` as the name of a sheet that is none of ``taken``."""
    bare = _UNFIT.sub(" ", title).strip(" '")[:SHEET_NAME] or "表"
    name, number = bare, 2
    while name in taken:
        end = f" {number}"
        name, number = bare[: SHEET_NAME - len(end)] + end, number + 1
    return name


def fit_to_page(
    sheet: "Worksheet", orientation: Literal["portrait", "landscape"] = "landscape"
) -> None:
    """Let the sheet be printed as wide as an A4 page, over as many pages as it takes."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def saved(book: "Workbook", moment: datetime, *, creator: str, title: str | None = None) -> bytes:
    """Return ``book`` as a file; ``moment`` stands in it for the hour of writing."""
    naive = moment.replace(tzinfo=None)  # as Excel keeps it
    book.properties.creator = creator
    book.properties.title = title
    book.properties.created = naive
    packed = io.BytesIO()
    book.save(packed)
    return _with_time(packed.getvalue(), naive)


def _with_time(packed: bytes, modified: datetime) -> bytes:
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
