"""The content checks that a kind asks for (``x-checks``): which there are, and what each needs.

They are asked of a record before it is accepted, by ``check`` and the gate, and never of one that
stands: they decide no score. What each means is told where it is made (``scripts/content``).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.records.bundling import SchemaUnusable
from scoring.records.part_annotations import is_texts
from scoring.records.parts import Part, whole

KEY = "x-checks"

CHECKS: Mapping[str, frozenset[str]] = {
    "balance": frozenset(("left", "right")),
    "carried-over": frozenset(("from", "to")),
    "copied": frozenset(("fields",)),
    "distinct-files": frozenset(("items", "file", "by")),
    "mentions": frozenset(("field", "any", "wanted", "source")),
    "near-duplicate": frozenset(),
    "not-after": frozenset(("items", "field", "of")),
    "whole-year": frozenset(("from", "to")),
    "within-year": frozenset(("from", "to")),
}
"""The keys that each check must have beside its name."""

OPTIONAL: Mapping[str, frozenset[str]] = {"mentions": frozenset(("if", "since"))}
"""The keys that a check may have; ``when``, the values a record must have, goes with every one."""

_TEXTS = frozenset(("wanted", "source"))
_LISTS = frozenset(("any", "if"))


def content_checks(name: str, document: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Return the checks that ``document``, the bundled schema of the file ``name``, asks for.

    Fields stand as paths joined with dots (``requests.received``), those of a list's items without
    the list. Raises SchemaUnusable for what is no check, or a field that the schema does not have.
    """
    value = document.get(KEY, [])
    if not isinstance(value, list):
        raise SchemaUnusable(name, f"{KEY} is not a list")
    for check in value:
        reason = _wrong(check, whole(document))
        if reason:
            raise SchemaUnusable(name, f"{KEY} {reason}")
    return tuple(value)


def _wrong(check: Any, part: Part) -> str:
    """Return what is wrong with ``check``; empty where nothing is."""
    kind = check.get("check") if isinstance(check, dict) else None
    if not isinstance(kind, str) or kind not in CHECKS:
        return f"has an entry that is no check: {check!r}"
    needs, may = CHECKS[kind], OPTIONAL.get(kind, frozenset())
    if not needs <= check.keys() - {"check"} <= needs | may | {"when"}:
        return f"has an entry with a key too few or too many: {check!r}"
    if any(not isinstance(check[key], str) for key in _TEXTS & check.keys()):
        return f"needs texts for {', '.join(sorted(_TEXTS))}"
    if any(not is_texts(check[key]) for key in _LISTS & check.keys()):
        return f"needs lists of texts for {', '.join(sorted(_LISTS))}"
    if type(check.get("since", 0)) is not int:
        return "needs a year for since"
    for path in _paths(check):
        if not (_is_field(path, part) or _is_field_of_items(path, check, part)):
            return f"names the field {path!r}, which the schema does not have"
    return ""


def _paths(check: Mapping[str, Any]) -> Iterator[Any]:
    """Yield every field that ``check`` names."""
    for key, value in check.items():
        if key == "when":
            yield from value if isinstance(value, dict) else (value,)
        elif key not in _TEXTS | _LISTS | {"check", "since"}:
            yield from value if isinstance(value, list) else (value,)


def _is_field(path: Any, part: Part) -> bool:
    return isinstance(path, str) and part.at(tuple(path.split("."))) is not None


def _is_field_of_items(path: Any, check: Mapping[str, Any], part: Part) -> bool:
    """Tell whether ``path`` is a field of the items of the list that ``check`` names."""
    items = check.get("items")
    if not isinstance(path, str) or not isinstance(items, str):
        return False
    return part.at((items, 0, *path.split("."))) is not None
