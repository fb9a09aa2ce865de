"""Which records a rule is about, on which day each speaks, which count once."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from scoring.calendar import periods
from scoring.calendar.periods import Period
from scoring.calendar.zone import day_of
from scoring.records.view import Entry
from scoring.rules.fields import Where
from scoring.rules.judgement import Context
from scoring.rules.text import likeness

_T = TypeVar("_T")

RECEIVED = "received"
"""Stands for the day of receipt where a rule names the fields with days."""


def same(value: Any, wanted: Any) -> bool:
    """Tell whether ``value`` is ``wanted``; ``true`` and 1 are not the same."""
    return isinstance(value, bool) == isinstance(wanted, bool) and bool(value == wanted)


def is_one_of(value: Any, wanted: Any) -> bool:
    """Tell whether ``value`` is ``wanted`` or, where that is a list, one of it."""
    if isinstance(wanted, list):
        return any(same(value, each) for each in wanted)
    return same(value, wanted)


def matching(
    context: Context, kind: str, where: Where, entries: Iterable[Entry]
) -> tuple[Entry, ...]:
    """Return those ``entries`` of ``kind`` that a rule with this ``where`` is about, in order.

    Each field named has the value, or one of the values. Records of a kind that names a node
    (``x-node``) have to name the node that the rule belongs to.
    """
    schema = context.view.kinds.get(kind)
    node_field = schema.node_field if schema else None

    def is_meant(entry: Entry) -> bool:
        data = entry.record.data
        if node_field is not None and data.get(node_field) != context.node:
            return False
        return all(is_one_of(data.get(field), wanted) for field, wanted in where.items())

    return tuple(entry for entry in entries if is_meant(entry))


def of_the_year(context: Context, kind: str, where: Where) -> tuple[Entry, ...]:
    """Return the unit's entries of ``kind`` in the year's folders that match ``where``."""
    entries = context.view.about(kind, context.unit.id, context.year)
    return matching(context, kind, where, entries)


def parsed_date(value: Any) -> date | None:
    """Return the day that ``value`` writes as ``YYYY-MM-DD``, None where it writes none."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def date_of(context: Context, entry: Entry) -> date:
    """Return the day that ``entry`` speaks of: the kind's ``x-date``, else the day of receipt."""
    schema = context.view.kinds.get(entry.record.kind)
    if schema is not None and schema.date_field is not None:
        stated = parsed_date(entry.record.data.get(schema.date_field))
        if stated is not None:
            return stated
    return day_of(entry.time)


def parsed_period(value: Any) -> Period | None:
    """Return the period that ``value`` names, None where it names none."""
    if not isinstance(value, str):
        return None
    try:
        return periods.parse(value)
    except ValueError:
        return None


def period_of(context: Context, entry: Entry) -> Period | None:
    """Return the period that ``entry`` speaks of (``x-period``), None where it says none."""
    schema = context.view.kinds.get(entry.record.kind)
    if schema is None or schema.period_field is None:
        return None
    return parsed_period(entry.record.data.get(schema.period_field))


def period_in(context: Context, entry: Entry, every: str) -> Period:
    """Return the period of length ``every`` in which ``entry`` counts.

    It is the one that holds the entry's own period (``x-period``), else that of the day it speaks
    of, which is the day of receipt where it names none.
    """
    own = period_of(context, entry)
    if own is not None:
        around = periods.containing(every, own.first)
        if around.covers(own):
            return around
    return periods.containing(every, date_of(context, entry))


def judged_periods(context: Context, every: str) -> tuple[Period, ...]:
    """Return the year's periods of length ``every`` that are judged at all.

    Those that begin before ``from``, or do not lie within the time in which the unit is there, are
    not.
    """
    of_year = periods.periods_of_year(every, context.year)
    return tuple(period for period in of_year if context.judged(period.first, period.last))


def is_judged(context: Context, entry: Entry) -> bool:
    """Tell whether the day that ``entry`` speaks of is judged at all.

    What is said after the unit's last day of a period that was over by then still counts.
    """
    day = date_of(context, entry)
    own = period_of(context, entry)
    return context.judged(day, day if own is None else min(day, own.last))


def once_per(fields: tuple[str, ...], entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield ``entries``, but of those alike in all of ``fields`` only the first.

    An entry that lacks one of the fields is like no other.
    """
    seen: set[Hashable] = set()
    for entry in entries:
        key = tuple(likeness(entry.record.data.get(field)) for field in fields)
        if fields and None not in key:
            if key in seen:
                continue
            seen.add(key)
        yield entry


def distinct(fields: tuple[str, ...], entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield ``entries``, but none that is like one yielded before in any of ``fields``.

    A field that is absent or empty is skipped (reading 5).
    """
    return alike_once(fields, entries, lambda entry: entry.record.data)


def alike_once(
    fields: tuple[str, ...], items: Iterable[_T], data_of: Callable[[_T], Mapping[str, Any]]
) -> Iterator[_T]:
    """Yield ``items``, but none whose data are like those of one before in any of ``fields``.

    A field that is absent or empty is skipped (reading 5).
    """
    seen: set[Hashable] = set()
    for item in items:
        data = data_of(item)
        likenesses = {field: likeness(data.get(field)) for field in fields}
        known = {(field, value) for field, value in likenesses.items() if value is not None}
        if known.isdisjoint(seen):
            seen |= known
            yield item
