"""Who may write what: the registry says who a unit is, the kind's schema who writes it."""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.admission.schema_flaws import field_label
from scoring.records.changing import kinds_in
from scoring.records.registry import Unit
from scoring.records.schemas import KindSchema, Writer


def writers_among(schema: KindSchema, unit: Unit, year: int | None = None) -> tuple[Writer, ...]:
    """Return the ways in which ``unit`` may write the kind: by what it is, by its roles.

    With ``year`` by everything that it has been in that year.
    """
    kinds = frozenset((unit.kind,)) if year is None else kinds_in(unit, year)
    return tuple(writer for writer in schema.writers if _is(unit, kinds, writer))


def _is(unit: Unit, kinds: frozenset[str], writer: Writer) -> bool:
    by_role = writer.role is not None and writer.role in unit.roles
    return by_role or not kinds.isdisjoint(writer.kinds)


def writer_flaws(
    schema: KindSchema, unit: Unit, data: Mapping[str, Any], year: int | None = None
) -> tuple[tuple[Writer, ...], tuple[Flaw, ...]]:
    """Return the ways in which ``unit`` may write ``data``; where there is none, what is wrong.

    ``year`` is the assessment year that it is for. Of several ways that all fail, the one that
    fails least is told.
    """
    ways = writers_among(schema, unit, year)
    if not ways:
        return (), (Flaw("writer-not-allowed", unit=unit.short_name, kind=schema.title),)
    faults = {writer: tuple(_faults(writer, schema, unit, data)) for writer in ways}
    accepted = tuple(writer for writer, found in faults.items() if not found)
    return accepted, () if accepted else min(faults.values(), key=len)


def _faults(
    writer: Writer, schema: KindSchema, unit: Unit, data: Mapping[str, Any]
) -> Iterator[Flaw]:
    for name in (name for name in writer.requires if name not in data):
        yield Flaw("writer-requires", (), unit=unit.short_name, field=field_label(schema, (name,)))
    for name in (name for name in writer.forbids if name in data):
        yield Flaw(
            "writer-forbids", (name,), unit=unit.short_name, field=field_label(schema, (name,))
        )
