"""Terms of a correction: same unit, kind and year, the last of its chain, already on ``main``."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.admission.paths import RecordPath
from scoring.admission.schema_flaws import field_label
from scoring.admission.situation import Situation
from scoring.records.record import Record
from scoring.records.schema_errors import shown_value
from scoring.records.schemas import KindSchema, Writer

_WHERE = ("supersedes",)


def correction_flaws(
    path: RecordPath,
    data: Mapping[str, Any],
    schema: KindSchema,
    ways: Sequence[Writer],
    situation: Situation,
) -> Iterator[Flaw]:
    """Yield what keeps ``data`` from correcting the record that it names in ``supersedes``.

    ``ways`` are the ways in which its writer may write it.
    """
    target = data.get("supersedes")
    if not isinstance(target, str):
        return
    old = situation.standing.find(target)
    if old is None:
        yield Flaw("supersedes-unknown", _WHERE, record=target)
        return
    if situation.place is not None and old.receipt.place >= situation.place:
        yield Flaw("supersedes-same-merge", _WHERE, record=target)
    if not _may_correct(path, data, ways, old):
        yield Flaw("supersedes-elsewhere", _WHERE, record=target)
        return
    last = situation.standing.last(target)
    if last.id != target:
        yield Flaw("supersedes-not-last", _WHERE, record=target, last=last.id)
    yield from _kept(data, schema, old)


def _may_correct(
    path: RecordPath, data: Mapping[str, Any], ways: Sequence[Writer], old: Record
) -> bool:
    if (old.kind, old.year) != (path.kind, path.year):
        return False
    if old.unit == path.unit:
        return True
    return any(way.supersedes and data.get(way.supersedes) == old.unit for way in ways)


def _kept(data: Mapping[str, Any], schema: KindSchema, old: Record) -> Iterator[Flaw]:
    for name in schema.keeps:
        if data.get(name) != old.data.get(name):
            field = field_label(schema, (name,))
            yield Flaw(
                "supersedes-keeps", (name,), field=field, was=shown_value(old.data.get(name))
            )
