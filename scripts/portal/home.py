"""本期概况: where the year stands, what is due, what is new."""

from dataclasses import dataclass

from scoring.ledger.model import LOSES
from scripts.portal import addresses
from scripts.portal.board import Row, Table
from scripts.portal.due import by_day
from scripts.portal.listings import Listed, latest
from scripts.portal.page import Page
from scripts.portal.rules import Costly, costly
from scripts.portal.volume import Volume
from scripts.times import told_day

_LATEST = 10
_COSTLY = 6
_DUE = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """One board in a few numbers, with its lowest places."""

    title: str
    points: str
    mean: str
    full: int
    units: int
    best: tuple[Row, ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class DueGroup:
    """What is due on one day at one node, and for whom: units of one kind."""

    day: str
    title: str
    kind: str
    units: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class HomeBody:
    """The home page."""

    received: int
    publishers: int
    deductions: int
    waived: int
    standings: tuple[Standing, ...]
    due: tuple[DueGroup, ...]
    due_more: int
    costly: tuple[Costly, ...]
    latest: tuple[Listed, ...]
    years: tuple[tuple[int, str], ...]


def pages(volume: Volume, tables: tuple[Table, ...], *, newest: bool) -> tuple[Page, ...]:
    """Return the year's home page; of the newest year also as the site's own, without redirect."""
    places = [addresses.of_year(volume.year, "index"), *([addresses.HOME] if newest else [])]
    body = _body(volume, tables)
    return tuple(
        Page(
            address=place,
            template="home.html",
            title=f"{volume.year}年政务公开本期概况",
            description=f"{volume.year}年政务公开考核概况、近期到期事项和最新报送。",
            year=volume.year,
            body=body,
            sought=False,
        )
        for place in places
    )


def _body(volume: Volume, tables: tuple[Table, ...]) -> HomeBody:
    ledger = volume.input.ledger
    deductions = [
        each for unit in ledger.units for _, leaf in unit.leaves() for each in leaf.deductions or ()
    ]
    groups = _due(volume)
    return HomeBody(
        received=len(volume.shelf.items),
        publishers=len({item.unit for item in volume.shelf.items}),
        deductions=sum(bool(each.applied) and each.effect == LOSES for each in deductions),
        waived=sum(each.waived_by is not None for each in deductions),
        standings=tuple(_standing(table) for table in tables),
        due=groups[:_DUE],
        due_more=max(0, len(groups) - _DUE),
        costly=costly(volume)[:_COSTLY],
        latest=latest(volume, _LATEST),
        years=tuple(
            (year.year, addresses.of_year(year.year, "index")) for year in volume.site.years
        ),
    )


def _standing(table: Table) -> Standing:
    return Standing(
        table.title,
        table.points,
        table.mean,
        table.full,
        len(table.rows),
        table.rows[:5],
        f"board-{table.id}",
    )


def _due(volume: Volume) -> tuple[DueGroup, ...]:
    """Return what is due soon, nearest first, with who owes it."""
    return tuple(
        DueGroup(
            told_day(day, "zh"),
            title,
            kind,
            tuple(
                dict.fromkeys((volume.name(due.unit), volume.unit_page(due.unit)) for due in dues)
            ),
        )
        for (day, title, kind), dues in by_day(volume, volume.input.dues).items()
    )
