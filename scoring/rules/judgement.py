"""What a rule finds: lapses with their price, and how far it has judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from scoring.calendar.periods import Period, day, year
from scoring.calendar.workdays import WorkCalendar
from scoring.records.registry import Registry, Unit
from scoring.records.view import Entry, View


class Progress(StrEnum):
    """How far a rule has judged: nothing to judge, not all of it over yet, all of it judged."""

    IDLE = "not-applicable"
    OPEN = "pending"
    DONE = "judged"


@dataclass(frozen=True, slots=True)
class Lapse:
    """One thing found, with its price in points, before any cap, charge or ruling.

    It loses points, or earns them where ``earns`` says so. ``trigger`` is the record that gave rise
    to it, where one did; ``about`` the member of a set that it is about, of several in one period;
    ``running`` marks a sum that still moves while its period is reported (tally, rate).
    """

    points: Decimal
    period: Period
    code: str
    values: Mapping[str, Any]
    concerned: tuple[Entry, ...] = ()
    trigger: Entry | None = None
    running: bool = False
    earns: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All lapses of one rule for one unit at one moment, and its progress."""

    lapses: tuple[Lapse, ...] = ()
    progress: Progress = Progress.DONE


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a rule may see: ``node`` is its leaf's path, ``first_day`` the first judged.

    ``registry`` are all units by id, as far as they are known.
    """

    unit: Unit
    node: str
    view: View
    calendar: WorkCalendar
    year: int
    first_day: date | None = None
    registry: Registry = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The moment of judging, never later than the close."""
        return self.view.now

    @property
    def whole_year(self) -> Period:
        """The assessment year."""
        return year(self.year)

    def judged(self, first: date, last: date | None = None) -> bool:
        """Tell whether what begins on ``first`` and ends on ``last`` (the same day) is judged.

        Nothing is that begins before ``from`` of the rulebook or the unit's own first day, and
        nothing that ends after its last.
        """
        starts = (day for day in (self.first_day, self.unit.since) if day is not None)
        return all(first >= day for day in starts) and self.owes(last or first)

    def owes(self, last: date) -> bool:
        """Tell whether the unit is still there on ``last``; afterwards nothing is due of it."""
        return self.unit.until is None or last <= self.unit.until

    @property
    def year_over(self) -> bool:
        """Whether the year is over for the unit: at its end, or after the unit's last day."""
        last = self.unit.until
        return self.over(self.whole_year) or (last is not None and self.over(day(last)))

    def over(self, period: Period) -> bool:
        """Tell whether ``period`` is over at the moment of judging."""
        return period.end <= self.now


class RuleKind(Protocol):
    """A rule of some kind, understood and ready to judge."""

    def judge(self, context: Context) -> Judgement:
        """Judge one unit at one moment."""
        ...
