"""The working calendars of this repository, read as the engine's data."""

from datetime import date
from pathlib import Path

from scoring.calendar.workdays import WorkCalendar, YearCalendar
from scoring.records.yamltext import load_yaml

FOLDER = Path(__file__).resolve().parents[2] / "scoring" / "calendars"


def shipped_calendar(name: str) -> WorkCalendar:
    """Return the calendar ``name`` with every year that is shipped."""
    years = {}
    for path in FOLDER.glob(f"{name}-*.yml"):
        data = load_yaml(path.read_bytes())
        years[data["year"]] = YearCalendar(
            frozenset(map(date.fromisoformat, data["holidays"])),
            frozenset(map(date.fromisoformat, data["workdays"])),
        )
    return WorkCalendar(name, years)
