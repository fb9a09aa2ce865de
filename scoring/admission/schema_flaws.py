"""Errors of a schema, told by what was meant: one code for each thing a writer can get wrong."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.problem import Pointer
from scoring.records.formats import FORMATS
from scoring.records.parts import Part
from scoring.records.schemas import Schema, SchemaError

_TYPES = frozenset(("string", "integer", "number", "boolean", "array", "object", "null"))

CODES = {
    "required": "schema-required",
    "additionalProperties": "schema-additional",
    "forbidden": "schema-forbidden",
    "propertyNames": "schema-field-name",
    "enum": "schema-enum",
    "const": "schema-const",
    "pattern": "schema-pattern",
    "minLength": "schema-length-min",
    "maxLength": "schema-length-max",
    "minimum": "schema-minimum",
    "maximum": "schema-maximum",
    "exclusiveMinimum": "schema-over",
    "exclusiveMaximum": "schema-under",
    "minItems": "schema-items-min",
    "maxItems": "schema-items-max",
    "uniqueItems": "schema-items-unique",
    "minProperties": "schema-fields-min",
    "maxProperties": "schema-fields-max",
    "contains": "schema-contains",
    "anyOf": "schema-alternatives",
    "oneOf": "schema-alternatives",
    "depth": "schema-depth",
}
"""Codes of the message catalogue by keyword; ``type`` and ``format`` have one for each value."""

ALL_CODES = frozenset(
    (
        *CODES.values(),
        *(f"schema-type-{name}" for name in (*_TYPES, "other", "unquoted")),
        *(f"schema-format-{name}" for name in FORMATS),
        "schema-wrong",
    )
)
"""Every code that errors of a schema can have."""


def schema_flaws(schema: Schema, data: Any) -> Iterator[Flaw]:
    """Yield what is wrong with ``data`` under ``schema``."""
    for error in schema.errors(data):
        yield Flaw(_code(error, data), error.path, **_values(error, schema, data))


def _values(error: SchemaError, schema: Schema, data: Any) -> dict[str, str]:
    values = {key: value for key, value in error.values.items() if key != "title"}
    path = error.path
    if error.keyword == "required":
        path = (*path, error.values.get("field", ""))
    values["field"] = label(path, error.values.get("title", ""))
    if error.keyword == "enum":
        values["allowed"] = _choices(values.pop("expected", ""), schema.whole.at(path))
    elif error.keyword == "type" and isinstance(_at(data, error.path), str):
        values["got"] = f'"{values["got"]}"'  # a number in quotes must look like one
    return values


def _choices(expected: str, part: Part | None) -> str:
    """Return the values to choose from, each with its Chinese label where it has one."""
    labels = part.labels if part is not None else {}
    named = (
        f"{each}（{labels[each]}）" if each in labels else each for each in expected.split(", ")
    )
    return "、".join(named)


def _code(error: SchemaError, data: Any) -> str:
    if error.keyword == "type":
        return _code_of_type(error, data)
    if error.keyword == "format":
        return f"schema-format-{error.values['format']}"
    return CODES.get(error.keyword, "schema-wrong")


def _code_of_type(error: SchemaError, data: Any) -> str:
    expected = error.values["expected"]
    if expected == "string" and isinstance(_at(data, error.path), int | Decimal | bool):
        return "schema-type-unquoted"
    return f"schema-type-{expected}" if expected in _TYPES else "schema-type-other"


def _at(data: Any, path: Pointer) -> Any:
    for step in path:
        data = data[step]
    return data


def field_label(schema: Schema, path: Pointer) -> str:
    """Return how a message calls the part of ``schema`` at ``path``: its title and its name."""
    part = schema.whole.at(path)
    return label(path, part.title if part is not None else "")


def label(path: Pointer, title: str) -> str:
    """Return how a message calls the part at ``path``: its Chinese title and its name."""
    names = [str(step) for step in path if isinstance(step, str)]
    name = names[-1] if names else ""
    if path and isinstance(path[-1], int):
        name = f"{name} #{path[-1] + 1}"
    if not title:
        return name
    return f"{title}（{name}）" if name else title
