"""A year's ledger: every assessed unit judged, its rulings applied, its caps filled."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from scoring.calendar.workdays import WorkCalendar
from scoring.calendar.zone import end_of, iso, last_day_before
from scoring.composition.caps import Settlement, greatest_only, settle
from scoring.composition.charge import ZERO, Charge, Key, Waiver
from scoring.composition.judging import Scheme, scheme_of
from scoring.composition.moments import before, view_at
from scoring.composition.ranking import ranked, schema_for
from scoring.composition.waiving import past_rulings, waive, waivers_for
from scoring.errors import GongkaiError
from scoring.ledger.model import (
    Deduction,
    Ledger,
    NodeScore,
    RulebookRef,
    Status,
    UnitChange,
    UnitScore,
)
from scoring.records.archive import Archive
from scoring.records.changing import names_in, registry_in, units_in
from scoring.records.registry import Registry, Unit
from scoring.records.schemas import KindSchema
from scoring.records.view import View
from scoring.rulebook.model import Node, Rulebook
from scoring.rulebook.terms import FROM_ZERO
from scoring.rules.judgement import Progress
from scoring.version import ENGINE


def assess_year(
    *,
    archive: Archive,
    kinds: Mapping[str, KindSchema],
    registry: Registry,
    rulebooks: Iterable[Rulebook],
    calendars: Mapping[str, WorkCalendar],
    year: int,
    as_of: datetime,
    head: str,
    dirty: bool = False,
) -> Ledger:
    """Return the ledger of ``year`` as of ``as_of`` (aware; records before it count).

    A function of its arguments alone. Raises GongkaiError where no rulebook is for the year or two
    claim one unit, and CalendarMissing where a term needs a calendar year that is not there.
    """
    books = sorted((book for book in rulebooks if book.year == year), key=lambda book: book.id)
    if not books:
        raise GongkaiError("rulebook-none", year=year)
    assessed: dict[str, UnitScore] = {}
    for book in books:
        calendar = calendars.get(book.calendar, WorkCalendar(book.calendar))
        # What becomes of a unit after the close, or after the moment looked at, changes nothing.
        seen = last_day_before(min(as_of, end_of(book.closes_on)))
        scheme = scheme_of(book, calendar, registry_in(registry, year, seen))
        for result in ranked(
            book, list(_assess(scheme, archive, kinds, units_in(registry, year, seen), as_of))
        ):
            if result.unit in assessed:
                raise GongkaiError("rulebook-overlap", unit=result.unit, rulebook=book.id)
            assessed[result.unit] = result
    return Ledger(
        year=year,
        as_of=iso(as_of),
        head=head,
        engine=ENGINE,
        final=all(end_of(book.closes_on) <= as_of for book in books),
        rulebooks=tuple(map(_reference, books)),
        units=tuple(assessed[unit] for unit in sorted(assessed)),
        dirty=dirty,
        schema=schema_for(books),
    )


def _reference(book: Rulebook) -> RulebookRef:
    return RulebookRef(book.id, book.sha256, {grade.id: grade.title for grade in book.grades})


def units_assessed(rulebook: Rulebook, units: Iterable[Unit]) -> Iterator[Unit]:
    """Yield those ``units`` that ``rulebook`` is for."""
    return filter(rulebook.is_for, units)


def _assess(
    scheme: Scheme,
    archive: Archive,
    kinds: Mapping[str, KindSchema],
    units: Iterable[Unit],
    as_of: datetime,
) -> Iterator[UnitScore]:
    book = scheme.rulebook
    close = end_of(book.closes_on)
    view = view_at(archive, kinds, before(min(as_of, close)))
    rulings_seen = past_rulings(view, book.year)
    for unit in units_assessed(book, units):
        waivers = waivers_for(unit, scheme, rulings_seen)
        yield _score_unit(scheme, unit, view, waivers, closed=as_of >= close)


def _score_unit(
    scheme: Scheme, unit: Unit, view: View, waivers: Mapping[Key, Waiver], *, closed: bool
) -> UnitScore:
    """Judge ``unit`` in ``view`` and reckon its score; ``closed``: nothing is pending any more."""
    book = scheme.rulebook.for_unit(unit)
    charges: dict[str, list[Charge]] = {}
    statuses: dict[str, Status] = {}
    absent = book.not_for(unit)
    outside: list[str] = []
    for leaf in book.leaves():
        found: list[Charge] = []
        progress: list[Progress] = []
        if leaf.path not in absent:
            for rule, judgement in scheme.judge_leaf(leaf, unit, view):
                progress.append(judgement.progress)
                found += (waive(Charge(leaf, rule, lapse), waivers) for lapse in judgement.lapses)
            if not found and set(progress) == {Progress.IDLE}:
                outside += [leaf.path] if _owed_otherwise(scheme, leaf, unit, view) else []
        charges[leaf.path] = sorted(found, key=lambda charge: charge.order)
        statuses[leaf.path] = _leaf_status(progress, bool(found), closed)
    return composed(book, unit, charges, statuses, absent.union(outside))


def _owed_otherwise(scheme: Scheme, leaf: Node, unit: Unit, view: View) -> bool:
    """Tell whether ``unit`` would answer for ``leaf`` if it were there the whole year.

    Then the leaf does not apply to it, and nothing is lost, nor left unearned, for its coming late
    or going early.
    """
    if unit.since is None and unit.until is None:
        return False
    always = replace(unit, since=None, until=None)
    judged = scheme.judge_leaf(leaf, always, view)
    return any(judgement.progress is not Progress.IDLE for _, judgement in judged)


def composed(
    book: Rulebook,
    unit: Unit,
    charges: Mapping[str, list[Charge]],
    statuses: Mapping[str, Status],
    absent: Collection[str],
) -> UnitScore:
    """Return what ``unit`` has by ``charges``, leaf by leaf in their order.

    ``absent`` are the paths of the nodes that it does not answer for.
    """
    everything = [charge for found in charges.values() for charge in found]
    settled = settle(book, greatest_only(everything), absent)
    whole = settled.results[""]
    nodes = tuple(_node_score(node, charges, statuses, settled) for node in book.nodes)
    return UnitScore(
        unit=unit.id,
        name=unit.short_name,
        rulebook=book.id,
        points=book.points if whole.points is None else whole.points,
        score=ZERO if whole.score is None else whole.score,
        status=_joined(node.status for node in nodes),
        nodes=nodes,
        grade=whole.grade,
        fixed=whole.fixed,
        raw=whole.raw,
        change=_change(unit, book.year),
    )


def _change(unit: Unit, year: int) -> UnitChange | None:
    """Return what became of ``unit`` in ``year``, None where nothing did."""
    since = unit.since if unit.since is not None and unit.since.year == year else None
    named = names_in(unit, year)
    if since is None and unit.until is None and not named:
        return None
    return UnitChange(
        since=since.isoformat() if since else None,
        until=unit.until.isoformat() if unit.until else None,
        into=unit.into,
        formerly=tuple((name, last.isoformat()) for last, name in named),
    )


def _node_score(
    node: Node,
    charges: Mapping[str, list[Charge]],
    statuses: Mapping[str, Status],
    settled: Settlement,
) -> NodeScore:
    result = settled.results[node.path]
    below: tuple[NodeScore, ...] = ()
    deductions: tuple[Deduction, ...] | None = None
    if node.nodes:
        below = tuple(_node_score(child, charges, statuses, settled) for child in node.nodes)
        status = _joined(child.status for child in below)
    else:
        found = charges[node.path]
        deductions = tuple(charge.deduction(settled.left_of(charge)) for charge in found)
        status = statuses[node.path]
    return NodeScore(
        id=node.id,
        title=node.title,
        points=result.points,
        score=result.score,
        status=status,
        nodes=below,
        deductions=deductions,
        begins=FROM_ZERO if node.bonus else node.begins,
        raw=result.raw,
        absent=result.absent,
        opened=result.opened,
        grade=result.grade,
    )


def _leaf_status(progress: list[Progress], found: bool, closed: bool) -> Status:
    if not found and all(each is Progress.IDLE for each in progress):
        return Status.NOT_APPLICABLE
    if not closed and Progress.OPEN in progress:
        return Status.PENDING
    return Status.JUDGED


def _joined(statuses: Iterable[Status]) -> Status:
    """Return the status of an inner node: the leaves' own rule over its children."""
    below = list(statuses)
    if Status.PENDING in below:
        return Status.PENDING
    if all(status is Status.NOT_APPLICABLE for status in below):
        return Status.NOT_APPLICABLE
    return Status.JUDGED
