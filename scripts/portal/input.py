"""Everything the portal may know, as one value: the rim gathers it, the builders read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
from scripts.portal.sending import NOWHERE, Sending
from scripts.reviewing.remark import Remark


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
class Refused:
    """A file on the main line that is no valid record and counts for nothing."""

    path: str
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
    that came in after the year's close. ``month_ends`` are in order of time. ``ahead`` is all that
    is owed to the year's end, ``dues`` what of it is due soon. ``assessed`` are the units that have
    a rulebook, ``units`` all units as they stood. ``confirmation`` is the id of the record by which
    the office confirms these results. ``held``: unconfirmed scores are not for this audience; the
    ledgers name no unit.
    """

    year: int
    ledger: Ledger
    ledger_sha256: str
    month_ends: tuple[MonthEnd, ...]
    rulebooks: tuple[Rulebook, ...]
    entries: Mapping[str, tuple[Entry, ...]]
    dues: tuple[Due, ...] = ()
    ahead: tuple[Due, ...] = ()
    assessed: frozenset[str] = frozenset()
    confirmation: str | None = None
    held: bool = False
    units: Registry = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checkpointed:
    """The checkpoint of this publication: its files byte for byte, and what the page says of it.

    ``signature`` is the armoured signature (None: unsigned), ``previous`` the SHA-256 of the
    checkpoint before (None: it is the first), ``attempts`` the head of the log of attempts.
    """

    text: bytes
    signature: bytes | None
    as_of: datetime
    previous: str | None
    attempts: str | None


@dataclass(frozen=True)
class PortalInput:
    """The whole input of a site. ``years`` are newest first, at least one.

    ``records`` are all admitted records by id, for the evidence of deductions. ``withheld`` names
    the records taken down, with the ruling that says so: known at the head, whatever the as-of
    time, so that no older view brings one back. ``remarks`` are what the office should look at,
    gathered for the internal site alone. ``manuals`` are the product's own, by file name;
    ``shots`` their pictures.
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
    sending: Sending = NOWHERE
    checkpoint: Checkpointed | None = None
    remarks: tuple[Remark, ...] = ()
    manuals: Mapping[str, str] = field(default_factory=dict)
    shots: Mapping[str, bytes] = field(default_factory=dict)
