"""Everything the portal may know, as one value: the rim gathers it, the builders read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from scoring.ledger.model import Ledger
from scoring.records.record import Record
from scoring.records.registry import Registry
from scoring.records.schemas import SchemaSet
from scoring.records.view import Entry
from scoring.rulebook.model import Rulebook
from scripts.owing.due import Due


class Audience(StrEnum):
    """For whom pages are made: the public, or a server behind the government's login."""

    PUBLIC = "public"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Head:
    """The commit the site is made from, and how long its first-parent chain is."""

    commit: str
    committed: datetime
    commits: int


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """All scores at the end of the month called ``period`` (``2023-02``)."""

    period: str
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The office's word that these results are final: the record that says so."""

    record: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A file on the main line that is no valid record and counts for nothing."""

    path: str
    record: str | None
    commit: str
    time: datetime
    sentences: tuple[str, ...]


class Attachments(Protocol):
    """Reads the attachments of records."""

    def __call__(self, record: Record, file: str) -> bytes:
        """Return the content of ``file``, which ``record`` lists."""
        ...


@dataclass(frozen=True)
class YearInput:
    """One assessment year.

    ``entries`` are all records of the year's folders seen at the as-of time, by kind, also those
    that came in after the year's close. ``month_ends`` are in order of time.
    """

    year: int
    ledger: Ledger
    ledger_sha256: str
    month_ends: tuple[MonthEnd, ...]
    rulebooks: tuple[Rulebook, ...]
    entries: Mapping[str, tuple[Entry, ...]]
    dues: tuple[Due, ...] = ()
    confirmed: Confirmed | None = None


@dataclass(frozen=True)
class PortalInput:
    """The whole input of a site. ``years`` are newest first, at least one.

    ``records`` are all admitted records by id, for the evidence of deductions. ``withheld`` names
    the records taken down, with the ruling that says so: known at the head, whatever the as-of
    time, so that no older view brings one back.
    """

    audience: Audience
    as_of: datetime
    head: Head
    years: tuple[YearInput, ...]
    registry: Registry
    schemas: SchemaSet
    records: Mapping[str, Record]
    withheld: Mapping[str, str]
    attachments: Attachments
    refused: tuple[Refused, ...] = ()
    demo: bool = False
