"""The working calendar of a year as a data file, from the ``chinesecalendar`` package.

The engine reads the file, never the package, so that an upgrade of the package moves no due date.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from importlib.metadata import version

import chinese_calendar

from scoring.errors import GongkaiError

CHINA = "china"
"""The calendar that can be made from the package."""

SATURDAY = 5


class CalendarUnknown(GongkaiError):
    """The package knows no arrangements of ``year``, only of the years ``known``."""

    def __init__(self, year: int, known: range) -> None:
        super().__init__("calendar-unknown", year=year, first=known[0], last=known[-1])


def known_years() -> range:
    """Return the years whose arrangements the installed package has."""
    years = [day.year for day in chinese_calendar.constants.holidays]
    return range(min(years), max(years) + 1)


def calendar_document(year: int) -> str:
    """Return ``scoring/calendars/china-<year>.yml`` as text, LF at the end.

    ``holidays`` are days off on weekdays and ``workdays`` weekend days worked, as the State
    Council's yearly notice arranges them; every other weekday is worked and every other weekend
    day is off. The same version of the package always gives the same text. Raises
    CalendarUnknown for a year the package does not have.
    """
    if year not in known_years():
        raise CalendarUnknown(year, known_years())
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    # Plain weekends need no entry: only days that depart from the week are kept.
    moved = [day for day in days if chinese_calendar.is_workday(day) == (day.weekday() >= SATURDAY)]
    lines = [
        f"# {year}年的放假和调休，由 gongkai calendar {year} 生成，请勿手改；安排有变时重新生成。",
        "# holidays 是星期一至星期五中放假的日子，workdays 是星期六、星期日中上班的日子。",
        f"year: {year}",
        f"source: chinesecalendar {version('chinesecalendar')}",
        *_listed("holidays", (day for day in moved if day.weekday() < SATURDAY)),
        *_listed("workdays", (day for day in moved if day.weekday() >= SATURDAY), "调休"),
    ]
    return "\n".join(lines) + "\n"


def _listed(name: str, days: Iterable[date], why: str = "") -> list[str]:
    items = [f'  - "{day.isoformat()}"  # {_occasion(day)}{why}' for day in days]
    return [f"{name}:", *items] if items else [f"{name}: []"]


def _occasion(day: date) -> str:
    """Name the festival a day is off or worked for, in Chinese."""
    _, english = chinese_calendar.get_holiday_detail(day)
    return str(chinese_calendar.Holiday(english).chinese)
