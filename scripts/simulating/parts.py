"""What the rulebook schema says of a rulebook's parts: the head, a node, a kind of rule."""

from collections.abc import Mapping
from typing import Any

from scoring.records.parts import Part
from scoring.records.schemas import Schema


def head_part(schema: Schema) -> Part:
    """Return the part that is the rulebook as a whole."""
    return schema.whole


def node_part(schema: Schema) -> Part:
    """Return the part that a node is."""
    part = schema.whole.at(("nodes", 0))
    assert part is not None  # a rulebook schema without nodes accepts no rulebook
    return part


def rule_part(schema: Schema, rule: Mapping[str, Any]) -> Part | None:
    """Return the part that ``rule`` is: that of its kind; None where there is no such kind."""
    kind = schema.document.get("$defs", {}).get(str(rule.get("kind")))
    return None if kind is None else Part(schema.document, (kind,))
