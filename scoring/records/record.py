"""A record as admitted: what it says, and how and when it came in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

ALL_UNITS = "all"

WORD = "word"
"""What rulebooks and reasons call the requirement of a Word file among the attachments."""


class Strength(StrEnum):
    """How far a record's time can be trusted."""

    SEALED = "sealed"
    RECORDED = "recorded"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a record came in: the first-parent commit, its place in the chain (from 0), the time.

    ``time`` is aware; None where nothing vouches for a time yet, and the record does not count.
    """

    commit: str
    place: int
    time: datetime | None
    strength: Strength


@dataclass(frozen=True, slots=True)
class Record:
    """One admitted record. ``unit`` is the folder's; ``speaks_of`` the units it is about."""

    id: str
    unit: str
    year: int
    kind: str
    data: Mapping[str, Any]
    receipt: Receipt
    speaks_of: frozenset[str]
    facts: frozenset[str] = field(default_factory=frozenset)

    @property
    def path(self) -> str:
        """Path of its file in the repository."""
        return f"units/{self.id}.yml"

    @property
    def supersedes(self) -> str | None:
        """Id of the record it corrects."""
        value = self.data.get("supersedes")
        return value if isinstance(value, str) else None

    def is_about(self, unit: str) -> bool:
        """Tell whether it speaks of ``unit`` (``all`` speaks of every unit)."""
        return unit in self.speaks_of or ALL_UNITS in self.speaks_of

    def has_file(self, ending: str) -> bool:
        """Tell whether it lists an attachment whose name ends so (``.docx``)."""
        return any(
            item["file"].lower().endswith(ending) for item in self.data.get("attachments", ())
        )


def units_spoken_of(folder: str, unit_field: str | None, data: Mapping[str, Any]) -> frozenset[str]:
    """Return the units ``data`` is about: those of ``unit_field`` if it stands, else the folder's.

    ``unit_field`` is the schema's ``x-unit``: a field (a unit, a list, or ``all``), or
    ``rows[].unit``. ``data`` need not be valid: what is no unit's id is passed over.
    """
    if unit_field is None:
        return frozenset((folder,))
    if "[]." in unit_field:
        name, _, key = unit_field.partition("[].")
        rows = data.get(name)
        listed = rows if isinstance(rows, list) else ()
        return frozenset(_texts(row.get(key) for row in listed if isinstance(row, Mapping)))
    named = data.get(unit_field)
    if named is None:
        return frozenset((folder,))
    return frozenset(_texts(named if isinstance(named, list) else (named,)))


def _texts(values: Iterable[Any]) -> Iterable[str]:
    return (value for value in values if isinstance(value, str))
