"""What each node is left with: sums, caps, folds, bonuses, what is set, and what of each charge.

A node's score is a function of the findings below it, whatever order they come in (the page of
semantics in docs/rulebook.md). 扣完为止 holds at every level: where a node's bounds are passed,
what is too much is taken off the findings last in order, charges to an ancestor first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from scoring.composition.charge import ZERO, Charge
from scoring.ledger.model import EARNS, LOSES
from scoring.rulebook.model import Node, Rulebook
from scoring.rulebook.numbers import Exact, minus, plus, rounded, simplest, times, total
from scoring.rulebook.terms import AVERAGE, FULL, LEAST, OMIT, SPREAD, SUM, grade_of

_Flow = list[tuple[Charge, Decimal]]
"""Charges on their way up the tree, each with the points of it that are left."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a node is left with; ``points`` are those it has for this unit.

    ``points`` and ``score`` are None where the node has none, ``score`` also where a grade is
    ``fixed`` or the points are not this unit's (``absent``: what became of them).
    """

    points: Decimal | None
    score: Decimal | None
    raw: Decimal | Fraction | None = None
    absent: str | None = None
    opened: bool | None = None
    grade: str | None = None
    fixed: bool = False


@dataclass
class Settlement:
    """The result of every node by path, the whole's under ``""``; what of each charge is left."""

    results: dict[str, Result] = field(default_factory=dict)
    applied: dict[int, Decimal] = field(default_factory=dict)

    def left_of(self, charge: Charge) -> Decimal:
        """Points of ``charge`` that are left under the caps, up to the nearest node that folds."""
        return self.applied.get(id(charge), ZERO)


@dataclass(frozen=True, slots=True)
class _Reckoned:
    """A node reckoned, as the node above it sees it.

    ``got`` is what it brings to a sum that begins at zero, ``lost`` what it takes from one that
    begins at the full points, ``room`` what bonuses may add to its points, ``shrunk`` how many
    points were left out below. Of ``flow``, and of ``veto``, what is charged to an ancestor, more
    may still be taken back above.
    """

    node: Node
    result: Result
    got: Decimal = ZERO
    lost: Decimal = ZERO
    room: Exact = ZERO
    shrunk: Decimal = ZERO
    flow: tuple[tuple[Charge, Decimal], ...] = ()
    veto: tuple[tuple[Charge, Decimal], ...] = ()

    @property
    def is_absent(self) -> bool:
        return self.result.absent is not None

    @property
    def left_out(self) -> Decimal:
        """Points by which the scale above shrinks for this unit."""
        return (self.node.points or ZERO) if self.result.absent == OMIT else self.shrunk


def settle(
    rulebook: Rulebook, charges: Iterable[Charge], absent: Collection[str] = ()
) -> Settlement:
    """Reckon ``rulebook`` with ``charges`` (those that ``once_with`` leaves).

    ``absent`` are the paths of the nodes that the unit does not answer for.
    """
    return _Reckoning(rulebook, charges, absent).settled()


