"""Nodes, rules and numbers of a rulebook with their places in its text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scoring.problem import Pointer
from scoring.rulebook.model import Node, Rule
from scoring.rulebook.varying import is_varying


def nodes_with_places(nodes: Sequence[Node], above: Pointer = ()) -> Iterator[tuple[Node, Pointer]]:
    """Yield ``nodes`` and every node below them, each with its place; ``above`` is their own."""
    for index, node in enumerate(nodes):
        here = (*above, "nodes", index)
        yield node, here
        yield from nodes_with_places(node.nodes, here)


def rules_with_places(nodes: Sequence[Node]) -> Iterator[tuple[Rule, Pointer]]:
    """Yield every rule below ``nodes``, each with its place."""
    for node, here in nodes_with_places(nodes):
        for index, rule in enumerate(node.rules):
            yield rule, (*here, "rules", index)


def varying_numbers(
    fields: Any, above: Pointer = ()
) -> Iterator[tuple[Mapping[str, Any], Pointer]]:
    """Yield the numbers in ``fields`` that differ by unit (``by``, ``is``, ``else``), with places.

    ``fields`` are those of a rule, or a list within them; ``above`` is its place.
    """
    inner = fields.items() if isinstance(fields, Mapping) else enumerate(fields)
    for name, value in inner:
        here = (*above, name)
        if is_varying(value):
            yield value, here
        elif isinstance(value, Mapping | list):
            yield from varying_numbers(value, here)
