"""Assessment periods by name: ``2023``, ``2023-H1``, ``2023Q3``, ``2023-02``, ``2023-W07``, a day.

``2023-02-S1`` is the first half of February, until its 15th day, ``2023-02-S2`` the second.
Months, quarters and half-years are calendar; weeks are ISO weeks of the ISO year (reading 4).
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from scoring.calendar.zone import end_of, start_of

_NAME = re.compile(
    r"(?P<year>\d{4})(?:-H(?P<half>[12])|Q(?P<quarter>[1-4])|-W(?P<week>\d{2})"
    r"|-(?P<month>\d{2})(?:-(?P<day>\d{2})|-S(?P<part>[12]))?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of whole days with its name; ``first`` and ``last`` both belong to it."""

    name: str
    first: date
    last: date

    @property
    def start(self) -> datetime:
        """First instant, Asia/Shanghai."""
        return start_of(self.first)

    @property
    def end(self) -> datetime:
        """First instant after it, Asia/Shanghai; the period is over from here on."""
        return end_of(self.last)

    def covers(self, other: "Period") -> bool:
        """Tell whether ``other`` lies within this period."""
        return self.first <= other.first and other.last <= self.last

    def holds(self, moment: datetime) -> bool:
        """Tell whether ``moment`` (aware) lies in this period."""
        return self.start <= moment < self.end


def year(number: int) -> Period:
    """Return the calendar year ``number``."""
    return Period(f"{number:04d}", date(number, 1, 1), date(number, 12, 31))


def half_year(number: int, half: int) -> Period:
    """Return half-year 1 or 2 of the year ``number``."""
    first, last = date(number, 1, 1), date(number, 6, 30)
    if half == 2:
        first, last = date(number, 7, 1), date(number, 12, 31)
    return Period(f"{number:04d}-H{half}", first, last)


def quarter(number: int, index: int) -> Period:
    """Return quarter ``index`` (1 to 4) of the year ``number``."""
    last = _month_end(number, 3 * index)
    return Period(f"{number:04d}Q{index}", date(number, 3 * index - 2, 1), last)


def month(number: int, index: int) -> Period:
    """Return month ``index`` (1 to 12) of the year ``number``."""
    return Period(f"{number:04d}-{index:02d}", date(number, index, 1), _month_end(number, index))


def half_month(number: int, index: int, part: int) -> Period:
    """Return part 1 (1st to 15th day) or 2 (from the 16th) of a month."""
    first, last = date(number, index, 1), date(number, index, 15)
    if part == 2:
        first, last = date(number, index, 16), _month_end(number, index)
    return Period(f"{number:04d}-{index:02d}-S{part}", first, last)


def week(number: int, index: int) -> Period:
    """Return ISO week ``index`` of the ISO year ``number``.

    Raises ValueError where the ISO year has no such week.
    """
    first = date.fromisocalendar(number, index, 1)
    return Period(f"{number:04d}-W{index:02d}", first, first + timedelta(days=6))


def day(value: date) -> Period:
    """Return a single day as a period; its name is the ISO date."""
    return Period(value.isoformat(), value, value)


def _month_end(number: int, index: int) -> date:
    _, days = monthrange(number, index)
    return date(number, index, days)


@lru_cache(maxsize=4096)
def parse(name: str) -> Period:
    """Return the period called ``name``.

    Raises ValueError where no period has this name (``2023-W60``, ``2023-13``).
    """
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError(name)
    number = int(found["year"])
    if found["half"]:
        return half_year(number, int(found["half"]))
    if found["quarter"]:
        return quarter(number, int(found["quarter"]))
    if found["week"]:
        return week(number, int(found["week"]))
    if found["day"]:
        return day(date(number, int(found["month"]), int(found["day"])))
    if found["month"]:
        if not 1 <= int(found["month"]) <= 12:
            raise ValueError(name)
        if found["part"]:
            return half_month(number, int(found["month"]), int(found["part"]))
        return month(number, int(found["month"]))
    return year(number)


def _weeks(number: int) -> tuple[Period, ...]:
    last = date(number, 12, 28).isocalendar().week  # 28 December is always in the last ISO week
    return tuple(week(number, index) for index in range(1, last + 1))


_OF_YEAR: dict[str, Callable[[int], tuple[Period, ...]]] = {
    "week": _weeks,
    "half-month": lambda number: tuple(
        half_month(number, index, part) for index in range(1, 13) for part in (1, 2)
    ),
    "month": lambda number: tuple(month(number, index) for index in range(1, 13)),
    "quarter": lambda number: tuple(quarter(number, index) for index in range(1, 5)),
    "half-year": lambda number: tuple(half_year(number, index) for index in (1, 2)),
    "year": lambda number: (year(number),),
}

EVERY = tuple(_OF_YEAR)
"""The lengths a rule may name in ``every``."""


@lru_cache(maxsize=256)
def periods_of_year(every: str, number: int) -> tuple[Period, ...]:
    """Return the periods of length ``every`` of the year ``number`` (weeks: of the ISO year).

    Raises KeyError for a length not in ``EVERY``.
    """
    return _OF_YEAR[every](number)


def containing(every: str, day: date) -> Period:
    """Return the period of length ``every`` in which ``day`` lies (weeks: ISO weeks).

    Raises KeyError for a length not in ``EVERY``.
    """
    if every == "week":
        number, index, _ = day.isocalendar()
        return week(number, index)
    found = periods_of_year(every, day.year)
    return next(period for period in found if period.first <= day <= period.last)
