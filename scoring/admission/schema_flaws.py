"""Errors of a schema, told by what was meant: one code for each thing a writer can get wrong."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.problem import Pointer
from scoring.records.formats import FORMATS
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
        values = {key: value for key, value in error.values.items() if key != "title"}
        if error.keyword == "required":
            place = (*error.path, error.values.get("field", ""))
        else:
            place = error.path
        values["field"] = label(place, error.values.get("title", ""))
        if error.keyword == "enum":
            values["allowed"] = values.pop("expected", "")
        yield Flaw(_code(error, data), error.path, **values)


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


def label(path: Pointer, title: str) -> str:
    """Return how a message calls the part at ``path``: its Chinese title and its name."""
    names = [str(step) for step in path if isinstance(step, str)]
    name = names[-1] if names else ""
    if path and isinstance(path[-1], int):
        name = f"{name} #{path[-1] + 1}"
    if not title:
        return name
    return f"{title}（{name}）" if name else title
