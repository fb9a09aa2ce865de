"""Archives made without Git, for properties that need thousands of small histories."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from scoring.calendar.workdays import WorkCalendar
from scoring.composition.compose import assess_year
from scoring.ledger.model import Ledger
from scoring.records.archive import archive_of
from scoring.records.record import Receipt, Record, Strength, units_spoken_of
from scoring.records.registry import Registry, unit_from
from scoring.records.schemas import SchemaSet, load_schemas
from scoring.records.yamltext import load_yaml
from scoring.rulebook.model import Rulebook
from scoring.rulebook.parse import parse_rulebook
from tests.support.calendars import shipped_calendar

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Sent:
    """One submission: who sent what, when it was received."""

    unit: str
    kind: str
    at: datetime
    data: Mapping[str, Any]
    facts: frozenset[str] = frozenset()


@cache
def schemas() -> SchemaSet:
    """Return the schemas of this repository."""
    return load_schemas(
        {path.name: path.read_bytes() for path in (ROOT / "schemas").glob("*.json")}
    )


@cache
def registry() -> Registry:
    """Return the registry of this repository."""
    return {
        path.parent.name: unit_from(path.parent.name, load_yaml(path.read_bytes()))
        for path in sorted((ROOT / "units").glob("*/unit.yml"))
    }


@cache
def rulebooks() -> tuple[Rulebook, ...]:
    """Return the rulebooks of this repository."""
    files = sorted((ROOT / "scoring" / "rulebooks").glob("*.yml"))
    return tuple(
        parse_rulebook(load_yaml(path.read_bytes(), max_bytes=512 * 1024), "0" * 64)
        for path in files
    )


@cache
def calendar() -> WorkCalendar:
    """Return the working calendar of this repository."""
    return shipped_calendar("china")


@cache
def example(kind: str) -> Mapping[str, Any]:
    """Return the example record of ``kind``."""
    loaded = load_yaml((ROOT / "tests" / "examples" / f"{kind}.yml").read_bytes())
    assert isinstance(loaded, dict)
    return loaded


def records(sent: Iterable[Sent]) -> tuple[Record, ...]:
    """Return ``sent`` as records, each received by a merge of its own in the order given."""
    made = []
    for place, item in enumerate(sent, start=1):
        unit_field = schemas().kinds[item.kind].unit_field
        made.append(
            Record(
                id=f"{item.unit}/2023/{item.kind}/2023-01-01-{place:05d}",
                unit=item.unit,
                year=2023,
                kind=item.kind,
                data=item.data,
                receipt=Receipt(f"{place:040x}", place, item.at, Strength.RECORDED),
                speaks_of=units_spoken_of(item.unit, unit_field, item.data),
                facts=item.facts,
            )
        )
    return tuple(made)


def ledger(sent: Iterable[Sent], as_of: datetime, units: Iterable[str] = ()) -> Ledger:
    """Return the ledger of 2023 over ``sent``, of ``units`` only where they are named."""
    named = frozenset(units)
    known = registry()
    return assess_year(
        archive=archive_of(records(sent)),
        kinds=schemas().kinds,
        registry={unit: known[unit] for unit in known if not named or unit in named},
        rulebooks=rulebooks(),
        calendars={"china": calendar()},
        year=2023,
        as_of=as_of,
        head="0" * 40,
    )
