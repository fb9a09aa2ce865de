"""What is seen at a moment: chains cut there, each with the time at which it counts.

A record is seen from its own receipt on, and then counts at the time it has kept (a correction
keeps the time of what it corrects) or been given (a ruling ``set-time``). Readings 17 and 18.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from scoring.records.archive import Archive, Chain, chains_about
from scoring.records.record import Record
from scoring.records.schemas import KindSchema

Order = tuple[datetime, int, str]
"""Order of records: time, place in the first-parent chain, path."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A chain as seen at a moment.

    ``record`` is the link in force, ``links`` all that are seen, oldest first; ``time`` is when
    the whole counts, ``times`` the receipt (or the time given) of each link by itself.
    """

    record: Record
    links: Chain
    time: datetime
    times: tuple[datetime, ...]

    @property
    def order(self) -> Order:
        """Place among entries: by the time that counts, then place in the chain, then path."""
        return (self.time, self.record.receipt.place, self.record.path)

    def names(self, record_id: str) -> bool:
        """Tell whether ``record_id`` is any link of this chain."""
        return any(link.id == record_id for link in self.links)


@dataclass(frozen=True, slots=True)
class GivenTime:
    """A time given to a record by a ruling."""

    time: datetime
    ruling: str


class View:
    """The archive as seen at ``cutoff``: links received before it, in the order of records.

    ``kinds`` are the schemas whose annotations say what a kind is; ``given`` the times that
    rulings have set, by record id.
    """

    def __init__(
        self,
        archive: Archive,
        kinds: Mapping[str, KindSchema],
        cutoff: Order,
        given: Mapping[str, GivenTime] | None = None,
    ) -> None:
        self.archive = archive
        self.kinds = kinds
        self.cutoff = cutoff
        self.given: Mapping[str, GivenTime] = given or {}
        self._about: dict[tuple[str, str], tuple[Entry, ...]] = {}
        self._of: dict[str, tuple[Entry, ...]] = {}

    @property
    def now(self) -> datetime:
        """The moment of this view."""
        return self.cutoff[0]

    def about(self, kind: str, unit: str, year: int | None = None) -> tuple[Entry, ...]:
        """Return the entries of ``kind`` that speak of ``unit``, in order.

        With ``year`` only those of that assessment year's folder.
        """
        key = (kind, unit)
        if key not in self._about:
            seen = self._seen(chains_about(self.archive, kind, unit))
            self._about[key] = tuple(entry for entry in seen if entry.record.is_about(unit))
        return _of_year(self._about[key], year)

    def of(self, kind: str, year: int | None = None) -> tuple[Entry, ...]:
        """Return all entries of ``kind``, in order; with ``year`` those of that year's folder."""
        if kind not in self._of:
            self._of[kind] = self._seen(self.archive.by_kind.get(kind, ()))
        return _of_year(self._of[kind], year)

    def _seen(self, chains: Iterable[Chain]) -> tuple[Entry, ...]:
        entries = (self._entry(chain) for chain in chains)
        # A time that a ruling has given may lie at or after the cutoff: not yet counted then.
        placed = ((entry.order, entry) for entry in entries if entry is not None)
        counted = [each for each in placed if each[0] < self.cutoff]
        return tuple(entry for _, entry in sorted(counted, key=lambda each: each[0]))

    def _entry(self, chain: Chain) -> Entry | None:
        # A correction is not seen before what it corrects, whatever its own receipt says.
        links = tuple(takewhile(self._sees, chain))
        if not links:
            return None
        times = tuple(self._own_time(link) for link in links)
        counts = times[0]
        for link in links[1:]:
            if link.id in self.given:
                counts = self.given[link.id].time
        return Entry(links[-1], links, counts, times)

    def _sees(self, link: Record) -> bool:
        receipt = link.receipt
        if receipt.time is None:
            return False
        if receipt.time != self.cutoff[0]:
            return receipt.time < self.cutoff[0]
        return (receipt.time, receipt.place, link.path) < self.cutoff

    def _own_time(self, link: Record) -> datetime:
        given = self.given.get(link.id)
        if given is not None:
            return given.time
        assert link.receipt.time is not None  # only seen links come here
        return link.receipt.time


def _of_year(entries: tuple[Entry, ...], year: int | None) -> tuple[Entry, ...]:
    if year is None:
        return entries
    return tuple(entry for entry in entries if entry.record.year == year)
