"""What a ruling (``x-effect: ruling``) decides on: a leaf of the rulebook, a record of its units.

Checks of the gate and of ``check``: a ruling that misses its mark is no fault on ``main``, it
changes nothing there, or not what its title says.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.admission.paths import RecordPath
from scoring.admission.schema_flaws import field_label
from scoring.admission.situation import Situation
from scoring.records.record import ALL_UNITS, units_spoken_of
from scoring.records.schemas import KindSchema
from scoring.rulebook.model import Rulebook

_RULING = "ruling"
_RECORD = "record"
_DISMISS = "dismiss"


def ruling_flaws(
    path: RecordPath, data: Mapping[str, Any], schema: KindSchema, situation: Situation
) -> Iterator[Flaw]:
    """Yield why ``data``, if it is a ruling, could not do what it says."""
    if schema.effect != _RULING:
        return
    units = units_spoken_of(path.unit, schema.unit_field, data)
    if schema.node_field is not None:
        for unit in sorted(units):
            yield from _inner(path, data, schema.node_field, unit, situation)
    if data.get("effect") != _DISMISS:
        yield from _unrelated(data, units, schema, situation)


def rulebooks_for(unit: str, year: int, situation: Situation) -> list[Rulebook]:
    """Return the rulebook of ``year`` for ``unit``; of all units, all of that year."""
    if unit == ALL_UNITS:
        return [book for book in situation.rulebooks() if book.year == year]
    book = situation.rulebook_for(unit, year)
    return [] if book is None else [book]


def _inner(
    path: RecordPath, data: Mapping[str, Any], field: str, unit: str, situation: Situation
) -> Iterator[Flaw]:
    name = data.get(field)
    if not isinstance(name, str):
        return
    nodes = [book.node(name) for book in rulebooks_for(unit, path.year, situation)]
    known = [node for node in nodes if node is not None]
    if known and all(node.nodes for node in known):
        leaf = next(node for node in known[0].walk() if not node.nodes)
        yield Flaw("ruling-node-inner", (field,), node=name, leaf=leaf.path)


def _unrelated(
    data: Mapping[str, Any], units: frozenset[str], schema: KindSchema, situation: Situation
) -> Iterator[Flaw]:
    """Yield that the record named is of other units: neither sent by ``units`` nor about them."""
    named = data.get(_RECORD)
    record = situation.standing.find(named) if isinstance(named, str) else None
    if record is None:
        return  # reference_problems says so
    concerned = {record.unit, *record.speaks_of}
    if ALL_UNITS in units | concerned or not units.isdisjoint(concerned):
        return
    yield Flaw(
        "ruling-record-unrelated",
        (_RECORD,),
        field=field_label(schema, (_RECORD,)),
        record=record.id,
        unit="、".join(sorted(concerned)),
    )
