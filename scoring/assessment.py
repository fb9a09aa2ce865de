"""A repository opened for assessment: history read, records admitted, rules in force; ledgers.

Everything that reckons with scores begins here. The clock is never read: a ledger is a function of
a head and an as-of time.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from scoring.admission.files import DiskFiles
from scoring.admission.flaws import Flaw, as_problems
from scoring.admission.in_force import InForce, Sources, in_force, sources_at, sources_on_disk
from scoring.admission.loading import RULE_FILE_BYTES
from scoring.admission.product import ProductFiles
from scoring.admission.results import Admission, Rejection
from scoring.admission.resuming import admission_at, cache_of
from scoring.admission.situation import ATTACHMENT_LIMIT, RecordFiles, Situation, rulebook_of
from scoring.calendar.workdays import WorkCalendar
from scoring.calendar.zone import end_of, last_day_before
from scoring.composition.compose import assess_year
from scoring.composition.moments import before, view_at
from scoring.errors import GongkaiError, WrongUse
from scoring.history.errors import RepositoryUnusable
from scoring.history.repository import Repository, open_repository
from scoring.history.tree import RULEBOOKS
from scoring.ledger.model import Ledger
from scoring.problem import Pointer, Problem
from scoring.records.archive import Archive, archive_of
from scoring.records.changing import registry_in
from scoring.records.record import Record
from scoring.records.registry import Registry
from scoring.records.schemas import SchemaSet
from scoring.records.view import View
from scoring.rulebook.model import Node, Rule, Rulebook
from scoring.rulebook.unusable import RulebookUnusable
from scoring.rules import understand


@dataclass(frozen=True)
class Assessment:
    """One head of a repository with all that its scores depend on.

    ``dirty``: the rules in force are those of the working tree and differ from the head's.
    """

    repository: Repository
    head: str
    archive: Archive
    in_force: InForce
    admission: Admission
    dirty: bool = False

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        head: str | None = None,
        product: Path,
        worktree: bool = False,
        cached: bool = False,
    ) -> "Assessment":
        """Open the repository at ``path`` and read its history up to ``head`` (default ``main``).

        ``product`` is the folder of the product's own schemas, rulebooks and calendars, used for
        each folder that the repository has none of. With ``worktree`` rules and registry come from
        the files on disk. ``cached``: go on from what the repository's cache knows, and keep there
        what is found; whoever judges others, gate or audit, reads everything anew. Raises
        NoRepository, RepositoryUnusable (also for a shallow clone, which cannot prove when anything
        came in), WrongUse where there is no working tree, and GongkaiError for rules that cannot be
        used.
        """
        repository = open_repository(path)
        if repository.is_shallow:
            raise RepositoryUnusable("repository-shallow")
        commit = repository.head(head)
        admission = admission_at(repository, commit, product, cached=cached)
        products = ProductFiles(product)
        with repository.objects() as objects:
            sources = sources_at(admission.tree, objects, products)
        dirty = False
        if worktree:
            on_disk = sources_on_disk(_worktree(repository))
            sources, dirty = on_disk, on_disk != sources
        rules = in_force(sources, products, cache_of(repository, products) if cached else None)
        _check_rules(rules.rulebooks, sources, products)
        archive = archive_of(admission.records)
        return cls(repository, commit, archive, rules, admission, dirty)

    @property
    def rejections(self) -> tuple[Rejection, ...]:
        """The files that claimed to be records and do not count."""
        return self.admission.rejections

    @property
    def registry(self) -> Registry:
        """The units, by id."""
        return self.in_force.registry

    @property
    def schemas(self) -> SchemaSet:
        """The schemas in force."""
        return self.in_force.schemas

    @property
    def rulebooks(self) -> tuple[Rulebook, ...]:
        """The rulebooks of all years, by id."""
        return self.in_force.rulebooks

    @property
    def calendars(self) -> Mapping[str, WorkCalendar]:
        """The working calendars, by name."""
        return self.in_force.calendars

    def years(self) -> tuple[int, ...]:
        """Return the years that have rulebooks, in order."""
        return tuple(sorted({book.year for book in self.rulebooks}))

    def rulebooks_of(self, year: int) -> tuple[Rulebook, ...]:
        """Return the rulebooks of ``year``, by id; none where it has none."""
        return tuple(book for book in self.rulebooks if book.year == year)

    def rulebook_for(self, unit: str, year: int, as_of: datetime | None = None) -> Rulebook | None:
        """Return the rulebook that assesses ``unit`` in ``year``, None where none does.

        As it is known today; with ``as_of`` as the ledger of that moment has it.
        """
        known = self.registry.get(unit)
        if known is None:
            return None
        return rulebook_of(self.rulebooks, known, year, self._last_day_known(year, as_of))

    def units_in(self, year: int, as_of: datetime | None = None) -> Registry:
        """Return all units as they stood in ``year``, by id; with ``as_of`` as known by then."""
        return registry_in(self.registry, year, self._last_day_known(year, as_of))

    def _last_day_known(self, year: int, as_of: datetime | None) -> date:
        """Return the last day of which the ledger of ``year`` as of ``as_of`` knows."""
        if as_of is None:
            return date.max
        closes = [end_of(book.closes_on) for book in self.rulebooks if book.year == year]
        return last_day_before(min([as_of, *closes]))

    def ledger(self, year: int, as_of: datetime) -> Ledger:
        """Return the ledger of ``year`` as of ``as_of`` (aware; records before it count).

        Raises GongkaiError where no rulebook is for the year, CalendarMissing where a working
        calendar's year is needed and missing.
        """
        return assess_year(
            archive=self.archive,
            kinds=self.schemas.kinds,
            registry=self.registry,
            rulebooks=self.rulebooks,
            calendars=self.calendars,
            year=year,
            as_of=as_of,
            head=self.head,
            dirty=self.dirty,
        )

    def view(self, as_of: datetime, year: int | None = None) -> View:
        """Return the records as seen at ``as_of``, with the times that rulings have set by then.

        With ``year`` never later than the close of that year's rulebooks.
        """
        closes = [end_of(book.closes_on) for book in self.rulebooks if book.year == year]
        cutoff = min(as_of, max(closes)) if closes else as_of
        return view_at(self.archive, self.schemas.kinds, before(cutoff))

    def attachment(self, record: Record, file: str) -> bytes:
        """Return the content of the attachment ``file`` that ``record`` lists.

        Raises KeyError where it lists none of that name.
        """
        blob = self.admission.attachments[record.id, file]
        with self.repository.objects() as objects:
            return objects.read(blob, ATTACHMENT_LIMIT) or b""

    def situation(self, files: RecordFiles | None = None) -> Situation:
        """Return what a record not yet on ``main`` is held against.

        ``files`` are those that come with it; the working tree's where not given.
        """
        return Situation(
            schemas=self.schemas,
            registry=self.registry,
            rulebooks=lambda: self.rulebooks,
            standing=self.admission.standing,
            files=files if files is not None else DiskFiles(_worktree(self.repository)),
        )


def _worktree(repository: Repository) -> Path:
    if repository.worktree is None:
        raise WrongUse("worktree-missing", path=str(repository.git_dir))
    return repository.worktree


def _check_rules(rulebooks: tuple[Rulebook, ...], own: Sources, product: ProductFiles) -> None:
    """Raise GongkaiError, with every problem, where a rule does not make sense for its kind."""
    problems: list[Problem] = []
    for book in rulebooks:
        flaws = [
            Flaw(error.code, pointer, **error.values)
            for rule, pointer in _rules(book.nodes, ())
            if (error := _misunderstood(rule)) is not None
        ]
        text = (own.rulebooks or product.rulebooks)[f"{book.id}.yml"] if flaws else b""
        problems += as_problems(flaws, text, f"{RULEBOOKS}{book.id}.yml", RULE_FILE_BYTES)
    if problems:
        raise GongkaiError("rulebook-unusable", tuple(problems))


def _misunderstood(rule: Rule) -> RulebookUnusable | None:
    try:
        understand(rule)
    except RulebookUnusable as error:
        return error
    return None


def _rules(nodes: tuple[Node, ...], above: Pointer) -> Iterator[tuple[Rule, Pointer]]:
    """Yield every rule with its place in the rulebook's text."""
    for index, node in enumerate(nodes):
        here = (*above, "nodes", index)
        for place, rule in enumerate(node.rules):
            yield rule, (*here, "rules", place)
        yield from _rules(node.nodes, here)
