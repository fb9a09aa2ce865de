"""The records of a year as an audience may see them: here, and nowhere else, is that decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from scoring.records.record import Record, Strength
from scoring.records.schemas import KindSchema
from scoring.records.view import Entry
from scripts.portal import addresses
from scripts.portal.input import Audience, PortalInput, YearInput


class Openness(StrEnum):
    """Whether a record's content may be shown."""

    OPEN = "open"
    INTERNAL = "internal"
    WITHHELD = "withheld"


WITHHELD = "已依法撤下"
_TOLD = ("content", "reason")  # what stands for a summary in kinds that have none
INTERNAL = "内容不公开"


@dataclass(frozen=True, slots=True)
class File:
    """An attachment that may be shown, and its address on the site."""

    title: str
    ending: str
    address: str
    record: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """A record with its corrections, as the audience may see it.

    ``data`` is empty where nothing may be shown. ``received`` is the time that counts,
    ``number`` its place in the unit's catalogue. ``earlier`` are the ids it corrects, oldest first.
    """

    id: str
    unit: str
    year: int
    kind: str
    kind_title: str
    number: str
    openness: Openness
    title: str
    data: Mapping[str, Any]
    date: str
    summary: str
    files: tuple[File, ...]
    received: datetime
    receipt_time: datetime
    commit: str
    strength: Strength
    earlier: tuple[str, ...]
    withheld_by: str | None

    @property
    def address(self) -> str:
        """Where it is listed: its unit's catalogue."""
        return f"{addresses.catalogue(self.year, self.unit)}#{addresses.item(self.id)}"

    @property
    def hidden(self) -> bool:
        """Tell whether it is not even listed in public: its kind is internal."""
        return self.openness is Openness.INTERNAL

    @property
    def open(self) -> bool:
        """Tell whether its content may be shown."""
        return self.openness is Openness.OPEN


class Shelf:
    """All items of a year, in order of the time that counts."""

    def __init__(self, site: PortalInput, year: YearInput) -> None:
        numbers = _numbers(site, year.year)
        kinds = site.schemas.kinds
        items = [
            _item(site, kinds[kind], entry, numbers)
            for kind, entries in year.entries.items()
            if kind in kinds
            for entry in entries
        ]
        self.items = tuple(sorted(items, key=lambda item: (item.received, item.number)))
        self._by_link = {link: item for item in self.items for link in (item.id, *item.earlier)}

    def of(self, kind: str, unit: str | None = None) -> tuple[Item, ...]:
        """Return the items of ``kind``; with ``unit`` those in this unit's folder."""
        return tuple(item for item in self.items if item.kind == kind and unit in (None, item.unit))

    def by_unit(self, unit: str) -> tuple[Item, ...]:
        """Return the items in the folder of ``unit``."""
        return tuple(item for item in self.items if item.unit == unit)

    def get(self, record_id: str | None) -> Item | None:
        """Return the item that ``record_id``, in force or corrected, belongs to."""
        return None if record_id is None else self._by_link.get(record_id)


def labels(kind: KindSchema | None, field: str) -> Mapping[str, str]:
    """Return the Chinese names of the values of ``field`` (``x-labels``)."""
    properties = {} if kind is None else kind.document.get("properties", {})
    found: Mapping[str, str] = properties.get(field, {}).get("x-labels", {})
    return found


def _item(site: PortalInput, kind: KindSchema, entry: Entry, numbers: Mapping[str, str]) -> Item:
    record = entry.record
    data, openness = _visible(site, kind, record)
    receipt = record.receipt
    told = ("summary", *kind.text_fields, *_TOLD)
    return Item(
        id=record.id,
        unit=record.unit,
        year=record.year,
        kind=record.kind,
        kind_title=kind.title,
        number=numbers[entry.links[0].id],
        openness=openness,
        title=_title(kind, data, openness),
        data=data,
        date=str(data.get(kind.date_field or "", "")),
        summary=str(next((data[name] for name in told if data.get(name)), "")),
        files=tuple(_files(record, data)),
        received=entry.time,
        receipt_time=receipt.time or entry.time,
        commit=receipt.commit,
        strength=receipt.strength,
        earlier=tuple(link.id for link in entry.links[:-1]),
        withheld_by=site.withheld.get(record.id),
    )


def _visible(
    site: PortalInput, kind: KindSchema, record: Record
) -> tuple[Mapping[str, Any], Openness]:
    if site.audience is Audience.INTERNAL:
        return record.data, Openness.OPEN
    if record.id in site.withheld:
        return {}, Openness.WITHHELD
    data = kind.public_view(record.data)
    if data is None:
        return {}, Openness.INTERNAL
    return data, Openness.OPEN


def _title(kind: KindSchema, data: Mapping[str, Any], openness: Openness) -> str:
    if openness is Openness.WITHHELD:
        return WITHHELD
    return str(data.get("title") or f"{kind.title}（{INTERNAL}）")


def _files(record: Record, data: Mapping[str, Any]) -> Iterable[File]:
    for entry in data.get("attachments", ()):
        name = entry["file"]
        yield File(
            title=entry.get("title") or name,
            ending=name.rpartition(".")[2],
            address=addresses.attachment(record.id, name),
            record=record.id,
            name=name,
        )


def _numbers(site: PortalInput, year: int) -> Mapping[str, str]:
    """Return the index number of each first record of a chain.

    Counted in the order in which the unit's records came in, internal ones too: a number once given
    stays, whatever is corrected, withheld or shown to whom.
    """
    firsts = sorted(
        (
            record
            for record in site.records.values()
            if record.year == year and not record.supersedes
        ),
        key=lambda record: (record.receipt.place, record.path),
    )
    counts: dict[str, int] = {}
    numbers = {}
    for record in firsts:
        counts[record.unit] = counts.get(record.unit, 0) + 1
        unit = site.registry.get(record.unit)
        code = unit.code if unit is not None and unit.code else record.unit
        numbers[record.id] = f"{code}-{year}-{counts[record.unit]:04d}"
    return numbers
