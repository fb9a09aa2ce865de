"""Conditions of validity beyond the schema, as a kind's ``x-terms`` sets them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.admission.marking import marking_flaws
from scoring.admission.paths import RecordPath
from scoring.admission.pricing import pricing_flaws
from scoring.admission.schema_flaws import field_label
from scoring.admission.situation import Situation
from scoring.records.record import units_spoken_of
from scoring.records.schema_errors import shown_value
from scoring.records.schemas import KindSchema

Term = Mapping[str, Any]
TermCheck = Callable[[Term, RecordPath, Mapping[str, Any], KindSchema, Situation], Iterator[Flaw]]


def term_flaws(
    path: RecordPath, data: Mapping[str, Any], schema: KindSchema, situation: Situation
) -> Iterator[Flaw]:
    """Yield the terms of its kind that ``data`` does not keep.

    ``data`` may be invalid otherwise: what is not there, or of another type, breaks no term.
    """
    for term in schema.terms:
        yield from _TERMS[term["term"]](term, path, data, schema, situation)


def _unique(
    term: Term, path: RecordPath, data: Mapping[str, Any], schema: KindSchema, situation: Situation
) -> Iterator[Flaw]:
    """Yield that a record of the year has these values already, unless ``data`` corrects it."""
    fields = tuple(term["fields"])
    target = data.get("supersedes")
    correcting = target if isinstance(target, str) else None
    held = situation.standing.holder(path.kind, path.year, fields, data, correcting)
    if held is not None:
        labels = "、".join(field_label(schema, (name,)) for name in fields)
        value = " ".join(shown_value(data[name]) for name in fields)
        yield Flaw("not-unique", (fields[0],), field=labels, value=value, record=held.id)


def _unique_items(
    term: Term, path: RecordPath, data: Mapping[str, Any], schema: KindSchema, situation: Situation
) -> Iterator[Flaw]:
    """Yield the items of a list that have the values of an earlier one."""
    seen: set[str] = set()
    for index, item in _items(data, term["items"]):
        values = [item[name] for name in term["fields"] if item.get(name) is not None]
        if len(values) < len(term["fields"]):
            continue
        if repr(values) in seen:
            where = (term["items"], index, term["fields"][0])
            field = field_label(schema, (term["items"],))
            yield Flaw("unique-items", where, field=field, value=" ".join(map(shown_value, values)))
        seen.add(repr(values))


def _at_most(
    term: Term, path: RecordPath, data: Mapping[str, Any], schema: KindSchema, situation: Situation
) -> Iterator[Flaw]:
    """Yield the items in which one number is more than the other that bounds it."""
    rows, field, most = term["items"], term["field"], term["of"]
    for index, item in _items(data, rows):
        value, limit = item.get(field), item.get(most)
        if not isinstance(value, int) or not isinstance(limit, int) or value <= limit:
            continue
        yield Flaw(
            "at-most",
            (rows, index, field),
            field=field_label(schema, (rows, index, field)),
            value=value,
            of=field_label(schema, (rows, index, most)),
            most=limit,
        )


def _priced(
    term: Term, path: RecordPath, data: Mapping[str, Any], schema: KindSchema, situation: Situation
) -> Iterator[Flaw]:
    """Yield each unit spoken of whose rulebook does not price this code at this node."""
    node, code = data.get(term["node"]), data.get(term["code"])
    if not isinstance(node, str) or not isinstance(code, str):
        return
    for unit in sorted(units_spoken_of(path.unit, schema.unit_field, data)):
        yield from pricing_flaws(term, path, unit, node, code, situation)


def _marked(
    term: Term, path: RecordPath, data: Mapping[str, Any], schema: KindSchema, situation: Situation
) -> Iterator[Flaw]:
    """Yield each unit spoken of whose rulebook does not take this mark at this node."""
    node = data.get(term["node"])
    if not isinstance(node, str):
        return
    for unit in sorted(units_spoken_of(path.unit, schema.unit_field, data)):
        yield from marking_flaws(term, path, unit, node, data, schema, situation)


_TERMS: Mapping[str, TermCheck] = {
    "unique": _unique,
    "unique-items": _unique_items,
    "at-most": _at_most,
    "priced": _priced,
    "marked": _marked,
}


def _items(data: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    items = data.get(name)
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, Mapping):
            yield index, item
