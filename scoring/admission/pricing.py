"""Priced findings: a shortcoming may be recorded only where the rulebook has put a price on it."""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.admission.paths import RecordPath
from scoring.admission.situation import Situation
from scoring.rulebook.model import Node, Rulebook

_INCIDENT = "incident"


def pricing_flaws(
    term: Mapping[str, Any],
    path: RecordPath,
    unit: str,
    node: str,
    code: str,
    situation: Situation,
) -> Iterator[Flaw]:
    """Yield why the rulebook of ``unit`` has no price for ``code`` at ``node`` (reading 16)."""
    at_code = (term["code"],)
    book, found, flaws = leaf_for(term, path, unit, node, situation)
    yield from flaws
    if book is None or found is None:
        return
    known = priced_codes(found, path.kind, term["code"])
    if known is not None and code not in known:
        codes = "、".join(known) or "—"
        yield Flaw("priced-code", at_code, rulebook=book.id, node=node, code=code, known=codes)


def leaf_for(
    term: Mapping[str, Any], path: RecordPath, unit: str, node: str, situation: Situation
) -> tuple[Rulebook | None, Node | None, tuple[Flaw, ...]]:
    """Return the rulebook of ``unit`` and its leaf at ``node``, and why there is none for it."""
    at_node = (term["node"],)
    book = situation.rulebook_for(unit, path.year)
    if book is None:
        return None, None, (Flaw("priced-unit", at_node, unit=unit, year=path.year),)
    found = book.node(node)
    if found is None or found.nodes:
        return book, None, (Flaw("priced-node", at_node, rulebook=book.id, node=node),)
    known_unit = situation.unit_in(unit, path.year)
    if known_unit is None or node not in book.not_for(known_unit):
        return book, found, ()
    flaw = Flaw("priced-not-for-unit", at_node, rulebook=book.id, node=node, unit=unit)
    return book, found, (flaw,)


def priced_codes(node: Node, kind: str, field: str) -> tuple[str, ...] | None:
    """Return the codes that the rules of ``node`` price for records of ``kind``.

    ``field`` is the record's field with the code. None where a rule prices whatever the code.
    """
    known: list[str] = []
    for rule in node.rules:
        if rule.kind != _INCIDENT or rule.fields.get("record") != kind:
            continue
        wanted = rule.fields.get("where", {}).get(field)
        if wanted is None:
            return None
        known += wanted if isinstance(wanted, list) else [wanted]
    return tuple(dict.fromkeys(known))
