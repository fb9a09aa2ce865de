"""How a unit stood at a time: units that merge, split, are renamed or change kind keep their past.

The registry is read from one head, and says of each unit how it stands now and how it stood
before. What is asked of a year is answered by how things stood then, so that no later change of a
unit moves what has been scored.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from scoring.records.registry import Registry, Unit, unit_from

_ALWAYS = ("roles", "submitters")
"""Lists that an entry has even where they are empty."""


def as_on(unit: Unit, day: date) -> Unit:
    """Return ``unit`` as it stood at the end of ``day``; only what was before is told as earlier.

    Its first and last day, and what it was assessed as, are told as they are known today.
    """
    past = [state for state in unit.earlier if state.until < day]
    if len(past) == len(unit.earlier):
        return unit
    fields = [state.fields for state in unit.earlier[len(past) :]]
    return replace(unit_from(unit.id, _changed_back(unit.entry, fields)), earlier=tuple(past))


def in_year(unit: Unit, year: int, seen: date = date.max) -> Unit | None:
    """Return ``unit`` as it is assessed in ``year``; None where it is not there in that year.

    That is how it stood at the end of the year, or of the day ``seen`` if that is earlier, and as
    the kind that it is laid down to be assessed as. A last day after ``seen`` is not yet known.
    """
    day = min(date(year, 12, 31), seen)
    if unit.since is not None and unit.since > day:
        return None
    if unit.until is not None and unit.until < date(year, 1, 1):
        return None
    stood = as_on(unit, day)
    if stood.until is not None and stood.until > seen:
        stood = replace(stood, until=None, into=())
    kind = unit.assessed_as.get(year, stood.kind)
    return stood if kind == stood.kind else replace(stood, kind=kind)


def registry_in(registry: Registry, year: int, seen: date = date.max) -> Registry:
    """Return all units as they stood in ``year`` or on the day ``seen``, whichever is earlier.

    Those that are not assessed then have their names all the same.
    """
    day = min(date(year, 12, 31), seen)
    return {
        unit_id: in_year(unit, year, seen) or as_on(unit, day) for unit_id, unit in registry.items()
    }


def units_in(registry: Registry, year: int, seen: date = date.max) -> Iterator[Unit]:
    """Yield the units that are there in ``year``, as they are assessed then."""
    for unit in registry.values():
        stood = in_year(unit, year, seen)
        if stood is not None:
            yield stood


def kinds_in(unit: Unit, year: int) -> frozenset[str]:
    """Return every kind that ``unit`` has been on some day of ``year``, and is assessed as.

    What it may hand in for the year goes by all of them, whenever it does so.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    begins = [state.until for state in unit.earlier if first <= state.until < last]
    kinds = {as_on(unit, day).kind for day in (first, *begins, last)}
    return frozenset({*kinds, *filter(None, [unit.assessed_as.get(year)])})


def names_in(unit: Unit, year: int) -> tuple[tuple[date, str], ...]:
    """Return the short names that ``unit``, as it stood, had before in the same year.

    Oldest first, each after the last day on which it was called so.
    """
    named = ((state.until, as_on(unit, state.until).short_name) for state in unit.earlier)
    return tuple(
        (until, name)
        for until, name in named
        if until >= date(year, 1, 1) and name != unit.short_name
    )


def all_names(unit: Unit) -> tuple[str, ...]:
    """Return every name, full and short, that ``unit`` has had, as far as told; today's first."""
    past = [as_on(unit, state.until) for state in unit.earlier]
    old = {name for stood in past for name in (stood.name, stood.short_name)}
    now = (unit.name, unit.short_name)
    return (*now, *sorted(old - {*now}, key=lambda name: (-len(name), name)))


def heirs(registry: Registry, unit: Unit) -> tuple[str, ...]:
    """Return the units that took over from ``unit``, those after them included; itself never."""
    found: dict[str, None] = {}
    waiting = list(unit.into)
    while waiting:
        heir = waiting.pop(0)
        if heir in found or heir == unit.id:
            continue
        found[heir] = None
        known = registry.get(heir)
        waiting += known.into if known is not None else ()
    return tuple(found)


def heirs_there(registry: Registry, unit: Unit, day: date) -> tuple[str, ...]:
    """Return those of the heirs of ``unit`` that are there on ``day``; all where none is."""
    found = heirs(registry, unit)
    ends = {each: registry[each].until for each in found if each in registry}
    there = tuple(each for each, end in ends.items() if end is None or end >= day)
    return there or found


def as_it_stood(entry: Mapping[str, Any], index: int) -> Mapping[str, Any]:
    """Return the whole entry as it stood under item ``index`` of its ``earlier``."""
    return _changed_back(entry, entry["earlier"][index:])


def _changed_back(
    entry: Mapping[str, Any], states: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any]:
    """Return ``entry`` as it was before ``states``, oldest first; an empty list takes one away."""
    whole = {name: value for name, value in entry.items() if name != "earlier"}
    for state in reversed(states):
        whole |= {name: value for name, value in state.items() if name != "until"}
    return {name: value for name, value in whole.items() if value != [] or name in _ALWAYS}
