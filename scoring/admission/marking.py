"""Marks that count: one may be given only where the rulebook takes it, and as the rulebook asks."""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.admission.paths import RecordPath
from scoring.admission.pricing import leaf_for
from scoring.admission.schema_flaws import field_label
from scoring.admission.situation import Situation
from scoring.records.schema_errors import shown_value
from scoring.records.schemas import KindSchema
from scoring.rulebook.model import Rule

_MARK = "mark"
_LEVEL, _VALUE = "level", "value"


def marking_flaws(
    term: Mapping[str, Any],
    path: RecordPath,
    unit: str,
    node: str,
    data: Mapping[str, Any],
    schema: KindSchema,
    situation: Situation,
) -> Iterator[Flaw]:
    """Yield why the mark ``data`` would count for nothing with ``unit`` at ``node``."""
    book, found, flaws = leaf_for(term, path, unit, node, situation)
    yield from flaws
    if book is None or found is None:
        return
    taking = [rule for rule in found.rules if rule.fields.get("record") == path.kind]
    if not taking:
        known = [
            leaf.path
            for leaf in book.leaves()
            if any(rule.fields.get("record") == path.kind for rule in leaf.rules)
        ]
        values = {"rulebook": book.id, "node": node, "known": "、".join(known) or "—"}
        yield Flaw("marked-node", (term["node"],), **values)
        return
    if any(map(_takes_all, taking)) or any(_takes(rule, data) for rule in taking):
        return
    yield _refused(taking, book.id, node, data, schema)


def _takes_all(rule: Rule) -> bool:
    """Tell whether ``rule`` finds its points elsewhere than in one field of the record."""
    return rule.kind != _MARK or "rows" in rule.fields


def _takes(rule: Rule, data: Mapping[str, Any]) -> bool:
    """Tell whether the mark has what ``rule`` reads."""
    if _LEVEL in rule.fields:
        level = data.get(str(rule.fields[_LEVEL]))
        return isinstance(level, str) and level in rule.fields.get("levels", {})
    return data.get(str(rule.fields.get(_VALUE))) is not None


def _refused(
    taking: list[Rule], book: str, node: str, data: Mapping[str, Any], schema: KindSchema
) -> Flaw:
    """Return what is wrong with a mark that no rule of its node can read."""
    for rule in taking:
        field = str(rule.fields.get(_LEVEL))
        if _LEVEL in rule.fields and data.get(field) is not None:
            known = "、".join(rule.fields.get("levels", {}))
            level = shown_value(data[field])
            return Flaw(
                "marked-level", (field,), rulebook=book, node=node, level=level, known=known
            )
    wanted = sorted({str(rule.fields.get(_LEVEL, rule.fields.get(_VALUE))) for rule in taking})
    named = "、".join(field_label(schema, (field,)) for field in wanted)
    return Flaw("marked-field", (), rulebook=book, node=node, field=named)
