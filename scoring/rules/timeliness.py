"""Was what was due received in time, and complete? One answer for deadlines and for replies."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from scoring.calendar.zone import end_of, iso
from scoring.records.view import Entry
from scoring.rules.requirements import lacking

When = Callable[[Entry], datetime]
"""The moment that is held against a due date."""


def received(entry: Entry) -> datetime:
    """Return the moment at which ``entry`` counts as received."""
    return entry.time


@dataclass(frozen=True, slots=True)
class Codes:
    """The reasons of one rule kind: nothing came, it came late, what came in time is lacking.

    ``at`` is what the reason calls the moment at which it came.
    """

    missing: str
    late: str
    incomplete: str
    at: str = "received"


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """Why a due date was not met: the reason's code and values, and what did come, in order."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    concerned: tuple[Entry, ...] = ()


def in_time(
    entries: Iterable[Entry], due: date, requires: tuple[str, ...], when: When = received
) -> tuple[Entry, ...]:
    """Return those of ``entries`` that came by ``due``, 24:00, and meet ``requires``."""
    end = end_of(due)
    return tuple(
        entry for entry in entries if when(entry) < end and not lacking(entry.record, requires)
    )


def is_met(
    entries: Iterable[Entry], due: date, requires: tuple[str, ...], when: When = received
) -> bool:
    """Tell whether one of ``entries`` came by ``due``, 24:00, and meets ``requires``."""
    end = end_of(due)
    return any(when(entry) < end and not lacking(entry.record, requires) for entry in entries)


def shortcoming(
    entries: tuple[Entry, ...],
    due: date,
    requires: tuple[str, ...],
    codes: Codes,
    when: When = received,
) -> Shortcoming:
    """Return why ``entries``, in order, do not meet ``due``.

    What came late is named before what came incomplete only if it was complete, or nothing came in
    time: then it says how late the whole was.
    """
    end = end_of(due)
    early = tuple(entry for entry in entries if when(entry) < end)
    late = tuple(entry for entry in entries if when(entry) >= end)
    complete = tuple(entry for entry in late if not lacking(entry.record, requires))
    day = due.isoformat()
    if complete or (late and not early):
        came = iso(when((complete or late)[0]))
        return Shortcoming(codes.late, {"due": day, codes.at: came}, late)
    if early:
        lacks = min((lacking(entry.record, requires) for entry in early), key=len)
        return Shortcoming(codes.incomplete, {"due": day, "lacking": lacks}, entries)
    return Shortcoming(codes.missing, {"due": day})
