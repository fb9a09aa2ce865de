"""Rulebook data, already accepted by the rulebook schema, to the typed tree."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from scoring.problem import Pointer
from scoring.rulebook.coherence import check_tree
from scoring.rulebook.composing import fixes_of, plain, sets_of, with_terms
from scoring.rulebook.model import Node, Rule, Rulebook
from scoring.rulebook.unusable import RulebookUnusable

RULE_FIELDS = frozenset(("id", "kind", "charge_to", "once_with", "sets", "fixes"))
"""Fields of a rule of any kind; the others are for its kind to read."""


def parse_rulebook(data: Mapping[str, Any], sha256: str) -> Rulebook:
    """Return the rulebook written in ``data``.

    Raises RulebookUnusable where ids repeat, ``charge_to`` names no ancestor with points,
    ``once_with`` no rule of the same node, or the terms of composition do not fit together.
    """
    places = count()
    root = _shell(data, "", ())
    nodes = tuple(
        _node(item, (root,), ("nodes", index), places) for index, item in enumerate(data["nodes"])
    )
    _no_repeats([node.id for node in nodes], ("nodes",))
    root = replace(root, nodes=nodes)
    check_tree(root)
    return Rulebook(
        id=data["id"],
        year=data["year"],
        assesses=data["assesses"],
        first_day=date.fromisoformat(data["from"]) if "from" in data else None,
        closes_on=date.fromisoformat(data["closes_on"]),
        calendar=data["calendar"],
        root=root,
        sha256=sha256,
        ranks=data["ranks"]["ties"] if "ranks" in data else None,
    )


def _shell(data: Mapping[str, Any], path: str, pointer: Pointer) -> Node:
    """Return the node in ``data`` with nothing below it."""
    points = data.get("points")
    shell = Node(
        id=data["id"],
        path=path,
        title=data["title"],
        points=None if points is None else plain(points),
        applies_to=None,
        requirement=data.get("requirement", ""),
        standard=data.get("standard", ""),
        method=data.get("method", ""),
        responsible=data.get("responsible", ""),
        interpretation=tuple(data.get("interpretation", ())),
        nodes=(),
        rules=(),
    )
    return with_terms(shell, data, pointer)


def _node(
    data: Mapping[str, Any], above: tuple[Node, ...], pointer: Pointer, places: Iterator[int]
) -> Node:
    path = "/".join((*(node.id for node in above[1:]), data["id"]))
    shell = _shell(data, path, pointer)
    below = (*above, shell)
    nodes = tuple(
        _node(item, below, (*pointer, "nodes", index), places)
        for index, item in enumerate(data.get("nodes", ()))
    )
    rules = tuple(
        _rule(item, below, (*pointer, "rules", index), places)
        for index, item in enumerate(data.get("rules", ()))
    )
    _no_repeats([node.id for node in nodes], (*pointer, "nodes"))
    _no_repeats([rule.id for rule in rules], (*pointer, "rules"))
    known = {rule.id for rule in rules}
    for index, rule in enumerate(rules):
        for other in rule.once_with:
            if other not in known or other == rule.id:
                raise RulebookUnusable("rulebook-once-with", (*pointer, "rules", index), rule=other)
            mate = next(mate for mate in rules if mate.id == other)
            if mate.charge_to != rule.charge_to:  # which is the greater would hang on other caps
                place = (*pointer, "rules", index)
                raise RulebookUnusable("rulebook-once-with-charge", place, rule=other)
    return replace(shell, nodes=nodes, rules=rules)


def _rule(
    data: Mapping[str, Any], nodes: tuple[Node, ...], pointer: Pointer, places: Iterator[int]
) -> Rule:
    """Return the rule in ``data``; ``nodes`` are the whole, those below it, the rule's own."""
    target = data.get("charge_to")
    charged = None
    if target is not None:
        named = [node for node in nodes[1:-1] if target in (node.id, node.path)]
        if not named or named[0].points is None:
            raise RulebookUnusable("rulebook-charge-to", (*pointer, "charge_to"), node=target)
        charged = named[0].path
    once_with = data.get("once_with", ())
    return Rule(
        id=data["id"],
        kind=data["kind"],
        fields={key: value for key, value in data.items() if key not in RULE_FIELDS},
        charge_to=charged,
        once_with=(once_with,) if isinstance(once_with, str) else tuple(once_with),
        place=next(places),
        sets=sets_of(data, nodes, pointer),
        fixes=fixes_of(data, nodes, pointer),
    )


def _no_repeats(ids: list[str], pointer: Pointer) -> None:
    for index, value in enumerate(ids):
        if value in ids[:index]:
            raise RulebookUnusable("rulebook-repeated-id", (*pointer, index), id=value)
