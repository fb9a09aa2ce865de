"""What a rulebook says of units by their entries, held against the registry: whom does it mean?

A value that no unit has (``duties: mesages``) is written right as far as any schema knows, and
means nobody.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.problem import Pointer
from scoring.records.registry import Registry, Unit
from scoring.rulebook.composing import NOT
from scoring.rulebook.model import Node, Rule, Rulebook
from scoring.rulebook.varying import BY, IS, KIND, UNIT
from scoring.rules import understand, varies
from scoring.rules.band import Bands
from scripts.checking.rulebooks.places import (
    nodes_with_places,
    rules_with_places,
    varying_numbers,
)
from scripts.nearest import nearest

_FEW = 8
"""So many values are told where none is near; more would tell nobody anything."""


def unit_flaws(book: Rulebook, registry: Registry) -> Iterator[Flaw]:
    """Yield what ``book`` asks of units and none has; bands out of order for some unit."""
    if not registry:
        return
    for name, number in book.root.varies.items():
        yield from _named(number.by, number.numbers, (name, IS), registry)
    for node, pointer in nodes_with_places(book.nodes):
        yield from _of_node(node, pointer, registry)
    units = [unit for unit in registry.values() if unit.kind == book.assesses.get(KIND)]
    for rule, pointer in rules_with_places(book.nodes):
        for terms, place in varying_numbers(rule.fields, pointer):
            yield from _named(str(terms[BY]), terms[IS], (*place, IS), registry)
        if rule.kind == "band" and varies(rule):
            yield from _unordered(rule, units, pointer)


def _of_node(node: Node, pointer: Pointer, registry: Registry) -> Iterator[Flaw]:
    for name, number in node.varies.items():
        yield from _named(number.by, number.numbers, (*pointer, name, IS), registry)
    place: Pointer = (*pointer, "applies_to", NOT) if node.excepted else (*pointer, "applies_to")
    yield from _named(UNIT, sorted(node.applies_to or ()), place, registry, below=False)
    for field, wanted in (node.applies_where or {}).items():
        yield from _named(field, wanted, (*place, field), registry, below=False)


def _named(
    field: str, values: Iterable[Any], pointer: Pointer, registry: Registry, *, below: bool = True
) -> Iterator[Flaw]:
    """Yield those of ``values`` that no unit has in ``field``; they stand ``below`` the place."""
    known = _values(field, registry.values())
    for value in values:
        if isinstance(value, str) and value not in known:
            listed = sorted(known)
            meant = nearest(value, known) or "、".join(listed[:_FEW]) or "—"
            place = (*pointer, value) if below else pointer
            yield Flaw("rulebook-unit-value", place, field=field, value=value, nearest=meant)


def _values(field: str, units: Iterable[Unit]) -> Collection[str]:
    """Return every text that ``field`` of some unit holds, or held before it changed."""
    found: set[str] = set()
    for unit in units:
        if field == UNIT:
            found.add(unit.id)
            continue
        entries = (unit.entry, *(before.fields for before in unit.earlier))
        said: list[Any] = [unit.kind] if field == KIND else []
        said += [entry[field] for entry in entries if field in entry]
        for value in said:
            texts = value if isinstance(value, list) else [value]
            found |= {text for text in texts if isinstance(text, str)}
    return found


def _unordered(rule: Rule, units: Iterable[Unit], pointer: Pointer) -> Iterator[Flaw]:
    """Yield bands that for some unit do not go from the highest down, with the first such unit."""
    for unit in units:
        understood = understand(rule, unit)
        if isinstance(understood, Bands) and not understood.falls:
            told = {"rule": rule.id, "unit": unit.id}
            yield Flaw("rulebook-bands-order-unit", (*pointer, "bands"), **told)
            return
