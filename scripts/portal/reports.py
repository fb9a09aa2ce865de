"""年度报告: each unit's report in the official form, and the tables summed over the city."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.records.registry import Unit
from scripts.portal import addresses, words
from scripts.portal.page import Page
from scripts.portal.shelf import Item
from scripts.portal.units import Head, head_of
from scripts.portal.volume import Volume
from scripts.scoreboard.sheets import csv_bytes
from scripts.statutory.city import FINAL, LINES, NAMES, City, Filing, Group, value, years
from scripts.statutory.figures import figures
from scripts.statutory.printed import Table, tables
from scripts.statutory.sheets import (
    EDITIONS,
    figures_grid,
    main_grid,
    told_edition,
    units_grid,
    years_grid,
)
from scripts.statutory.workbook import city_workbook

KIND = "annual-report"
GOVERNMENT = "本级政府"
"""What the government itself is called among the kinds of units; its office files for it."""

FILES = (
    (
        "annual-reports.csv",
        "年度报告统计表汇总",
        "三张法定统计表的每一格：全市合计，其中法定全年报告、考核报送稿，以及各类单位的小计。",
    ),
    (
        "annual-reports-units.csv",
        "各单位年度报告主要数据",
        "每个单位一行：报了哪一版、统计到哪天、何时收到，申请、办理结果、复议、诉讼的件数。",
    ),
    (
        "annual-reports-years.csv",
        "年度报告主要数据逐年对比",
        "申请、办理结果、复议、诉讼的件数，一年一列。",
    ),
    (
        "annual-reports.xlsx",
        "年度报告汇总（Excel）",
        "主要数据、三张统计表（官方格式）、各单位、逐年对比和全部数据，各一页。",
    ),
)
"""The data files of the city's figures: name, title, what is in them."""

_YEAR = re.compile(r"\d{4}年")


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

    head: Head
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
        items = _editions(volume, unit)
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


def data_files(volume: Volume) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each of ``FILES``."""
    whole, of_years = city(volume), cities(volume)
    contents = {
        "annual-reports.csv": csv_bytes(figures_grid(whole)),
        "annual-reports-units.csv": csv_bytes(units_grid(whole)),
        "annual-reports-years.csv": csv_bytes(years_grid(of_years)),
        "annual-reports.xlsx": city_workbook(whole, of_years, volume.site.as_of),
    }
    for name, _, _ in FILES:
        yield name, contents[name]


def city(volume: Volume) -> City:
    """Return the reports of a year, and who owes one and has filed none."""
    return City(volume.year, tuple(_filings(volume)))


def cities(volume: Volume) -> tuple[City, ...]:
    """Return the reports of every year of the site, newest first."""
    site, shelves = volume.site, volume.shelves
    return tuple(city(Volume(site, year, shelves)) for year in site.years)


def _filings(volume: Volume) -> Iterator[Filing]:
    for unit in volume.units():
        items = _editions(volume, unit)
        if not items and not _owes(volume, unit):
            continue
        kind = GOVERNMENT if _is_government(volume, unit) else volume.kind_name(unit.kind)
        if not items:
            yield Filing(unit.id, unit.short_name, kind)
            continue
        item = items[0]
        yield Filing(
            unit=unit.id,
            name=_name_of(volume, unit, item),
            kind=kind,
            edition=_name(volume, item),
            since=_period(item).get("from", ""),
            until=_period(item).get("to", ""),
            received=words.short_day(item.received),
            figures=figures([item.data]) if item.open else None,
        )


def _is_government(volume: Volume, unit: Unit) -> bool:
    """Tell whether ``unit`` files not for itself: it may by its role alone (``x-writers``)."""
    schema = volume.site.schemas.kinds.get(KIND)
    writers = () if schema is None else schema.writers
    return not any(unit.kind in writer.kinds for writer in writers) and any(
        writer.role in unit.roles for writer in writers if writer.role is not None
    )


def _owes(volume: Volume, unit: Unit) -> bool:
    """Tell whether ``unit`` has to report: it is assessed this year, or files for all."""
    assessed = any(book.assesses.get("kind") == unit.kind for book in volume.input.rulebooks)
    return assessed or _is_government(volume, unit)


def _name_of(volume: Volume, unit: Unit, item: Item) -> str:
    """Return whose report it is: of the government's own what its title begins with."""
    before = _YEAR.split(item.title, maxsplit=1)
    if _is_government(volume, unit) and item.open and len(before) == 2 and before[0]:
        return before[0]
    return unit.short_name


def _page_title(volume: Volume, unit: Unit, items: tuple[Item, ...]) -> str:
    if _is_government(volume, unit) and items[0].open:
        return items[0].title
    return f"{unit.name}{volume.year}年政府信息公开工作年度报告"


def _editions(volume: Volume, unit: Unit) -> tuple[Item, ...]:
    """Return the newest report of each edition, that of the whole year first.

    Reports keep to their edition, so the edition is read before anything is withheld from view.
    """
    newest: dict[str, Item] = {}
    for item in volume.shelf.of(KIND, unit.id):
        newest[_name(volume, item)] = item
    return tuple(sorted(newest.values(), key=lambda item: _name(volume, item) != FINAL))


def _name(volume: Volume, item: Item) -> str:
    return str(volume.site.records[item.id].data.get("edition", ""))


def _edition(volume: Volume, item: Item) -> Edition:
    name = _name(volume, item)
    return Edition(
        item=item,
        label=volume.label(KIND, "edition", name),
        anchor=name or "report",
        span=_span(item.data.get("period", {})),
        tables=tables(figures([item.data])) if item.open else None,
    )


def _period(item: Item) -> Mapping[str, str]:
    period = item.data.get("period")
    return period if isinstance(period, Mapping) else {}


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
        files=tuple((title, addresses.data(volume.year, name)) for name, title, _ in FILES),
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


__all__ = ["EDITIONS", "FILES", "NAMES", "IndexBody", "ReportBody", "city", "data_files", "pages"]
