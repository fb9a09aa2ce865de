"""Changes of what scores depend on beside records: rules, registry, keys, code; who signed them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from scoring.admission.paths import is_submission
from scoring.history.commits import Commit
from scoring.history.tree import CALENDARS, RULEBOOKS, SCHEMAS, TRUST, is_unit_file

REGISTRY, RULES, CALENDAR, SCHEMA, KEYS = "registry", "rulebook", "calendar", "schema", "keys"
WORKFLOW, CODE, ENGINE, THEME, OTHER = "workflow", "code", "engine", "theme", "other"

SCORED = frozenset((REGISTRY, RULES, CALENDAR, SCHEMA))
"""The matters whose change can move a score at once."""

_BY_PREFIX = (
    (RULEBOOKS, RULES),
    (CALENDARS, CALENDAR),
    (SCHEMAS, SCHEMA),
    (TRUST, KEYS),
    (".github/", WORKFLOW),
    (".gitlab", WORKFLOW),
    (".gitea/", WORKFLOW),
    (".gitee/", WORKFLOW),
    (".workflow/", WORKFLOW),
    (".ci/", WORKFLOW),
    ("engine.txt", ENGINE),
    ("release.json", ENGINE),
    ("requirements", ENGINE),
    ("scoring/", CODE),
    ("scripts/", CODE),
    ("tests/", CODE),
    ("pyproject.toml", CODE),
    ("Makefile", CODE),
    ("site_overrides/", THEME),
    ("mkdocs.yml", THEME),
)
_GIT_FILE = re.compile(r"(?:.*/)?\.(?:git[a-z]+|mailmap)")


@dataclass(frozen=True, slots=True)
class Move:
    """A score that a change of the rules moved; None where the unit had none on that side."""

    year: int
    unit: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class Change:
    """One commit that changed something other than records.

    ``signers`` are the principals whose valid signature it bears; ``moves`` the scores it moved at
    its own time, None where it could not be reckoned.
    """

    commit: str
    committed: datetime
    matters: Mapping[str, tuple[str, ...]]
    signers: tuple[str, ...]
    moves: tuple[Move, ...] | None = ()


def matter_of(path: str) -> str:
    """Return what a change of ``path``, no record, is about."""
    if is_unit_file(path):
        return REGISTRY
    if _GIT_FILE.fullmatch(path):
        return CODE
    for prefix, matter in _BY_PREFIX:
        if path.startswith(prefix):
            return matter
    return OTHER


def matters_of(commit: Commit) -> dict[str, tuple[str, ...]]:
    """Return what ``commit`` changed beside records: matter → paths; empty where nothing."""
    found: dict[str, list[str]] = {}
    for change in commit.changes:
        if not is_submission(change.path):
            found.setdefault(matter_of(change.path), []).append(change.path)
    return {matter: tuple(paths) for matter, paths in sorted(found.items())}


def governing(chain: Sequence[Commit]) -> Iterator[tuple[Commit, dict[str, tuple[str, ...]]]]:
    """Yield the commits after the first that change anything but records, and what."""
    for commit in chain[1:]:
        matters = matters_of(commit)
        if matters:
            yield commit, matters


def moves_between(
    year: int, before: Mapping[str, Decimal], after: Mapping[str, Decimal]
) -> tuple[Move, ...]:
    """Return the units whose score differs."""
    return tuple(
        Move(year, unit, before.get(unit), after.get(unit))
        for unit in sorted(before.keys() | after.keys())
        if before.get(unit) != after.get(unit)
    )
