"""Rulebook data, already accepted by the rulebook schema, to the typed tree."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from scoring.problem import Pointer
from scoring.rulebook.model import Node, Rule, Rulebook

_OWN_FIELDS = frozenset(("id", "kind", "charge_to", "once_with"))


class RulebookUnusable(ValueError):
    """A rulebook's parts do not fit together; ``code`` is a key of the message catalogue."""

    def __init__(self, code: str, pointer: Pointer, **values: str | int) -> None:
        super().__init__(f"{code} {values}")
        self.code = code
        self.pointer = pointer
        self.values: dict[str, str | int] = dict(values)


def parse_rulebook(data: Mapping[str, Any], sha256: str) -> Rulebook:
    """Return the rulebook written in ``data``.

    Raises RulebookUnusable where ids repeat, ``charge_to`` names no ancestor with points, or
    ``once_with`` no rule of the same node.
    """
    places = count()
    above: tuple[Node, ...] = ()
    nodes = tuple(
        _node(item, above, ("nodes", index), places) for index, item in enumerate(data["nodes"])
    )
    _no_repeats([node.id for node in nodes], ("nodes",))
    return Rulebook(
        id=data["id"],
        title=data["title"],
        year=data["year"],
        assesses=data["assesses"],
        points=Decimal(data["points"]),
        first_day=date.fromisoformat(data["from"]) if "from" in data else None,
        closes_on=date.fromisoformat(data["closes_on"]),
        calendar=data["calendar"],
        source=data.get("source", {}),
        interpretation=tuple(data.get("interpretation", ())),
        nodes=nodes,
        sha256=sha256,
    )


def _node(
    data: Mapping[str, Any], above: tuple[Node, ...], pointer: Pointer, places: Iterator[int]
) -> Node:
    path = "/".join((*(node.id for node in above), data["id"]))
    points = Decimal(data["points"]) if data.get("points") is not None else None
    shell = Node(
        data["id"],
        path,
        data["title"],
        points,
        frozenset(data["applies_to"]) if "applies_to" in data else None,
        data.get("requirement", ""),
        data.get("standard", ""),
        data.get("method", ""),
        data.get("responsible", ""),
        tuple(data.get("interpretation", ())),
        (),
        (),
    )
    below = (*above, shell)
    nodes = tuple(
        _node(item, below, (*pointer, "nodes", index), places)
        for index, item in enumerate(data.get("nodes", ()))
    )
    rules = tuple(
        _rule(item, above, (*pointer, "rules", index), places)
        for index, item in enumerate(data.get("rules", ()))
    )
    _no_repeats([node.id for node in nodes], (*pointer, "nodes"))
    _no_repeats([rule.id for rule in rules], (*pointer, "rules"))
    known = {rule.id for rule in rules}
    for index, rule in enumerate(rules):
        for other in rule.once_with:
            if other not in known or other == rule.id:
                raise RulebookUnusable("rulebook-once-with", (*pointer, "rules", index), rule=other)
    return replace(shell, nodes=nodes, rules=rules)


def _rule(
    data: Mapping[str, Any], above: tuple[Node, ...], pointer: Pointer, places: Iterator[int]
) -> Rule:
    target = data.get("charge_to")
    charged = None
    if target is not None:
        named = [node for node in above if target in (node.id, node.path)]
        if not named or named[0].points is None:
            raise RulebookUnusable("rulebook-charge-to", (*pointer, "charge_to"), node=target)
        charged = named[0].path
    once_with = data.get("once_with", ())
    return Rule(
        id=data["id"],
        kind=data["kind"],
        fields={key: value for key, value in data.items() if key not in _OWN_FIELDS},
        charge_to=charged,
        once_with=(once_with,) if isinstance(once_with, str) else tuple(once_with),
        place=next(places),
    )


def _no_repeats(ids: list[str], pointer: Pointer) -> None:
    for index, value in enumerate(ids):
        if value in ids[:index]:
            raise RulebookUnusable("rulebook-repeated-id", (*pointer, index), id=value)
