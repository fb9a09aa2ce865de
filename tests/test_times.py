from datetime import UTC, date, datetime

import pytest

from scripts.times import told_day, told_moment, told_period, told_time


def test_the_end_of_a_day_is_told_as_its_24_hours_not_as_the_next_day() -> None:
    assert told_moment("2023-11-01T00:00:00+08:00") == "2023-10-31 24:00"
    assert told_moment(datetime(2023, 10, 31, 16, tzinfo=UTC)) == "2023-10-31 24:00"
    assert told_moment("2023-11-01T00:00:01+08:00") == "2023-11-01 00:00:01"


def test_what_was_received_at_midnight_was_received_on_the_day_that_begins() -> None:
    assert told_time("2023-11-01T00:00:00+08:00") == "2023-11-01 00:00:00"
    assert told_time("2023-10-31T15:59:59+00:00") == "2023-10-31 23:59:59"


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("2023", "2023年", "2023"),
        ("2023-H1", "2023年上半年", "2023-H1"),
        ("2023Q3", "2023年三季度", "2023Q3"),
        ("2023-02", "2023年2月", "2023-02"),
        ("2023-W01", "2023年第1周（01-02至01-08）", "2023-W01 (01-02 to 01-08)"),
        ("2023-09-28", "2023-09-28", "2023-09-28"),
        ("no period", "no period", "no period"),
    ],
)
def test_periods_are_told_as_people_say_them(name: str, zh: str, en: str) -> None:
    assert told_period(name, "zh") == zh
    assert told_period(name, "en") == en


def test_a_day_has_its_weekday() -> None:
    assert told_day(date(2023, 10, 7), "zh") == "2023-10-07（周六）"
    assert told_day(date(2023, 10, 7), "en") == "2023-10-07 (Sat)"
