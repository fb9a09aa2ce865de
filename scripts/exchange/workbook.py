"""Workbooks to fill in, and what was filled in as files of records: nothing unless all is right."""

import hashlib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scoring.admission.flaws import Flaw, about_file
from scoring.admission.schema_flaws import schema_flaws
from scoring.problem import Problem
from scoring.records.formats import is_attachment_name
from scoring.records.registry import Registry, Unit
from scoring.records.schemas import SchemaSet
from scoring.records.yamltext import YamlUnacceptable, positions
from scripts.exchange.sheet_cells import names_of
from scripts.exchange.sheet_layout import HELP, KIND, FilesSheet, layout_of
from scripts.exchange.sheet_values import at
from scripts.exchange.workbook_opening import Sheet, Unreadable, open_workbook
from scripts.exchange.workbook_reading import Filled, Place, Reader, problem_at
from scripts.exchange.workbook_writing import workbook
from scripts.forms.building import (
    attachment_path,
    file_stem,
    free_slug,
    record_path,
    record_text,
)
from scripts.forms.model import Form
from scripts.forms.reading import form_of

_KIND = re.compile(r"（([a-z][a-z0-9-]*)）\s*$")
_NAMED_KIND = 40  # rows of the help sheet within which the kind is named

Attachments = Callable[[str], bytes | None]
"""Returns the content of the file called so that came with a workbook, None where none did."""

Taken = Callable[[str, int], Collection[str]]
"""Returns the stems that records of a kind already have in a year, in the unit's folder."""


