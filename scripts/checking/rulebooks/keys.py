"""Fields that the rulebook schema does not have, each with the right one that is nearest."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.problem import Pointer
from scoring.records.schemas import Schema
from scripts.nearest import nearest

_ADDITIONAL = "additionalProperties"
_RULES = "rules"


def key_flaws(schema: Schema, data: Any) -> Iterator[Flaw]:
    """Yield the fields of ``data`` that ``schema`` does not have."""
    for error in schema.errors(data):
        if error.keyword == _ADDITIONAL and error.path:
            where, name = error.path[:-1], str(error.path[-1])
            known = _known(schema, data, where)
            meant = nearest(name, known)
            values = {"where": _told(schema, data, where), "field": name, "meant": meant or ""}
            code = "rulebook-unknown-key" if meant else "rulebook-no-such-key"
            yield Flaw(code, error.path, nearest=meant or "、".join(known), **values)


def _known(schema: Schema, data: Any, where: Pointer) -> Sequence[str]:
    """Return the fields there are at ``where``; of a rule those of its kind."""
    kind = _rule_kind(data, where)
    if kind is not None:
        return tuple(schema.document["$defs"][kind]["properties"])
    part = schema.whole.at(where)
    return part.names_of_fields if part is not None else ()


def _rule_kind(data: Any, where: Pointer) -> str | None:
    """Return the kind of the rule at ``where``; None where there is no rule."""
    if len(where) < 2 or where[-2] != _RULES:
        return None
    for step in where:
        data = data[step]
    kind = data.get("kind") if isinstance(data, Mapping) else None
    return kind if isinstance(kind, str) else None


def _told(schema: Schema, data: Any, where: Pointer) -> str:
    """Return what the part at ``where`` is called."""
    kind = _rule_kind(data, where)
    if kind is not None:
        return f"{schema.document['$defs'][kind]['title']}（{kind}）"
    part = schema.whole.at(where)
    return part.title if part is not None and part.title else "—"
