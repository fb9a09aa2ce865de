"""The page of one unit: its score and its submissions."""

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.calendar.zone import day_of
from scoring.ledger.model import LEDGER_2, LOSES, UnitScore
from scoring.records.registry import Unit
from scripts.explaining.sentences import sentences
from scripts.owing.sentences import due_text
from scripts.portal import addresses, years
from scripts.portal.board import Row, Table
from scripts.portal.clauses import Trees
from scripts.portal.page import Page
from scripts.portal.shelf import Item
from scripts.portal.tree import Branch
from scripts.portal.volume import Volume
from scripts.scoreboard.ranking import plain


@dataclass(frozen=True, slots=True)
class UnitHead:
    """What stands at the top of each of a unit's pages."""

    name: str
    short_name: str
    office: str
    phone: str
    links: tuple[tuple[str, str], ...]
    catalogue: str


@dataclass(frozen=True, slots=True)
class Month:
    """What was received in one month. ``hidden`` counts what may not even be named."""

    name: str
    items: tuple[Item, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Result:
    """An assessed unit's result.

    ``grade`` is empty where there are none. ``fixed``: a finding fixed it, and nothing is scored.
    ``sums`` is the reckoning step by step, for schemes that do more than take points off; ``note``
    says what became of the unit in the year.
    """

    row: Row
    table: Table
    score: str
    points: str
    branches: tuple[Branch, ...]
    losses: int
    grade: str
    fixed: bool
    sums: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class UnitBody:
    """The unit's main page; ``dues`` say what it owes next, nearest first.

    ``calendar`` is the address of its calendar, None where it is not assessed. ``years`` are its
    results in all years of the site, where that has several.
    """

    head: UnitHead
    result: Result | None
    dues: tuple[str, ...]
    calendar: str | None
    months: tuple[Month, ...]
    received: int
    years: tuple[years.YearResult, ...]


def pages(
    volume: Volume, tables: tuple[Table, ...], trees: Trees, across: years.Across
) -> Iterator[Page]:
    """Yield each unit's own page; ``across`` are the results of all years."""
    rows = {row.unit: (table, row) for table in tables for row in table.rows}
    for unit in volume.units():
        if volume.unit_page(unit.id) is None:
            continue
        yield _unit_page(volume, unit, head_of(volume, unit), rows.get(unit.id), trees, across)


def head_of(volume: Volume, unit: Unit) -> UnitHead:
    """Return the head of ``unit``'s pages."""
    year, shelf = volume.year, volume.shelf
    # After the score, the four columns in the order of 国办公开办函〔2019〕61号, empty or not.
    has_guide = bool(shelf.of("guide", unit.id))
    has_report = bool(shelf.of("annual-report", unit.id))
    books = volume.input.rulebooks
    own = [book for book in books if book.assesses.get("kind") == unit.kind] or books
    links = [
        ("考核得分", addresses.unit(year, unit.id)),
        ("政府信息公开指南", addresses.guide(year, unit.id) if has_guide else ""),
        *(("政府信息公开制度", addresses.rules(year, book.id)) for book in own[:1]),
        ("法定主动公开内容", addresses.catalogue(year, unit.id)),
        ("政府信息公开年报", addresses.report(year, unit.id) if has_report else ""),
    ]
    return UnitHead(
        name=unit.name,
        short_name=unit.short_name,
        office=unit.contact.get("office", ""),
        phone=unit.contact.get("phone", ""),
        links=tuple(links),
        catalogue=addresses.catalogue(year, unit.id),
    )


def _unit_page(
    volume: Volume,
    unit: Unit,
    head: UnitHead,
    place: tuple[Table, Row] | None,
    trees: Trees,
    across: years.Across,
) -> Page:
    result = None
    if place is not None:
        score = volume.input.ledger.unit(unit.id)
        assert score is not None  # the board was made from this ledger
        branches = trees[unit.id]
        losses = sum(loss.effect == LOSES for branch in branches for loss in branch.all_losses())
        result = Result(
            row=place[1],
            table=place[0],
            score=plain(score.score),
            points=plain(score.points),
            branches=branches,
            losses=losses,
            grade=place[1].grade,
            fixed=score.fixed,
            sums=_sums(volume, score),
            note=place[1].note,
        )
    items = volume.shelf.by_unit(unit.id)
    assessed = unit.id in volume.input.assessed
    calendar = addresses.calendar(volume.year, unit.id) if assessed else None
    dues = tuple(due_text(due, "zh") for due in volume.input.dues if due.unit == unit.id)
    return Page(
        address=addresses.unit(volume.year, unit.id),
        template="unit.html",
        title=f"{unit.name}{volume.year}年政务公开",
        description=f"{unit.name}{volume.year}年政务公开考核得分、扣分依据和报送情况。",
        year=volume.year,
        body=UnitBody(
            head, result, dues, calendar, _months(items), len(items), across.get(unit.id, ())
        ),
        wide=False,
        feed=f"units/{unit.id}",
        linked={
            "@type": "GovernmentOrganization",
            "name": unit.name,
            **({"telephone": head.phone} if head.phone else {}),
        },
    )


def _sums(volume: Volume, score: UnitScore) -> tuple[str, ...]:
    book = volume.rulebook(score.rulebook)
    if book is None or volume.input.ledger.schema != LEDGER_2:
        return ()
    unit = volume.site.registry.get(score.unit)
    return sentences(score, book if unit is None else book.for_unit(unit), "zh")


def _months(items: tuple[Item, ...]) -> tuple[Month, ...]:
    """Return ``items`` by the month in which they count, newest first."""
    by_month: dict[str, list[Item]] = {}
    for item in items:
        by_month.setdefault(f"{day_of(item.received):%Y-%m}", []).append(item)
    return tuple(
        Month(
            name,
            tuple(item for item in reversed(month) if not item.hidden),
            sum(item.hidden for item in month),
        )
        for name, month in sorted(by_month.items(), reverse=True)
    )
