"""Was what was due received in time, and complete? One answer for deadlines and for replies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scoring.calendar.zone import end_of, iso
from scoring.records.view import Entry
from scoring.rules.requirements import lacking


@dataclass(frozen=True, slots=True)
class Codes:
    """The reasons of one rule kind: nothing came, it came late, what came in time is lacking."""

    missing: str
    late: str
    incomplete: str


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """Why a due date was not met: the reason's code and values, and what did come, in order."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    concerned: tuple[Entry, ...] = ()


def is_met(entries: Iterable[Entry], due: date, requires: tuple[str, ...]) -> bool:
    """Tell whether one of ``entries`` was received by ``due``, 24:00, and meets ``requires``."""
    end = end_of(due)
    return any(entry.time < end and not lacking(entry.record, requires) for entry in entries)


def shortcoming(
    entries: tuple[Entry, ...], due: date, requires: tuple[str, ...], codes: Codes
) -> Shortcoming:
    """Return why ``entries``, in order, do not meet ``due``.

    What came late is named before what came incomplete only if it was complete, or nothing came in
    time: then it says how late the whole was.
    """
    end = end_of(due)
    in_time = tuple(entry for entry in entries if entry.time < end)
    late = tuple(entry for entry in entries if entry.time >= end)
    complete = tuple(entry for entry in late if not lacking(entry.record, requires))
    day = due.isoformat()
    if complete or (late and not in_time):
        received = iso((complete or late)[0].time)
        return Shortcoming(codes.late, {"due": day, "received": received}, late)
    if in_time:
        lacks = min((lacking(entry.record, requires) for entry in in_time), key=len)
        return Shortcoming(codes.incomplete, {"due": day, "lacking": lacks}, entries)
    return Shortcoming(codes.missing, {"due": day})