class _Reckoning:
    """One unit's reckoning; each node is reckoned once, when it is first asked for."""

    def __init__(
        self, rulebook: Rulebook, charges: Iterable[Charge], absent: Collection[str]
    ) -> None:
        self._root = rulebook.root
        self._absent = absent
        self._nodes = {node.path: node for node in rulebook.root.walk()}
        self._reckoned: dict[str, _Reckoned] = {}
        self._settlement = Settlement()
        self._at_leaf: defaultdict[str, list[Charge]] = defaultdict(list)
        self._at_ancestor: defaultdict[str, list[Charge]] = defaultdict(list)
        self._set: defaultdict[str, list[Decimal]] = defaultdict(list)
        self._fixed: defaultdict[str, list[str]] = defaultdict(list)
        for charge in charges:
            self._take(charge)

    def _take(self, charge: Charge) -> None:
        rule = charge.rule
        if rule.fixes is not None:
            if charge.stands:
                self._fixed[rule.fixes.path].append(rule.fixes.grade)
        elif rule.sets is not None:
            if charge.stands:
                self._set[rule.sets.path].append(rule.sets.score)
        elif rule.charge_to:
            self._at_ancestor[rule.charge_to].append(charge)
        else:
            self._at_leaf[charge.leaf.path].append(charge)

    def settled(self) -> Settlement:
        """Reckon every node, the whole last."""
        whole = self._of(self._root)
        self._keep(whole.flow, whole.veto)
        for path, done in self._reckoned.items():
            self._settlement.results.setdefault(path, done.result)
        return self._settlement

    def _keep(self, *flows: Iterable[tuple[Charge, Decimal]]) -> None:
        """Note what is left of these charges: nothing above looks at them any more."""
        for flow in flows:
            for charge, amount in flow:
                self._settlement.applied.setdefault(id(charge), amount)

    def _of(self, node: Node) -> _Reckoned:
        if node.path not in self._reckoned:
            self._reckoned[node.path] = self._reckon(node)
        return self._reckoned[node.path]

    def _reckon(self, node: Node) -> _Reckoned:
        below = [self._of(child) for child in node.nodes]
        ordinary = [each for each in below if not each.node.bonus]
        if node.path in self._absent or (ordinary and all(each.is_absent for each in ordinary)):
            return _left_out(node)
        if node.points is None:
            return self._passing(node, below)
        return self._scored(node, node.points, ordinary)

    def _passing(self, node: Node, below: list[_Reckoned]) -> _Reckoned:
        """Return a node without points: everything below it reaches the node above.

        Where it says the ``least`` that it may come to, no more than that is lost of it.
        """
        own = _whole(self._at_leaf[node.path])
        net = _net(own)
        flow = [*own, *(item for each in below for item in each.flow)]
        lost = sum((each.lost for each in below), -net)
        back = max(ZERO, lost + node.least) if node.least < 0 else ZERO
        _trim(flow, [], back)
        return _Reckoned(
            node,
            Result(None, None),
            got=sum((each.got for each in below), net) + back,
            lost=lost - back,
            room=total(each.room for each in below),
            shrunk=sum((each.left_out for each in below), ZERO),
            flow=tuple(flow),
            veto=tuple(item for each in below for item in each.veto),
        )

    def _scored(self, node: Node, points: Decimal, ordinary: list[_Reckoned]) -> _Reckoned:
        """Return a node with points of its own: combined, held in its bounds, added to, folded."""
        summed = node.combine == SUM
        shrunk = sum((each.left_out for each in ordinary), ZERO) if summed else ZERO
        scale = (points if node.out_of is None else node.out_of) - shrunk
        if scale <= 0 and shrunk:
            return _left_out(node)
        own = _whole(self._at_leaf[node.path])
        charged = _whole(self._at_ancestor[node.path])
        flow = [*own, *(item for each in ordinary for item in each.flow)]
        veto = [*(item for each in ordinary for item in each.veto), *charged]
        room = _room(summed, [each.room for each in ordinary])
        reached = plus(_combined(node, scale, ordinary), _net(own) + _net(charged))
        held = max(node.least, min(reached, plus(scale, room)))
        _trim(flow, veto, rounded(minus(held, reached), node.rounding))
        raw = plus(held, self._bonuses(node, held))
        room = plus(room, total(_bonus_room(self._of(child)) for child in _bonuses_of(node)))
        if node.most is not None:
            raw, room = min(raw, node.most), min(room, max(ZERO, node.most - scale))
        if node.folds:
            self._keep(flow, veto)
            flow, veto = [], []
        if node.out_of is None:
            points -= shrunk
            score = rounded(raw, node.rounding)
        else:
            ratio = Fraction(points) / Fraction(scale)
            score, room, shrunk = (
                rounded(times(raw, ratio), node.rounding),
                times(room, ratio),
                ZERO,
            )
        result = self._fixed_or_set(node, Result(points, score, raw))
        got = ZERO if result.score is None else result.score
        lost = points - got
        return _Reckoned(node, result, got, lost, room, shrunk, tuple(flow), tuple(veto))

    def _bonuses(self, node: Node, base: Exact) -> Decimal:
        """Return what the bonuses of ``node`` add, those that are not opened left out."""
        added = ZERO
        for child in _bonuses_of(node):
            done = self._of(child)
            result = done.result
            if child.opens is not None and not done.is_absent:
                seen = (
                    self._of(self._nodes[child.opens.node]).result.score
                    if child.opens.node
                    else base
                )
                opened = child.opens.is_met(seen)
                result = replace(result, opened=opened)
                if not opened:
                    result = replace(result, score=ZERO)
                    self._closed(child)
                self._settlement.results[child.path] = result
            added += result.score or ZERO
        return added

    def _closed(self, bonus: Node) -> None:
        """Note that nothing found below ``bonus`` is left."""
        for leaf in bonus.walk():
            for charge in self._at_leaf[leaf.path]:
                self._settlement.applied[id(charge)] = ZERO

    def _fixed_or_set(self, node: Node, result: Result) -> Result:
        """Return ``result`` after what findings set or fix: the lowest score, the worst grade."""
        fixed = self._fixed[node.path]
        if fixed:
            worst = next(grade.id for grade in reversed(node.grades) if grade.id in fixed)
            return replace(result, score=None, grade=worst, fixed=True)
        assert result.score is not None
        score = min((result.score, *self._set[node.path]))
        return replace(result, score=score, grade=grade_of(node.grades, score))


