"""The rows of a filled-in workbook as data of records, with the cell every value came from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.problem import Pointer, Problem
from scripts.exchange.sheet_cells import BETWEEN, Names, Unfit, taken
from scripts.exchange.sheet_layout import (
    GRID_HEAD,
    MARK,
    MAX_RECORDS,
    NUMBER,
    Column,
    FilesSheet,
    GridSheet,
    Layout,
    Path,
    RowsSheet,
    day_column,
    file_columns,
    layout_of,
    row_column,
    year_column,
)
from scripts.exchange.sheet_values import day_of_record, put_at
from scripts.exchange.workbook_opening import Formula, Sheet
from scripts.forms.model import Form, Units


@dataclass(frozen=True, slots=True)
class Place:
    """A cell: its sheet, row and column, both from 1."""

    sheet: str
    row: int
    column: int


@dataclass
class Filled:
    """One record as filled in: its data, day and year for its name, where each value stands."""

    number: int
    place: Place
    data: dict[str, Any] = field(default_factory=dict)
    day: str | None = None
    year: Any = None
    year_place: Place | None = None
    places: dict[Pointer, Place] = field(default_factory=dict)

    def place_of(self, pointer: Pointer) -> Place:
        """Return the cell of what ``pointer`` names, or of the nearest part around it."""
        while pointer and pointer not in self.places:
            pointer = pointer[:-1]
        return self.places.get(pointer, self.place)


def problem_at(flaw: Flaw, file: str, place: Place) -> Problem:
    """Return ``flaw`` as a problem of a cell: the sheet stands in the path."""
    return Problem(flaw.code, f"{file}[{place.sheet}]", place.row, place.column, flaw.values)


class Reader:
    """Reads the sheets of one form; ``problems`` are all it found."""

    def __init__(self, form: Form, names: Names, file: str) -> None:
        self.problems: list[Problem] = []
        self._form = form
        self._names = names
        self._file = file
        self._layout: Layout = layout_of(form)
        self._filled: dict[int, Filled] = {}

    def records(self, sheets: Mapping[str, Sheet]) -> tuple[Filled, ...]:
        """Return the records that ``sheets`` hold, in the order of their rows."""
        layout = self._layout
        main = self._sheet(sheets, layout.main.name)
        if main is None:
            return ()
        self._main(main)
        for rows in layout.rows:
            self._rows(sheets, rows)
        for grid in layout.grids:
            self._grid(sheets, grid)
        for files in layout.files:
            self._files(sheets, files)
        if not self._filled and not self.problems:
            self._report(Flaw("sheet-empty"), Place(main.name, 2, 1))
        return tuple(self._filled.values())

    # --- sheets ---

    def _main(self, sheet: Sheet) -> None:
        columns = self._layout.main.columns
        if self._layout.dated:
            columns = (day_column(self._form), *columns)
        year = year_column()
        heads = self._heads(sheet, (*columns, year))
        for row, cells in sheet.rows[1:]:
            values = dict(self._values(sheet.name, row, cells, heads))
            if not values:
                continue
            if len(self._filled) >= MAX_RECORDS:
                self._report(
                    Flaw("sheet-many-records", limit=MAX_RECORDS), Place(sheet.name, row, 1)
                )
                return
            number = self._number(sheet.name, row, cells, default=len(self._filled) + 1)
            if number is None:
                continue
            if number in self._filled:
                self._report(Flaw("sheet-number-twice", number=number), Place(sheet.name, row, 1))
                continue
            filled = self._filled[number] = Filled(number, Place(sheet.name, row, 2))
            filled.year, filled.year_place = values.pop(year, (None, filled.place))
            for column, (value, place) in values.items():
                if not column.path:
                    filled.day = value
                    continue
                put_at(filled.data, column.path, value)
                _note(filled, column.path, place)
            filled.day = filled.day or day_of_record(self._form, filled.data)

    def _rows(self, sheets: Mapping[str, Sheet], rows: RowsSheet) -> None:
        for filled, values in self._belonging(sheets, rows.name, rows.columns):
            self._append(filled, rows.path, values)

    def _grid(self, sheets: Mapping[str, Sheet], grid: GridSheet) -> None:
        head = row_column()
        known = dict(grid.rows)
        columns = (head, *grid.columns)
        for filled, values in self._belonging(sheets, grid.name, columns):
            name, place = values.pop(head, ("", filled.place))
            row = known.get(str(name).strip())
            if row is None:
                self._report(Flaw("sheet-grid-row", got=str(name)[:60]), place)
                continue
            for column, (value, where) in values.items():
                path = (*row.path, *column.path)
                put_at(filled.data, path, value)
                _note(filled, path, where)

    def _files(self, sheets: Mapping[str, Sheet], files: FilesSheet) -> None:
        for filled, values in self._belonging(sheets, files.name, file_columns()):
            self._append(filled, files.path, values)

    def _belonging(
        self, sheets: Mapping[str, Sheet], name: str, columns: Sequence[Column]
    ) -> Iterator[tuple[Filled, dict[Column, tuple[Any, Place]]]]:
        """Yield the rows of a sheet that belongs to the main one, with their records."""
        sheet = self._sheet(sheets, name)
        if sheet is None:
            return
        heads = self._heads(sheet, columns)
        for row, cells in sheet.rows[1:]:
            values = dict(self._values(sheet.name, row, cells, heads))
            if not values or (_is_begun(columns) and set(values) <= {columns[0]}):
                continue
            only = next(iter(self._filled)) if len(self._filled) == 1 else None
            number = self._number(sheet.name, row, cells, default=only)
            if number is None:
                continue
            filled = self._filled.get(number)
            if filled is None:
                flaw = Flaw("sheet-number-unknown", number=number, sheet=self._layout.main.name)
                self._report(flaw, Place(sheet.name, row, 1))
                continue
            yield filled, values

    def _append(
        self,
        filled: Filled,
        path: Path,
        values: Mapping[Column, tuple[Any, Place]],
    ) -> None:
        """Add an item with ``values`` to the list at ``path`` of the record."""
        item: dict[str, Any] = {}
        above: Any = filled.data
        for name in path[:-1]:
            above = above.setdefault(name, {})
        items = above.setdefault(path[-1], [])
        here: Pointer = (*path, len(items))
        for column, (value, place) in values.items():
            put_at(item, column.path, value)
            _note(filled, (*here, *column.path), place)
            filled.places.setdefault(here, Place(place.sheet, place.row, 2))
            filled.places.setdefault(path, Place(place.sheet, 1, 1))
        items.append(item)

    # --- cells ---

    def _sheet(self, sheets: Mapping[str, Sheet], name: str) -> Sheet | None:
        found = sheets.get(name)
        if found is None or not found.rows:
            self._report(Flaw("sheet-missing", sheet=name), Place(name, 1, 1))
            return None
        if found.merged:
            flaw = Flaw("sheet-merged", sheet=name, cells=BETWEEN.join(found.merged[:8]))
            self._report(flaw, _first_of(found.merged[0], name))
        return found

    def _heads(self, sheet: Sheet, columns: Sequence[Column]) -> dict[int, Column]:
        """Return which column stands where; one not known, wanting or twice is a problem."""
        known = {column.head: column for column in columns}
        found: dict[int, Column] = {}
        for place, head in enumerate(sheet.rows[0][1], 1):
            title = str(head or "").strip().rstrip(MARK + "*").strip()
            if not title or title == NUMBER:
                continue
            column = known.get(title)
            if column is None or column in found.values():
                code = "sheet-column-unknown" if column is None else "sheet-column-twice"
                self._report(Flaw(code, head=title[:60]), Place(sheet.name, 1, place))
                continue
            found[place] = column
        for column in columns:
            if column.required and column not in found.values():
                missing = Flaw("sheet-column-missing", head=column.head)
                self._report(missing, Place(sheet.name, 1, 1))
        return found

    def _values(
        self, sheet: str, row: int, cells: tuple[Any, ...], heads: Mapping[int, Column]
    ) -> Iterator[tuple[Column, tuple[Any, Place]]]:
        for number, cell in enumerate(cells, 1):
            column = heads.get(number)
            place = Place(sheet, row, number)
            if isinstance(cell, Formula):
                self._report(Flaw("sheet-formula", formula=cell.text[:60]), place)
                continue
            if column is None:
                if number > 1 and cell not in (None, ""):
                    self._report(Flaw("sheet-no-column", got=str(cell)[:60]), place)
                continue
            try:
                value = taken(column.shape, cell, self._names)
            except Unfit as unfit:
                self._report(unfit.flaw, place)
                value = _BAD
            if value is not None:
                yield column, (value, place)

    def _number(
        self, sheet: str, row: int, cells: tuple[Any, ...], *, default: int | None
    ) -> int | None:
        """Return the number in the first column; ``default`` where none stands there."""
        cell = cells[0] if cells else None
        if cell is None or cell == "":
            if default is None:
                self._report(Flaw("sheet-number-missing"), Place(sheet, row, 1))
            return default
        typed = str(cell).strip()
        if isinstance(cell, float) and cell.is_integer():  # False for what is no finite number
            typed = str(int(cell))
        if not typed.isdecimal() or not typed.isascii() or len(typed) > 6:
            self._report(Flaw("sheet-number-bad", got=typed[:60]), Place(sheet, row, 1))
            return None
        return int(typed)

    def _report(self, flaw: Flaw, place: Place) -> None:
        self.problems.append(problem_at(flaw, self._file, place))


def _first_of(merged: str, sheet: str) -> Place:
    """Return the cell at which the range ``merged`` begins."""
    from openpyxl.utils import coordinate_to_tuple

    return Place(sheet, *coordinate_to_tuple(merged.partition(":")[0]))


def _is_begun(columns: Sequence[Column]) -> bool:
    """Tell whether templates begin the sheet's rows: they say nothing until a figure is added."""
    first = columns[0]
    units = isinstance(first.shape, Units) and not first.shape.several
    return len(columns) > 1 and (first.head == GRID_HEAD or units)


_BAD = "\N{REPLACEMENT CHARACTER}"
"""Stands for a value that could not be read, so that it is not reported as missing too."""


def _note(filled: Filled, path: Path | tuple[Any, ...], place: Place) -> None:
    for length in range(1, len(path) + 1):
        filled.places.setdefault(tuple(path[:length]), place)
    filled.places[tuple(path)] = place
