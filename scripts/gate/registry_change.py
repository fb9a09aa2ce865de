"""What a registrar may change: the entries of units, but not who they are and what they may do."""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.admission.flaws import Flaw, read_text, told
from scoring.admission.loading import SCHEME_BYTES, unit_of
from scoring.admission.schema_flaws import label
from scoring.history.tree import UNITS
from scoring.problem import Problem
from scoring.records.registry import EARLIER, LIFE, Registry, rewrites_past
from scoring.records.schemas import Schema
from scripts.checking.unit_changes import change_flaws

GOVERNED = ("kind", "roles", *LIFE)
"""Fields that only a maintainer may change: who may write what, and which units come and go."""

_SUBMITTERS = "submitters"

_OF_ITS_TIME = ("name", "short_name", "code", "duties", "villages", "columns")
"""Fields that years of before show as they were, if ``earlier`` keeps that."""


def entry_problems(
    path: str, old: bytes, new: bytes, registry: Registry, schema: Schema | None
) -> tuple[Problem, ...]:
    """Return what is wrong with replacing the entry ``old`` at ``path`` by ``new``."""
    unit_id = path.removeprefix(UNITS).removesuffix("/unit.yml")
    changed, problems = unit_of(unit_id, new, schema)
    if problems or changed is None:
        return problems
    before, _ = read_text(old, path, SCHEME_BYTES)
    after, _ = read_text(new, path, SCHEME_BYTES)
    unit = registry.get(unit_id)
    if unit is None or not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return (Problem("registry-entry-broken", path),)
    flaws = [*_flaws(before, after, schema, has_roles=bool(unit.roles))]
    flaws += change_flaws(changed, changed.entry, {**registry, unit_id: changed}, schema)
    return told(flaws, new, path, SCHEME_BYTES)


def governed_fields(
    before: Mapping[str, Any], after: Mapping[str, Any], *, has_roles: bool
) -> tuple[str, ...]:
    """Return the fields of an entry that were changed and that only a maintainer may change.

    ``has_roles``: the unit has roles now, and then its submitters are among them.
    """
    governed = (*GOVERNED, _SUBMITTERS) if has_roles else GOVERNED
    named = tuple(name for name in governed if before.get(name) != after.get(name))
    rewritten = rewrites_past(before.get(EARLIER, ()), after.get(EARLIER, ()))
    return (*named, EARLIER) if rewritten else named


def _flaws(
    before: Mapping[str, Any], after: Mapping[str, Any], schema: Schema | None, *, has_roles: bool
) -> Iterator[Flaw]:
    for name in governed_fields(before, after, has_roles=has_roles):
        part = schema.whole.field(name) if schema is not None else None
        field = label((name,), part.title if part is not None else "")
        yield Flaw("registry-governed", (name,), field=field)
    if len(after.get(EARLIER, ())) > len(before.get(EARLIER, ())):
        return
    for name in _OF_ITS_TIME:
        if before.get(name) != after.get(name):
            part = schema.whole.field(name) if schema is not None else None
            field = label((name,), part.title if part is not None else "")
            yield Flaw("registry-past-moves", (name,), field=field)
