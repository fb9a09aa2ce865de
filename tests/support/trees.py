"""Random schemes: trees with every term of composition, and findings on their leaves."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from scoring.calendar import periods
from scoring.composition.charge import Charge
from scoring.rulebook.model import Node, Rulebook
from scoring.rulebook.parse import parse_rulebook
from scoring.rulebook.unusable import RulebookUnusable
from scoring.rules.judgement import Lapse

MAX_DEPTH = 3
OTHERS = ("average", "least", "greatest")
APART = ("rulebook-opens-circle", "rulebook-opens-node", "rulebook-combine-points")
GRADES = [{"id": "good", "title": "良好", "at_least": Decimal(6)}, {"id": "poor", "title": "差"}]


@dataclass(frozen=True, repr=False)
class Scheme:
    """A rulebook, what was found under it, and the nodes that the unit does not answer for."""

    book: Rulebook
    charges: tuple[Charge, ...]
    absent: frozenset[str]


@st.composite
def schemes(draw: st.DrawFn, *, plain: bool = False, vetoes: bool = True) -> Scheme:
    """Draw a scheme; ``plain``: only sums of nodes that begin with full points."""
    data = _book(draw, plain)
    try:
        book = parse_rulebook(data, "0" * 64)
    except RulebookUnusable as error:
        # What is drawn apart may look at nothing, or in a circle; all else must fit together.
        assert error.code in APART, (error.code, error.values)
        reject()
    absent = frozenset(
        below.path for node in book.walk() if node.applies_to is not None for below in node.walk()
    )
    leaves = [leaf for leaf in book.leaves() if leaf.path not in absent]
    found = draw(st.lists(charges(leaves, vetoes=vetoes), max_size=8)) if leaves else []
    return Scheme(book, tuple(found), absent)


@st.composite
def charges(draw: st.DrawFn, leaves: list[Node], *, vetoes: bool = True) -> Charge:
    """Draw something found on one of ``leaves``."""
    leaf = draw(st.sampled_from(leaves))
    rules = [rule for rule in leaf.rules if vetoes or rule.id in ("loses", "earns")]
    rule = draw(st.sampled_from(rules))
    points = Decimal(draw(st.integers(1, 40))) / 10
    period = periods.parse(f"2023-{draw(st.integers(1, 12)):02d}-{draw(st.integers(1, 28)):02d}")
    about = str(draw(st.integers(0, 10**6)))
    lapse = Lapse(points, period, "incident", {}, earns=rule.id == "earns", about=about)
    waived = draw(st.sampled_from([Decimal(0), Decimal(0), points, points / 2]))
    return Charge(leaf, rule, lapse, waived, "ruling" if waived else None)


def _book(draw: st.DrawFn, plain: bool) -> dict[str, Any]:
    nodes = [_node(draw, f"n{index}", 1, (), plain) for index in range(draw(st.integers(1, 3)))]
    book: dict[str, Any] = {
        "id": "drawn",
        "title": "总分",
        "year": 2023,
        "assesses": {"kind": "township"},
        "points": _points(draw),
        "closes_on": "2024-02-15",
        "calendar": "china",
        "nodes": nodes,
    }
    return book if plain else {**book, **_terms(draw, book), "grades": GRADES}


def _node(
    draw: st.DrawFn, name: str, depth: int, above: tuple[str, ...], plain: bool
) -> dict[str, Any]:
    path = (*above, name)
    node: dict[str, Any] = {"id": name, "title": "/".join(path), "points": _points(draw)}
    if depth < MAX_DEPTH and draw(st.booleans()):
        node["nodes"] = [
            _node(draw, f"n{index}", depth + 1, path, plain)
            for index in range(draw(st.integers(1, 3)))
        ]
    else:
        node["rules"] = [
            {"id": "loses", "kind": "incident"},
            {"id": "earns", "kind": "incident"},
            {"id": "sets", "kind": "incident", "sets": {"node": "total", "score": Decimal(3)}},
            {
                "id": "own",
                "kind": "incident",
                "sets": {"node": "/".join(path), "score": Decimal(2)},
            },
        ]
        if above:
            lower = {"node": above[0], "score": Decimal(1)}
            node["rules"].append({"id": "veto", "kind": "incident", "charge_to": above[0]})
            node["rules"].append({"id": "lowers", "kind": "incident", "sets": lower})
    if plain:
        node["rules"] = [r for r in node.get("rules", []) if r["id"] in ("loses", "veto")] or []
        if not node["rules"]:
            del node["rules"]
        return node
    node |= _terms(draw, node)
    if node.get("combine") == "sum" and draw(st.booleans()):
        _without_points(draw(st.sampled_from(node["nodes"])), draw(st.integers(-5, 2)))
    if draw(st.integers(0, 5)) == 0:
        node |= {"applies_to": [], "absent": draw(st.sampled_from(["full", "spread", "omit"]))}
    if draw(st.integers(0, 4)) == 0:
        node["bonus"] = True
        node.pop("least", None)
        asked = draw(st.sampled_from(["above", "at_least"]))
        beside = "/".join((*above, f"n{draw(st.integers(0, 2))}"))
        seen = draw(st.sampled_from(["parent", "parent", beside]))
        if draw(st.booleans()):
            node["opens"] = {"node": seen, asked: Decimal(draw(st.integers(0, 8)))}
    return node


def _without_points(node: dict[str, Any], least: int) -> None:
    """Let a node charge its parent: it has no points, and no terms that need some.

    ``least``, where it is below nothing, is what it may charge at most.
    """
    below = node.get("nodes", [])
    fits = not any(each.get("bonus") or each.get("absent") == "spread" for each in below)
    if fits and not node.get("bonus") and "applies_to" not in node:
        for name in node.keys() - {"id", "title", "rules", "nodes"}:
            del node[name]
        if "rules" in node:
            node["rules"] = [rule for rule in node["rules"] if rule["id"] != "own"]
        if least < 0:
            node["least"] = Decimal(least)


def _terms(draw: st.DrawFn, node: dict[str, Any]) -> dict[str, Any]:
    terms: dict[str, Any] = {"begins": draw(st.sampled_from(["full", "zero"]))}
    if draw(st.integers(0, 3)) == 0:
        terms["least"] = Decimal(draw(st.integers(-5, 0)))
    if draw(st.integers(0, 3)) == 0:
        terms["out_of"] = Decimal(draw(st.sampled_from([20, 30, 100])))
    if draw(st.integers(0, 5)) == 0:
        terms["most"] = Decimal(draw(st.integers(1, 12)))
    if node.get("nodes"):
        terms["combine"] = draw(st.sampled_from(["sum", "sum", "sum", *OTHERS]))
    if draw(st.booleans()):
        terms["weight"] = Decimal(draw(st.integers(1, 3)))
    # Every node says how to round, so that whatever else is drawn may divide.
    how = draw(st.sampled_from(["half-up", "down", "up"]))
    return {**terms, "round": {"places": draw(st.integers(0, 3)), "how": how}}


def _points(draw: st.DrawFn) -> Decimal:
    return Decimal(draw(st.integers(1, 12)))
