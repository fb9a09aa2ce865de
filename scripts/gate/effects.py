"""What a submission does to the scores: the same reckoning without it and with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from scoring.assessment import Assessment
from scoring.calendar.workdays import CalendarMissing
from scoring.composition.compose import assess_year
from scoring.errors import GongkaiError
from scoring.ledger.model import Ledger, NodeScore, Status, UnitScore
from scoring.records.archive import Archive, archive_of
from scoring.records.record import Record
from scoring.rulebook.model import Node, Rulebook


@dataclass(frozen=True, slots=True)
class NodeEffect:
    """A node whose score or status differs; ``titles`` lead to it from the top of the rulebook."""

    path: str
    titles: tuple[str, ...]
    before: Decimal | None
    after: Decimal | None
    was: Status
    now: Status


@dataclass(frozen=True, slots=True)
class GradeEffect:
    """A grade that differs, by its title; ``titles`` lead to its node, none for the whole."""

    titles: tuple[str, ...]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class UnitEffect:
    """One unit's score before and after, with the nodes and the grades that changed.

    A score is None where a grade is fixed and nothing is scored. ``ranks`` are its place before
    and after, None where the rulebook ranks nobody.
    """

    unit: str
    name: str
    year: int
    points: Decimal
    before: Decimal | None
    after: Decimal | None
    nodes: tuple[NodeEffect, ...]
    grades: tuple[GradeEffect, ...] = ()
    ranks: tuple[int | None, int | None] = (None, None)


def effects(
    assessment: Assessment, records: Sequence[Record], at: datetime
) -> tuple[UnitEffect, ...]:
    """Return what ``records``, received by ``at``, change: of each unit, in order of years and ids.

    A unit that a record speaks of is told even where nothing changes for it. Where no score can be
    reckoned, a calendar lacking for one, there is nothing to tell: the gate does not fail for it.
    """
    now = at + timedelta(seconds=1)  # what is received at the as-of time itself does not count yet
    later = archive_of((*assessment.admission.records, *records))
    found: list[UnitEffect] = []
    for year in sorted({record.year for record in records} & set(assessment.years())):
        own = {unit for each in records if each.year == year for unit in each.speaks_of}
        try:
            before = _ledger(assessment, assessment.archive, year, now)
            after = _ledger(assessment, later, year, now)
        except (GongkaiError, CalendarMissing):
            continue
        found += _differences(before, after, own, assessment.rulebooks)
    return tuple(found)


def _ledger(assessment: Assessment, archive: Archive, year: int, as_of: datetime) -> Ledger:
    return assess_year(
        archive=archive,
        kinds=assessment.schemas.kinds,
        registry=assessment.registry,
        rulebooks=assessment.rulebooks,
        calendars=assessment.calendars,
        year=year,
        as_of=as_of,
        head=assessment.head,
    )


def _differences(
    before: Ledger, after: Ledger, own: set[str], rulebooks: Sequence[Rulebook]
) -> Iterator[UnitEffect]:
    books = {book.id: book for book in rulebooks}
    for unit in after.units:
        was = before.unit(unit.unit)
        if was is None:
            continue
        nodes = tuple(_nodes(was, unit))
        grades = tuple(_grades(was, unit, books[unit.rulebook].root))
        if nodes or grades or _score(was) != _score(unit) or unit.unit in own:
            yield UnitEffect(
                unit.unit,
                unit.name,
                after.year,
                unit.points,
                _score(was),
                _score(unit),
                nodes,
                grades,
                (was.rank, unit.rank),
            )


def _score(unit: UnitScore) -> Decimal | None:
    return None if unit.fixed else unit.score


def _grades(before: UnitScore, after: UnitScore, root: Node) -> Iterator[GradeEffect]:
    """Yield the grades that differ, that of the whole first."""
    if before.grade != after.grade:
        yield GradeEffect((), _title(root, before.grade), _title(root, after.grade))
    yield from _grades_below(before.nodes, after.nodes, root.nodes, ())


def _grades_below(
    before: Sequence[NodeScore],
    after: Sequence[NodeScore],
    nodes: Sequence[Node],
    above: tuple[str, ...],
) -> Iterator[GradeEffect]:
    for was, now, node in zip(before, after, nodes, strict=True):
        titles = (*above, node.title)
        if was.grade != now.grade:
            yield GradeEffect(titles, _title(node, was.grade), _title(node, now.grade))
        yield from _grades_below(was.nodes, now.nodes, node.nodes, titles)


def _title(node: Node, grade: str | None) -> str | None:
    return next((each.title for each in node.grades if each.id == grade), grade)


def _nodes(before: UnitScore, after: UnitScore) -> Iterator[NodeEffect]:
    old = dict(before.leaves())
    for path, titles, node in after.walk():
        if node.deductions is None:
            continue
        was = old[path]
        if (was.score, was.status, _lost(was)) != (node.score, node.status, _lost(node)):
            yield NodeEffect(path, titles, was.score, node.score, was.status, node.status)


def _lost(node: NodeScore) -> Decimal:
    return sum((each.applied for each in node.deductions or ()), Decimal(0))
