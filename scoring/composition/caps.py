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

from scoring.composition.charge import EARNS, LOSES, ZERO, Charge
from scoring.rulebook.model import Node, Rule, Rulebook
from scoring.rulebook.numbers import Exact, minus, plus, rounded, simplest, times, total
from scoring.rulebook.terms import AVERAGE, FULL, LEAST, OMIT, SPREAD, SUM, grade_of

_Flow = list[tuple[Charge, Decimal]]


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

    @property
    def total(self) -> Decimal:
        """Points lost of the whole."""
        whole = self.results[""]
        return (whole.points or ZERO) - (whole.score or ZERO)

    @property
    def lost(self) -> dict[str, Decimal]:
        """Points lost by each node that has points and a score, by path."""
        return {
            path: result.points - result.score
            for path, result in self.results.items()
            if path and result.points is not None and result.score is not None
        }

    def left_of(self, charge: Charge) -> Decimal:
        """Points of ``charge`` that are left under the caps, up to the nearest node that folds."""
        return self.applied.get(id(charge), ZERO)


@dataclass(frozen=True, slots=True)
class _Done:
    """A node reckoned, as the node above it sees it.

    ``got`` is what it brings to a sum that begins at zero, ``lost`` what it takes from one that
    begins at the full points, ``room`` what bonuses may add to its points, ``shrunk`` how many
    points were left out below. Of ``flow`` and ``veto`` more may still be taken back above.
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
        self._done: dict[str, _Done] = {}
        self._settlement = Settlement()
        self._ordinary: defaultdict[str, list[Charge]] = defaultdict(list)
        self._charged: defaultdict[str, list[Charge]] = defaultdict(list)
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
            self._charged[rule.charge_to].append(charge)
        else:
            self._ordinary[charge.leaf.path].append(charge)

    def settled(self) -> Settlement:
        """Reckon every node, the whole last."""
        whole = self._of(self._root)
        self._keep(whole.flow, whole.veto)
        for path, done in self._done.items():
            self._settlement.results.setdefault(path, done.result)
        return self._settlement

    def _keep(self, *flows: Iterable[tuple[Charge, Decimal]]) -> None:
        """Note what is left of these charges: nothing above looks at them any more."""
        for flow in flows:
            for charge, amount in flow:
                self._settlement.applied.setdefault(id(charge), amount)

    def _of(self, node: Node) -> _Done:
        if node.path not in self._done:
            self._done[node.path] = self._reckon(node)
        return self._done[node.path]

    def _reckon(self, node: Node) -> _Done:
        below = [self._of(child) for child in node.nodes]
        ordinary = [each for each in below if not each.node.bonus]
        if node.path in self._absent or (ordinary and all(each.is_absent for each in ordinary)):
            return _left_out(node)
        if node.points is None:
            return self._passing(node, below)
        return self._scored(node, node.points, ordinary)

    def _passing(self, node: Node, below: list[_Done]) -> _Done:
        """Return a node without points: everything below it reaches the node above.

        Where it says the ``least`` that it may come to, no more than that is lost of it.
        """
        own = _whole(self._ordinary[node.path])
        net = _net(own)
        flow = [*own, *(item for each in below for item in each.flow)]
        lost = sum((each.lost for each in below), -net)
        back = max(ZERO, lost + node.least) if node.least < 0 else ZERO
        _trim(flow, [], back)
        return _Done(
            node,
            Result(None, None),
            got=sum((each.got for each in below), net) + back,
            lost=lost - back,
            room=total(each.room for each in below),
            shrunk=sum((each.left_out for each in below), ZERO),
            flow=tuple(flow),
            veto=tuple(item for each in below for item in each.veto),
        )

    def _scored(self, node: Node, points: Decimal, ordinary: list[_Done]) -> _Done:
        """Return a node with points of its own: combined, held in its bounds, added to, folded."""
        summed = node.combine == SUM
        shrunk = sum((each.left_out for each in ordinary), ZERO) if summed else ZERO
        scale = (points if node.out_of is None else node.out_of) - shrunk
        if scale <= 0 and shrunk:
            return _left_out(node)
        own = _whole(self._ordinary[node.path])
        charged = _whole(self._charged[node.path])
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
        return _Done(node, result, got, lost, room, shrunk, tuple(flow), tuple(veto))

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
            for charge in self._ordinary[leaf.path]:
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


def _left_out(node: Node) -> _Done:
    """Return what a node brings that the unit does not answer for."""
    if node.bonus:
        return _Done(node, Result(node.points, ZERO, absent=node.absent))
    if node.points is None or node.absent in (SPREAD, OMIT):
        return _Done(node, Result(node.points, None, absent=node.absent))
    return _Done(node, Result(node.points, node.points, absent=node.absent), got=node.points)


def _combined(node: Node, scale: Decimal, ordinary: list[_Done]) -> Exact:
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


def _spread(ordinary: list[_Done]) -> Exact:
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


def _bonus_room(bonus: _Done) -> Exact:
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
