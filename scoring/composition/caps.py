"""Caps: what is left of each charge when every node's points bound what it can lose.

扣完为止 at every level. Ordinary charges fill a node's points from the leaves up, in the order of
period, rule and record; a charge to an ancestor takes what they have left of that ancestor, and
changes only it and those above it. A node without points of its own passes all to its parent.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from scoring.composition.charge import ZERO, Charge
from scoring.rulebook.model import Node, Rule, Rulebook

_Flow = list[tuple[Charge, Decimal]]


@dataclass
class Settlement:
    """What each node has lost (points, by path) and what of each charge is left under all caps."""

    lost: dict[str, Decimal] = field(default_factory=dict)
    total: Decimal = ZERO
    applied: dict[int, Decimal] = field(default_factory=dict)

    def left_of(self, charge: Charge) -> Decimal:
        """Points of ``charge`` that reach the unit's score."""
        return self.applied.get(id(charge), ZERO)


def settle(rulebook: Rulebook, charges: Iterable[Charge]) -> Settlement:
    """Fill the caps of ``rulebook`` with ``charges`` (those that ``once_with`` leaves)."""
    result = Settlement()
    ordinary: defaultdict[str, list[Charge]] = defaultdict(list)
    charged: defaultdict[str, list[Charge]] = defaultdict(list)
    for charge in charges:
        where = charge.rule.charge_to
        (charged[where] if where else ordinary[charge.leaf.path]).append(charge)

    def up(node: Node) -> tuple[_Flow, _Flow]:
        flow: _Flow = [(item, item.remaining) for item in ordinary[node.path]]
        veto: _Flow = []
        for child in node.nodes:
            below = up(child)
            flow += below[0]
            veto += below[1]
        veto += [(item, item.remaining) for item in charged[node.path]]
        if node.points is None:
            return flow, veto
        flow, veto, result.lost[node.path] = _fill(node.points, flow, veto)
        return flow, veto

    flow: _Flow = []
    veto: _Flow = []
    for node in rulebook.nodes:
        below = up(node)
        flow += below[0]
        veto += below[1]
    flow, veto, result.total = _fill(rulebook.points, flow, veto)
    result.applied = {id(charge): amount for charge, amount in (*flow, *veto)}
    return result


def _fill(points: Decimal, ordinary: _Flow, vetoes: _Flow) -> tuple[_Flow, _Flow, Decimal]:
    left = points

    def take(flow: _Flow) -> _Flow:
        nonlocal left
        taken: _Flow = []
        for charge, amount in sorted(flow, key=lambda item: item[0].order):
            bite = min(amount, left)
            left -= bite
            taken.append((charge, bite))
        return taken

    return take(ordinary), take(vetoes), points - left


def greatest_only(charges: Iterable[Charge]) -> list[Charge]:
    """Return ``charges`` without those that ``once_with`` leaves out.

    Of the charges of rules joined within a node only the greatest unwaived is kept (in case of a
    tie the first in order).
    """
    kept: list[Charge] = []
    joined: defaultdict[tuple[str, frozenset[str]], list[Charge]] = defaultdict(list)
    for charge in charges:
        group = _group(charge.rule, charge.leaf)
        (joined[charge.leaf.path, group] if len(group) > 1 else kept).append(charge)
    for group_charges in joined.values():
        kept.append(min(group_charges, key=lambda item: (-item.remaining, item.order)))
    return kept


def _group(rule: Rule, leaf: Node) -> frozenset[str]:
    """Return the ids of all rules of ``leaf`` joined with ``rule``, itself included."""
    group = {rule.id}
    while True:
        linked = {
            other.id
            for other in leaf.rules
            if other.id in group
            or group & set(other.once_with)
            or any(other.id in mate.once_with for mate in leaf.rules if mate.id in group)
        }
        if linked == group:
            return frozenset(group)
        group = linked
