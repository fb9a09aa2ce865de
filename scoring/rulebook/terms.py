"""The terms by which a node composes: rounding, preconditions, grades, what a finding may fix."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

FULL, FROM_ZERO = "full", "zero"
"""How a node begins (``begins``): from its full points, or from nothing."""

SUM, AVERAGE, LEAST, GREATEST = "sum", "average", "least", "greatest"
"""How a node is made of its children (``combine``)."""

KEEP, SPREAD, OMIT = "full", "spread", "omit"
"""What becomes of a node's points for a unit it is not for (``absent``)."""

TOTAL = "total"
"""What a rule calls the rulebook as a whole in ``sets`` and ``fixes``."""

PARENT = "parent"
"""What ``opens`` calls the parent's own result, before any bonus."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """Rounding to ``places`` decimals: ``half-up`` (四舍五入), ``down`` (舍去), ``up`` (进位)."""

    places: int
    how: str


@dataclass(frozen=True, slots=True)
class Opens:
    """A bonus counts only if the score of ``node`` is ``above`` a number, or ``at_least`` it.

    ``node`` is a path; empty means what the parent has without any bonus.
    """

    node: str
    above: Decimal | None
    at_least: Decimal | None

    def is_met(self, score: Decimal | Fraction | None) -> bool:
        """Tell whether ``score`` opens the bonus; no score opens nothing."""
        if score is None:
            return False
        if self.above is not None:
            return score > self.above
        return self.at_least is None or score >= self.at_least


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade (等次) that a score of ``at_least`` reaches; the last one has no such number."""

    id: str
    title: str
    at_least: Decimal | None


@dataclass(frozen=True, slots=True)
class Sets:
    """What a finding sets: the score of the node at ``path`` (empty: the total) is no more."""

    path: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class Fixes:
    """What a finding fixes: the ``grade`` of the node at ``path`` (empty: the total), unscored."""

    path: str
    grade: str


def grade_of(grades: tuple[Grade, ...], score: Decimal | None) -> str | None:
    """Return the id of the first grade that ``score`` reaches; None where there are no grades."""
    if score is None:
        return None
    reached = (grade.id for grade in grades if grade.at_least is None or score >= grade.at_least)
    return next(reached, None)
