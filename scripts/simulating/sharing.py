"""What each clause contributes to a unit's score, so that contributions add up to it exactly.

A leaf contributes what it brings to the sum above it: what it lost where that sum begins with the
full points, what it has where it begins with nothing; and whatever it charges to an ancestor. What
is left at an inner node, or at the whole, is what composing did there: a cap that gave points back,
a fold, an average, a bonus that did not open, a score that was set, the points themselves.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from scoring.ledger.model import Deduction, NodeScore, UnitScore
from scoring.rulebook.model import Rulebook
from scoring.rulebook.terms import FULL
from scripts.simulating.result import ClausePart

ZERO = Decimal(0)

Shares = Mapping[tuple[str, ClausePart], Decimal]
"""Contributions by the path of the node (empty: the whole) and by what makes them."""


def shares_of(unit: UnitScore, book: Rulebook) -> Shares:
    """Return what every clause contributes to the score of ``unit`` under ``book``.

    Where a grade was fixed there is no score to add up to, and the whole contributes nothing.
    """
    return _Sharing(book).of(unit)


class _Sharing:
    def __init__(self, book: Rulebook) -> None:
        self._root = book.root
        self._bonuses = frozenset(node.path for node in book.walk() if node.bonus)
        self._charged: defaultdict[str, Decimal] = defaultdict(Decimal)
        self._shares: dict[tuple[str, ClausePart], Decimal] = {}

    def of(self, unit: UnitScore) -> Shares:
        full = self._root.begins == FULL
        below = sum((self._brought(node, "", full) for node in unit.nodes), ZERO)
        if not unit.fixed:
            self._shares["", "composition"] = unit.score - below - self._charged[""]
        return self._shares

    def _brought(self, node: NodeScore, above: str, full: bool) -> Decimal:
        """Return what ``node`` brings to a sum that begins with the ``full`` points, or not."""
        path = f"{above}{node.id}"
        if node.deductions is not None:
            return self._leaf(node, path, full)
        inner = full if node.points is None else node.begins == FULL
        below = sum((self._brought(child, f"{path}/", inner) for child in node.nodes), ZERO)
        if node.points is None:
            return below
        brought = self._value(node, path, full)
        self._shares[path, "composition"] = brought - below - self._charged[path]
        return brought

    def _leaf(self, node: NodeScore, path: str, full: bool) -> Decimal:
        own = charged = ZERO
        for found in node.deductions or ():
            if found.charged_to:
                charged += _net(found)
                self._charged[found.charged_to] += _net(found)
            else:
                own += _net(found)
        brought = own if node.points is None else self._value(node, path, full)
        self._shares[path, "findings"] = brought + charged
        return brought

    def _value(self, node: NodeScore, path: str, full: bool) -> Decimal:
        if node.score is None or node.points is None:
            return ZERO
        return node.score - node.points if full and path not in self._bonuses else node.score


def _net(found: Deduction) -> Decimal:
    """Return what is left of a finding, as points won; what sets or fixes has none of its own."""
    if found.effect == "loses":
        return -found.applied
    return found.applied if found.effect == "earns" else ZERO
