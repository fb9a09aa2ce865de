"""Reading what is in force: schemas, registry, rulebooks, calendars, from the bytes of their files.

Each function returns what could be read and the problems of what could not, so that its caller
decides: at the head a problem stops everything, in history a broken file is as if it were not
there.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from scoring.admission.accepted import NOTHING_ACCEPTED, Accepted
from scoring.admission.flaws import Flaw, about_file, as_problems, read_text
from scoring.admission.schema_flaws import schema_flaws
from scoring.calendar.workdays import WorkCalendar, YearCalendar
from scoring.errors import GongkaiError
from scoring.history.path_text import shown_path
from scoring.history.tree import CALENDARS, RULEBOOKS, is_unit_file, unit_file
from scoring.problem import Problem
from scoring.records.formats import is_date, is_unit_id
from scoring.records.registry import Registry, Unit, unit_from
from scoring.records.schema_errors import shown_value
from scoring.records.schemas import Schema, SchemaSet, SchemaUnusable, load_schemas
from scoring.rulebook.model import Rulebook
from scoring.rulebook.parse import parse_rulebook
from scoring.rulebook.unusable import RulebookUnusable

SCHEMA_BYTES = 1024 * 1024
"""Bytes a schema may have."""

RULE_FILE_BYTES = 512 * 1024
"""Bytes a rulebook, a calendar or an entry of the registry may have."""

UNIT_SCHEMA, RULEBOOK_SCHEMA = "unit.json", "rulebook.json"

GENERAL = ("common.json", UNIT_SCHEMA, RULEBOOK_SCHEMA)
"""Schemas that a repository with kinds of its own may leave to the product."""

_CALENDAR_FILE = re.compile(r"(?P<calendar>[a-z][a-z0-9-]*)-(?P<year>[0-9]{4})\.yml")
_DAYS = ("holidays", "workdays")

Contents = Mapping[str, bytes]
"""Content by file name (of entries of the registry: by unit id)."""


def schemas_from(own: Contents, products: Contents) -> SchemaSet:
    """Return the schemas of ``own``; of the product where it has none.

    Raises GongkaiError where one cannot be used.
    """
    general = {name: products[name] for name in GENERAL if name in products}
    try:
        return load_schemas({**general, **own} if own else products)
    except SchemaUnusable as error:
        raise GongkaiError("schema-unusable", name=error.name, reason=error.reason[:300]) from None
    except RecursionError:
        raise GongkaiError("schema-unusable", name="*.json", reason="nested too deeply") from None


def registry_from(
    files: Contents, schema: Schema | None, accepted: Accepted = NOTHING_ACCEPTED
) -> tuple[Registry, tuple[Problem, ...]]:
    """Return the units whose entries (unit id → content of ``unit.yml``) can be used."""
    units: dict[str, Unit] = {}
    problems: list[Problem] = []
    for unit_id in sorted(files):
        unit, found = unit_of(unit_id, files[unit_id], schema, accepted)
        problems += found
        if unit is not None:
            units[unit_id] = unit
    return units, tuple(problems)


def unit_of(
    unit_id: str, text: bytes, schema: Schema | None, accepted: Accepted = NOTHING_ACCEPTED
) -> tuple[Unit | None, tuple[Problem, ...]]:
    """Return the unit that ``text`` describes, or the problems that keep it from being known.

    What was found of the same text is kept with the schema, which outlives one reading of history.
    """
    if schema is None:
        return _unit_of(unit_id, text, schema, accepted)
    if (unit_id, text) not in schema.memo:
        schema.memo[unit_id, text] = _unit_of(unit_id, text, schema, accepted)
    found: tuple[Unit | None, tuple[Problem, ...]] = schema.memo[unit_id, text]
    return found


def _unit_of(
    unit_id: str, text: bytes, schema: Schema | None, accepted: Accepted
) -> tuple[Unit | None, tuple[Problem, ...]]:
    path = unit_file(unit_id)
    if not is_unit_id(unit_id):
        return None, about_file([Flaw("schema-format-unit-id", field="units/", got=unit_id)], path)
    data, problems = _checked(text, path, schema, accepted)
    return (None, problems) if data is None else (unit_from(unit_id, data), ())


def rulebooks_from(
    files: Contents, schema: Schema | None, accepted: Accepted = NOTHING_ACCEPTED
) -> tuple[tuple[Rulebook, ...], tuple[Problem, ...]]:
    """Return the rulebooks (file name → content) that can be used, by id."""
    books: list[Rulebook] = []
    problems: list[Problem] = []
    for name in sorted(files):
        book, found = rulebook_from(name, files[name], schema, accepted)
        problems += found
        if book is not None:
            books.append(book)
    return tuple(books), tuple(problems)


def rulebook_from(
    name: str, text: bytes, schema: Schema | None, accepted: Accepted = NOTHING_ACCEPTED
) -> tuple[Rulebook | None, tuple[Problem, ...]]:
    """Return the rulebook in ``text``, the file ``name``, or what is wrong with it.

    What was found of the same text is kept with the schema, as for units.
    """
    if schema is None:
        return _rulebook_from(name, text, schema, accepted)
    path = f"{RULEBOOKS}{name}"
    if (path, text) not in schema.memo:
        schema.memo[path, text] = _rulebook_from(name, text, schema, accepted)
    found: tuple[Rulebook | None, tuple[Problem, ...]] = schema.memo[path, text]
    return found


def _rulebook_from(
    name: str, text: bytes, schema: Schema | None, accepted: Accepted
) -> tuple[Rulebook | None, tuple[Problem, ...]]:
    path = f"{RULEBOOKS}{name}"
    data, problems = _checked(text, path, schema, accepted)
    if data is None:
        return None, problems
    if f"{data['id']}.yml" != name:
        flaws = [Flaw("rulebook-file-name", ("id",), id=data["id"], name=name)]
        return None, as_problems(flaws, text, path, RULE_FILE_BYTES)
    try:
        return parse_rulebook(data, hashlib.sha256(text).hexdigest()), ()
    except RulebookUnusable as error:
        flaws = [Flaw(error.code, error.pointer, **error.values)]
        return None, as_problems(flaws, text, path, RULE_FILE_BYTES)


def _checked(
    text: bytes, path: str, schema: Schema | None, accepted: Accepted
) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    data, unread = read_text(text, path, RULE_FILE_BYTES)
    if unread:
        return None, unread
    name = UNIT_SCHEMA if is_unit_file(path) else RULEBOOK_SCHEMA
    if schema is None:
        return None, about_file([Flaw("schema-missing", name=name)], path)
    if isinstance(data, dict) and (accepted.has(text, name) or schema.is_valid(data)):
        accepted.note(text, name)
        return data, ()
    return None, as_problems(schema_flaws(schema, data), text, path, RULE_FILE_BYTES)


def calendars_from(files: Contents) -> tuple[Mapping[str, WorkCalendar], tuple[Problem, ...]]:
    """Return the calendars in ``files`` (``china-2023.yml`` → content), by name, years joined."""
    years: dict[str, dict[int, YearCalendar]] = {}
    problems: list[Problem] = []
    for name in sorted(files):
        named = _CALENDAR_FILE.fullmatch(name)
        if named is None:
            flaws = [Flaw("calendar-file-name", name=name)]
            problems += about_file(flaws, f"{CALENDARS}{shown_path(name)}")
            continue
        known, found = _calendar_year(name, named["year"], files[name])
        problems += found
        if known is not None:
            years.setdefault(named["calendar"], {})[int(named["year"])] = known
    return {name: WorkCalendar(name, known) for name, known in years.items()}, tuple(problems)


def calendar_of(name: str) -> str:
    """Return the name of the calendar that the file ``name`` (``china-2023.yml``) belongs to."""
    return name.removesuffix(".yml").rpartition("-")[0]


def _calendar_year(
    name: str, year: str, text: bytes
) -> tuple[YearCalendar | None, tuple[Problem, ...]]:
    path = f"{CALENDARS}{name}"
    data, unread = read_text(text, path, RULE_FILE_BYTES)
    if unread:
        return None, unread
    if not isinstance(data, dict) or not all(isinstance(data.get(key), list) for key in _DAYS):
        return None, about_file([Flaw("calendar-unusable", path=path)], path)
    flaws = [
        Flaw("calendar-day", (key, index), got=shown_value(day))
        for key in _DAYS
        for index, day in enumerate(data[key])
        if not isinstance(day, str) or not is_date(day)
    ]
    stated = str(data.get("year", ""))
    if stated != year:
        flaws.append(Flaw("calendar-year", ("year",), year=stated[:20], name=name))
    if flaws:
        return None, as_problems(flaws, text, path, RULE_FILE_BYTES)
    holidays, workdays = (frozenset(map(date.fromisoformat, data[key])) for key in _DAYS)
    return YearCalendar(holidays, workdays), ()
