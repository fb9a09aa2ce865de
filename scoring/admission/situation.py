"""What a record is held against: rules and registry in force, what stands, the files beside it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from scoring.admission.standing import Standing
from scoring.records.changing import in_year
from scoring.records.registry import Registry, Unit
from scoring.records.schemas import SchemaSet
from scoring.rulebook.model import Rulebook

ATTACHMENT_LIMIT = 20 * 1024 * 1024
"""Bytes an attachment may have."""


class FoundFile(NamedTuple):
    """A file beside a record: whether it is an ordinary file, its size, its SHA-256."""

    is_regular: bool
    size: int = 0
    sha256: str = ""


class RecordFiles(Protocol):
    """The files that come with a record: of a commit's tree, or of a folder on disk."""

    def names(self, folder: str) -> Iterable[str]:
        """Return the names of what lies in ``folder`` (a path in the repository)."""
        ...

    def find(self, path: str) -> FoundFile | None:
        """Return what is known of the file at ``path``, None where there is none."""
        ...

    def read(self, path: str) -> bytes | None:
        """Return the content of the ordinary file at ``path``; None where it is too large."""
        ...


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a record's validity depends on beside its own text.

    ``rulebooks`` is called only where a rulebook is wanted. ``place`` is the place of the commit
    that brings the record in, None for one not yet committed: what came in with the same commit is
    no record to be corrected. ``day`` is that of receipt, where it is known.
    """

    schemas: SchemaSet
    registry: Registry
    rulebooks: Callable[[], Sequence[Rulebook]]
    standing: Standing
    files: RecordFiles
    place: int | None = None
    day: date | None = None

    def unit_in(self, unit: str, year: int) -> Unit | None:
        """Return ``unit`` as it is assessed in ``year``; None where it is not there then."""
        known = self.registry.get(unit)
        return None if known is None else in_year(known, year)

    def rulebook_for(self, unit: str, year: int) -> Rulebook | None:
        """Return the rulebook of ``year`` that assesses ``unit``, None where none does."""
        known = self.registry.get(unit)
        return None if known is None else rulebook_of(self.rulebooks(), known, year)


def rulebook_of(
    rulebooks: Iterable[Rulebook], unit: Unit, year: int, seen: date = date.max
) -> Rulebook | None:
    """Return the first of ``rulebooks`` of ``year`` whose ``assesses`` fits ``unit``.

    It goes by how the unit stands in that year, or on the day ``seen`` if that is earlier.
    """
    for book in rulebooks:
        if book.year == year and assesses(book, unit, seen):
            return book
    return None


def assesses(rulebook: Rulebook, unit: Unit, seen: date = date.max) -> bool:
    """Tell whether ``rulebook`` is for ``unit`` as it stands in that year, as far as ``seen``."""
    stood = in_year(unit, rulebook.year, seen)
    return stood is not None and rulebook.is_for(stood)
