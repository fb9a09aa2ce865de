"""The Chinese working calendar, from one data file a year (``scoring/calendars/china-2023.yml``).

The data stand in the repository so that no upgrade of a library moves a due date (reading 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta


class CalendarMissing(LookupError):
    """A year is needed whose calendar file is not there; ``year`` and ``calendar`` name it."""

    def __init__(self, calendar: str, year: int) -> None:
        super().__init__(f"{calendar}-{year}")
        self.calendar = calendar
        self.year = year


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """One year: ``holidays`` are days off on weekdays, ``workdays`` weekend days worked."""

    holidays: frozenset[date]
    workdays: frozenset[date]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working days of the calendar ``name``, by year."""

    name: str
    years: Mapping[int, YearCalendar] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        """Tell whether ``day`` is worked; make-up workdays on weekends are.

        Raises CalendarMissing where the year's file is not there.
        """
        known = self.years.get(day.year)
        if known is None:
            raise CalendarMissing(self.name, day.year)
        if day in known.workdays:
            return True
        return day.weekday() < 5 and day not in known.holidays

    def next_workday(self, day: date) -> date:
        """Return ``day`` if it is worked, else the next worked day after it (民法典第二百零三条).

        Raises CalendarMissing where a year needed on the way has no file.
        """
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def workdays_after(self, start: date, days: int) -> date:
        """Return the last day of a term of ``days`` working days after ``start``.

        The first day is not counted. Raises CalendarMissing where a year has no file.
        """
        day = start
        for _ in range(days):
            day = self.next_workday(day + timedelta(days=1))
        return day

    def due_after(self, start: date, days: int) -> date:
        """Return the last day of a term of ``days`` calendar days that starts on ``start``.

        The first day is not counted (民法典第二百零一条); a last day off moves to the next
        working day (第二百零三条). A notice of 28 September 2023 with three days is due on
        7 October, a make-up workday. Raises CalendarMissing.
        """
        return self.next_workday(start + timedelta(days=days))
