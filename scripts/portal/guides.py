"""政府信息公开指南: a page for every unit, and a directory that finds an office."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scoring.calendar.zone import day_of
from scoring.records.registry import Unit
from scripts.portal import addresses
from scripts.portal.page import Page
from scripts.portal.shelf import Item
from scripts.portal.units import Head, head_of
from scripts.portal.volume import Volume

KIND = "guide"


@dataclass(frozen=True, slots=True)
class GuideBody:
    """A unit's guide in force; ``earlier`` are its former versions, newest first."""

    head: Head
    item: Item
    fields: tuple[tuple[str, str], ...]
    office: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Office:
    """One office of the directory. ``address`` is None where no guide is there."""

    unit: str
    address: str | None
    unit_address: str | None
    name: str
    place: str
    hours: str
    phone: str
    fax: str
    received: str


@dataclass(frozen=True, slots=True)
class Group:
    """The offices of one kind of unit."""

    title: str
    offices: tuple[Office, ...]


@dataclass(frozen=True, slots=True)
class DirectoryBody:
    """All offices by kind of unit."""

    groups: tuple[Group, ...]


def pages(volume: Volume) -> Iterator[Page]:
    """Yield the directory, then the guide of every unit that has one."""
    yield Page(
        address=addresses.of_year(volume.year, "guides"),
        template="guides.html",
        title="政府信息公开指南",
        description="各单位政府信息公开工作机构的地址、办公时间、电话、传真和公开指南。",
        year=volume.year,
        body=DirectoryBody(tuple(_groups(volume))),
    )
    for unit in volume.units():
        guides = volume.shelf.of(KIND, unit.id)
        if guides:
            yield Page(
                address=addresses.guide(volume.year, unit.id),
                template="guide.html",
                title=f"{unit.name}政府信息公开指南",
                description=f"{unit.name}政府信息公开指南：分类、编排体系、获取方式、工作机构。",
                year=volume.year,
                body=_guide(volume, unit, guides[-1]),
                wide=False,
            )


def _guide(volume: Volume, unit: Unit, item: Item) -> GuideBody:
    kind = volume.site.schemas.kinds[KIND].whole
    data = item.data
    access = data.get("access", {})
    versions = [
        (record_id, str(day_of(record.receipt.time)))
        for record_id in reversed(item.earlier)
        if (record := volume.site.records.get(record_id)) and record.receipt.time
    ]
    fields = [
        (_titled(kind, "classification"), data.get("classification", "")),
        (_titled(kind, "arrangement"), data.get("arrangement", "")),
        (_titled(kind, "access", "proactive"), access.get("proactive", "")),
        (_titled(kind, "access", "on_request"), access.get("on_request", "")),
        (_titled(kind, "remedy"), data.get("remedy", "")),
    ]
    office = data.get("office", {})
    return GuideBody(
        head=head_of(volume, unit),
        item=item,
        fields=tuple((title, str(text)) for title, text in fields if text),
        office=tuple((_titled(kind, "office", key), str(text)) for key, text in office.items()),
        versions=tuple(versions),
    )


def _titled(kind: Any, *path: str) -> str:
    part = kind.at(path)
    return part.title if part is not None else path[-1]


def _groups(volume: Volume) -> Iterator[Group]:
    by_kind: dict[str, list[Office]] = {}
    for unit in volume.units():
        guides = volume.shelf.of(KIND, unit.id)
        if guides or any(book.assesses.get("kind") == unit.kind for book in volume.input.rulebooks):
            by_kind.setdefault(unit.kind, []).append(
                _office(volume, unit, guides[-1] if guides else None)
            )
    for kind, offices in by_kind.items():
        yield Group(volume.kind_name(kind), tuple(offices))


def _office(volume: Volume, unit: Unit, item: Item | None) -> Office:
    office = item.data.get("office", {}) if item is not None else {}
    return Office(
        unit=unit.name,
        address=addresses.guide(volume.year, unit.id) if item is not None else None,
        unit_address=volume.unit_page(unit.id),
        name=office.get("name") or unit.contact.get("office", ""),
        place=office.get("address", ""),
        hours=office.get("hours", ""),
        phone=office.get("phone") or unit.contact.get("phone", ""),
        fax=office.get("fax", ""),
        received=str(day_of(item.received)) if item is not None else "",
    )
