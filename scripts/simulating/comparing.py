"""Two ledgers of one history side by side: units, clauses, findings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from scoring.assessment import Assessment
from scoring.ledger.model import Deduction, Ledger, NodeScore, UnitScore
from scoring.records.registry import Registry
from scoring.records.schemas import KindSchema
from scoring.rulebook.model import Rulebook
from scripts.scoreboard.ranking import boards, titles_in_order
from scripts.simulating.proposing import Pair, Proposal
from scripts.simulating.result import (
    Board,
    ClauseMove,
    ClausePart,
    ClauseTotal,
    Direction,
    Finding,
    Side,
    Simulation,
    UnitMove,
    spread_of,
)
from scripts.simulating.sharing import shares_of

ZERO = Decimal(0)
_PLACES: Mapping[str, int] = {"down": 0, "up": 1, "other": 2, "same": 3}

Kinds = Mapping[str, KindSchema]


def simulate(
    assessment: Assessment,
    proposal: Proposal,
    year: int,
    as_of: datetime,
    only: frozenset[str] | None = None,
) -> Simulation:
    """Return the ledger of ``year`` under ``proposal`` beside the one under the rules in force.

    Both are reckoned from the same opened history. ``only`` are the units to be told of; sums and
    ranks are of all. Raises as ``Assessment.ledger`` does.
    """
    tried = tuple(pair.after for pair in proposal.pairs)
    others = tuple(book for book in assessment.rulebooks if book.year != year)
    changed = replace(assessment.in_force, rulebooks=(*others, *tried))
    before = assessment.ledger(year, as_of)
    after = replace(assessment, in_force=changed).ledger(year, as_of)
    sides = (_Half(before, assessment.rulebooks_of(year)), _Half(after, tried))
    comparing = _Comparing(*sides, assessment.units_in(year, as_of), assessment.schemas.kinds)
    return Simulation(
        before=before,
        after=after,
        changes=proposal.changes,
        moved=proposal.moved,
        remarks=proposal.remarks,
        boards=tuple(_boards(comparing, proposal.pairs, only)),
        only=None if only is None else tuple(sorted(only)),
    )


class _Half:
    """One ledger with its rulebooks and the ranks they give."""

    def __init__(self, ledger: Ledger, rulebooks: Iterable[Rulebook]) -> None:
        self.books = {book.id: book for book in rulebooks}
        self.units = {unit.unit: unit for unit in ledger.units}
        self._ranks = {
            standing.unit.unit: standing.rank
            for board in boards(ledger, titles_in_order(self.books.values()))
            for standing in board.standings
        }
        self._grades = {ref.id: ref.grades for ref in ledger.rulebooks}

    def side(self, unit: UnitScore | None) -> Side | None:
        """Return the result of ``unit`` in short."""
        if unit is None:
            return None
        grades = self._grades[unit.rulebook]
        return Side(
            points=unit.points,
            score=None if unit.fixed else unit.score,
            rank=self._ranks[unit.unit],
            grade=unit.grade,
            grade_title="" if unit.grade is None else grades.get(unit.grade, unit.grade),
            status=unit.status,
        )


def _boards(
    comparing: "_Comparing", pairs: Iterable[Pair], only: frozenset[str] | None
) -> Iterator[Board]:
    """Yield the boards in the order of the annexes; a unit stands where it is assessed after."""
    by_id = {pair.after.id: pair for pair in pairs}
    for book_id in titles_in_order(pair.after for pair in by_id.values()):
        pair = by_id[book_id]
        moves = sorted(comparing.units_of(pair), key=_order)
        if only is None or any(move.unit in only for move in moves):
            yield _board(pair, moves, only)


def _board(pair: Pair, moves: list[UnitMove], only: frozenset[str] | None) -> Board:
    counts: dict[Direction, int] = {"up": 0, "down": 0, "same": 0, "other": 0}
    for move in moves:
        counts[move.direction] += 1
    both = [(move.before, move.after) for move in moves if move.before and move.after]
    return Board(
        before=pair.before,
        after=pair.after,
        units=tuple(move for move in moves if only is None or move.unit in only),
        clauses=tuple(_totals(pair, moves)),
        counts=counts,
        ranks_moved=sum(before.rank != after.rank for before, after in both),
        grades_moved=sum(before.grade_title != after.grade_title for before, after in both),
        spread_before=spread_of(_scores(move.before for move in moves)),
        spread_after=spread_of(_scores(move.after for move in moves)),
    )


def _scores(sides: Iterable[Side | None]) -> Iterator[Decimal]:
    for side in sides:
        if side is not None and side.score is not None:
            yield side.score


def _order(move: UnitMove) -> tuple[int, Decimal, int, str]:
    """Order of a board: most lost first, then most won, then what cannot be compared, the rest."""
    difference = move.difference or ZERO
    size = -abs(difference)
    rank = move.after.rank if move.after else 0
    return (_PLACES[move.direction], size, rank, move.unit)


def _totals(pair: Pair, moves: Iterable[UnitMove]) -> Iterator[ClauseTotal]:
    """Yield what moved at each clause over all units, in the order of the rulebook."""
    found: defaultdict[tuple[str, ClausePart], list[ClauseMove]] = defaultdict(list)
    for move in moves:
        for clause in move.clauses:
            found[clause.path, clause.part].append(clause)
    # What a unit leaves behind that another rulebook assessed stands in neither of these two.
    *tree, whole, composed = _tree(pair)
    elsewhere = sorted(found.keys() - {*tree, whole, composed})
    for path, part in (*tree, *elsewhere, whole, composed):
        clauses = found.get((path, part))
        if clauses:
            yield ClauseTotal(
                path=path,
                titles=clauses[0].titles,
                part=part,
                units=len(clauses),
                up=sum(clause.difference > 0 for clause in clauses),
                down=sum(clause.difference < 0 for clause in clauses),
                difference=sum((clause.difference for clause in clauses), ZERO),
            )


def _tree(pair: Pair) -> list[tuple[str, ClausePart]]:
    """Return every clause of both rulebooks, those of the one tried first, the whole last."""
    books = [pair.after] if pair.before is None else [pair.after, pair.before]
    paths = dict.fromkeys(node.path for book in books for node in book.walk())
    parts: tuple[ClausePart, ...] = ("findings", "composition")
    return [(path, part) for path in (*paths, "") for part in parts]


@dataclass(frozen=True)
class _Comparing:
    """Compares units of two halves."""

    before: _Half
    after: _Half
    registry: Registry
    kinds: Kinds

    def units_of(self, pair: Pair) -> Iterator[UnitMove]:
        """Yield the units that ``pair`` assesses after, or did before and nothing does after."""
        for unit_id in sorted(self.before.units.keys() | self.after.units.keys()):
            old, new = self.before.units.get(unit_id), self.after.units.get(unit_id)
            was = pair.before is not None and old is not None and old.rulebook == pair.before.id
            if new.rulebook == pair.after.id if new is not None else was:
                yield self._move(unit_id, old, new)

    def _move(self, unit_id: str, old: UnitScore | None, new: UnitScore | None) -> UnitMove:
        either = new if new is not None else old
        assert either is not None
        return UnitMove(
            unit=unit_id,
            name=either.name,
            entry=self.registry.get(unit_id),
            before=self.before.side(old),
            after=self.after.side(new),
            clauses=() if old is None or new is None else tuple(self._clauses(old, new)),
        )

    def _clauses(self, old: UnitScore, new: UnitScore) -> Iterator[ClauseMove]:
        books = (self.before.books[old.rulebook], self.after.books[new.rulebook])
        shares = (shares_of(old, books[0]), shares_of(new, books[1]))
        nodes = tuple(
            {path: (titles, node) for path, titles, node in unit.walk()} for unit in (old, new)
        )
        fixed = old.fixed or new.fixed
        for path, part in _tree(Pair(*books)):
            share = [each.get((path, part), ZERO) for each in shares]
            difference = ZERO if fixed and not path else share[1] - share[0]
            was, now = (each.get(path) for each in nodes)
            findings = tuple(self._findings(was, now, path, books)) if part == "findings" else ()
            if not difference and not findings:
                continue
            either = now or was
            yield ClauseMove(
                path=path,
                titles=either[0] if either else (),
                part=part,
                before=_score(was, old, path),
                after=_score(now, new, path),
                difference=difference,
                findings=findings,
            )

    def _findings(
        self,
        was: "_Placed | None",
        now: "_Placed | None",
        path: str,
        books: tuple[Rulebook, Rulebook],
    ) -> Iterator[Finding]:
        """Yield what appears, vanishes or changes at a leaf, by period and rule."""
        old = was[1].deductions or () if was else ()
        new = now[1].deductions or () if now else ()
        if old == new:
            return
        pairs = [pair for pair in _matched(old, new) if pair[0] != pair[1]]
        for before, after in sorted(pairs, key=_finding_order):
            book, found = (books[1], after) if after is not None else (books[0], before)
            assert found is not None
            yield Finding(before, after, self._kind(book, path, found.rule))

    def _kind(self, book: Rulebook, path: str, rule_id: str) -> KindSchema | None:
        leaf = book.node(path)
        rules = leaf.rules if leaf is not None else ()
        rule = next((each for each in rules if each.id == rule_id), None)
        return self.kinds.get(str(rule.fields.get("record"))) if rule is not None else None


_Placed = tuple[tuple[str, ...], NodeScore]
_Matched = tuple[Deduction | None, Deduction | None]


def _score(node: _Placed | None, unit: UnitScore, path: str) -> Decimal | None:
    if not path:
        return None if unit.fixed else unit.score
    return node[1].score if node else None


def _matched(old: Iterable[Deduction], new: Iterable[Deduction]) -> Iterator[_Matched]:
    """Yield the findings of both, those that are one and the same together.

    What is the same has rule, period, member and records; records may differ in part, as where
    more are asked for. Equal ones go together in their order.
    """
    left, right = list(old), list(new)
    for test in (_are_same, _are_alike):
        rest = []
        for each in right:
            same = next((index for index, one in enumerate(left) if test(one, each)), None)
            if same is None:
                rest.append(each)
            else:
                yield left.pop(same), each
        right = rest
    yield from ((each, None) for each in left)
    yield from ((None, each) for each in right)


def _are_same(one: Deduction, other: Deduction) -> bool:
    return one.records == other.records and one.effect == other.effect and _about_same(one, other)


def _are_alike(one: Deduction, other: Deduction) -> bool:
    apart = one.records and other.records and not set(one.records) & set(other.records)
    return not apart and _about_same(one, other)


def _about_same(one: Deduction, other: Deduction) -> bool:
    about = [(each.rule, each.period, each.reason.values.get("member")) for each in (one, other)]
    return about[0] == about[1]


def _finding_order(pair: _Matched) -> tuple[object, ...]:
    found = pair[1] if pair[1] is not None else pair[0]
    assert found is not None
    return (found.period, found.rule, found.records, pair[0] is None)
