"""Points that do not fit: sums unlike the parent's, charges over the cap, nothing to be earned."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.ledger.text import exact
from scoring.problem import Pointer
from scoring.rulebook.model import Node, Rule, Rulebook
from scoring.rulebook.terms import FROM_ZERO, SUM
from scoring.rulebook.varying import Assessed
from scoring.rules import earns
from scripts.checking.rulebooks.variants import variants

_LOSING = ("points", "points_by", "points_per_missing", "points_each", "points_per_step",
           "none", "partial")  # fmt: skip
_EARNING = ("earns", "earns_by", "earns_each", "earns_per_surplus")
_DECLARED = "declared"


def point_flaws(book: Rulebook, units: Iterable[Assessed] = ()) -> Iterator[Flaw]:
    """Yield what is odd about the points of ``book``.

    Where its numbers differ by unit, for each of ``units`` (the registry's) that it assesses; the
    same oddity is told once, with the first unit that has it.
    """
    known: set[tuple[str, Pointer]] = set()
    for whose, form in variants(book, units):
        for flaw in (*_of_node(form.root, (), {}), *_of_grades(form.root, ())):
            if (flaw.code, flaw.pointer) not in known:
                known.add((flaw.code, flaw.pointer))
                yield _of_unit(flaw, whose)


def _of_unit(flaw: Flaw, whose: str) -> Flaw:
    """Return ``flaw`` with the unit it is told of beside the node, if the book differs by unit."""
    if not whose or "node" not in flaw.values:
        return flaw
    return Flaw(
        flaw.code, flaw.pointer, **{**flaw.values, "node": f"{flaw.values['node']}（{whose}）"}
    )


def _of_node(node: Node, pointer: Pointer, above: Mapping[str, Node]) -> Iterator[Flaw]:
    yield from _sums(node, pointer)
    yield from _beginning(node, pointer)
    here = {**above, node.path: node}
    for index, rule in enumerate(node.rules):
        yield from _of_rule(rule, node, here, (*pointer, "rules", index))
    for index, child in enumerate(node.nodes):
        below = (*pointer, "nodes", index)
        yield from _of_node(child, below, here)
        yield from _of_grades(child, below)
        yield from _opening(child, node, below)


def _sums(node: Node, pointer: Pointer) -> Iterator[Flaw]:
    """Yield a sum of points that is not the node's own; what is declared is meant so."""
    own = [child for child in node.nodes if not child.bonus]
    if node.source.get("sums") == _DECLARED or node.scale is None:
        return
    worth = [child.points for child in own if child.points is not None]
    if not worth:
        return
    whole = sum(worth, Decimal(0))
    if node.combine == SUM:
        # Nodes without points charge this one: then its own may be more than those below.
        fits = whole == node.scale or (len(worth) < len(own) and whole < node.scale)
        odd = None if fits else whole
    else:
        odd = next((points for points in worth if points != node.scale), None)
    if odd is not None:
        values = {"node": node.title, "points": _told(node.scale), "sum": _told(odd)}
        yield Flaw("rulebook-sums", (*pointer, "points"), **values)


def _beginning(node: Node, pointer: Pointer) -> Iterator[Flaw]:
    """Yield a leaf at which nothing can be earned though it begins at zero, or the contrary."""
    if node.nodes or not node.rules or node.points is None:
        return
    from_zero = node.begins == FROM_ZERO or node.bonus
    # With a least below nothing it may still come to less than it begins with.
    if from_zero and not any(map(earns, node.rules)) and min(node.every("least")) >= 0:
        yield Flaw("rulebook-nothing-earned", pointer, node=node.title)
    if not from_zero and all(earns(rule) and not _loses(rule) for rule in node.rules):
        rule = node.rules[0]
        where = (*pointer, "rules", 0)
        yield Flaw("rulebook-earned-over", where, node=node.title, rule=rule.id)


def _loses(rule: Rule) -> bool:
    in_bands = any("points" in band for band in _bands(rule))
    return any(name in rule.fields for name in _LOSING) or in_bands


def _bands(rule: Rule) -> list[Mapping[str, Any]]:
    """Return the bands of ``rule``, that of nothing (``without``) included; none where none are."""
    bands, without = rule.fields.get("bands"), rule.fields.get("without")
    listed = [*bands] if isinstance(bands, list) else []
    return [*listed, *([without] if isinstance(without, Mapping) else [])]


def _of_rule(rule: Rule, leaf: Node, above: Mapping[str, Node], pointer: Pointer) -> Iterator[Flaw]:
    if rule.sets is not None or rule.fixes is not None:
        return
    stakes = [
        (name, number)
        for name in (*_LOSING, *_EARNING)
        for number in _numbers(rule.fields.get(name))
    ]
    stakes += [
        ("bands", number)
        for band in _bands(rule)
        for number in _numbers(band.get("points", band.get("earns")))
    ]
    if stakes and not any(number for _, number in stakes):
        yield Flaw("rulebook-free", (*pointer, stakes[0][0]), rule=rule.id)
        return
    capped = above.get(rule.charge_to) if rule.charge_to else _bounded(leaf, above)
    if capped is None:
        return
    room = (capped.scale or Decimal(0)) - min(capped.least, Decimal(0))
    name, most = max(stakes, key=lambda stake: stake[1], default=("", Decimal(0)))
    if most > room:
        values = {"rule": rule.id, "points": _told(most), "node": capped.title}
        yield Flaw("rulebook-cap", (*pointer, name), **values, cap=_told(room))


def _bounded(leaf: Node, above: Mapping[str, Node]) -> Node | None:
    """Return the nearest node, from ``leaf`` up, with points of its own, or a least to lose."""
    path = leaf.path
    while path:
        if above[path].points is not None or above[path].least < 0:
            return above[path]
        path = path.rpartition("/")[0]
    return above.get("")


def _numbers(value: Any) -> Iterator[Decimal]:
    """Yield every number that ``value`` may be: one, one for each case, one for each unit."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        yield Decimal(value)
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if name != "by":
                yield from _numbers(each)


def _of_grades(node: Node, pointer: Pointer) -> Iterator[Flaw]:
    most = _most(node)
    for index, grade in enumerate(node.grades):
        if grade.at_least is not None and grade.at_least > most:
            values = {"grade": grade.title, "at_least": _told(grade.at_least)}
            where = (*pointer, "grades", index, "at_least")
            yield Flaw("rulebook-grade-high", where, **values, points=_told(most))


def _opening(child: Node, parent: Node, pointer: Pointer) -> Iterator[Flaw]:
    """Yield a bonus that never opens."""
    if child.opens is None or child.opens.node:
        return
    most = parent.scale or Decimal(0)
    asked = child.opens.above if child.opens.above is not None else child.opens.at_least
    if asked is not None and not child.opens.is_met(most):
        name = "above" if child.opens.above is not None else "at_least"
        values = {"node": child.title, "asked": _told(asked), "points": _told(most)}
        yield Flaw("rulebook-opens-high", (*pointer, "opens", name), **values)


def _most(node: Node) -> Decimal:
    """Return the most that ``node`` can have, bonuses and all."""
    scale = node.scale or Decimal(0)
    raw = scale + sum((_most(child) for child in node.nodes if child.bonus), Decimal(0))
    beyond = [
        _most(child) - (child.points or Decimal(0)) for child in node.nodes if not child.bonus
    ]
    raw += sum(beyond, Decimal(0)) if node.combine == SUM else max(beyond, default=Decimal(0))
    if node.most is not None:
        raw = min(raw, node.most)
    if node.out_of is None or node.points is None:
        return raw
    return raw * node.points / node.out_of


def _told(number: Decimal) -> str:
    return str(exact(number))
