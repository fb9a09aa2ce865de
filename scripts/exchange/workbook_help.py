"""The help sheet of a workbook: how to fill it in, and every column with an example."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scripts.exchange.sheet_cells import Names, shown
from scripts.exchange.sheet_layout import (
    KIND,
    MARK,
    NUMBER,
    Column,
    Layout,
    day_column,
    file_columns,
    year_column,
)
from scripts.exchange.sheet_values import at
from scripts.forms.model import Form
from scripts.spreadsheets import fit_to_page, put_text

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS = {"A": 24, "B": 34, "C": 6, "D": 60, "E": 40}
_HEADS = ("工作表", "列", "必填", "怎么填", "示例")
_LONGEST_EXAMPLE = 80
_HOW = (
    (
        "怎么填",
        f"第一张表一行是一份材料，{NUMBER}从1起。带{MARK}的必填；有下拉的从中选择，"
        "可以选几个的用顿号隔开。",
    ),
    ("其他工作表", f"重复的内容、附件写在后面的表里，每行的{NUMBER}写明属于第一张表的哪一份材料。"),
    ("附件", "附件与本文件放在同一个文件夹里，这里只写文件名；校验值不用填，导入时自动计算。"),
    (
        "导入",
        "gongkai import 文件名.xlsx --unit 单位。有一处不对就什么也不写，并指出在哪张表哪行哪列。",
    ),
    ("注意", "不要改动表头和工作表名称，不要用公式（复制后“选择性粘贴—数值”）。"),
)


def fill_help(sheet: "Worksheet", form: Form, layout: Layout, names: Names) -> None:
    """Write the help for ``form`` into ``sheet``; its first line names the kind of record."""
    from openpyxl.styles import Alignment, Font

    above = [(KIND, f"{form.title}（{form.kind}）"), ("用途", form.help), *_HOW, ()]
    top = len(above) + 1
    lines = (*above, _HEADS, *_described(layout, form, names))
    for row, line in enumerate(lines, 1):
        for place, text in enumerate(line, 1):
            cell = sheet.cell(row, place)
            put_text(cell, text)
            cell.alignment = Alignment(wrap_text=place > 3 or row < top, vertical="top")
            if row == top or (row < top and place == 1):
                cell.font = Font(bold=True)
    for letter, wide in _WIDTHS.items():
        sheet.column_dimensions[letter].width = wide
    fit_to_page(sheet)
    for row in range(1, top - 1):
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=5)


def _described(layout: Layout, form: Form, names: Names) -> Iterator[tuple[str, ...]]:
    example = form.examples[0] if form.examples else {}
    if layout.dated:
        yield _line(layout.main.name, day_column(form), "")
    for column in layout.main.columns:
        yield _line(layout.main.name, column, _example(column, at(example, column.path), names))
    yield _line(layout.main.name, year_column(), "")
    for rows in layout.rows:
        items: Sequence[Mapping[str, Any]] = at(example, rows.path) or ({},)
        for column in rows.columns:
            yield _line(rows.name, column, _example(column, at(items[0], column.path), names))
    for grid in layout.grids:
        for column in grid.columns:
            yield _line(grid.name, column, "0")
    for files in layout.files:
        for column in file_columns():
            yield _line(files.name, column, "")


def _line(sheet: str, column: Column, example: str) -> tuple[str, ...]:
    return (sheet, column.head, "是" if column.required else "", column.help, example)


def _example(column: Column, value: Any, names: Names) -> str:
    value_shown = shown(column.shape, value, names)
    text = "" if value_shown is None else str(value_shown)
    return text if len(text) <= _LONGEST_EXAMPLE else f"{text[: _LONGEST_EXAMPLE - 1]}…"
