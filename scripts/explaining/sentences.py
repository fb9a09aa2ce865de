"""The reckoning of a whole scheme in sentences, leaves first, the total last.

Each sentence is a sum that can be done with a pencil; whatever it begins with was reckoned before
it. The ledger decides; this retraces it from the rulebook, and a test holds the two together.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from scoring.ledger.model import EARNS, LOSES, Deduction, NodeScore, UnitScore
from scoring.rulebook.model import Node, Rulebook
from scoring.rulebook.terms import AVERAGE, FULL, LEAST, OMIT, SPREAD, SUM
from scripts.explaining.pencil import LOSES_MOST, MOST, OVER, OVER_ALL, SET, UNDER, Pencil
from scripts.explaining.steps import charged_once
from scripts.explaining.sums import Sum, added, chained, number, written
from scripts.language import Language, both, pick

_LINE = both("{title}：{text}", "{title}: {text}")
_TOTAL = both("总分", "Total")
_PLAIN = both("{value} 分", "{value} points")
_LEAST_OF = both("各项中最低的，按 {value} 分计", "the least of these; counts as {value}")
_GREATEST_OF = both("各项中最高的，按 {value} 分计", "the greatest of these; counts as {value}")
_FIXED = both("直接定为“{grade}”，不再计分", "fixed as {grade}; nothing is scored")
_GRADE = both("等次为“{grade}”", "graded {grade}")
_KEPT = both("不适用，保留分值，按 {value} 分计", "does not apply; counts as {value}")
_GONE = {
    SPREAD: both("不适用，分值摊给其余各项", "does not apply; its points are spread"),
    OMIT: both("不适用，不计", "does not apply; left out"),
}
_CLOSED = both(
    "加分项没有开启（要求{asked}，而“{seen}”是 {have} 分），按 0 分计",
    "not opened (it asks for {asked}, and {seen} has {have}); counts as 0",
)
_UNSCORED = both("没有计分", "no score")
_ABOVE = both("高于 {points} 分", "more than {points}")
_AT_LEAST = both("不低于 {points} 分", "at least {points}")
_BEGIN = both("起评", "begins")
_LEFT_OUT = both("不适用的", "what does not apply")
_VETO = both("“{title}”改扣", "charged by {title}")
_BEFORE = both("{title}（不含加分）", "{title}, bonuses apart")

_FEW = 6
"""So many parts one adds up; of more those that are whole are passed over."""


def sentences(unit: UnitScore, rulebook: Rulebook, language: Language) -> tuple[str, ...]:
    """Return the whole reckoning of ``unit``, sentence by sentence."""
    return tuple(told for _, told in _Telling(unit, rulebook, language).all())


def sentences_of(
    unit: UnitScore, rulebook: Rulebook, path: str, language: Language
) -> tuple[str, ...]:
    """Return the sentences of the node at ``path`` and of all below it."""
    told = _Telling(unit, rulebook, language).all()
    return tuple(text for place, text in told if place == path or place.startswith(f"{path}/"))


class _Telling:
    """Tells one unit's reckoning."""

    def __init__(self, unit: UnitScore, rulebook: Rulebook, language: Language) -> None:
        self._unit = unit
        self._root = rulebook.root
        self._nodes = {node.path: node for node in rulebook.root.walk()}
        self._language = language
        self._scores: dict[str, NodeScore] = {}
        self._collect(unit.nodes, "")
        self._charged: dict[str, list[tuple[str, Decimal]]] = {}
        self._set: dict[str, list[Decimal]] = {}
        for path, score in unit.leaves():
            self._note(self._nodes[path], score.deductions or ())

    def _collect(self, nodes: tuple[NodeScore, ...], above: str) -> None:
        for node in nodes:
            self._scores[f"{above}{node.id}"] = node
            self._collect(node.nodes, f"{above}{node.id}/")

    def _note(self, leaf: Node, found: tuple[Deduction, ...]) -> None:
        """Note what the findings of ``leaf`` do to the nodes above it."""
        rules = {rule.id: rule for rule in leaf.rules}
        for each in _counted(leaf, found):
            rule = rules.get(each.rule)
            if rule is not None and rule.sets is not None:
                if each.waived_by is None or each.remaining > 0:
                    self._set.setdefault(rule.sets.path, []).append(rule.sets.score)
            elif each.charged_to and each.remaining and each.effect == LOSES:
                self._charged.setdefault(each.charged_to, []).append((leaf.title, each.remaining))

    def all(self) -> Iterator[tuple[str, str]]:
        """Yield every sentence with the path of its node, leaves first."""
        for node in self._root.nodes:
            yield from self._node(node)
        yield from self._scored(self._root, pick(_TOTAL, self._language), None)

    def _node(self, node: Node) -> Iterator[tuple[str, str]]:
        score = self._scores[node.path]
        if score.absent is not None:
            if node.points is not None:
                yield node.path, self._say(node.title, self._absent(node, score))
            return
        # A bonus is told before what it is added to.
        for child in node.nodes:
            yield from self._node(child)
        if node.points is not None:
            yield from self._scored(node, node.title, score)
        elif self._limited(node) is not None:
            pencil = Pencil(chained(None, list(self._through(node, full=True))), self._language)
            pencil.bound(LOSES_MOST, node.least, above=False)
            for line in pencil.lines:
                yield node.path, self._say(node.title, line)

    def _limited(self, node: Node) -> Fraction | None:
        """Return what a node without points comes to, held; None where all of it reaches on."""
        if node.points is not None or node.least >= 0:
            return None
        found = chained(None, list(self._through(node, full=True))).value
        return Fraction(node.least) if found < node.least else None

    def _through(self, node: Node, full: bool) -> Iterator[tuple[bool, Sum]]:
        """Yield what reaches the node above through one without points, before any limit."""
        yield from self._findings(node)
        for below, inner in self._own(node):
            yield from self._part(below, inner, full)

    def _absent(self, node: Node, score: NodeScore) -> str:
        if score.absent in _GONE and not node.bonus:
            return pick(_GONE[score.absent], self._language)
        return pick(_KEPT, self._language).format(value=written(score.score or Decimal(0)))

    def _scored(self, node: Node, title: str, score: NodeScore | None) -> Iterator[tuple[str, str]]:
        """Yield the sentences of a node with points of its own."""
        grade = self._unit.grade if score is None else score.grade
        grade_title = next((each.title for each in node.grades if each.id == grade), str(grade))
        if self._unit.fixed if score is None else score.score is None:
            fixed = pick(_FIXED, self._language).format(grade=grade_title)
            yield node.path, self._say(title, fixed)
            return
        if score is None and self._unit.raw is None:  # the unit answers for nothing
            kept = pick(_KEPT, self._language).format(value=written(self._unit.score))
            yield node.path, self._say(title, kept)
            return
        pencil = Pencil(self._combined(node), self._language)
        if node.combine in (SUM, AVERAGE) or not self._own(node):
            pencil.work_out()
        else:
            words = _LEAST_OF if node.combine == LEAST else _GREATEST_OF
            pencil.say(words, value=written(pencil.current.value))
            for veto, points in self._charged.get(node.path, ()):
                remark = pick(_VETO, self._language).format(title=veto)
                pencil.current = pencil.current.minus(self._number(points, remark))
            pencil.work_out()
        scale = self._scale(node)
        room = self._room(node)
        pencil.bound(OVER_ALL if room else OVER, scale + room, above=True)
        pencil.bound(UNDER, node.least, above=False)
        yield from self._closed(node, title, pencil.current)
        self._bonuses(node, pencil)
        if node.most is not None:
            pencil.bound(MOST, node.most, above=True)
        self._fold(node, pencil)
        for bound in sorted(self._set.get(node.path, ()))[:1]:
            pencil.bound(SET, bound, above=True)
        if not pencil.lines:
            pencil.say(_PLAIN, value=written(pencil.current.value))
        if grade is not None:
            pencil.say(_GRADE, grade=grade_title)
        for line in pencil.lines:
            yield node.path, self._say(title, line)

    def _own(self, node: Node) -> list[tuple[Node, NodeScore]]:
        return [(child, self._scores[child.path]) for child in node.nodes if not child.bonus]

    def _combined(self, node: Node) -> Sum:
        """Return what a node has by its children and, in a sum, less what is charged to it."""
        own = self._own(node)
        if own and node.combine not in (SUM, AVERAGE):
            scores = [_score(score) for _, score in own if score.absent is None]
            return number(min(scores) if node.combine == LEAST else max(scores))
        whole = self._average(own) if own and node.combine == AVERAGE else self._summed(node, own)
        for title, points in self._charged.get(node.path, ()):
            remark = pick(_VETO, self._language).format(title=title)
            whole = whole.minus(self._number(points, remark))
        return whole

    def _average(self, own: list[tuple[Node, NodeScore]]) -> Sum:
        counted = [(child, score) for child, score in own if score.absent is None]
        if all(child.weight == 1 for child, _ in counted):
            parts = [self._number(_score(score), child.title) for child, score in counted]
            return added(parts).over(number(len(counted)))
        weighed = [
            self._number(_score(score), child.title).times(number(child.weight))
            for child, score in counted
        ]
        return added(weighed).over(added([number(child.weight) for child, _ in counted]))

    def _summed(self, node: Node, own: list[tuple[Node, NodeScore]]) -> Sum:
        """Return a sum that begins with the full points, or with nothing."""
        full = node.begins == FULL and not node.bonus
        begin = self._begin(node) if full else None
        factor = _factor(own)
        if not own:
            return chained(begin, list(self._findings(node)))
        if begin is not None and factor is None and self._adds_up(node, own):
            begin, full = None, False  # what is left adds up just as well, and is easier to read
        parts = [part for child, score in own for part in self._part(child, score, full)]
        if factor is None:
            return chained(begin, parts)
        if begin is None:
            return chained(None, parts).times(factor)
        return begin.minus(chained(None, [(not adds, part) for adds, part in parts]).times(factor))

    def _adds_up(self, node: Node, own: list[tuple[Node, NodeScore]]) -> bool:
        """Tell whether the points below are those of ``node``, and few enough to write down."""
        worth = [
            Fraction(score.points)
            for child, score in own
            if child.points is not None and score.points is not None and score.absent != OMIT
        ]
        every = len(worth) == sum(score.absent != OMIT for _, score in own)
        return every and len(worth) <= _FEW and sum(worth) == self._scale(node)

    def _begin(self, node: Node) -> Sum:
        """Return the full points that a node begins with, less what is left out of them."""
        scale = node.scale or Decimal(0)
        begin = self._number(scale, pick(_BEGIN, self._language))
        left_out = Fraction(scale) - self._scale(node)
        if left_out:
            begin = begin.minus(self._number(left_out, pick(_LEFT_OUT, self._language)))
        return begin

    def _part(self, child: Node, score: NodeScore, full: bool) -> Iterator[tuple[bool, Sum]]:
        """Yield what a child adds to the sum (True), or takes from it (False)."""
        if child.points is None:
            held = self._limited(child) if score.absent is None else None
            if held is not None:
                yield from self._held(child, held, full)
            elif score.absent is None:
                yield from self._through(child, full)
            return
        if score.absent in (SPREAD, OMIT):
            return
        if not full:
            if child.points or _score(score):  # a node of vetoes alone has nothing to add
                yield True, self._number(_score(score), child.title)
            return
        points = child.points if score.points is None else score.points
        if points != _score(score):
            yield False, number(points).minus(self._number(_score(score), child.title))

    def _held(self, child: Node, held: Fraction, full: bool) -> Iterator[tuple[bool, Sum]]:
        """Yield what a node without points comes to, held, beside what it has below it."""
        yield True, self._number(held, child.title)
        if not full:  # what is summed up is what is there: the scores of those with points
            yield from self._worth(child)

    def _worth(self, node: Node) -> Iterator[tuple[bool, Sum]]:
        """Yield the full points of those below a node without points."""
        for below, inner in self._own(node):
            if below.points is not None and inner.absent not in (SPREAD, OMIT):
                points = below.points if inner.points is None else inner.points
                yield True, self._number(points, pick(_BEGIN, self._language))
            elif below.points is None and inner.absent is None:
                yield from self._worth(below)

    def _findings(self, leaf: Node) -> Iterator[tuple[bool, Sum]]:
        """Yield what was found at a leaf, equal ones together."""
        score = self._scores.get(leaf.path)
        if leaf.nodes or score is None:
            return
        counted = [
            (each.effect == EARNS, each.remaining)
            for each in _counted(leaf, score.deductions or ())
            if each.effect in (EARNS, LOSES) and not each.charged_to and each.remaining
        ]
        for (earns, points), times in Counter(counted).items():
            part = number(points)
            yield earns, part.times(number(times)) if times > 1 else part

    def _scale(self, node: Node) -> Fraction:
        """Return the points on which ``node`` is reckoned for this unit."""
        scale = Fraction(node.scale or 0)
        return scale - self._shrunk(node) if node.combine == SUM else scale

    def _shrunk(self, node: Node) -> Fraction:
        """Return the points left out below ``node``."""
        left_out = Fraction(0)
        for child, score in self._own(node):
            if score.absent == OMIT:
                left_out += Fraction(child.points or 0)
            elif score.absent is None and child.points is None:
                left_out += self._shrunk(child)
            elif score.absent is None and child.points is not None and score.points is not None:
                left_out += Fraction(child.points - score.points)
        return left_out

    def _room(self, node: Node) -> Fraction:
        """Return what bonuses further down may add to the points of ``node``."""
        rooms = [self._beyond(child) for child, _ in self._own(node)]
        return sum(rooms, Fraction(0)) if node.combine == SUM else max(rooms, default=Fraction(0))

    def _beyond(self, node: Node) -> Fraction:
        """Return by how much bonuses may bring ``node`` over its points."""
        if self._scores[node.path].absent is not None:
            return Fraction(0)
        room = self._room(node)
        if node.points is None:
            return room
        for child in node.nodes:
            if child.bonus:
                room += Fraction(child.points or 0) + self._beyond(child)
        scale = self._scale(node)
        if node.most is not None:
            room = min(room, max(Fraction(0), Fraction(node.most) - scale))
        return room if node.out_of is None else room * Fraction(node.points) / scale

    def _closed(self, node: Node, title: str, base: Sum) -> Iterator[tuple[str, str]]:
        """Yield which bonuses of ``node`` are not opened, and why."""
        for child in node.nodes:
            opens = child.opens
            if opens is None or self._scores[child.path].opened is not False:
                continue
            points = opens.above if opens.above is not None else opens.at_least
            asked = pick(_ABOVE if opens.above is not None else _AT_LEAST, self._language)
            seen = self._nodes[opens.node].title if opens.node else title
            if not opens.node:
                seen = pick(_BEFORE, self._language).format(title=title)
                have = base.text
            else:
                score = self._scores[opens.node].score
                have = pick(_UNSCORED, self._language) if score is None else written(score)
            told = pick(_CLOSED, self._language).format(
                asked=asked.format(points=written(points or Decimal(0))), seen=seen, have=have
            )
            yield child.path, self._say(child.title, told)

    def _bonuses(self, node: Node, pencil: Pencil) -> None:
        """Add the bonuses of ``node`` that count."""
        for child in node.nodes:
            score = self._scores[child.path]
            if child.bonus and score.absent is None and score.opened is not False:
                pencil.current = pencil.current.plus(self._number(_score(score), child.title))
        pencil.work_out()

    def _fold(self, node: Node, pencil: Pencil) -> None:
        """Fold the number from the scale it is on to the node's points, and round it."""
        if node.out_of is not None and node.points is not None:
            whole = number(node.out_of)
            left_out = Fraction(node.out_of) - self._scale(node)
            if left_out:
                whole = whole.minus(self._number(left_out, pick(_LEFT_OUT, self._language)))
            pencil.current = pencil.current.times(number(node.points)).over(whole)
        pencil.round_off(node.rounding)

    def _say(self, title: str, text: str) -> str:
        return pick(_LINE, self._language).format(title=title, text=text)

    def _number(self, value: Decimal | Fraction, remark: str) -> Sum:
        return number(value, remark, self._language)


def _factor(own: list[tuple[Node, NodeScore]]) -> Sum | None:
    """Return by how much the others count for more; None where no points are spread."""
    worth = [
        (score.absent, score.points)
        for _, score in own
        if score.points is not None and score.absent != OMIT
    ]
    whole = sum((points for _, points in worth), Decimal(0))
    spread = sum((points for absent, points in worth if absent == SPREAD), Decimal(0))
    if not spread or spread == whole:
        return None
    return number(whole).over(number(whole - spread))


def _counted(leaf: Node, found: tuple[Deduction, ...]) -> list[Deduction]:
    """Return the findings of ``leaf`` without those that ``once_with`` leaves out."""
    left_out = charged_once(leaf, found)
    return [each for index, each in enumerate(found) if index not in left_out]


def _score(score: NodeScore) -> Decimal:
    """Return what a node brings to a sum; nothing where its grade was fixed."""
    return Decimal(0) if score.score is None else score.score
