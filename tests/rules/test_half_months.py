"""Half-months and terms of working days: the calendar that other counties' schemes ask for."""

from datetime import date

import pytest

from scoring.calendar import periods
from scoring.calendar.workdays import CalendarMissing, WorkCalendar
from scripts.times import told_period
from tests.rules.stage import CALENDAR


@pytest.mark.parametrize(
    ("name", "first", "last", "told"),
    [
        ("2023-02-S1", date(2023, 2, 1), date(2023, 2, 15), "2023年2月上半月"),
        ("2023-02-S2", date(2023, 2, 16), date(2023, 2, 28), "2023年2月下半月"),
        ("2024-02-S2", date(2024, 2, 16), date(2024, 2, 29), "2024年2月下半月"),
    ],
)
def test_a_half_month_ends_on_the_15th_or_with_the_month(
    name: str, first: date, last: date, told: str
) -> None:
    period = periods.parse(name)
    assert (period.name, period.first, period.last) == (name, first, last)
    assert told_period(name, "zh") == told
    assert periods.month(first.year, first.month).covers(period)


@pytest.mark.parametrize("name", ["2023-13-S1", "2023-02-S3", "2023-02-S", "2023-S1", "2023-00-S1"])
def test_what_is_no_half_month(name: str) -> None:
    with pytest.raises(ValueError):
        periods.parse(name)


def test_half_months_fill_the_year() -> None:
    halves = periods.periods_of_year("half-month", 2023)
    assert len(halves) == 24
    days = [(each.last - each.first).days + 1 for each in halves]
    assert sum(days) == 365
    for day in (date(2023, 1, 15), date(2023, 1, 16), date(2023, 12, 31)):
        (around,) = [each for each in halves if each.first <= day <= each.last]
        assert periods.containing("half-month", day) == around


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2023, 9, 28), 1, date(2023, 10, 7)),  # a Saturday that is worked
        (date(2023, 9, 28), 3, date(2023, 10, 9)),
        (date(2023, 3, 1), 20, date(2023, 3, 29)),
        (date(2023, 3, 4), 1, date(2023, 3, 6)),  # begun on a Saturday
    ],
)
def test_a_term_of_working_days(start: date, days: int, last: date) -> None:
    assert CALENDAR.workdays_after(start, days) == last


def test_a_year_without_a_calendar_is_told() -> None:
    with pytest.raises(CalendarMissing):
        WorkCalendar("china").workdays_after(date(2023, 1, 1), 1)