@dataclass(frozen=True)
class Reading:
    """What a workbook holds: the files of its records, or everything that is wrong with it.

    ``files`` are records and attachments, repository path to content; empty where there are
    ``problems``, whose paths name the sheet, line and column the row and column.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    placed: Callable[[Problem], Problem] = lambda problem: problem
    """Turns a problem of one of the files into one of the cell that it comes from."""


def template(
    form: Form,
    registry: Registry,
    unit: Unit | None = None,
    *,
    units: Sequence[str] = (),
    records: Sequence[Mapping[str, Any]] = (),
) -> bytes:
    """Return a workbook for ``form``; with ``unit`` its own villages are there to choose from.

    ``units`` are ids with which a list that has a row a unit is begun; ``records`` are data that
    stand in it already.
    """
    return workbook(form, names_of(registry, unit), records, units=units)


def read_workbook(
    content: bytes,
    unit: Unit,
    schemas: SchemaSet,
    registry: Registry,
    *,
    file: str = "workbook.xlsx",
    year: int | None = None,
    taken: Taken = lambda kind, year: (),
    attachments: Attachments = lambda name: None,
) -> Reading:
    """Return the records of ``unit`` that the workbook ``content`` holds.

    ``file`` is what problems call it. A record's year is ``year``, else what its row says, else
    that of its day.
    ``attachments`` finds the files that came with it; their digests are computed here.
    """
    try:
        sheets = open_workbook(content, file)
    except Unreadable as unreadable:
        return Reading(problems=about_file([unreadable.flaw], file))
    kind = _kind(sheets)
    if kind is None or kind not in schemas.kinds:
        return Reading(problems=about_file([Flaw("sheet-kind", sheet=HELP)], file))
    form = form_of(schemas.kinds[kind])
    reader = Reader(form, names_of(registry, unit), file)
    filled = reader.records(sheets)
    maker = _Maker(form, unit, file, year, taken, attachments)
    if not reader.problems:
        for each in filled:
            maker.add(each)
    problems = (*reader.problems, *maker.problems)
    if problems:
        return Reading(problems=_ordered(problems))
    return Reading(maker.files, (), maker.placed)


def _kind(sheets: Mapping[str, Sheet]) -> str | None:
    """Return the kind that the help sheet names."""
    sheet = sheets.get(HELP)
    for _, cells in sheet.rows[:_NAMED_KIND] if sheet is not None else ():
        if len(cells) > 1 and cells[0] == KIND and isinstance(cells[1], str):
            found = _KIND.search(cells[1])
            return found[1] if found is not None else None
    return None


class _Maker:
    """Makes the files of records, or says what is wrong with them."""

    def __init__(
        self,
        form: Form,
        unit: Unit,
        file: str,
        year: int | None,
        taken: Taken,
        attachments: Attachments,
    ) -> None:
        self.files: dict[str, bytes] = {}
        self.problems: list[Problem] = []
        self._form = form
        self._files_sheets = layout_of(form).files
        self._unit = unit
        self._file = file
        self._year = year
        self._taken = taken
        self._attachments = attachments
        self._stems: dict[int, set[str]] = {}
        self._made: dict[str, Filled] = {}

    def add(self, filled: Filled) -> None:
        """Make the record ``filled``."""
        data = {**self._form.fixed, **filled.data}
        files = self._attached(filled, data)
        flaws = tuple(schema_flaws(self._form.schema, data))
        for flaw in flaws:
            self._report(flaw, filled.place_of(_meant(flaw.pointer, flaw.values)))
        day = _day(filled.day)
        if day is None:
            self._report(Flaw("sheet-day"), filled.place)
        year = self._year_of(filled, day)
        if flaws or day is None or year is None:
            return
        stem = self._stem(day, year)
        path = record_path(self._unit.id, year, self._form.kind, stem)
        self.files[path] = record_text(self._form, data).encode()
        self._made[path] = filled
        for name, content in files.items():
            place = attachment_path(self._unit.id, year, self._form.kind, stem, name)
            self.files[place] = content

    def placed(self, problem: Problem) -> Problem:
        """Return a problem of a record as one of the cell that the value came from."""
        filled = self._made.get(problem.path)
        if filled is None:
            return problem
        place = filled.place_of(_pointer_at(self.files[problem.path], problem))
        return problem_at(Flaw(problem.code, **problem.values), self._file, place)

    def _year_of(self, filled: Filled, day: date | None) -> int | None:
        """Return the year that the record counts for, None where none can be told."""
        if self._year or filled.year is None:
            return self._year or (day.year if day is not None else None)
        if isinstance(filled.year, int) and 2000 <= filled.year <= 2100:
            return filled.year
        self._report(
            Flaw("sheet-year", got=str(filled.year)[:60]), filled.year_place or filled.place
        )
        return None

    def _stem(self, day: date, year: int) -> str:
        stems = self._stems.setdefault(year, set(self._taken(self._form.kind, year)))
        stem = file_stem(self._form, day, free_slug(self._form, day, stems))
        stems.add(stem)
        return stem

    def _attached(self, filled: Filled, data: Mapping[str, Any]) -> dict[str, bytes]:
        """Return the files that the record lists, with their digests written into ``data``."""
        found: dict[str, bytes] = {}
        for sheet in self._files_sheets:
            for number, entry in enumerate(at(data, sheet.path) or ()):
                self._attach(filled, sheet, number, entry, found)
        return found

    def _attach(
        self,
        filled: Filled,
        sheet: FilesSheet,
        number: int,
        entry: dict[str, Any],
        found: dict[str, bytes],
    ) -> None:
        name = entry.get("file")
        place = filled.place_of((*sheet.path, number, "file"))
        if not isinstance(name, str) or not is_attachment_name(name):
            return  # the schema says so
        content = self._attachments(name)
        if content is None:
            self._report(Flaw("sheet-file-missing", file=name), place)
            entry.setdefault("sha256", "0" * 64)
            return
        digest = hashlib.sha256(content).hexdigest()
        if entry.get("sha256", digest) != digest:
            self._report(Flaw("sheet-file-digest", file=name), place)
        entry["sha256"] = digest
        found[name] = content

    def _report(self, flaw: Flaw, place: Place) -> None:
        self.problems.append(problem_at(flaw, self._file, place))


def _meant(pointer: tuple[str | int, ...], values: Mapping[str, Any]) -> tuple[str | int, ...]:
    """Return the place of the field that a flaw is about, also where it is missing."""
    field_name = values.get("field")
    return (*pointer, field_name) if isinstance(field_name, str) else pointer


def _pointer_at(text: bytes, problem: Problem) -> tuple[str | int, ...]:
    """Return the pointer to the last part of ``text`` that begins at or before ``problem``."""
    try:
        places = positions(text)
    except YamlUnacceptable:
        return ()
    here = (problem.line, problem.column)
    before = [(place, len(p), p) for p, place in places.items() if place <= here and p]
    return max(before, key=lambda each: each[:2])[2] if before else ()


def _day(day: str | None) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        return None


def _ordered(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return ``problems`` by sheet as they came, then by row and column."""
    sheets = {path: place for place, path in enumerate(dict.fromkeys(p.path for p in problems))}
    return tuple(sorted(problems, key=lambda each: (sheets[each.path], each.line, each.column)))
