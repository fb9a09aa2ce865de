"""What a record names: other records, its own attachments, units, nodes; do they exist and fit?

Checks of the gate and of ``check``. They never decide whether a record on ``main`` counts.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.admission.attachments import listed, unlisted_flaws
from scoring.admission.flaws import Flaw, as_problems
from scoring.admission.lifetimes import lifetime_flaws
from scoring.admission.paths import RecordPath, read_path
from scoring.admission.rulings import rulebooks_for, ruling_flaws
from scoring.admission.schema_flaws import field_label
from scoring.admission.situation import Situation
from scoring.admission.staying import staying_flaws
from scoring.admission.years import period_flaws
from scoring.problem import Problem
from scoring.records.record import ALL_UNITS, units_spoken_of
from scoring.records.schemas import KindSchema, Reference

_ANY = "*"
_ATTACHMENT = "attachment"


def reference_problems(
    text: bytes, path: str, data: Mapping[str, Any], situation: Situation
) -> tuple[Problem, ...]:
    """Return what ``data``, the record in ``text`` at ``path``, names and is not there.

    Also the files beside it that it does not list, what a correction may not change, a period that
    is not of its year, a ruling that misses its mark. For a path or kind that is no record's: none.
    """
    place, _ = read_path(path)
    schema = situation.schemas.kinds.get(place.kind) if place is not None else None
    if place is None or schema is None:
        return ()
    return as_problems(_flaws(place, data, schema, situation), text, path)


def _flaws(
    path: RecordPath, data: Mapping[str, Any], schema: KindSchema, situation: Situation
) -> Iterator[Flaw]:
    files = {name for _, name, _ in listed(data)}
    for reference in schema.references(data):
        yield from _reference(reference, schema, files, situation)
    yield from _units(path, data, schema, situation)
    yield from unlisted_flaws(path, data, situation.files)
    yield from staying_flaws(data, schema, situation.standing)
    yield from period_flaws(path, data, schema)
    yield from ruling_flaws(path, data, schema, situation)
    yield from lifetime_flaws(path, data, schema, situation)


def _reference(
    reference: Reference, schema: KindSchema, files: set[str], situation: Situation
) -> Iterator[Flaw]:
    field = field_label(schema, reference.path)
    if _ATTACHMENT in reference.kinds:
        if reference.value not in files:
            yield Flaw("reference-attachment", reference.path, field=field, file=reference.value)
        return
    record = situation.standing.find(reference.value)
    if record is None:
        yield Flaw("reference-record", reference.path, field=field, record=reference.value)
    elif _ANY not in reference.kinds and record.kind not in reference.kinds:
        kinds = "、".join(reference.kinds)
        yield Flaw(
            "reference-kind", reference.path, field=field, record=reference.value, kinds=kinds
        )


def _units(
    path: RecordPath, data: Mapping[str, Any], schema: KindSchema, situation: Situation
) -> Iterator[Flaw]:
    where = (schema.unit_field or "").partition("[].")[0]
    for unit in sorted(units_spoken_of(path.unit, schema.unit_field, data)):
        if unit != ALL_UNITS and unit not in situation.registry:
            field = field_label(schema, (where,))
            yield Flaw("reference-unit", (where,), field=field, unit=unit)
        elif schema.node_field is not None and not _is_judged(schema):
            yield from _node(path, data, schema.node_field, unit, situation)


def _is_judged(schema: KindSchema) -> bool:
    """Tell whether nodes of the kind are judged as a term of validity already."""
    return any(term["term"] in ("priced", "marked") for term in schema.terms)


def _node(
    path: RecordPath, data: Mapping[str, Any], field: str, unit: str, situation: Situation
) -> Iterator[Flaw]:
    node = data.get(field)
    if not isinstance(node, str):
        return
    books = rulebooks_for(unit, path.year, situation)
    if all(book.node(node) is None for book in books):
        yield Flaw("reference-node", (field,), year=path.year, unit=unit, node=node)
