"""The registry: the units, what kind they are, which roles they have, who may submit for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

LIFE = ("since", "until", "into", "assessed_as")
"""Fields of an entry by which a unit comes and goes; with its kind they are a maintainer's."""

EARLIER = "earlier"

REGISTRAR = "registrar"
"""The role of the unit that keeps the registry."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a set in a unit's entry: a village with its code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class EarlierEntry:
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
    earlier: tuple[EarlierEntry, ...] = ()
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


def governed_fields(
    before: Mapping[str, Any], after: Mapping[str, Any], *, has_roles: bool
) -> tuple[str, ...]:
    """Return the fields of an entry that were changed and that only a maintainer may change.

    They say who may write what, which units come and go, and what was told of the past.
    ``has_roles``: the unit has roles now, and then its submitters are among them. Both entries are
    ones that the unit schema has accepted.
    """
    found = ["kind"] if before["kind"] != after["kind"] else []
    if frozenset(before.get("roles", ())) != frozenset(after.get("roles", ())):
        found.append("roles")
    found += (name for name in LIFE if before.get(name) != after.get(name))
    if rewrites_past(before.get(EARLIER, ()), after.get(EARLIER, ())):
        found.append(EARLIER)
    if has_roles and before.get("submitters") != after.get("submitters"):
        found.append("submitters")
    return tuple(found)


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


def _earlier(items: Iterable[Mapping[str, Any]]) -> tuple[EarlierEntry, ...]:
    states = (
        EarlierEntry(
            date.fromisoformat(item["until"]),
            {name: value for name, value in item.items() if name != "until"},
        )
        for item in items
    )
    return tuple(sorted(states, key=lambda state: state.until))


def _is_member(item: Any) -> bool:
    return isinstance(item, Mapping) and {"code", "name"} <= item.keys()
