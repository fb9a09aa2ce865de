"""The way from the deductions to the number, one step a node, so that anyone can add it up.

A step says what reached the node and what of it the node's points allowed to be taken (扣完为止).
The ledger decides; this retraces it, and a test holds the two together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from scoring.ledger.model import Deduction, NodeScore, UnitScore
from scoring.rulebook.model import Node, Rulebook

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """Points that reached a node: from its own deductions (no ``title``) or from a node below."""

    title: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """One node's reckoning: ``points`` less ``lost`` is ``score``; ``parts`` may ask for more.

    ``path`` is empty for the unit as a whole.
    """

    path: str
    title: str
    points: Decimal
    parts: tuple[Part, ...]
    lost: Decimal
    score: Decimal

    @property
    def uncapped(self) -> Decimal:
        """Points that would be lost without the cap."""
        return sum((part.points for part in self.parts), ZERO)

    @property
    def capped(self) -> bool:
        """Tell whether the node's points were not enough for all that reached it."""
        return self.uncapped > self.lost


def steps_of(unit: UnitScore, rulebook: Rulebook) -> tuple[Step, ...]:
    """Return the steps of ``unit``'s score: nodes that lost points, leaves first, the unit last."""
    steps: list[Step] = []
    charged = _charges(unit, rulebook)
    parts = [
        part
        for node, score in zip(rulebook.nodes, unit.nodes, strict=True)
        for part in _up(node, score, charged, steps)
    ]
    lost = unit.points - unit.score
    steps.append(Step("", "", unit.points, tuple(parts), lost, unit.score))
    return tuple(steps)


def charged_once(leaf: Node, deductions: tuple[Deduction, ...]) -> dict[int, Deduction]:
    """Return, by index, the deductions that ``once_with`` leaves out, with the one charged instead.

    Of deductions of joined rules only the greatest unwaived is charged, of equal ones the first.
    """
    groups: dict[frozenset[str], list[int]] = {}
    for index, deduction in enumerate(deductions):
        group = leaf.joined_with(deduction.rule)
        if len(group) > 1:
            groups.setdefault(group, []).append(index)
    left_out: dict[int, Deduction] = {}
    for indices in groups.values():
        kept = min(indices, key=lambda index: (-deductions[index].remaining, index))
        left_out |= {index: deductions[kept] for index in indices if index != kept}
    return left_out


def _up(
    node: Node, score: NodeScore, charged: dict[str, list[Part]], steps: list[Step]
) -> Iterator[Part]:
    """Add the steps of ``node`` and below; yield what reaches the node above."""
    if score.deductions is not None:
        left_out = charged_once(node, score.deductions)
        parts = [
            Part("", deduction.remaining)
            for index, deduction in enumerate(score.deductions)
            if deduction.charged_to is None and index not in left_out and deduction.remaining
        ]
    else:
        parts = [
            part
            for child, below in zip(node.nodes, score.nodes, strict=True)
            for part in _up(child, below, charged, steps)
        ]
    parts += charged.get(node.path, [])
    if score.points is None or score.score is None:
        # A node without points passes on what reached it, under its own title.
        yield from (Part(part.title or node.title, part.points) for part in parts)
        return
    lost = score.points - score.score
    if parts:
        steps.append(Step(node.path, node.title, score.points, tuple(parts), lost, score.score))
    if lost:
        yield Part(node.title, lost)


def _charges(unit: UnitScore, rulebook: Rulebook) -> dict[str, list[Part]]:
    """Return what is charged to ancestors (veto), by the path of the node charged."""
    charged: dict[str, list[Part]] = {}
    for path, score in unit.leaves():
        leaf = rulebook.node(path)
        deductions = score.deductions or ()
        left_out = charged_once(leaf, deductions) if leaf else {}
        for index, deduction in enumerate(deductions):
            if deduction.charged_to and index not in left_out and deduction.remaining:
                part = Part(score.title, deduction.remaining)
                charged.setdefault(deduction.charged_to, []).append(part)
    return charged
