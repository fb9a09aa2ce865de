"""Tables as a clean workbook or as CSV: heads that stay, filters, widths, numbers as numbers."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scripts.exchange.tables import Table
from scripts.spreadsheets import Cell, csv_bytes, fit_to_page, put_text, saved, sheet_name
from scripts.wide import width

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_WIDEST = 50
_POINTS = "0.00##"


def tables_xlsx(tables: Sequence[Table], *, title: str, creator: str, moment: datetime) -> bytes:
    """Return ``tables`` as a workbook, a sheet each; ``moment`` stands as its date."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        _fill(book.create_sheet(sheet_name(table.name, book.sheetnames)), table)
    return saved(book, moment, creator=creator, title=title)


def tables_csv(tables: Sequence[Table]) -> bytes:
    """Return ``tables`` as CSV with a byte order mark; a blank line stands between two."""
    rows = [row for table in tables for row in (*table.rows, [])]
    return csv_bytes([list(row) for row in rows[:-1]])


def _fill(sheet: "Worksheet", table: Table) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    plain = Alignment(vertical="top")
    wrapped = Alignment(vertical="top", wrap_text=True)
    head = Alignment(vertical="center", horizontal="center", wrap_text=True)
    widths = [0] * len(table.rows[0])
    for number, row in enumerate(table.rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            shown = _put(cell, value)
            if number == 1:
                cell.font = Font(bold=True)
                cell.fill = PatternFill("solid", fgColor="E8EDF4")
                cell.alignment = head
            else:
                cell.alignment = wrapped if width(shown) > _WIDEST or "\n" in shown else plain
            widths[column - 1] = max(widths[column - 1], *map(width, shown.split("\n")))
    for column, wide in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(wide, _WIDEST) + 3
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    fit_to_page(sheet)
    sheet.print_title_rows = "1:1"


def _put(cell: Any, value: Cell) -> str:
    """Write ``value`` and return it as it is shown."""
    if isinstance(value, str):
        return put_text(cell, value)
    cell.value = value
    if isinstance(value, Decimal):
        cell.number_format = _POINTS
    return "" if value is None else str(value)
