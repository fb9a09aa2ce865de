"""The fields by which a node composes, and what a rule's findings set or fix, from their data."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from scoring.problem import Pointer
from scoring.rulebook.model import Node
from scoring.rulebook.terms import (
    FULL,
    KEEP,
    PARENT,
    SUM,
    TOTAL,
    Fixes,
    Grade,
    Opens,
    Rounding,
    Sets,
)
from scoring.rulebook.unusable import RulebookUnusable
from scoring.rulebook.varying import is_varying, varying_from

_NEEDS_POINTS = (
    "begins", "most", "combine", "out_of", "round", "weight", "bonus", "opens", "grades",
)  # fmt: skip
"""Fields that mean nothing for a node that passes all to its parent."""

NOT = "not"
"""What turns ``applies_to`` round: for every unit but those named."""

_MAY_VARY = ("points", "least", "most", "out_of", "weight")


def with_terms(shell: Node, data: Mapping[str, Any], pointer: Pointer) -> Node:
    """Return ``shell`` with the terms of composition written in ``data``.

    Raises RulebookUnusable where they need points that the node does not have, or grades are not
    in order.
    """
    if shell.points is None:
        for name in _NEEDS_POINTS:
            if name in data:
                raise RulebookUnusable("rulebook-needs-points", (*pointer, name), field=name)
        if "least" in data and max(_every(data["least"])) >= 0:
            raise RulebookUnusable("rulebook-least-negative", (*pointer, "least"), node=shell.title)
    applies, excepted = _applying(data.get("applies_to"))
    return replace(
        shell,
        applies_to=frozenset(applies) if isinstance(applies, list) else None,
        applies_where=_wanted(applies) if isinstance(applies, Mapping) else None,
        excepted=excepted,
        absent=data.get("absent", KEEP),
        begins=data.get("begins", FULL),
        least=plain(data.get("least", 0)),
        most=_number(data, "most"),
        combine=data.get("combine", SUM),
        out_of=_number(data, "out_of"),
        rounding=_rounding(data.get("round")),
        weight=plain(data.get("weight", 1)),
        bonus=data.get("bonus", False),
        opens=_opens(data.get("opens")),
        grades=_grades(data.get("grades", ()), pointer),
        source=data.get("source", {}),
        varies={
            name: varying_from(data[name])
            for name in _MAY_VARY
            if name in data and is_varying(data[name])
        },
    )


def plain(value: Any) -> Decimal:
    """Return a number; of one that varies by unit, what holds for units not named."""
    return varying_from(value).otherwise if is_varying(value) else Decimal(value)


def _every(value: Any) -> tuple[Decimal, ...]:
    return varying_from(value).every if is_varying(value) else (Decimal(value),)


def _applying(applies: Any) -> tuple[Any, bool]:
    """Return what ``applies_to`` names, and whether it is for all others (``{not: …}``)."""
    if isinstance(applies, Mapping) and NOT in applies:
        return applies[NOT], True
    return applies, False


def sets_of(data: Mapping[str, Any], nodes: tuple[Node, ...], pointer: Pointer) -> Sets | None:
    """Return what a finding of the rule in ``data`` sets.

    ``nodes`` are the whole, the nodes below it and the rule's own. Raises RulebookUnusable where
    that is none of these with points.
    """
    if "sets" not in data:
        return None
    node = _named(data["sets"]["node"], nodes, (*pointer, "sets", "node"))
    return Sets(node.path, Decimal(data["sets"]["score"]))


def fixes_of(data: Mapping[str, Any], nodes: tuple[Node, ...], pointer: Pointer) -> Fixes | None:
    """Return what a finding of the rule in ``data`` fixes; ``nodes`` as in ``sets_of``.

    Raises RulebookUnusable where that is none of these with points, or has no such grade.
    """
    if "fixes" not in data:
        return None
    node = _named(data["fixes"]["node"], nodes, (*pointer, "fixes", "node"))
    grade = data["fixes"]["grade"]
    if grade not in {each.id for each in node.grades}:
        known = "、".join(each.id for each in node.grades) or "—"
        where = (*pointer, "fixes", "grade")
        raise RulebookUnusable("rulebook-fixes-grade", where, grade=grade, known=known)
    return Fixes(node.path, grade)


def _named(name: str, nodes: tuple[Node, ...], pointer: Pointer) -> Node:
    if name == TOTAL:
        return nodes[0]
    found = next((node for node in nodes[1:] if name in (node.id, node.path)), None)
    if found is None or found.points is None:
        known = "、".join([*(node.id for node in nodes[1:] if node.points is not None), TOTAL])
        raise RulebookUnusable("rulebook-above", pointer, node=name, known=known)
    return found


def _wanted(fields: Mapping[str, Any]) -> Mapping[str, tuple[Any, ...]]:
    return {
        name: tuple(value) if isinstance(value, list) else (value,)
        for name, value in fields.items()
    }


def _number(data: Mapping[str, Any], name: str) -> Decimal | None:
    return plain(data[name]) if name in data else None


def _rounding(data: Mapping[str, Any] | None) -> Rounding | None:
    return None if data is None else Rounding(data["places"], data.get("how", "half-up"))


def _opens(data: Mapping[str, Any] | None) -> Opens | None:
    if data is None:
        return None
    node = data["node"]
    return Opens("" if node == PARENT else node, _number(data, "above"), _number(data, "at_least"))


def _grades(data: Any, pointer: Pointer) -> tuple[Grade, ...]:
    grades = tuple(Grade(each["id"], each["title"], _number(each, "at_least")) for each in data)
    for index, grade in enumerate(grades):
        where = (*pointer, "grades", index)
        if grade.id in {each.id for each in grades[:index]}:
            raise RulebookUnusable("rulebook-repeated-id", where, id=grade.id)
        is_last = index == len(grades) - 1
        before = grades[index - 1].at_least if index else None
        falls = before is None or grade.at_least is None or grade.at_least < before
        if (grade.at_least is None) != is_last or not falls:
            raise RulebookUnusable("rulebook-grades", where, grade=grade.title)
    return grades
