"""The result of a simulation as values: units and clauses before and after, exact decimals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from scoring.ledger.model import Deduction, Ledger, Status
from scoring.problem import Problem
from scoring.records.registry import Unit
from scoring.records.schemas import KindSchema
from scoring.rulebook.model import Rulebook
from scoring.rulebook.numbers import Exact, simplest
from scripts.simulating.differing import Change
from scripts.simulating.moving import Move

Direction = Literal["up", "down", "same", "other"]
"""Where a unit's score goes; ``other``: it cannot be compared (not scored, not assessed)."""

ClausePart = Literal["findings", "composition"]
"""What of a clause moves points: what is found there, or how the node composes (caps, folds)."""


@dataclass(frozen=True, slots=True)
class Side:
    """A unit's result on one side. ``score`` is None where a grade was fixed and nothing scored."""

    points: Decimal
    score: Decimal | None
    rank: int
    grade: str | None
    grade_title: str
    status: Status


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding that appears (no ``before``), vanishes (no ``after``) or changes.

    ``kind`` is the schema of the records that its rule is about.
    """

    before: Deduction | None
    after: Deduction | None
    kind: KindSchema | None

    @property
    def how(self) -> str:
        """What becomes of it."""
        if self.before is None:
            return "appears"
        return "vanishes" if self.after is None else "changes"

    @property
    def either(self) -> Deduction:
        """The finding on the one side where it is, else as it is after."""
        found = self.after if self.after is not None else self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class ClauseMove:
    """What moves at one node for one unit.

    ``difference`` is this clause's share: the shares of a unit add up to its whole difference.
    ``before`` and ``after`` are the node's scores, None where it has none.
    """

    path: str
    titles: tuple[str, ...]
    part: ClausePart
    before: Decimal | None
    after: Decimal | None
    difference: Decimal
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitMove:
    """One unit before and after; None where no rulebook assesses it on that side."""

    unit: str
    name: str
    entry: Unit | None
    before: Side | None
    after: Side | None
    clauses: tuple[ClauseMove, ...]

    @property
    def difference(self) -> Decimal | None:
        """Points won (lost where negative); None where the two cannot be compared."""
        scores = [side.score if side is not None else None for side in (self.before, self.after)]
        before, after = scores
        return None if before is None or after is None else after - before

    @property
    def direction(self) -> Direction:
        """Where the score goes."""
        difference = self.difference
        if difference is not None:
            return "up" if difference > 0 else "down" if difference < 0 else "same"
        if self.before is not None and self.after is not None:
            alike = self.before.score is None and self.after.score is None
            if alike and self.before.grade == self.after.grade:
                return "same"
        return "other"


@dataclass(frozen=True, slots=True)
class ClauseTotal:
    """What moves at one node over all units: how many win, lose or are touched, and the sum."""

    path: str
    titles: tuple[str, ...]
    part: ClausePart
    units: int
    up: int
    down: int
    difference: Decimal


@dataclass(frozen=True, slots=True)
class Spread:
    """How scores are spread; the mean is exact, a ratio where it has no finite decimal."""

    units: int
    total: Decimal
    mean: Exact
    median: Decimal
    least: Decimal
    greatest: Decimal


@dataclass(frozen=True, slots=True)
class Board:
    """One rulebook's units, most lost first; ``before`` None where the rulebook is a new one.

    ``units`` are those asked for, everything else is told of all units. ``counts`` says how many
    scores go where.
    """

    before: Rulebook | None
    after: Rulebook
    units: tuple[UnitMove, ...]
    clauses: tuple[ClauseTotal, ...]
    counts: dict[Direction, int]
    ranks_moved: int
    grades_moved: int
    spread_before: Spread | None
    spread_after: Spread | None

    @property
    def has_grades(self) -> bool:
        """Tell whether either rulebook grades units."""
        return bool(self.after.grades or (self.before is not None and self.before.grades))

    @property
    def is_still(self) -> bool:
        """Tell whether nothing at all moves here."""
        moves = self.counts["up"] + self.counts["down"] + self.counts["other"]
        return not (moves or self.clauses or self.ranks_moved or self.grades_moved)


@dataclass(frozen=True, slots=True)
class Simulation:
    """A year's ledger as it is and as it would be.

    ``moved`` are dates that files had to have moved, by rulebook; ``remarks`` what is newly odd
    about the rulebooks tried; ``only`` the units asked for, None for all.
    """

    before: Ledger
    after: Ledger
    changes: tuple[Change, ...]
    moved: tuple[tuple[str, Move], ...]
    remarks: tuple[Problem, ...]
    boards: tuple[Board, ...]
    only: tuple[str, ...] | None = None


def spread_of(scores: Iterable[Decimal]) -> Spread | None:
    """Return how ``scores`` are spread; None where there are none."""
    ordered = sorted(scores)
    if not ordered:
        return None
    total = sum(ordered, Decimal(0))
    return Spread(
        units=len(ordered),
        total=total,
        mean=simplest(Fraction(total) / len(ordered)),
        median=_median(ordered),
        least=ordered[0],
        greatest=ordered[-1],
    )


def _median(ordered: Sequence[Decimal]) -> Decimal:
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