def _left_out(node: Node) -> _Reckoned:
    """Return what a node brings that the unit does not answer for."""
    if node.bonus:
        return _Reckoned(node, Result(node.points, ZERO, absent=node.absent))
    if node.points is None or node.absent in (SPREAD, OMIT):
        return _Reckoned(node, Result(node.points, None, absent=node.absent))
    return _Reckoned(node, Result(node.points, node.points, absent=node.absent), got=node.points)


def _combined(node: Node, scale: Decimal, ordinary: list[_Reckoned]) -> Exact:
    """Return what ``node`` has by its children, before any charge, on its own scale."""
    if node.combine == SUM or not ordinary:
        factor = _spread(ordinary) if ordinary else Decimal(1)
        if node.begins == FULL and not node.bonus:
            return minus(scale, _times(sum((each.lost for each in ordinary), ZERO), factor))
        return _times(sum((each.got for each in ordinary), ZERO), factor)
    counted = [each for each in ordinary if not each.is_absent]
    if node.combine == AVERAGE:
        weights = sum((each.node.weight for each in counted), ZERO)
        weighed = sum((each.got * each.node.weight for each in counted), ZERO)
        return simplest(Fraction(weighed) / Fraction(weights))
    scores = [each.got for each in counted]
    return min(scores) if node.combine == LEAST else max(scores)


def _times(number: Decimal, factor: Exact) -> Exact:
    return number if factor == 1 else times(number, factor)


def _spread(ordinary: list[_Reckoned]) -> Exact:
    """Return by how much the others count for more where points are spread over them."""
    worth = {
        id(each): each.result.points
        for each in ordinary
        if each.result.points is not None and each.result.absent != OMIT
    }
    spread = [each for each in ordinary if each.result.absent == SPREAD and id(each) in worth]
    if not spread:
        return Decimal(1)
    whole = sum(worth.values(), ZERO)
    left = whole - sum((worth[id(each)] for each in spread), ZERO)
    return simplest(Fraction(whole) / Fraction(left)) if left else Decimal(1)


def _room(summed: bool, rooms: list[Exact]) -> Exact:
    """Return what bonuses further down may add to the points of a node."""
    return total(rooms) if summed else max(rooms, default=ZERO)


def _bonus_room(bonus: _Reckoned) -> Exact:
    return plus(bonus.node.points or ZERO, bonus.room)


def _bonuses_of(node: Node) -> Iterator[Node]:
    return (child for child in node.nodes if child.bonus)


def _whole(charges: Iterable[Charge]) -> _Flow:
    return [(charge, charge.remaining) for charge in charges]


def _net(flow: Iterable[tuple[Charge, Decimal]]) -> Decimal:
    """Return what ``flow`` earns less what it loses."""
    return sum((amount if charge.effect == EARNS else -amount for charge, amount in flow), ZERO)


def _trim(ordinary: _Flow, vetoes: _Flow, change: Decimal) -> None:
    """Take back what is too much: of what was lost where ``change`` is above 0, else of earnings.

    What is last in order goes first, charges to an ancestor before all else.
    """
    effect, left = (LOSES, change) if change > 0 else (EARNS, -change)
    for flow in (vetoes, ordinary):
        order = sorted(range(len(flow)), key=lambda index: flow[index][0].order, reverse=True)
        for index in order:
            charge, amount = flow[index]
            if left > 0 and charge.effect == effect:
                back = min(left, amount)
                left -= back
                flow[index] = (charge, amount - back)


def greatest_only(charges: Iterable[Charge]) -> list[Charge]:
    """Return ``charges`` without those that ``once_with`` leaves out.

    Of the charges of rules joined within a node only the greatest unwaived is kept (in case of a
    tie the first in order).
    """
    kept: list[Charge] = []
    joined: defaultdict[tuple[str, frozenset[str]], list[Charge]] = defaultdict(list)
    for charge in charges:
        group = charge.leaf.joined_with(charge.rule.id)
        (joined[charge.leaf.path, group] if len(group) > 1 else kept).append(charge)
    for group_charges in joined.values():
        kept.append(min(group_charges, key=lambda charge: (-charge.remaining, charge.order)))
    return kept
