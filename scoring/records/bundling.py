"""Schema files as text → documents that stand alone.

A schema may name shared parts of ``common.json`` and parts of itself, nothing else: no address is
ever fetched. It may use only the keywords listed here, the ones on which both validators agree and
from which forms and tables can be made; a keyword or format written wrongly is refused instead of
checking nothing.
"""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import jsonschema_rs

from scoring.records.formats import FORMATS

COMMON = "common.json"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64
"""Levels of JSON in a schema, and parts that refer to each other for one value."""

_ONE = ("items", "contains", "propertyNames", "additionalProperties", "if", "then", "else", "not")
_LISTS = ("allOf", "anyOf", "oneOf")
_MAPS = ("properties", "$defs")
_PLAIN = (
    "$schema", "$comment", "$ref", "title", "description", "examples",
    "type", "const", "enum", "format", "pattern", "minLength", "maxLength",
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "required",
)  # fmt: skip
_KEYWORDS = frozenset((*_ONE, *_LISTS, *_MAPS, *_PLAIN))
_REF = re.compile(r"(?P<file>common\.json)?#/\$defs/(?P<part>[a-z0-9][a-z0-9-]*)")


class SchemaUnusable(ValueError):
    """The schema file ``name`` cannot be used; ``reason`` says why, in English."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


def read_schema(name: str, content: bytes) -> dict[str, Any]:
    """Return the schema in ``content``; numbers with a point become Decimal.

    Raises SchemaUnusable for what is no JSON object in UTF-8, repeats a key, is no JSON Schema
    2020-12, or uses a keyword, format or reference that schemas here may not use.
    """
    if len(content) > MAX_BYTES:
        raise SchemaUnusable(name, f"larger than {MAX_BYTES} bytes")
    try:
        document: Any = json.loads(
            content.decode("utf-8"), parse_float=Decimal, object_pairs_hook=_without_repeats
        )
    except (ValueError, RecursionError) as error:
        raise SchemaUnusable(name, f"not JSON: {error}") from None
    if not isinstance(document, dict):
        raise SchemaUnusable(name, "not a JSON object")
    if _is_deep(document):
        raise SchemaUnusable(name, f"nested deeper than {MAX_DEPTH} levels")
    if document.get("$schema", DRAFT) != DRAFT:
        raise SchemaUnusable(name, f"$schema is not {DRAFT}")
    try:
        jsonschema_rs.meta.validate({**document, "$schema": DRAFT})
    except (jsonschema_rs.ValidationError, ValueError) as error:
        reason = getattr(error, "message", None) or str(error)
        raise SchemaUnusable(name, f"not a JSON Schema: {reason}") from None
    for schema in subschemas(document):
        _check_vocabulary(name, schema)
    return dict(document)


def bundle(
    name: str, document: Mapping[str, Any], common: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return ``document`` with the parts of ``common`` that it uses among its own ``$defs``.

    They are called ``common.<part>`` there. Raises SchemaUnusable for a part that does not exist.
    """
    bundled: dict[str, Any] = _rewritten(document, inside_common=False)
    own = bundled.get("$defs", {})
    shared = common.get("$defs", {}) if common else {}
    wanted = list(_references(bundled))
    parts: dict[str, Any] = {}
    while wanted:
        part = wanted.pop(0)
        bare = part.removeprefix("common.")
        if part in parts or part in own:
            continue
        if bare == part or bare not in shared:
            raise SchemaUnusable(name, f"refers to the part {bare!r}, which does not exist")
        parts[part] = _rewritten(shared[bare], inside_common=True)
        wanted.extend(_references(parts[part]))
    if parts:
        bundled["$defs"] = {**own, **{part: parts[part] for part in sorted(parts)}}
    for part in bundled.get("$defs", {}):
        _check_ends(name, bundled["$defs"], part, ())
    return bundled


def _check_ends(name: str, parts: Mapping[str, Any], part: str, above: tuple[str, ...]) -> None:
    """Refuse a part that describes a value by itself again: no validator would come to an end."""
    if part in above:
        raise SchemaUnusable(name, f"the part {part!r} refers to itself without end")
    if len(above) > MAX_DEPTH:
        raise SchemaUnusable(name, f"refers through more than {MAX_DEPTH} parts")
    for reference in _of_same_value(parts[part]):
        _check_ends(name, parts, reference, (*above, part))


def _of_same_value(schema: Any) -> Iterator[str]:
    """Yield the parts that ``schema`` refers to for the very value that it describes itself."""
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        yield schema["$ref"].removeprefix("#/$defs/")
    for key in ("if", "then", "else", "not"):
        yield from _of_same_value(schema.get(key))
    for key in _LISTS:
        for each in schema.get(key, ()):
            yield from _of_same_value(each)


def subschemas(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield ``schema`` and every schema within it, outermost first; true and false are left out."""
    if not isinstance(schema, dict):
        return
    yield schema
    for key in _ONE:
        yield from subschemas(schema.get(key))
    for key in _LISTS:
        for each in schema.get(key, ()):
            yield from subschemas(each)
    for key in _MAPS:
        for each in schema.get(key, {}).values():
            yield from subschemas(each)


def _is_deep(document: Any) -> bool:
    level = [document]
    for _ in range(MAX_DEPTH):
        inner = [each.values() if isinstance(each, dict) else each for each in level]
        level = [each for values in inner for each in values if isinstance(each, dict | list)]
    return bool(level)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    built = dict(pairs)
    if len(built) != len(pairs):
        raise ValueError("a key is repeated")
    return built


def _check_vocabulary(name: str, schema: Mapping[str, Any]) -> None:
    for key in schema:
        if key not in _KEYWORDS and not key.startswith("x-"):
            raise SchemaUnusable(name, f"uses the keyword {key!r}")
    if "format" in schema and schema["format"] not in FORMATS:
        raise SchemaUnusable(name, f"uses the format {schema['format']!r}")
    if "pattern" in schema:
        _check_pattern(name, schema["pattern"])
    if "$ref" in schema:
        found = _REF.fullmatch(schema["$ref"])
        if found is None or (found["file"] and name == COMMON):
            raise SchemaUnusable(name, f"refers to {schema['$ref']!r}")


def _check_pattern(name: str, pattern: str) -> None:
    """Refuse a pattern that one of the two validators could not read."""
    try:
        re.compile(pattern)
        jsonschema_rs.validator_for({"pattern": pattern})
    except (re.error, jsonschema_rs.ValidationError, ValueError):
        raise SchemaUnusable(name, f"uses the pattern {pattern!r}") from None


def _rewritten(schema: Any, *, inside_common: bool) -> Any:
    """Return ``schema`` with references to shared parts made local; nothing else is touched."""
    if not isinstance(schema, dict):
        return schema
    copy: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "$ref":
            found = _REF.fullmatch(value)
            assert found is not None  # the vocabulary has been checked
            shared = inside_common or found["file"]
            copy[key] = f"#/$defs/{'common.' if shared else ''}{found['part']}"
        elif key in _ONE:
            copy[key] = _rewritten(value, inside_common=inside_common)
        elif key in _LISTS:
            copy[key] = [_rewritten(each, inside_common=inside_common) for each in value]
        elif key in _MAPS:
            copy[key] = {
                part: _rewritten(each, inside_common=inside_common) for part, each in value.items()
            }
        else:
            copy[key] = value
    return copy


def _references(schema: Any) -> Iterator[str]:
    for each in subschemas(schema):
        if "$ref" in each:
            yield each["$ref"].removeprefix("#/$defs/")
