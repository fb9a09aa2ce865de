"""An annex as an Excel workbook: the same cells as in Word, merged, ready to be printed."""

from datetime import datetime
from typing import TYPE_CHECKING

from scoring.calendar.zone import SHANGHAI
from scoring.rulebook.model import Rulebook
from scripts.annex.drawing import READINGS, REMARKS, mark, told_readings, widths
from scripts.annex.layout import Layout, laid_out
from scripts.annex.remarks import remarks, totals
from scripts.spreadsheets import fit_to_page, put_text, saved
from scripts.wide import width
from scripts.word import standard as std
from scripts.word.blocks import TableCell

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_ABOVE = 3  # rows over the heads: 附件, title, points in all
_MM_A_CHARACTER = 2.1
_LINE = 15  # points of height
_MOST_HEIGHT = 400


def annex_workbook(book: Rulebook, *, points_column: bool = False, readings: bool = False) -> bytes:
    """Return the annex of ``book`` as a workbook (.xlsx) of one sheet, always the same bytes."""
    from openpyxl import Workbook

    layout = laid_out(book, points_column=points_column)
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = mark(book)
    for row, text in enumerate((mark(book), book.title, totals(book)), 1):
        _line(sheet, row, text, len(layout.columns), title=row == 2)
    _table(sheet, layout)
    row = sheet.max_row + 1
    for text in _below(book, readings=readings):
        _line(sheet, row, text, len(layout.columns))
        row += 1
    _page(sheet)
    begun = datetime(book.year, 1, 1, tzinfo=SHANGHAI)
    return saved(workbook, begun, creator="", title=book.title)


def _below(book: Rulebook, *, readings: bool) -> list[str]:
    numbered = [f"{number}. {text}" for number, text in enumerate(remarks(book), 1)]
    lines = [REMARKS, *numbered] if numbered else []
    if readings:
        lines.append(READINGS)
        for name, texts in told_readings(book):
            lines += [name] if name else []
            lines += [f"{number}. {text}" for number, text in enumerate(texts, 1)]
    return lines


def _line(sheet: "Worksheet", row: int, text: str, columns: int, *, title: bool = False) -> None:
    from openpyxl.styles import Alignment, Font

    cell = sheet.cell(row, 1)
    put_text(cell, text)
    cell.alignment = Alignment(
        horizontal="center" if title else "left", vertical="center", wrap_text=True
    )
    cell.font = Font(name=std.FONT_TITLE if title else std.FONT_BODY, size=18 if title else 12)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)


def _table(sheet: "Worksheet", layout: Layout) -> None:
    from openpyxl.utils import get_column_letter

    millimetres = widths(layout.columns)
    characters = [round(each / _MM_A_CHARACTER, 1) for each in millimetres]
    for place, wide in enumerate(characters, 1):
        sheet.column_dimensions[get_column_letter(place)].width = wide
    heights: dict[int, int] = {}
    for cell in layout.cells:
        _put(sheet, cell)
        room = sum(characters[cell.column : cell.column + cell.columns]) - 1
        lines = sum(-(-width(line) // int(room)) or 1 for line in cell.text.split("\n"))
        if cell.rows == 1:
            heights[cell.row] = max(heights.get(cell.row, 1), lines)
    for row, lines in heights.items():
        sheet.row_dimensions[row + _ABOVE + 1].height = min(lines * _LINE + 4, _MOST_HEIGHT)


def _put(sheet: "Worksheet", drawn: TableCell) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    edge = Side(style="thin")
    first = drawn.row + _ABOVE + 1
    last, end = first + drawn.rows - 1, drawn.column + drawn.columns
    for row in range(first, last + 1):
        for column in range(drawn.column + 1, end + 1):
            sheet.cell(row, column).border = Border(left=edge, right=edge, top=edge, bottom=edge)
    cell = sheet.cell(first, drawn.column + 1)
    put_text(cell, drawn.text)
    centred = drawn.row == 0 or drawn.centred
    cell.alignment = Alignment(
        horizontal="center" if centred else "left", vertical="center", wrap_text=True
    )
    cell.font = Font(name=std.FONT_HEADING if drawn.row == 0 else std.FONT_BODY, size=11)
    if drawn.rows > 1 or drawn.columns > 1:
        sheet.merge_cells(
            start_row=first, end_row=last, start_column=drawn.column + 1, end_column=end
        )


def _page(sheet: "Worksheet") -> None:
    fit_to_page(sheet)
    sheet.print_title_rows = f"{_ABOVE + 1}:{_ABOVE + 1}"
    sheet.freeze_panes = f"A{_ABOVE + 2}"
