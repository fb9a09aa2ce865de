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
INTERNAL = "内容不公开"
_INSTEAD_OF_SUMMARY = ("content", "reason")  # in kinds that have none
_BEGINNING = 60
"""How many characters of a text stand for a summary that its kind does not ask for."""


@dataclass(frozen=True, slots=True)
class File:
    """An attachment that may be shown, and its address on the site."""

    title: str
    ending: str
    address: str
    record: str
    name: str


@dataclass(frozen=True, slots=True)
class Version:
    """One link of a record's chain of corrections, by itself, as the audience may see it.

    ``received`` is when this version came in, whatever time the whole counts at.
    """

    id: str
    openness: Openness
    title: str
    data: Mapping[str, Any]
    files: tuple[File, ...]
    received: datetime
    commit: str
    strength: Strength
    withheld_by: str | None

    @property
    def open(self) -> bool:
        """Tell whether its content may be shown."""
        return self.openness is Openness.OPEN


@dataclass(frozen=True, slots=True)
class Item:
    """A record with its corrections, as the audience may see it.

    ``data`` is empty where nothing may be shown. ``received`` is the time that counts,
    ``number`` its place in the unit's catalogue. ``earlier`` are the ids it corrects, oldest first,
    ``withheld_by`` the ruling that took it down.
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
        return f"{addresses.catalogue(self.year, self.unit)}#{addresses.record_anchor(self.id)}"

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
        self._site = site
        self._entries = {
            entry.record.id: entry
            for kind, entries in year.entries.items()
            if kind in kinds
            for entry in entries
        }
        items = [
            _item(site, kinds[entry.record.kind], entry, numbers)
            for entry in self._entries.values()
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

    def versions(self, item: Item) -> tuple[Version, ...]:
        """Return every version of ``item``, newest first: the one in force, then what it corrects.

        Whatever takes down a version takes down those it corrects: they mostly say the same.
        """
        entry = self._entries[item.id]
        kind = self._site.schemas.kinds[item.kind]
        found: list[Version] = []
        ruling: str | None = None
        for link, time in reversed(list(zip(entry.links, entry.times, strict=True))):
            ruling = self._site.withheld.get(link.id) or ruling
            found.append(_version(self._site, kind, link, time, ruling))
        return tuple(found)


def labels(kind: KindSchema | None, field: str) -> Mapping[str, str]:
    """Return the Chinese names of the values of ``field`` (``x-labels``)."""
    properties = {} if kind is None else kind.document.get("properties", {})
    found: Mapping[str, str] = properties.get(field, {}).get("x-labels", {})
    return found


def _item(site: PortalInput, kind: KindSchema, entry: Entry, numbers: Mapping[str, str]) -> Item:
    record = entry.record
    withheld_by = site.withheld.get(record.id)
    data, openness = _visible(site, kind, record, withheld_by)
    receipt = record.receipt
    summaries = ("summary", *kind.text_fields, *_INSTEAD_OF_SUMMARY)
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
        summary=str(next((data[name] for name in summaries if data.get(name)), ""))
        or _begins(kind, data),
        files=tuple(_files(record, data)),
        received=entry.time,
        receipt_time=receipt.time or entry.time,
        commit=receipt.commit,
        strength=receipt.strength,
        earlier=tuple(link.id for link in entry.links[:-1]),
        withheld_by=withheld_by,
    )


def _version(
    site: PortalInput, kind: KindSchema, record: Record, time: datetime, withheld_by: str | None
) -> Version:
    data, openness = _visible(site, kind, record, withheld_by)
    return Version(
        id=record.id,
        openness=openness,
        title=_title(kind, data, openness),
        data=data,
        files=tuple(_files(record, data)),
        received=record.receipt.time or time,
        commit=record.receipt.commit,
        strength=record.receipt.strength,
        withheld_by=withheld_by,
    )


def _visible(
    site: PortalInput, kind: KindSchema, record: Record, withheld_by: str | None
) -> tuple[Mapping[str, Any], Openness]:
    if site.audience is Audience.INTERNAL:
        return record.data, Openness.OPEN
    if withheld_by is not None:
        return {}, Openness.WITHHELD
    data = kind.public_view(record.data)
    if data is None:
        return {}, Openness.INTERNAL
    return data, Openness.OPEN


def _title(kind: KindSchema, data: Mapping[str, Any], openness: Openness) -> str:
    if openness is Openness.WITHHELD:
        return WITHHELD
    return str(data.get("title") or f"{kind.title}（{INTERNAL}）")


def _begins(kind: KindSchema, data: Mapping[str, Any]) -> str:
    """Return how the first text of a record begins, where its kind asks for no summary."""
    properties = kind.document.get("properties", {})
    long = (name for name, part in properties.items() if part.get("format") == "text")
    text = " ".join(str(next((data[name] for name in long if data.get(name)), "")).split())
    return text if len(text) <= _BEGINNING else f"{text[:_BEGINNING]}……"


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
