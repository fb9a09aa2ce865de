"""The registry: the units, what kind they are, which roles they have, who may submit for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

LIFE = ("since", "until", "into", "assessed_as")
"""Fields of an entry by which a unit comes and goes; with its kind they are a maintainer's."""

EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a set in a unit's entry: a village with its code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Before:
    """How a unit stood to the end of the day ``until``: the fields that were different then."""

    until: date
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of the registry, from ``units/<id>/unit.yml``.

    ``sets`` holds every list of coded members of the entry by field name (``villages``), ``entry``
    all that the entry says. ``since`` and ``until`` are its first and its last day (None: always
    there, and still), ``into`` the units that took over, ``earlier`` how it stood before, oldest
    first, ``assessed_as`` the kind that it is assessed as in a year, where that is laid down.
    ``scoring.records.changing`` tells how it stands at a time.
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
    since: date | None = None
    until: date | None = None
    into: tuple[str, ...] = ()
    earlier: tuple[Before, ...] = ()
    assessed_as: Mapping[int, str] = field(default_factory=dict)


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
        since=_day(data, "since"),
        until=_day(data, "until"),
        into=tuple(data.get("into", ())),
        earlier=_earlier(data.get(EARLIER, ())),
        assessed_as={item["year"]: item["kind"] for item in data.get("assessed_as", ())},
    )


def rewrites_past(before: Any, after: Any) -> bool:
    """Tell whether the list ``earlier`` becomes more than ``before`` with names and lists added.

    Whoever keeps the registry may add how a unit was called and what it had; what has been told of
    the past, and which kind a unit was, is a maintainer's.
    """
    if list(after[: len(before)]) != list(before):
        return True
    return any("kind" in item for item in after[len(before) :])


def _day(data: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(data[name]) if name in data else None


def _earlier(items: Iterable[Mapping[str, Any]]) -> tuple[Before, ...]:
    states = (
        Before(
            date.fromisoformat(item["until"]),
            {name: value for name, value in item.items() if name != "until"},
        )
        for item in items
    )
    return tuple(sorted(states, key=lambda state: state.until))


def _is_member(item: Any) -> bool:
    return isinstance(item, Mapping) and {"code", "name"} <= item.keys()
