"""The shipped calendars say what the library says, and the library what the State Council says."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scoring.admission.loading import calendars_from
from scoring.calendar.workdays import WorkCalendar, YearCalendar
from scoring.records.yamltext import load_yaml
from scripts.calendars import CalendarUnknown, calendar_document, known_years

CALENDARS = Path(__file__).parents[1] / "scoring" / "calendars"
YEARS = range(2022, 2027)


def text(year: int) -> str:
    return (CALENDARS / f"china-{year}.yml").read_text(encoding="utf-8")


def data(year: int) -> Any:
    return load_yaml(text(year).encode())


def days(values: list[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(value) for value in values)


def without_source(document: str) -> list[str]:
    """A newer library that knows the same days is no reason to rewrite a past year's file."""
    return [line for line in document.splitlines() if not line.startswith("source: ")]


def test_the_years_shipped() -> None:
    assert {path.name for path in CALENDARS.iterdir()} == {f"china-{year}.yml" for year in YEARS}


@pytest.mark.parametrize("year", YEARS)
def test_a_shipped_file_is_what_the_command_makes(year: int) -> None:
    assert without_source(text(year)) == without_source(calendar_document(year))


@pytest.mark.parametrize("year", YEARS)
def test_a_file_holds_only_departures_from_the_plain_week(year: int) -> None:
    calendar = data(year)
    assert list(calendar) == ["year", "source", "holidays", "workdays"]
    assert calendar["year"] == year
    assert calendar["source"].startswith("chinesecalendar ")
    for name in ("holidays", "workdays"):
        assert calendar[name] == sorted(set(calendar[name]))
        assert all(value.startswith(f"{year}-") for value in calendar[name])
    assert all(day.weekday() < 5 for day in days(calendar["holidays"]))
    assert all(day.weekday() >= 5 for day in days(calendar["workdays"]))


def test_2023_as_the_state_council_arranged_it() -> None:
    """国办发明电〔2022〕16号, copied by hand: seven festivals, seven make-up days."""
    off = (
        "01-02 01-23 01-24 01-25 01-26 01-27 04-05 05-01 05-02 05-03 06-22 06-23 "
        "09-29 10-02 10-03 10-04 10-05 10-06"
    )
    worked = "01-28 01-29 04-23 05-06 06-25 10-07 10-08"
    assert data(2023)["holidays"] == [f"2023-{day}" for day in off.split()]
    assert data(2023)["workdays"] == [f"2023-{day}" for day in worked.split()]


@pytest.mark.parametrize(
    ("issued", "due"),
    [
        ("2023-09-28", "2023-10-07"),  # over the National Day, to a Saturday worked
        ("2023-01-18", "2023-01-28"),  # over the Spring Festival, likewise
        ("2023-04-20", "2023-04-23"),  # ends on a Sunday that is worked
        ("2023-11-01", "2023-11-06"),  # an ordinary weekend
        ("2023-11-06", "2023-11-09"),  # nothing in the way
        ("2023-12-29", "2024-01-02"),  # over the year's end, into the next year's file
    ],
)
def test_three_days_by_the_shipped_calendars(issued: str, due: str) -> None:
    years = {
        year: YearCalendar(days(data(year)["holidays"]), days(data(year)["workdays"]))
        for year in YEARS
    }
    last = WorkCalendar("china", years).due_after(date.fromisoformat(issued), 3)
    assert last == date.fromisoformat(due)


@pytest.mark.parametrize("year", [0, 1999, 2003, 9999, 10000, -1])
def test_a_year_the_library_lacks_is_named(year: int) -> None:
    with pytest.raises(CalendarUnknown) as raised:
        calendar_document(year)
    assert raised.value.values["year"] == year


def test_every_year_the_library_has_can_be_made() -> None:
    assert set(YEARS) <= set(known_years())
    for year in known_years():
        assert load_yaml(calendar_document(year).encode())["year"] == year


# --- files of others ------------------------------------------------------------------------------

GOOD = b'year: 2023\nholidays: ["2023-10-02"]\nworkdays: ["2023-10-07"]\n'


def read(name: str, content: bytes) -> tuple[list[str], list[str]]:
    """Return the names of the calendars in a file, and the codes of what is wrong with it."""
    calendars, problems = calendars_from({name: content})
    return list(calendars), [problem.code for problem in problems]


def test_a_calendar_of_ones_own_is_read() -> None:
    assert read("yunnan-minzu-2023.yml", GOOD) == (["yunnan-minzu"], [])


@pytest.mark.parametrize(
    "name", ["china.yml", "2023.yml", "-2023.yml", "china-23.yml", "china-x.yml", "China-2023.yml"]
)
def test_a_file_is_named_after_calendar_and_year(name: str) -> None:
    assert read(name, GOOD) == ([], ["calendar-file-name"])


def test_a_year_that_is_none_breaks_nothing() -> None:
    assert read("china-x.yml", b"year: x\nholidays: []\nworkdays: []\n")[1] == [
        "calendar-file-name"
    ]
    assert read("china-2023.yml", GOOD.replace(b"year: 2023\n", b"")) == ([], ["calendar-year"])
    assert read("china-2023.yml", GOOD.replace(b"2023\n", b"2024\n", 1)) == ([], ["calendar-year"])


@pytest.mark.parametrize(
    "day", ['"20231002"', '"2023-W40-1"', '"2023-275"', '"2023-02-30"', "5", "null", "[a]"]
)
def test_days_are_written_in_one_way(day: str) -> None:
    content = GOOD.replace(b'"2023-10-02"', day.encode())
    calendars, problems = calendars_from({"china-2023.yml": content})
    assert not calendars
    assert [(each.code, each.line) for each in problems] == [("calendar-day", 2)]


@pytest.mark.parametrize(
    "content", [b"5\n", b"- 1\n", b"year: 2023\n", GOOD.replace(b'["2023-10-02"]', b'"20231002"')]
)
def test_what_is_no_calendar_is_told(content: bytes) -> None:
    assert read("china-2023.yml", content) == ([], ["calendar-unusable"])
