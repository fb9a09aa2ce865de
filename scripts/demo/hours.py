"""When offices work: days by the working calendar, hours as their guides say."""

from datetime import date, datetime, timedelta

from scoring.calendar.periods import Period
from scoring.calendar.workdays import WorkCalendar
from scoring.calendar.zone import start_of
from scripts.demo.dice import Dice, Key

_MORNING = (8 * 3600 + 2400, 11 * 3600 + 1500)  # seconds of the day: 8:40 to 11:25
_AFTERNOON = (14 * 3600 + 2100, 17 * 3600 + 1500)  # 14:35 to 17:25


class Hours:
    """Working days and moments in them."""

    def __init__(self, calendar: WorkCalendar, dice: Dice) -> None:
        self._calendar = calendar
        self._dice = dice

    def days(self, first: date, last: date) -> list[date]:
        """Return the working days from ``first`` to ``last``."""
        span = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return [day for day in span if self._calendar.is_workday(day)]

    def days_of(self, period: Period) -> list[date]:
        """Return the working days of ``period``."""
        return self.days(period.first, period.last)

    def next(self, day: date) -> date:
        """Return the first working day after ``day``."""
        return self._calendar.next_workday(day + timedelta(days=1))

    def before(self, day: date) -> date:
        """Return the last working day before ``day``."""
        return self.days(day - timedelta(days=14), day - timedelta(days=1))[-1]

    def due_after(self, day: date, days: int) -> date:
        """Return the last day of a term of ``days`` that starts on ``day`` (reading 3)."""
        return self._calendar.due_after(day, days)

    def morning(self, day: date, *key: Key) -> datetime:
        """Return a moment in the morning of ``day``."""
        return self._moment(day, _MORNING, *key)

    def afternoon(self, day: date, *key: Key) -> datetime:
        """Return a moment in the afternoon of ``day``."""
        return self._moment(day, _AFTERNOON, *key)

    def soon_after(self, day: date, last: date, *key: Key) -> datetime:
        """Return a moment soon after something was signed on ``day``, not later than on ``last``.

        That afternoon, or the morning of the next working day.
        """
        following = self.next(day)
        if following <= last and self._dice.chance(35, "later", day.isoformat(), *key):
            return self.morning(following, *key)
        return self.afternoon(day, *key)

    def _moment(self, day: date, hours: tuple[int, int], *key: Key) -> datetime:
        seconds = self._dice.number(*hours, "moment", day.isoformat(), *key)
        return start_of(day) + timedelta(seconds=seconds)
