"""One record judged: everything that keeps it from being valid, each thing with line and column."""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.admission.attachments import attachment_flaws
from scoring.admission.corrections import correction_flaws
from scoring.admission.flaws import Flaw, about_file, as_problems, read_text
from scoring.admission.paths import RecordPath, internal_name, read_path
from scoring.admission.schema_flaws import schema_flaws
from scoring.admission.situation import Situation
from scoring.admission.terms import term_flaws
from scoring.admission.writers import writer_flaws
from scoring.history.path_text import shown_path
from scoring.problem import Problem
from scoring.records.schema_errors import shown_value
from scoring.records.schemas import KindSchema, Writer

Judged = tuple[Mapping[str, Any] | None, tuple[Problem, ...]]
"""What a record says, None where it cannot be read; and what keeps it from being valid."""


def judge_text(
    text: bytes, path: str, situation: Situation, known: Mapping[str, Any] | None = None
) -> Judged:
    """Judge ``text`` as the record at ``path`` (in the repository, ``units/…``).

    ``known``: its data, where they are known and known to be valid by a schema of ``situation``.
    Returns its data (None where they cannot be read) and all that keeps it from being valid; no
    problems: it is valid. Pure but for what ``situation`` looks up.
    """
    place, flaws = read_path(path)
    if place is None:
        return None, about_file(flaws, shown_path(path))
    schema = situation.schemas.kinds.get(place.kind)
    if schema is None:
        return None, about_file([Flaw("kind-unknown", kind=place.kind)], path)
    of_name = about_file(internal_name(place) if schema.internal else (), path)
    # Each schema asks for its own kind, so what another accepted it refuses.
    is_valid = known is not None and known.get("kind") == place.kind
    data, unread = (known, ()) if is_valid else read_text(text, path)
    if unread:
        return None, (*of_name, *unread)
    if not isinstance(data, dict):
        return None, (*of_name, *as_problems([Flaw("record-not-fields")], text, path))
    is_valid = is_valid or schema.is_valid(data)
    found = as_problems(_flaws(place, data, schema, situation, is_valid=is_valid), text, path)
    return data, (*of_name, *found)


def _flaws(
    path: RecordPath,
    data: Mapping[str, Any],
    schema: KindSchema,
    situation: Situation,
    *,
    is_valid: bool,
) -> Iterator[Flaw]:
    if not is_valid:
        yield from _of_schema(path, data, schema)
    unit = situation.registry.get(path.unit)
    if unit is None:
        yield Flaw("unit-unknown", unit=path.unit)
        ways: tuple[Writer, ...] = ()
    else:
        ways, of_writer = writer_flaws(schema, unit, data, path.year)
        yield from of_writer
    yield from attachment_flaws(path, data, situation.files)
    yield from correction_flaws(path, data, schema, ways, situation)
    yield from term_flaws(path, data, schema, situation)


def _of_schema(path: RecordPath, data: Mapping[str, Any], schema: KindSchema) -> Iterator[Flaw]:
    for flaw in schema_flaws(schema, data):
        if flaw.pointer == ("kind",) and flaw.code == "schema-const":
            got = shown_value(data["kind"])
            yield Flaw("kind-folder", ("kind",), got=got, kind=path.kind)
        else:
            yield flaw
