"""年度报告: each unit's report in the official form, and the tables summed over the city."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scoring.records.registry import Unit
from scripts.portal import addresses, reports_data, words
from scripts.portal.filings import KIND, cities, city, edition_of, editions, is_government
from scripts.portal.page import Page
from scripts.portal.shelf import Item
from scripts.portal.units import UnitHead, head_of
from scripts.portal.volume import Volume
from scripts.statutory.city import FINAL, LINES, Filing, Group, value, years
from scripts.statutory.figures import figures
from scripts.statutory.printed import Table, tables
from scripts.statutory.sheets import main_grid, told_edition, years_grid


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a unit's report; ``tables`` are None where its content may not be shown."""

    item: Item
    label: str
    anchor: str
    span: str
    tables: tuple[Table, ...] | None


@dataclass(frozen=True, slots=True)
class ReportBody:
    """A unit's report; the edition of the whole year first where it is there."""

    head: UnitHead
    editions: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class Filed:
    """Whether a unit has reported, and in which edition (empty: not yet)."""

    name: str
    address: str | None
    edition: str
    day: str


@dataclass(frozen=True, slots=True)
class Kind:
    """Who has reported, among units of one kind; counts by what was reported."""

    title: str
    final: int
    assessment: int
    missing: int
    units: tuple[Filed, ...]


@dataclass(frozen=True, slots=True)
class IndexBody:
    """The city's sum: ``final`` reports of the whole year, ``assessment`` ones of part of it.

    ``main`` and ``by_year`` are rows of cells, the first of each the heads; ``by_year`` is empty
    where no other year has reports.
    """

    tables: tuple[Table, ...]
    final: int
    assessment: int
    kinds: tuple[Kind, ...]
    shown: tuple[tuple[str, int], ...]
    main: list[list[Any]]
    by_year: list[list[Any]]
    year_pages: tuple[tuple[int, str], ...]
    files: tuple[tuple[str, str], ...]


def pages(volume: Volume) -> Iterator[Page]:
    """Yield the index with the city's tables, then a page for every unit that has reported."""
    yield Page(
        address=addresses.of_year(volume.year, "reports"),
        template="reports.html",
        title=f"{volume.year}年政府信息公开工作年度报告",
        description=(
            f"{volume.year}年政府信息公开申请的新收、公开、不予公开、复议、诉讼件数，"
            "统计表全市汇总，各单位年度报告。"
        ),
        year=volume.year,
        body=_index(volume),
        wide=False,
    )
    for unit in volume.units():
        items = editions(volume, unit)
        if items:
            title = _page_title(volume, unit, items)
            yield Page(
                address=addresses.report(volume.year, unit.id),
                template="report.html",
                title=title,
                description=f"{title}和统计表。",
                year=volume.year,
                body=ReportBody(head_of(volume, unit), tuple(_edition(volume, i) for i in items)),
                wide=False,
            )


def _page_title(volume: Volume, unit: Unit, items: tuple[Item, ...]) -> str:
    if is_government(volume, unit) and items[0].open:
        return items[0].title
    return f"{unit.name}{volume.year}年政府信息公开工作年度报告"


def _edition(volume: Volume, item: Item) -> Edition:
    name = edition_of(volume, item)
    return Edition(
        item=item,
        label=volume.label(KIND, "edition", name),
        anchor=name or "report",
        span=_span(item.data.get("period", {})),
        tables=tables(figures([item.data])) if item.open else None,
    )


def _span(period: Any) -> str:
    if not isinstance(period, dict) or not {"from", "to"} <= period.keys():
        return ""
    return f"{words.day(period['from'])}至{words.day(period['to'])}"


def _index(volume: Volume) -> IndexBody:
    whole = city(volume)
    reported = tuple(years(cities(volume)))
    others = [each.year for each in reported if each.year != volume.year]
    return IndexBody(
        tables=tables(whole.whole),
        final=whole.count(FINAL),
        assessment=whole.count("assessment"),
        kinds=tuple(_kind(volume, group) for group in whole.groups),
        shown=tuple((line.label, value(line, whole.whole)) for line in LINES),
        main=main_grid(whole),
        by_year=years_grid(reported) if others else [],
        year_pages=tuple((year, addresses.of_year(year, "reports")) for year in others),
        files=tuple(
            (title, addresses.data(volume.year, name)) for name, title, _ in reports_data.FILES
        ),
    )


def _kind(volume: Volume, group: Group) -> Kind:
    return Kind(
        title=group.kind,
        final=group.count(FINAL),
        assessment=group.count("assessment"),
        missing=group.count(""),
        units=tuple(_filed(volume, filing) for filing in group.filings),
    )


def _filed(volume: Volume, filing: Filing) -> Filed:
    if not filing.edition:
        return Filed(filing.name, None, "", "")
    return Filed(
        filing.name,
        addresses.report(volume.year, filing.unit),
        told_edition(filing),
        filing.received,
    )
