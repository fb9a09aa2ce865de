"""What a registrar may change: the entries of units, but not who they are and what they may do."""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.admission.flaws import Flaw, as_problems, read_text
from scoring.admission.loading import RULE_FILE_BYTES, unit_of
from scoring.admission.schema_flaws import field_label
from scoring.history.tree import unit_of_file
from scoring.problem import Problem
from scoring.records.registry import EARLIER, Registry, governed_fields
from scoring.records.schemas import Schema
from scripts.checking.unit_changes import change_flaws

_OF_ITS_TIME = ("name", "short_name", "code", "duties", "villages", "columns")
"""Fields that years of before show as they were, if ``earlier`` keeps that."""


def entry_problems(
    path: str, old: bytes, new: bytes, registry: Registry, schema: Schema | None
) -> tuple[Problem, ...]:
    """Return what is wrong with replacing the entry ``old`` at ``path`` by ``new``."""
    unit_id = unit_of_file(path)
    changed, problems = unit_of(unit_id, new, schema)
    if problems or changed is None:
        return problems
    before, _ = read_text(old, path, RULE_FILE_BYTES)
    after, _ = read_text(new, path, RULE_FILE_BYTES)
    unit = registry.get(unit_id)
    if unit is None or not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return (Problem("registry-entry-broken", path),)
    flaws = [*_flaws(before, after, schema, has_roles=bool(unit.roles))]
    flaws += change_flaws(changed, changed.entry, {**registry, unit_id: changed}, schema)
    return as_problems(flaws, new, path, RULE_FILE_BYTES)


def _flaws(
    before: Mapping[str, Any], after: Mapping[str, Any], schema: Schema | None, *, has_roles: bool
) -> Iterator[Flaw]:
    for name in governed_fields(before, after, has_roles=has_roles):
        yield Flaw("registry-governed", (name,), field=_label(schema, name))
    if len(after.get(EARLIER, ())) > len(before.get(EARLIER, ())):
        return
    for name in _OF_ITS_TIME:
        if before.get(name) != after.get(name):
            yield Flaw("registry-past-moves", (name,), field=_label(schema, name))


def _label(schema: Schema | None, name: str) -> str:
    return name if schema is None else field_label(schema, (name,))
