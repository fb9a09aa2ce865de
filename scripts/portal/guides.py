"""政府信息公开指南: a page for every unit, and a directory that finds an office."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.calendar.zone import day_of
from scoring.records.registry import Unit
from scripts.portal import addresses, words
from scripts.portal.page import Page
from scripts.portal.shelf import File, Item, Version
from scripts.portal.units import UnitHead, head_of
from scripts.portal.volume import Volume

KIND = "guide"
_ACCESS = (("access", "proactive"), ("access", "on_request"))


@dataclass(frozen=True, slots=True)
class Reading:
    """A guide as it reads: its parts in the order of article 12, and its office's lines."""

    fields: tuple[tuple[str, str, str], ...]
    office: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Former:
    """An earlier version: what it said, when it came in and how that is proven.

    ``number`` counts from 1 for the first of all.
    """

    number: int
    version: Version
    strength: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class GuideBody:
    """A unit's guide in force; ``earlier`` are its former versions, newest first.

    ``counts_otherwise``: the time that counts is not that of the version shown, which corrects
    another or was given a time by a ruling. ``years`` are the pages of the years before,
    ``ruling`` is where the word stands that took the guide down.
    """

    head: UnitHead
    item: Item
    version: Version
    strength: str
    counts_otherwise: bool
    reading: Reading
    earlier: tuple[Former, ...]
    years: tuple[tuple[int, str], ...]
    ruling: str | None


@dataclass(frozen=True, slots=True)
class Office:
    """One office of the directory. ``address``, of its guide, is None where none is there.

    ``received`` is the day on which the guide in force came in, ``taken_down`` what stands for its
    content where that may not be shown.
    """

    unit: str
    address: str | None
    unit_address: str | None
    name: str
    place: str
    hours: str
    phone: str
    fax: str
    internet: str
    received: str
    taken_down: str


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
                body=_guide(volume, unit, guides),
                wide=False,
            )


def files(volume: Volume) -> Iterator[File]:
    """Yield the files of earlier versions, which the guides' pages lead to."""
    for item in volume.shelf.of(KIND):
        for version in volume.shelf.versions(item)[1:]:
            yield from version.files


def _guide(volume: Volume, unit: Unit, guides: tuple[Item, ...]) -> GuideBody:
    """Return the last guide of the year; those it corrects and those sent before it are earlier."""
    item = guides[-1]
    now, *before = (each for guide in reversed(guides) for each in volume.shelf.versions(guide))
    return GuideBody(
        head=head_of(volume, unit),
        item=item,
        version=now,
        strength=words.STRENGTH[now.strength],
        counts_otherwise=item.received != now.received,
        reading=_reading(volume, now.data),
        earlier=tuple(
            Former(
                len(before) - place,
                version,
                words.STRENGTH[version.strength],
                _reading(volume, version.data),
            )
            for place, version in enumerate(before)
        ),
        years=tuple(
            (year, addresses.guide(year, unit.id))
            for year, shelf in sorted(volume.shelves.items(), reverse=True)
            if year < volume.year and shelf.of(KIND, unit.id)
        ),
        ruling=volume.ruled(item.withheld_by),
    )


def _reading(volume: Volume, data: Mapping[str, Any]) -> Reading:
    whole = volume.site.schemas.kinds[KIND].whole
    parts = (("classification",), ("arrangement",), *_ACCESS, ("remedy",))
    fields = ((_titled(whole, *path), _at(data, path), path[-1]) for path in parts)
    office = data.get("office", {})
    return Reading(
        tuple(each for each in fields if each[1]),
        tuple((_titled(whole, "office", key), str(text)) for key, text in office.items()),
    )


def _at(data: Mapping[str, Any], path: tuple[str, ...]) -> str:
    value: Any = data
    for step in path:
        value = value.get(step, "") if isinstance(value, Mapping) else ""
    return str(value)


def _titled(kind: Any, *path: str) -> str:
    part = kind.at(path)
    return part.title if part is not None else path[-1]


def _groups(volume: Volume) -> Iterator[Group]:
    by_kind: dict[str, list[Office]] = {}
    for unit in volume.units():
        guide = _latest(volume, unit)
        if guide or any(book.assesses.get("kind") == unit.kind for book in volume.input.rulebooks):
            by_kind.setdefault(unit.kind, []).append(_office(volume, unit, guide))
    for kind, offices in by_kind.items():
        yield Group(volume.kind_name(kind), tuple(offices))


def _latest(volume: Volume, unit: Unit) -> Item | None:
    """Return the unit's guide of the year; until it is there, that of the year before."""
    years = sorted((year for year in volume.shelves if year <= volume.year), reverse=True)
    found = (volume.shelves[year].of(KIND, unit.id) for year in years)
    return next((guides[-1] for guides in found if guides), None)


def _office(volume: Volume, unit: Unit, item: Item | None) -> Office:
    office = item.data.get("office", {}) if item is not None else {}
    return Office(
        unit=unit.name,
        address=addresses.guide(item.year, unit.id) if item is not None else None,
        unit_address=volume.unit_page(unit.id),
        name=office.get("name") or unit.contact.get("office", ""),
        place=office.get("address", ""),
        hours=office.get("hours", ""),
        phone=office.get("phone") or unit.contact.get("phone", ""),
        fax=office.get("fax", ""),
        internet=office.get("internet", ""),
        received=str(day_of(item.receipt_time)) if item is not None else "",
        taken_down=item.title if item is not None and not item.open else "",
    )
