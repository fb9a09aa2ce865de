"""政府信息公开目录 of a unit (条例第十二条): index number, name, summary, date; page and CSV."""

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.calendar.zone import day_of, iso
from scoring.records.registry import Unit
from scripts.portal import addresses
from scripts.portal.page import Page, SiteFile
from scripts.portal.shelf import WITHHELD, Item
from scripts.portal.units import UnitHead, head_of
from scripts.portal.volume import Volume
from scripts.spreadsheets import Row, csv_bytes

_HEADS: Row = [
    "索引号",
    "名称",
    "内容概述",
    "日期",
    "种类",
    "计收时间",
    "公开情况",
    "材料编号",
]


@dataclass(frozen=True, slots=True)
class Line:
    """One entry; ``ruling`` is where the word stands that took it down."""

    item: Item
    date: str
    ruling: str | None


@dataclass(frozen=True, slots=True)
class CatalogueBody:
    """A unit's catalogue of a year, newest first; ``csv`` is the same as a file."""

    head: UnitHead
    lines: tuple[Line, ...]
    csv: str


def pages(volume: Volume) -> Iterator[Page]:
    """Yield the catalogue of each unit that has a page."""
    ledger = volume.input.ledger
    for unit in _units(volume):
        yield Page(
            address=addresses.catalogue(volume.year, unit.id),
            template="catalogue.html",
            title=f"{unit.name}{volume.year}年政府信息公开目录",
            description=f"{unit.name}{volume.year}年公开的政府信息：索引号、名称、内容概述、日期。",
            year=volume.year,
            body=CatalogueBody(
                head_of(volume, unit),
                tuple(_lines(volume, unit)),
                addresses.catalogue_csv(volume.year, unit.id),
            ),
            sought=ledger.unit(unit.id) is None,  # the others are found by their own page
        )


def files(volume: Volume) -> Iterator[SiteFile]:
    """Yield the same catalogues as CSV."""
    for unit in _units(volume):
        rows = [_HEADS, *(_row(line) for line in _lines(volume, unit))]
        yield SiteFile(addresses.catalogue_csv(volume.year, unit.id), csv_bytes(rows))


def _units(volume: Volume) -> Iterator[Unit]:
    return (unit for unit in volume.units() if volume.unit_page(unit.id) is not None)


def _lines(volume: Volume, unit: Unit) -> Iterator[Line]:
    for item in reversed(volume.shelf.by_unit(unit.id)):
        if not item.hidden:
            # What names no date of its own is dated by the day on which it came in.
            date = item.date or day_of(item.received).isoformat()
            yield Line(item, date, volume.ruled(item.withheld_by))


def _row(line: Line) -> Row:
    item = line.item
    return [
        item.number,
        item.title,
        item.summary,
        line.date,
        item.kind_title,
        iso(item.received),
        "公开" if item.open else WITHHELD,
        item.id,
    ]
