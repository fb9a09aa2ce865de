"""What a unit's entry says of its coming, going and changing, held against itself and the others.

The schema sees one field at a time; here days are held against days, and heirs against the
registry.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.admission.schema_flaws import schema_flaws
from scoring.records.changing import as_it_stood, heirs, kinds_in
from scoring.records.registry import Registry, Unit
from scoring.records.schemas import Schema

NOT_ASSESSED = "office"
"""不参加考核的机构: the office may leave any unit out of a year, say one gone in January."""

_EARLIER = "earlier"


def change_flaws(
    unit: Unit, entry: Mapping[str, Any], registry: Registry, schema: Schema | None
) -> Iterator[Flaw]:
    """Yield what is odd or wrong in ``entry``, which the schema has accepted and ``unit`` reads."""
    yield from _days(unit)
    yield from _order(unit, entry.get(_EARLIER, ()))
    yield from _successors(unit, registry)
    yield from _states(entry, schema)
    yield from _assessed(unit, entry.get("assessed_as", ()))


def same_code(registry: Registry) -> dict[str, tuple[Flaw, ...]]:
    """Return what is odd in the codes of units by id: that one is another unit's as well.

    A unit that is gone may have left its code to the one that took over.
    """
    first: dict[str, Unit] = {}
    found: dict[str, tuple[Flaw, ...]] = {}
    for unit in registry.values():
        if unit.code is None or unit.until is not None:
            continue
        one = first.setdefault(unit.code, unit)
        if one is not unit:
            values = {"code": unit.code, "unit": one.id, "name": one.short_name}
            found[unit.id] = (Flaw("unit-code-twice", ("code",), **values),)
    return found


def _days(unit: Unit) -> Iterator[Flaw]:
    if unit.since is not None and unit.until is not None and unit.since > unit.until:
        since, until = unit.since.isoformat(), unit.until.isoformat()
        yield Flaw("unit-days-reversed", ("until",), since=since, until=until)


def _order(unit: Unit, items: Sequence[Mapping[str, Any]]) -> Iterator[Flaw]:
    """The states follow one another, and lie within the time in which the unit was there."""
    for index, (one, next_one) in enumerate(pairwise(items)):
        if one["until"] >= next_one["until"]:  # ISO dates: the order of texts is that of days
            where = (_EARLIER, index + 1, "until")
            yield Flaw("unit-earlier-order", where, day=next_one["until"], before=one["until"])
    for index, item in enumerate(items):
        day = date.fromisoformat(item["until"])
        too_early = unit.since is not None and day < unit.since
        if too_early or (unit.until is not None and day >= unit.until):
            yield Flaw("unit-earlier-outside", (_EARLIER, index, "until"), day=item["until"])


def _successors(unit: Unit, registry: Registry) -> Iterator[Flaw]:
    if unit.until is None:
        if unit.into:
            yield Flaw("unit-into-early", ("into",))
        return
    if not unit.into:
        yield Flaw("unit-into-none", ("until",), until=unit.until.isoformat())
    for index, heir in enumerate(unit.into):
        where, known = ("into", index), registry.get(heir)
        if known is None:
            yield Flaw("unit-into-unknown", where, unit=heir)
        elif heir == unit.id or unit.id in heirs(registry, known):
            yield Flaw("unit-into-circle", where, unit=heir)
        elif not _takes_over(known, unit.until):
            day = (unit.until + timedelta(days=1)).isoformat()
            yield Flaw("unit-into-absent", where, unit=heir, day=day)


def _takes_over(heir: Unit, last: date) -> bool:
    """Tell whether ``heir`` is there on the day after ``last``."""
    begun = heir.since is None or heir.since <= last + timedelta(days=1)
    return begun and (heir.until is None or heir.until > last)


def _states(entry: Mapping[str, Any], schema: Schema | None) -> Iterator[Flaw]:
    """Each state is an entry that the schema accepts, and differs from what followed."""
    items = entry.get(_EARLIER, ())
    for index in range(len(items)):
        stood = as_it_stood(entry, index)
        followed = as_it_stood(entry, index + 1)
        if stood == followed:
            yield Flaw("unit-earlier-same", (_EARLIER, index), day=items[index]["until"])
        elif schema is not None and not schema.is_valid(stood):
            for flaw in schema_flaws(schema, stood):
                yield Flaw(flaw.code, (_EARLIER, index, *flaw.pointer), **flaw.values)


def _assessed(unit: Unit, items: Sequence[Mapping[str, Any]]) -> Iterator[Flaw]:
    """Laid down at most once a year, as a kind that the unit was in that year, or not at all."""
    told: set[int] = set()
    was = {item["year"]: _kinds(unit, item["year"]) for item in items}
    for index, item in enumerate(items):
        year, kind = item["year"], item["kind"]
        if year in told:
            yield Flaw("unit-assessed-twice", ("assessed_as", index, "year"), year=year)
        elif kind != NOT_ASSESSED and kind not in was[year]:
            where = ("assessed_as", index, "kind")
            yield Flaw("unit-assessed-never", where, year=year, kind=kind)
        told.add(year)


def _kinds(unit: Unit, year: int) -> frozenset[str]:
    return kinds_in(replace(unit, assessed_as={}), year)
