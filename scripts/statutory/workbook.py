"""The city's figures as a workbook: the printed tables, and lists to reckon with."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from scripts.spreadsheets import fill, fit_to_page, saved
from scripts.statutory.city import City
from scripts.statutory.figures import FEES
from scripts.statutory.printed import Placed, Sort, Table, placed, tables
from scripts.statutory.sheets import cell, figures_grid, main_grid, units_grid, years_grid
from scripts.wide import width

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_LINE = 16  # points
_COUNT = "#,##0"
_AMOUNT = "#,##0.######"
_SHEETS = ("表一 主动公开", "表二 依申请公开", "表三 复议诉讼")
_WIDTHS = {
    "proactive": (22, 16, 16, 16),
    "requests": (6, 12, 44, *(9 for _ in range(7))),
    "disputes": tuple(9 for _ in range(15)),
}


def city_workbook(city: City, cities: Sequence[City], as_of: datetime) -> bytes:
    """Return the workbook of ``city``; ``cities`` are those of all years, itself among them.

    ``as_of`` stands for the hour of writing, so that the same figures give the same bytes.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    fill(book.create_sheet("主要数据"), main_grid(city))
    for title, table in zip(_SHEETS, tables(city.whole), strict=True):
        _draw(book.create_sheet(title), table, city)
    fill(book.create_sheet("各单位"), units_grid(city))
    fill(book.create_sheet("逐年对比"), years_grid(cities))
    fill(book.create_sheet("全部数据"), figures_grid(city))
    for sheet in book.worksheets:
        if sheet.title not in _SHEETS:
            _number(sheet)
            fit_to_page(sheet)
            sheet.print_title_rows = "1:1"
    return saved(book, as_of, creator="gongkai")


def _draw(sheet: "Worksheet", table: Table, city: City) -> None:
    """Draw ``table`` as the form prints it, its merged cells merged, ready for A4."""
    from openpyxl.utils import get_column_letter

    first = 2  # below the title
    sheet.cell(1, 1, f"{city.year}年{table.title[2:]}（合计）")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=table.columns)
    _look(sheet.cell(1, 1), border=False)
    for row, cells in enumerate(placed(table), first):
        longest = max(width(each.cell.text) for each in cells if each.cell.rows == 1)
        sheet.row_dimensions[row].height = _LINE * (1 + longest // _WIDTHS["requests"][2])
        for each in cells:
            _put(sheet, row, each, city)
    for number, wide in enumerate(_WIDTHS[table.name], 1):
        sheet.column_dimensions[get_column_letter(number)].width = wide
    heads = first + table.heads
    labels = {"requests": 4}.get(table.name, 2 if table.name == "proactive" else 1)
    sheet.freeze_panes = f"{get_column_letter(labels)}{heads}"
    fit_to_page(sheet, "portrait" if table.name != "disputes" else "landscape")
    sheet.print_title_rows = f"{first}:{heads - 1}" if table.heads else None


def _put(sheet: "Worksheet", row: int, each: Placed, city: City) -> None:
    drawn, column = each.cell, each.column + 1
    for number in range(column, column + drawn.columns):
        _look(sheet.cell(row, number), left=drawn.sort is Sort.ROW and drawn.rows == 1)
    if not each.begins:
        return
    target = sheet.cell(row, column)
    if drawn.sort is Sort.FIGURE:
        target.value = cell(city.whole, drawn.path)
        target.number_format = _AMOUNT if drawn.path == FEES else _COUNT
    else:
        target.value = drawn.text
    if drawn.rows > 1 or drawn.columns > 1:
        sheet.merge_cells(
            start_row=row,
            start_column=column,
            end_row=row + drawn.rows - 1,
            end_column=column + drawn.columns - 1,
        )


def _look(target: "Cell | MergedCell", *, left: bool = False, border: bool = True) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    target.alignment = Alignment(
        horizontal="left" if left else "center", vertical="center", wrap_text=True
    )
    if border:
        line = Side(style="thin")
        target.border = Border(left=line, right=line, top=line, bottom=line)
    else:
        target.font = Font(bold=True, size=14)


def _number(sheet: "Worksheet") -> None:
    """Give the figures of a list their format; years and codes keep theirs."""
    for column in sheet.iter_cols():
        head, *cells = column
        for each in cells if head.value != "年度" else ():
            if isinstance(each.value, int):
                each.number_format = _COUNT
            elif isinstance(each.value, Decimal):
                each.number_format = _AMOUNT
