"""Whether the terms of composition fit together over the whole tree of a rulebook."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.problem import Pointer
from scoring.rulebook.model import Node
from scoring.rulebook.numbers import simplest
from scoring.rulebook.terms import AVERAGE, OMIT, SPREAD, SUM
from scoring.rulebook.unusable import RulebookUnusable


def check_tree(root: Node) -> None:
    """Check the nodes below ``root``, the whole, and the whole itself.

    Raises RulebookUnusable where a node divides without saying how to round, a bonus stands where
    it cannot be added, or a precondition looks at what it has a part in.
    """
    paths = {node.path: node for node in root.walk()}
    for node, pointer in _places(root, ()):
        if node.points is None and any(each.bonus or each.absent == SPREAD for each in node.nodes):
            raise RulebookUnusable("rulebook-above-points", pointer, node=node.title)
        if node.rounding is None and (why := _divides(node)):
            raise RulebookUnusable("rulebook-round", pointer, node=node.title, why=why)
        for index, child in enumerate(node.nodes):
            _check_child(node, child, (*pointer, "nodes", index))
            if child.opens is not None:
                _check_opens(child, paths, (*pointer, "nodes", index, "opens"))
    _no_circle(root, paths)


def _places(node: Node, pointer: Pointer) -> Iterator[tuple[Node, Pointer]]:
    yield node, pointer
    for index, child in enumerate(node.nodes):
        yield from _places(child, (*pointer, "nodes", index))


def _divides(node: Node) -> str:
    """Return which field of ``node`` may give a number without end; none where none does."""
    if node.combine == AVERAGE:
        return "combine: average"
    if any(child.absent == SPREAD for child in node.nodes):
        return "absent: spread"
    if node.out_of is None or node.points is None:
        return ""
    ratios = (
        Fraction(points) / Fraction(scale)
        for points in node.every("points")
        for scale in node.every("out_of")
    )
    if any(isinstance(simplest(ratio), Fraction) for ratio in ratios):
        return "out_of"
    return "absent: omit" if _shrinks(node) else ""


def _shrinks(node: Node) -> bool:
    """Tell whether the scale of ``node`` differs by unit: something below may be left out."""
    return any(
        child.absent == OMIT or (child.out_of is None and _shrinks(child)) for child in node.nodes
    )


def _check_child(parent: Node, child: Node, pointer: Pointer) -> None:
    if child.bonus and min(child.every("least")) < 0:
        raise RulebookUnusable("rulebook-bonus-least", (*pointer, "least"), node=child.title)
    if child.opens is not None and not child.bonus:
        raise RulebookUnusable("rulebook-opens-bonus", (*pointer, "opens"), node=child.title)
    if parent.combine == SUM:
        if child.absent == SPREAD and child.points is None:
            raise RulebookUnusable("rulebook-needs-points", (*pointer, "absent"), field="absent")
        return
    if child.points is None:
        values = {"node": child.title, "combine": parent.combine}
        raise RulebookUnusable("rulebook-combine-points", pointer, **values)


def _check_opens(bonus: Node, paths: dict[str, Node], pointer: Pointer) -> None:
    assert bonus.opens is not None
    target = bonus.opens.node
    if target and (target not in paths or paths[target].points is None):
        raise RulebookUnusable("rulebook-opens-node", (*pointer, "node"), node=target)


def _no_circle(root: Node, paths: dict[str, Node]) -> None:
    """Raise RulebookUnusable where a score depends on itself by way of ``opens``."""
    done: set[str] = set()

    def visit(node: Node, above: tuple[str, ...]) -> None:
        if node.path in above:
            raise RulebookUnusable("rulebook-opens-circle", ("nodes",), node=node.title)
        if node.path in done:
            return
        here = (*above, node.path)
        for child in node.nodes:
            visit(child, here)
            # Whether a bonus counts is decided where it is added, so it is its parent that waits.
            if child.opens is not None and child.opens.node:
                visit(paths[child.opens.node], here)
        done.add(node.path)

    visit(root, ())
