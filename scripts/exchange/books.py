"""Tables as a clean workbook or as CSV: heads that stay, filters, widths, numbers as numbers.

No cell is a formula, whatever units wrote: text is text in the workbook, and in CSV what begins
like a formula has an apostrophe before it. The same tables give the same bytes.
"""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scripts.exchange.tables import Table
from scripts.scoreboard.grid import Cell
from scripts.scoreboard.sheets import csv_bytes, same_bytes
from scripts.wide import width
from scripts.xml_text import writable

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_UNFIT_NAME = re.compile(r"[\[\]:*?/\\]")
_FORMULA = ("=", "+", "-", "@")
_SHEET_NAME = 31
_WIDEST = 50
_LONGEST = 32_767  # characters of a cell
_POINTS = "0.00##"


def tables_xlsx(tables: Sequence[Table], *, title: str, creator: str, moment: datetime) -> bytes:
    """Return ``tables`` as a workbook, a sheet each; ``moment`` stands as its date."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        _fill(book.create_sheet(_sheet_name(table.name, book.sheetnames)), table)
    naive = moment.replace(tzinfo=None)
    book.properties.title = title
    book.properties.creator = creator
    book.properties.created = naive
    packed = io.BytesIO()
    book.save(packed)
    return same_bytes(packed.getvalue(), naive)


def tables_csv(tables: Sequence[Table]) -> bytes:
    """Return ``tables`` as CSV with a byte order mark; a blank line stands between two."""
    rows = [row for table in tables for row in (*table.rows, [])]
    return csv_bytes([list(row) for row in rows[:-1]])


def _sheet_name(name: str, others: Sequence[str]) -> str:
    bare = _UNFIT_NAME.sub(" ", name).strip(" '")[:_SHEET_NAME] or "表"
    made, number = bare, 2
    while made in others:
        end = f" {number}"
        made, number = bare[: _SHEET_NAME - len(end)] + end, number + 1
    return made


def _fill(sheet: "Worksheet", table: Table) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    plain = Alignment(vertical="top")
    wrapped = Alignment(vertical="top", wrap_text=True)
    head = Alignment(vertical="center", horizontal="center", wrap_text=True)
    widths = [0] * len(table.rows[0])
    for number, row in enumerate(table.rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            told = _put(cell, value)
            if number == 1:
                cell.font = Font(bold=True)
                cell.fill = PatternFill("solid", fgColor="E8EDF4")
                cell.alignment = head
            else:
                cell.alignment = wrapped if width(told) > _WIDEST or "\n" in told else plain
            widths[column - 1] = max(widths[column - 1], *map(width, told.split("\n")))
    for column, wide in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(wide, _WIDEST) + 3
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _put(cell: Any, value: Cell) -> str:
    """Write ``value`` and return it as it is shown."""
    if isinstance(value, str):
        text = writable(value)[:_LONGEST]
        cell.value = text
        cell.data_type = "s"
        if text.startswith(_FORMULA):
            cell.quotePrefix = True
        return text
    cell.value = value
    if isinstance(value, Decimal):
        cell.number_format = _POINTS
    return "" if value is None else str(value)
