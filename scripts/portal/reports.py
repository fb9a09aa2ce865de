"""年度报告: each unit's report in the official form, and the tables summed over the city."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scoring.records.registry import Unit
from scripts.portal import addresses, words
from scripts.portal.page import Page
from scripts.portal.shelf import Item
from scripts.portal.statutory import Form, form
from scripts.portal.units import Head, head_of
from scripts.portal.volume import Volume

KIND = "annual-report"
FINAL = "final"


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a unit's report; ``form`` is None where its content may not be shown."""

    item: Item
    label: str
    anchor: str
    span: str
    form: Form | None


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
    """Who has reported, among units of one kind."""

    title: str
    filed: int
    units: tuple[Filed, ...]


@dataclass(frozen=True, slots=True)
class IndexBody:
    """The city's sum: ``final`` reports of the whole year, ``assessment`` ones of part of it."""

    form: Form
    final: int
    assessment: int
    kinds: tuple[Kind, ...]


def pages(volume: Volume) -> Iterator[Page]:
    """Yield the index with the city's tables, then a page for every unit that has reported."""
    yield Page(
        address=addresses.of_year(volume.year, "reports"),
        template="reports.html",
        title=f"{volume.year}年政府信息公开工作年度报告",
        description=f"{volume.year}年各单位政府信息公开工作年度报告，统计表全市汇总。",
        year=volume.year,
        body=_index(volume),
        wide=False,
    )
    for unit in volume.units():
        items = _editions(volume, unit)
        if items:
            yield Page(
                address=addresses.report(volume.year, unit.id),
                template="report.html",
                title=f"{unit.name}{volume.year}年政府信息公开工作年度报告",
                description=f"{unit.name}{volume.year}年政府信息公开工作年度报告和统计表。",
                year=volume.year,
                body=ReportBody(head_of(volume, unit), tuple(_edition(volume, i) for i in items)),
                wide=False,
            )


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
        form=form([item.data]) if item.open else None,
    )


def _span(period: Any) -> str:
    if not isinstance(period, dict) or not {"from", "to"} <= period.keys():
        return ""
    return f"{words.day(period['from'])}至{words.day(period['to'])}"


def _index(volume: Volume) -> IndexBody:
    summed: list[Item] = []
    kinds: dict[str, list[Filed]] = {}
    for unit in volume.units():
        items = _editions(volume, unit)
        if not items and not _owes(volume, unit):
            continue
        kinds.setdefault(unit.kind, []).append(_filed(volume, unit, items))
        if items and items[0].open:
            summed.append(items[0])
    final = sum(_name(volume, item) == FINAL for item in summed)
    return IndexBody(
        form=form(item.data for item in summed),
        final=final,
        assessment=len(summed) - final,
        kinds=tuple(
            Kind(volume.kind_name(kind), sum(unit.edition != "" for unit in units), tuple(units))
            for kind, units in kinds.items()
        ),
    )


def _owes(volume: Volume, unit: Unit) -> bool:
    """Tell whether ``unit`` is assessed this year, and so has to report."""
    return any(book.assesses.get("kind") == unit.kind for book in volume.input.rulebooks)


def _filed(volume: Volume, unit: Unit, items: tuple[Item, ...]) -> Filed:
    if not items:
        return Filed(unit.short_name, None, "", "")
    return Filed(
        unit.short_name,
        addresses.report(volume.year, unit.id),
        volume.label(KIND, "edition", _name(volume, items[0])),
        words.short_day(items[0].received),
    )
