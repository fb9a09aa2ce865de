"""A form as a workbook to fill in: heads, drop-downs, checks of dates and numbers, help.

Nothing in it is a formula or fetches anything; the same form gives the same bytes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from scripts.exchange.sheet_cells import NO, YES, Names, Shown, labels, shown
from scripts.exchange.sheet_layout import (
    GRID_HEAD,
    HELP,
    MARK,
    MAX_RECORDS,
    NUMBER,
    OPTIONS,
    Column,
    FilesSheet,
    GridSheet,
    day_column,
    file_columns,
    layout_of,
    row_column,
    year_column,
)
from scripts.exchange.sheet_values import at, day_of_record
from scripts.exchange.workbook_help import fill_help
from scripts.forms.model import Choice, Form, Number, Several, Text, Units, YesNo
from scripts.spreadsheets import fit_to_page, put_text, saved
from scripts.wide import width

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_EPOCH = datetime(2023, 1, 1)  # noqa: DTZ001 - the file's own date, the same in every template
_LAST = MAX_RECORDS + 1
_LAST_OF_LIST = 2001
_TEXT = "@"
_DATE = "yyyy-mm-dd"
_PROMPT = 250
_WIDTHS = (8, 48)


def workbook(
    form: Form,
    names: Names,
    records: Sequence[Mapping[str, Any]] = (),
    *,
    units: Sequence[str] = (),
) -> bytes:
    """Return a workbook for ``form`` with ``records`` in it.

    ``units`` are ids with which a list that has a row a unit is begun, where no records are given.
    """
    return _Book(form, names).made(records, units)


class _Book:
    def __init__(self, form: Form, names: Names) -> None:
        from openpyxl import Workbook

        self._form = form
        self._names = names
        self._layout = layout_of(form)
        self._book = Workbook()
        self._lists: dict[tuple[str, ...], str] = {}

    def made(self, records: Sequence[Mapping[str, Any]], units: Sequence[str]) -> bytes:
        book, layout = self._book, self._layout
        first = book.worksheets[0]
        first.title = layout.main.name
        self._main(first, records)
        for rows in layout.rows:
            items = [
                (number, [shown(c.shape, at(item, c.path), self._names) for c in rows.columns])
                for number, record in enumerate(records, 1)
                for item in at(record, rows.path) or ()
            ]
            if not records:
                items = [(1, row) for row in self._begun(rows.columns, units)]
            self._sheet(rows.name, rows.columns, items)
        for grid in layout.grids:
            self._grid(grid, records)
        for files in layout.files:
            self._files(files, records)
        fill_help(book.create_sheet(HELP), self._form, layout, self._names)
        self._options(book.create_sheet(OPTIONS))
        return saved(book, _EPOCH, creator="gongkai", title=self._form.title)

    # --- sheets ---

    def _main(self, sheet: "Worksheet", records: Sequence[Mapping[str, Any]]) -> None:
        columns = self._layout.main.columns
        if self._layout.dated:
            columns = (day_column(self._form), *columns)
        rows = []
        for number, record in enumerate(records, 1):
            day: list[Shown] = [_as_day(day_of_record(self._form, record))]
            cells = [shown(c.shape, at(record, c.path), self._names) for c in columns if c.path]
            rows.append((number, [*(day if self._layout.dated else []), *cells, None]))
        columns = (*columns, year_column())
        self._fill(sheet, columns, rows or [(1, [None] * len(columns))])

    def _sheet(
        self, name: str, columns: Sequence[Column], rows: Iterable[tuple[int, list[Shown]]]
    ) -> None:
        self._fill(self._book.create_sheet(name), columns, rows)

    def _grid(self, grid: GridSheet, records: Sequence[Mapping[str, Any]]) -> None:
        rows: list[tuple[int, list[Shown]]] = []
        for number, record in enumerate(records or ({},), 1):
            for name, row in grid.rows:
                figures = at(record, row.path)
                cells = [shown(c.shape, at(figures, c.path), self._names) for c in grid.columns]
                rows.append((number, [name, *cells]))
        self._sheet(grid.name, (row_column(), *grid.columns), rows)

    def _files(self, files: FilesSheet, records: Sequence[Mapping[str, Any]]) -> None:
        entries = [
            (number, [str(entry.get(name) or "") or None for name in ("file", "title", "sha256")])
            for number, record in enumerate(records, 1)
            for entry in at(record, files.path) or ()
        ]
        self._sheet(files.name, file_columns(), [(number, list(row)) for number, row in entries])

    def _begun(self, columns: Sequence[Column], units: Sequence[str]) -> Iterator[list[Shown]]:
        """Yield a row for each of ``units`` where the list has one for every unit."""
        if columns and isinstance(columns[0].shape, Units) and not columns[0].shape.several:
            for unit in units:
                name = shown(columns[0].shape, unit, self._names)
                yield [name, *([None] * (len(columns) - 1))]

    # --- cells ---

    def _fill(
        self,
        sheet: "Worksheet",
        columns: Sequence[Column],
        rows: Iterable[tuple[int, list[Shown]]],
    ) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill
        from openpyxl.utils import get_column_letter

        heads = [NUMBER, *(c.head + (MARK if c.required else "") for c in columns)]
        for place, head in enumerate(heads, 1):
            cell = sheet.cell(1, place)
            _put(cell, head)
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="E8EDF4")
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        for line, (number, values) in enumerate(rows, 2):
            sheet.cell(line, 1).value = number
            for place, (column, value) in enumerate(zip(columns, values, strict=True), 2):
                cell = sheet.cell(line, place)
                _put(cell, value)
                cell.number_format = _format(column)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.freeze_panes = "B2"
        sheet.column_dimensions["A"].width = 6
        for place, column in enumerate(columns, 2):
            letter = get_column_letter(place)
            sheet.column_dimensions[letter].width = _wide(column)
            sheet.column_dimensions[letter].number_format = _format(column)
            self._validate(sheet, column, letter)
        sheet.row_dimensions[1].height = 32
        fit_to_page(sheet)

    def _validate(self, sheet: "Worksheet", column: Column, letter: str) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        check = DataValidation(allow_blank=True, **self._rule(column))
        check.promptTitle = column.head[:32]
        check.prompt = (column.help or column.head)[:_PROMPT]
        check.showInputMessage = bool(column.help)
        check.errorTitle = column.head[:32]
        last = _LAST if sheet.title == self._layout.main.name else _LAST_OF_LIST
        check.add(f"{letter}2:{letter}{last}")
        sheet.add_data_validation(check)

    def _rule(self, column: Column) -> dict[str, Any]:
        """Return what a spreadsheet program checks while a cell of ``column`` is typed."""
        shape = column.shape
        stop = {"showErrorMessage": True}
        match shape:
            case YesNo():
                return {"type": "list", "formula1": f'"{YES},{NO}"', **stop}
            case Choice() | Units() | Several(item=Choice()):
                several = isinstance(shape, Several) or (isinstance(shape, Units) and shape.several)
                return {**self._listed(shape), "showErrorMessage": not several}
            case Text(known=known, members=members) if known or members:
                return {**self._listed(shape), "showErrorMessage": False}
            case Text(format="date"):
                return {
                    "type": "date", "operator": "between", "formula1": "36526",
                    "formula2": "73050", "error": "请填写日期，例如 2023-10-31", **stop,
                }  # fmt: skip
            case Number():
                return {**_bounds(shape), "error": "请填写数字", **stop}
            case Text(most=int(most)):
                return {
                    "type": "textLength", "operator": "lessThanOrEqual", "formula1": str(most),
                    "error": f"最多{most}个字", **stop,
                }  # fmt: skip
        return {}

    def _listed(self, shape: Choice | Units | Several | Text) -> dict[str, str]:
        """Return a check against a list on the sheet of options; nothing where that is empty."""
        from openpyxl.utils import get_column_letter

        called = tuple(labels(shape, self._names).values())
        if not called:
            return {}
        if called not in self._lists:
            letter = get_column_letter(len(self._lists) + 1)
            self._lists[called] = f"{OPTIONS}!${letter}$2:${letter}${len(called) + 1}"
        return {"type": "list", "formula1": self._lists[called]}

    def _options(self, sheet: "Worksheet") -> None:
        for place, called in enumerate(self._lists, 1):
            _put(sheet.cell(1, place), f"{OPTIONS}{place}")
            for line, label in enumerate(called, 2):
                _put(sheet.cell(line, place), label)
        sheet.sheet_state = "hidden"


def _as_day(day: str | None) -> Shown:
    return date.fromisoformat(day) if day else None


def _bounds(shape: Number) -> dict[str, str]:
    kind = "whole" if shape.whole else "decimal"
    least = shape.minimum if shape.minimum is not None else shape.above
    most = shape.maximum if shape.maximum is not None else shape.below
    if least is not None and most is not None:
        return {
            "type": kind, "operator": "between", "formula1": str(least), "formula2": str(most)
        }  # fmt: skip
    if least is not None:
        return {"type": kind, "operator": "greaterThanOrEqual", "formula1": str(least)}
    return {"type": kind, "operator": "between", "formula1": "-999999999", "formula2": "999999999"}


def _format(column: Column) -> str:
    match column.shape:
        case Text(format="date"):
            return _DATE
        case Number(whole=whole):
            return "0" if whole else "0.##########"
    return _TEXT


def _wide(column: Column) -> float:
    narrow, broad = _WIDTHS
    shape = column.shape
    if isinstance(shape, Text) and shape.lines:
        return broad
    if isinstance(shape, Text) and not shape.format and column.head == GRID_HEAD:
        return 78
    return float(min(max(narrow, width(column.head) + 4, 14), broad))


def _put(cell: Any, value: Shown) -> None:
    """Write ``value``; text stays text, also where it begins like a formula."""
    if isinstance(value, str):
        put_text(cell, value)
    else:
        cell.value = value
