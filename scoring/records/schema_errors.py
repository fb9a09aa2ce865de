"""What is wrong with data under a schema: each error where it lies, by keyword, with its values.

The validator's own sentences are not used; the message catalogue has one for each keyword.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scoring.problem import Pointer
from scoring.records.parts import Part

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

MAX_SHOWN = 60
"""Characters of a wrong value that are repeated to its author."""

_BOUNDS = frozenset(
    (
        "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SchemaError:
    """One error: ``path`` to the value (or the unknown field) meant, the schema's keyword, values.

    Keywords are JSON Schema's, and ``forbidden`` (a field that has no place beside the others),
    ``depth``. ``values`` always has ``title``, the Chinese title of the part meant, perhaps empty;
    and, as the keyword has it: ``field`` (missing, unknown or forbidden), ``got``, ``expected``
    (types, values or titles, joined with ``, ``), ``limit``, ``format``.
    """

    path: Pointer
    keyword: str
    values: Mapping[str, str] = field(default_factory=dict)


def errors_behind(error: "ValidationError", whole: Part) -> list[SchemaError]:
    """Return what ``error`` comes down to: itself, or the errors of the branch that was meant.

    ``whole`` is what the schema describes; the titles come from there.
    """
    if error.validator in ("anyOf", "oneOf") and error.context:
        return _of_branches(error, whole)
    return [_told(error, whole)]


def _of_branches(error: "ValidationError", whole: Part) -> list[SchemaError]:
    """Choose among alternatives: those of the value's own shape and kind, else name them all."""
    branches: dict[int, list[SchemaError]] = {}
    for each in error.context or ():
        branch = branches.setdefault(int(each.relative_schema_path[0]), [])
        branch.extend(errors_behind(each, whole))
    here: Pointer = tuple(error.absolute_path)
    meant = [branch for branch in branches.values() if not _is_other(branch, here)]
    if not meant and (kind := _no_such_kind(list(branches.values()), here)):
        return [kind]
    pool = meant or list(branches.values())
    shared = [each for each in pool[0] if all(each in branch for branch in pool)]
    if shared:
        return shared
    return min(meant, key=len) if meant else [_no_alternative(error, whole)]


def _is_other(branch: Iterable[SchemaError], here: Pointer) -> bool:
    """Tell whether an alternative is another type of value or another kind than the one given."""
    return any(
        (each.path == here and each.keyword in ("type", "anyOf", "const"))
        or (each.path[:-1] == here and each.keyword == "const")
        for each in branch
    )


def _no_such_kind(branches: list[list[SchemaError]], here: Pointer) -> SchemaError | None:
    """Return one error for a field that tells alternatives apart and has the value of none."""
    kinds = [each for branch in branches for each in branch if each.keyword == "const"]
    places = {each.path for each in kinds}
    if len(kinds) != len(branches) or len(places) != 1 or here in places:
        return None
    expected = ", ".join(each.values["expected"] for each in kinds)
    return SchemaError(kinds[0].path, "enum", {**kinds[0].values, "expected": expected})


def _no_alternative(error: "ValidationError", whole: Part) -> SchemaError:
    here: Pointer = tuple(error.absolute_path)
    alternatives: Any = error.validator_value
    titles = (Part(whole.document, (each,)).title for each in alternatives)
    values = {"title": _title(whole, here), "expected": ", ".join(titles)}
    return SchemaError(here, str(error.validator), {**values, "got": shown_value(error.instance)})


def _told(error: "ValidationError", whole: Part) -> SchemaError:
    path: Pointer = tuple(
        step if isinstance(step, int) else str(step) for step in error.absolute_path
    )
    title = _title(whole, path)
    if "propertyNames" in error.absolute_schema_path:
        name = shown_value(error.instance)
        return SchemaError(path, "propertyNames", {"title": title, "field": name})
    keyword = {"properties": "forbidden"}.get(str(error.validator), str(error.validator))
    if keyword in ("required", "additionalProperties", "forbidden"):
        name = shown_value(path[-1]) if path else ""
        place = path[:-1] if keyword == "required" else path
        return SchemaError(place, keyword, {"title": title, "field": name})
    return SchemaError(path, keyword, {"title": title, **_details(keyword, error)})


def _details(keyword: str, error: "ValidationError") -> dict[str, str]:
    wanted: Any = error.validator_value
    instance: Any = error.instance
    got = shown_value(instance)
    if keyword == "type":
        return {"expected": wanted if isinstance(wanted, str) else ", ".join(wanted), "got": got}
    if keyword == "const":
        return {"expected": shown_value(wanted), "got": got}
    if keyword == "enum":
        return {"expected": ", ".join(map(str, wanted)), "got": got}
    if keyword == "format":
        return {"format": str(wanted), "got": got}
    if keyword in _BOUNDS:
        sized = isinstance(instance, str | list | dict)
        return {"limit": str(wanted), "got": str(len(instance)) if sized else got}
    if keyword == "contains":
        return {"expected": str(wanted.get("title", "")), "got": got}
    return {"got": got}


def _title(whole: Part, path: Pointer) -> str:
    part = whole.at(path)
    return "" if part is None else part.title


def shown_value(value: Any) -> str:
    """Return a wrong value as one short line; of a list or mapping only that it is one."""
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
