"""What an upgrade does to the scores: every year reckoned as it stands, and as it would be.

Two things change with a release: the program, and the files of the repository that it brings.
The files are weighed by one program over both. The program is weighed against the release before,
where that is at hand; else against the newest checkpoint, whose digest the published ledger must
still have.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from scoring.admission.in_force import Sources, in_force, sources_at
from scoring.admission.product import ProductFiles
from scoring.assessment import Assessment
from scoring.calendar.workdays import CalendarMissing
from scoring.calendar.zone import end_of
from scoring.errors import GongkaiError
from scoring.history.tree import CALENDARS, RULEBOOKS, SCHEMAS
from scoring.ledger.text import ledger_document, ledger_sha256
from scripts.checkpoints.store import newest
from scripts.upgrading.differing import Document, UnitChange, ledger_changes


class Against(StrEnum):
    """What the program itself was held against."""

    ENGINE = "engine"
    """The release before, over the same history."""
    CHECKPOINT = "checkpoint"
    """The newest checkpoint's digests, reckoned again."""
    NOTHING = "nothing"
    """There was neither."""


@dataclass(frozen=True, slots=True)
class Reproduced:
    """A year's ledger named by the newest checkpoint; ``same`` None: it could not be reckoned."""

    year: int
    same: bool | None


@dataclass(frozen=True, slots=True)
class Weighing:
    """The years looked at, and what differs in them, by year and unit.

    ``reproduced`` are the ledgers of the newest checkpoint (with its ``as_of``), where the program
    was held against that. ``later`` are units in which nothing differs yet, and something will when
    the year closes, with no more records than there are: a rule whose day is still to come.
    """

    as_of: datetime
    years: tuple[int, ...]
    against: Against
    changes: tuple[UnitChange, ...]
    reproduced: tuple[Reproduced, ...] = ()
    published: str = ""
    later: tuple[UnitChange, ...] = ()

    @property
    def unlike(self) -> tuple[int, ...]:
        """The years whose published ledger does not come out the same any more."""
        return tuple(each.year for each in self.reproduced if not each.same)

    @property
    def moves(self) -> bool:
        """Tell whether any score moves, or may have moved."""
        return bool(self.changes or self.unlike or self.later)


Ledgers = Mapping[int, Document]


def under(assessment: Assessment, changes: Mapping[str, bytes | None], product: Path) -> Assessment:
    """Return ``assessment`` with ``changes`` (path → content, None: gone) of its files in force.

    The history and its records stay as they are. Raises GongkaiError, with every problem, where
    the files cannot be used together.
    """
    products = ProductFiles(product)
    with assessment.repository.objects() as objects:
        own = sources_at(assessment.admission.tree, objects, products)
    rules = in_force(_changed(own, changes), products)
    return replace(assessment, in_force=rules)


def _changed(own: Sources, changes: Mapping[str, bytes | None]) -> Sources:
    return replace(
        own,
        schemas=_folder(own.schemas, SCHEMAS, ".json", changes),
        rulebooks=_folder(own.rulebooks, RULEBOOKS, ".yml", changes),
        calendars=_folder(own.calendars, CALENDARS, ".yml", changes),
    )


def _folder(
    files: Mapping[str, bytes], folder: str, ending: str, changes: Mapping[str, bytes | None]
) -> dict[str, bytes]:
    changed = dict(files)
    for path, content in changes.items():
        name = path.removeprefix(folder)
        if not path.startswith(folder) or "/" in name or not name.endswith(ending):
            continue
        if content is None:
            changed.pop(name, None)
        else:
            changed[name] = content
    return changed


def ledgers_of(assessment: Assessment, as_of: datetime) -> dict[int, Document]:
    """Return the ledgers of all years, as documents, by year."""
    return {year: ledger_document(assessment.ledger(year, as_of)) for year in assessment.years()}


def weigh(before: Ledgers, after: Ledgers, as_of: datetime, against: Against) -> Weighing:
    """Return what differs between two sets of ledgers."""
    years = tuple(sorted(before.keys() | after.keys()))
    changes = (each for year in years for each in ledger_changes(before.get(year), after.get(year)))
    return Weighing(as_of, years, against, tuple(changes))


def with_later(weighing: Weighing, before: Assessment, after: Assessment) -> Weighing:
    """Return ``weighing`` with what will differ at the close of the years that are not final yet.

    A year whose working calendar is not there yet cannot be looked at so far ahead.
    """
    known = {(each.year, each.unit) for each in weighing.changes}
    found: list[UnitChange] = []
    for year in {*before.years(), *after.years()}:
        books = [book for each in (before, after) for book in each.rulebooks if book.year == year]
        closes = end_of(max(book.closes_on for book in books))
        if closes <= weighing.as_of:
            continue
        try:
            pair = [
                ledger_document(each.ledger(year, closes)) if year in each.years() else None
                for each in (before, after)
            ]
        except CalendarMissing:
            continue
        found += (each for each in ledger_changes(*pair) if (year, each.unit) not in known)
    return replace(weighing, later=tuple(sorted(found, key=lambda each: (each.year, each.unit))))


def with_checkpoint(weighing: Weighing, assessment: Assessment, product: Path) -> Weighing:
    """Return ``weighing`` with the newest checkpoint of the repository reckoned again."""
    kept = newest(assessment.repository)
    checkpoint = kept.checkpoint if kept is not None else None
    if checkpoint is None:
        return weighing
    then = assessment
    if checkpoint.head != assessment.head:
        then = Assessment.open(assessment.repository.git_dir, head=checkpoint.head, product=product)
    found = tuple(
        Reproduced(
            each.year, _same(then, each.year, checkpoint.moment, checkpoint.engine, each.sha256)
        )
        for each in checkpoint.ledgers
    )
    return replace(
        weighing, against=Against.CHECKPOINT, reproduced=found, published=checkpoint.as_of
    )


def _same(then: Assessment, year: int, as_of: datetime, engine: str, sha256: str) -> bool | None:
    try:
        ledger = then.ledger(year, as_of)
    except (GongkaiError, CalendarMissing):
        return None
    return ledger_sha256(replace(ledger, engine=engine)) == sha256
