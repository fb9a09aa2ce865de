"""The registry: the units, what kind they are, which roles they have, who may submit for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a set in a unit's entry: a village with its code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of the registry, from ``units/<id>/unit.yml``.

    ``sets`` holds every list of coded members of the entry by field name (``villages``), ``entry``
    all that the entry says.
    """

    id: str
    name: str
    short_name: str
    kind: str
    code: str | None = None
    roles: frozenset[str] = frozenset()
    submitters: tuple[str, ...] = ()
    sets: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)
    entry: Mapping[str, Any] = field(default_factory=dict)


Registry = Mapping[str, Unit]
"""Units by id."""


def unit_from(unit_id: str, data: Mapping[str, Any]) -> Unit:
    """Return the unit described by ``data``, which the unit schema has accepted."""
    sets = {
        name: tuple(Member(item["code"], item["name"]) for item in value)
        for name, value in data.items()
        if isinstance(value, list) and value and all(_is_member(item) for item in value)
    }
    return Unit(
        id=unit_id,
        name=data["name"],
        short_name=data["short_name"],
        kind=data["kind"],
        code=data.get("code"),
        roles=frozenset(data.get("roles", ())),
        submitters=tuple(data.get("submitters", ())),
        sets=sets,
        contact=dict(data.get("contact", {})),
        entry=data,
    )


def _is_member(item: Any) -> bool:
    return isinstance(item, Mapping) and {"code", "name"} <= item.keys()
