"""A small portal of two years: a unit that was merged, one that was renamed, one that came."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from scoring.calendar.zone import end_of, last_day_before
from scoring.composition.compose import assess_year
from scoring.ledger.text import ledger_sha256
from scoring.records.archive import archive_of
from scoring.records.changing import registry_in
from scoring.records.registry import Registry, unit_from
from scoring.records.yamltext import load_yaml
from scoring.rulebook.model import Rulebook
from scoring.rulebook.parse import parse_rulebook
from scripts.new_year.moving import moved
from scripts.portal.input import PortalInput, YearInput
from tests.support import memory
from tests.support.portal_fixture import HEAD, portal
from tests.support.records import ROOT

AS_OF = end_of(date(2024, 3, 31))
CHANGES = {
    "xiangcunzhenxing": {"until": "2023-08-31", "into": ["fagaiwei"]},
    "caizheng": {
        "short_name": "市财政国资局",
        "earlier": [{"until": "2024-01-31", "short_name": "市财政局"}],
    },
}


def registry() -> Registry:
    """Return the product's units, with what became of some, and one that came in 2024."""
    units = {
        unit_id: unit_from(unit_id, {**unit.entry, **CHANGES.get(unit_id, {})})
        for unit_id, unit in memory.registry().items()
    }
    new = {**units["tongji"].entry, "name": "宣威市数据局", "short_name": "市数据局"}
    units["shujuju"] = unit_from("shujuju", {**new, "since": "2024-01-01"})
    return units


def rulebooks() -> tuple[Rulebook, ...]:
    """Return the product's rulebooks, and the same for 2024."""
    texts = (path.read_text("utf-8") for path in _files())
    later = (moved(text, 2023, 2024).text.encode() for text in texts)
    return (
        *memory.rulebooks(),
        *(parse_rulebook(load_yaml(text, max_bytes=512 * 1024), "1" * 64) for text in later),
    )


def _files() -> list[Path]:
    return sorted((ROOT / "scoring" / "rulebooks").glob("*.yml"))


def two_years() -> PortalInput:
    """Return the portal's input of 2023, final, and of 2024, which is not."""
    first = portal(as_of=AS_OF)
    (year,) = first.years
    return replace(
        first,
        years=(_year(first, year, 2024), _year(first, year, 2023)),
        registry=registry(),
    )


def _year(site: PortalInput, like: YearInput, year: int) -> YearInput:
    books = tuple(
        sorted(
            (book for book in rulebooks() if book.year == year),
            key=lambda book: str(book.source["annex"]),
        )
    )
    ledger = assess_year(
        archive=archive_of(tuple(site.records.values())),
        kinds=memory.schemas().kinds,
        registry=registry(),
        rulebooks=books,
        calendars={"china": memory.calendar()},
        year=year,
        as_of=AS_OF,
        head=HEAD,
    )
    return YearInput(
        year=year,
        ledger=ledger,
        ledger_sha256=ledger_sha256(ledger),
        month_ends=(),
        rulebooks=books,
        entries=like.entries if year == like.year else dict.fromkeys(like.entries, ()),
        assessed=frozenset(unit.unit for unit in ledger.units),
        units=registry_in(registry(), year, last_day_before(AS_OF)),
    )
