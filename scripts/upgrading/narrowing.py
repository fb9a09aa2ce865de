"""Whether a newer schema of a record kind only adds to the one in force.

It does where everything that was fine to send stays fine and means the same. A schema that takes
something away is not put in the place of the other. In doubt it counts as taking away: where the
effect of a change cannot be seen from its form.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

_MOST = frozenset(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"))
_LEAST = frozenset(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"))
_NAMED = frozenset(("properties", "$defs", "patternProperties"))
_FREE = frozenset(("title", "description", "examples", "$comment", "$id", "$schema", "default"))
_LISTS = frozenset(("enum", "type", "anyOf", "oneOf", "x-writers"))
"""Lists of what is allowed: longer is wider."""


def taken_away(old: Any, new: Any) -> tuple[str, ...]:
    """Return the places (``properties/title/maxLength``) where ``new`` takes away from ``old``."""
    return tuple(_walk(old, new, ""))


def schema_in(text: bytes) -> Any:
    """Return the schema in ``text``; None, which takes everything away, where it has none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _walk(old: Any, new: Any, above: str) -> Iterator[str]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        if old != new:
            yield above.rstrip("/")
        return
    for key in dict.fromkeys((*old, *new)):
        place = f"{above}{key}"
        if key in _FREE or (key.startswith("x-") and key in _WORDS):
            continue
        if key in _NAMED:
            yield from _named(old.get(key, {}), new.get(key, {}), place)
        elif key == "required":
            added = set(new.get(key, ())) - set(old.get(key, ()))
            yield from (f"{place}/{name}" for name in sorted(added))
        elif key in _LISTS:
            yield from _lists(old.get(key), new.get(key), place)
        elif key in _MOST | _LEAST:
            yield from _limits(old.get(key), new.get(key), place, upper=key in _MOST)
        elif key not in new:
            if key.startswith("x-"):
                yield place  # a condition less is wider; an annotation less means something else
        elif key not in old:
            if not key.startswith("x-") or key in _MEANING:
                yield place
        else:
            yield from _walk(old[key], new[key], f"{place}/")


_MEANING = frozenset(
    (
        "x-unit", "x-date", "x-period", "x-node", "x-text", "x-internal", "x-keeps", "x-stays",
        "x-span", "x-effect", "x-terms", "x-checks",
    )
)  # fmt: skip
"""Annotations that say what a record is about, or what more is asked of it."""

_WORDS = frozenset(("x-labels", "x-groups", "x-heading", "x-help", "x-title"))
"""Annotations that only say how something is called."""


def _named(old: Mapping[str, Any], new: Mapping[str, Any], place: str) -> Iterator[str]:
    for name, part in old.items():
        if name not in new:
            yield f"{place}/{name}"
        else:
            yield from _walk(part, new[name], f"{place}/{name}/")


def _lists(old: Any, new: Any, place: str) -> Iterator[str]:
    if new is None or old == new:
        return
    allowed = new if isinstance(new, list) else [new]
    before = old if isinstance(old, list) else [old]
    if old is None or any(each not in allowed for each in before):
        yield place


def _limits(old: Any, new: Any, place: str, *, upper: bool) -> Iterator[str]:
    if new is None or old == new:
        return
    if old is None or (new < old if upper else new > old):
        yield place
