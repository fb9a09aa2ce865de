"""What is new on the main line and whom it is for: records that speak of another unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from scoring.assessment import Assessment
from scoring.calendar.workdays import CalendarMissing
from scoring.records.record import ALL_UNITS, Record
from scoring.records.registry import Unit
from scoring.records.schemas import KindSchema
from scripts.owing.due import Due
from scripts.owing.gather import dues_ahead


@dataclass(frozen=True, slots=True)
class Announcement:
    """One record and the units it is for. ``dues`` are what each owes on it, by unit."""

    record: Record
    kind: KindSchema
    issuer: str
    units: tuple[Unit, ...]
    dues: dict[str, tuple[Due, ...]]


def announcements(assessment: Assessment, after: int, as_of: datetime) -> Iterator[Announcement]:
    """Yield what came in after the commit at place ``after`` of the chain (-1: all), in order.

    A kind is announced whose ``x-unit`` is a field of its own (``to``): what only has rows of
    units (a hotline report) names nobody in particular. A unit is not told of its own records.
    """
    new = (each for each in assessment.archive.records.values() if each.receipt.place > after)
    for record in sorted(new, key=lambda each: (each.receipt.place, each.path)):
        kind = assessment.schemas.kinds.get(record.kind)
        if kind is None or kind.unit_field is None or "[]." in kind.unit_field:
            continue
        units = tuple(_units(assessment, record))
        if units:
            owner = assessment.registry.get(record.unit)
            issuer = owner.short_name if owner is not None else record.unit
            yield Announcement(record, kind, issuer, units, _owed(assessment, record, units, as_of))


def _units(assessment: Assessment, record: Record) -> Iterator[Unit]:
    for unit in assessment.registry.values():
        assessed = assessment.rulebook_for(unit.id, record.year) is not None
        named = unit.id in record.speaks_of or (ALL_UNITS in record.speaks_of and assessed)
        if named and unit.id != record.unit:
            yield unit


def _owed(
    assessment: Assessment, record: Record, units: tuple[Unit, ...], as_of: datetime
) -> dict[str, tuple[Due, ...]]:
    """Return what ``units`` owe on ``record`` itself: a reply, a policy's text."""
    if record.year not in assessment.years():
        return {}
    try:
        owed = dues_ahead(assessment, record.year, as_of, units, until=None, begun=False)
    except CalendarMissing:
        return {}
    return {
        unit.id: tuple(due for due in owed if (due.unit, due.trigger) == (unit.id, record.id))
        for unit in units
    }
