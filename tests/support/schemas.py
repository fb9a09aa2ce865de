"""Schemas and examples of this repository, and what every validator says of data."""

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs

from scoring.problem import Pointer
from scoring.records.formats import FORMATS
from scoring.records.schemas import Schema, load_schemas
from scoring.records.yamltext import load_yaml

ROOT = Path(__file__).resolve().parents[2]
FILES = {path.name: path.read_bytes() for path in sorted((ROOT / "schemas").glob("*.json"))}
SOURCES: dict[str, dict[str, Any]] = {
    name: json.loads(content, parse_float=Decimal) for name, content in FILES.items()
}
SET = load_schemas(FILES)
EXAMPLES: dict[str, Any] = {
    path.stem: load_yaml(path.read_bytes())
    for path in sorted((ROOT / "tests/examples").glob("*.yml"))
}


def described(schema: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every subschema that describes a value; conditions only restrict what is described."""
    if not isinstance(schema, dict):
        return
    yield where, schema
    for key in ("properties", "$defs"):
        for name, each in schema.get(key, {}).items():
            yield from described(each, f"{where}/{key}/{name}")
    for key in ("items", "additionalProperties"):
        yield from described(schema.get(key), f"{where}/{key}")
    for key in ("anyOf", "oneOf"):
        for index, each in enumerate(schema.get(key, ())):
            yield from described(each, f"{where}/{key}/{index}")


DESCRIBED = [item for name, source in SOURCES.items() for item in described(source, name)]


def schema_of(name: str) -> Schema:
    """Return the schema that judges the example ``name``."""
    if name in SET.kinds:
        return SET.kinds[name]
    found = SET.rulebook if name == "rulebook" else SET.unit
    assert found is not None
    return found


@cache
def _stock_validators(name: str) -> tuple[Any, Any]:
    document = dict(schema_of(name).document)
    checker = jsonschema.FormatChecker(formats=())
    for each, is_of_format in FORMATS.items():
        checker.checks(each)(lambda v, test=is_of_format: not isinstance(v, str) or test(v))
    return (
        jsonschema.Draft202012Validator(document, format_checker=checker),
        jsonschema_rs.Draft202012Validator(document, formats=FORMATS, validate_formats=True),
    )


def accepted(name: str, data: Any) -> bool:
    """Return what every validator, stock or ours, says of ``data``; fail where they differ."""
    schema = schema_of(name)
    said = [each.is_valid(data) for each in _stock_validators(name)]
    said += [schema.is_valid(data), not schema.errors(data)]
    assert len(set(said)) == 1, (said, data)
    return bool(said[0])


def places(value: Any, path: Pointer = ()) -> Iterator[Pointer]:
    """Yield every place in ``value``, the whole first."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*path, index))


def at(value: Any, path: Pointer) -> Any:
    """Return what stands at ``path``."""
    for step in path:
        value = value[step]
    return value


def without(value: Any, path: Pointer) -> Any:
    """Return a copy of ``value`` that lacks what stands at ``path``."""
    changed = copy.deepcopy(value)
    del at(changed, path[:-1])[path[-1]]
    return changed


def replaced(value: Any, path: Pointer, new: Any) -> Any:
    """Return a copy of ``value`` with ``new`` at ``path``."""
    changed = copy.deepcopy(value)
    at(changed, path[:-1])[path[-1]] = new
    return changed
