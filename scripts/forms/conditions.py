"""What a form asks for depending on what was filled in: ``if``, ``then`` and ``else``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Demand:
    """What then holds: ``title`` names the case (perhaps ""), fields that must or may not stand."""

    title: str
    requires: tuple[str, ...]
    forbids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """If all fields of ``present`` stand and those of ``values`` have one of their values.

    ``known`` is False where the schema asks more than is said here; only the validator knows then.
    """

    present: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    then: Demand
    otherwise: Demand
    known: bool = True


def conditions_of(document: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Return the conditions at the root of ``document``, also those within its ``allOf``."""
    every = [document, *document.get("allOf", ())]
    return tuple(_condition(each) for each in every if "if" in each)


def _condition(schema: Mapping[str, Any]) -> Condition:
    asked = schema["if"]
    values = dict(_values(asked.get("properties", {})))
    then, otherwise = _demand(schema.get("then", {})), _demand(schema.get("else", {}))
    known = asked.keys() <= {"required", "properties", "title"} and len(values) == len(
        asked.get("properties", {})
    )
    return Condition(
        present=tuple(name for name in asked.get("required", ()) if name not in values),
        values=values,
        then=then,
        otherwise=otherwise,
        known=known and _is_plain(schema.get("then", {})) and _is_plain(schema.get("else", {})),
    )


def _values(properties: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, schema in properties.items():
        if isinstance(schema, Mapping) and "const" in schema:
            yield name, (str(schema["const"]),)
        elif isinstance(schema, Mapping) and "enum" in schema:
            yield name, tuple(map(str, schema["enum"]))


def _demand(schema: Any) -> Demand:
    if not isinstance(schema, Mapping):
        return Demand("", (), ())
    properties = schema.get("properties", {})
    return Demand(
        title=str(schema.get("title", "")),
        requires=tuple(schema.get("required", ())),
        forbids=tuple(name for name, value in properties.items() if value is False),
    )


def _is_plain(schema: Any) -> bool:
    """Tell whether ``schema`` only demands and forbids fields."""
    if not isinstance(schema, Mapping) or schema.keys() - {"title", "required", "properties"}:
        return False
    return all(value is False for value in schema.get("properties", {}).values())
