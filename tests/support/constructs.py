"""The constructs of the rulebook language, as its schema lists them, and those a rulebook uses."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from tests.support.scenario import ROOT

_NAMES = frozenset(("id", "kind", "title"))
_OF_EVERY_RULE = frozenset(("record", "where", "sets", "fixes", "charge_to", "once_with"))
_CHOICES = ("begins", "combine", "absent", "every", "how", "ties", "over", "missing", "keeps")


@cache
def _definitions() -> Mapping[str, Any]:
    document = json.loads((ROOT / "schemas" / "rulebook.json").read_bytes())
    return {"root": document, **document["$defs"]}


@cache
def kinds() -> tuple[str, ...]:
    """Every kind of rule."""
    return tuple(each["$ref"].rpartition("/")[2] for each in _definitions()["rule"]["oneOf"])


@cache
def constructs() -> frozenset[str]:
    """Every field of the whole, of a node, of each kind of rule; every choice that a field has."""
    found = set()
    for where in ("root", "node", *kinds()):
        for field in _definitions()[where]["properties"].keys() - _NAMES:
            found.add(_named(where, field))
    found |= {f"rule.{kind}" for kind in kinds()} | {"number.by", "number.is", "number.else"}
    figures = _definitions()["band"]["properties"]["figure"]["properties"]
    found |= {f"figure.{name}" for name in figures} | {"applies_to.not"}
    for document in _definitions().values():
        found |= set(_choices(document))
    return frozenset(found)


def _named(where: str, field: str) -> str:
    """Return the name of a construct; what every rule may have is one construct, not eleven."""
    of_every_rule = where in kinds() and field in _OF_EVERY_RULE
    return f"rule.{field}" if of_every_rule else f"{where}.{field}"


def _choices(document: Any) -> Iterator[str]:
    """Yield ``field=value`` for every choice that a schema offers."""
    if isinstance(document, list):
        for each in document:
            yield from _choices(each)
    if not isinstance(document, dict):
        return
    for name, field in document.get("properties", {}).items():
        if isinstance(field, dict) and name in _CHOICES:
            target = field.get("$ref", "").rpartition("/")[2]
            for value in _definitions().get(target, field).get("enum", ()):
                yield f"{name}={value}"
    for each in document.values():
        yield from _choices(each)


def used(rulebook: Mapping[str, Any]) -> frozenset[str]:
    """Return the constructs that ``rulebook``, as data, uses."""
    return frozenset((*_used("root", rulebook), *_chosen(rulebook)))


def _used(where: str, data: Mapping[str, Any]) -> Iterator[str]:
    yield from (_named(where, field) for field in data.keys() - _NAMES)
    for node in data.get("nodes", ()):
        yield from _used("node", node)
    for rule in data.get("rules", ()):
        yield f"rule.{rule['kind']}"
        yield from _used(rule["kind"], rule)
        yield from (f"figure.{name}" for name in rule.get("figure", ()))
    if "not" in data.get("applies_to", ()):
        yield "applies_to.not"


def _chosen(data: Any) -> Iterator[str]:
    if isinstance(data, list):
        for each in data:
            yield from _chosen(each)
    if not isinstance(data, dict):
        return
    if data.keys() == {"by", "is", "else"}:
        yield from ("number.by", "number.is", "number.else")
    for name, value in data.items():
        if name in _CHOICES and isinstance(value, str):
            yield f"{name}={value}"
        if name == "every" and isinstance(value, dict):
            yield from (f"every={each}" for each in value.values())
        yield from _chosen(value)
