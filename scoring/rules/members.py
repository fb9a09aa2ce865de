"""``each``: a quota for every member of a list, each in periods of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.calendar.periods import EVERY
from scoring.records.record import Record
from scoring.records.registry import Unit
from scoring.rules.fields import Fields, FieldUnfit

_CODE = "code"


@dataclass(frozen=True, slots=True)
class Member:
    """A member that owes something in each period of length ``every``; no code: the unit itself."""

    code: str
    every: str


@dataclass(frozen=True, slots=True)
class Each:
    """Whose quota it is: the unit's own (no ``key``), or that of each member.

    The members are ``named`` here, each with its period, or are the items of the list ``of`` in
    the unit's registry entry, whose field ``field`` names the period. ``every`` is the period of
    all that name none. A record is about the member whose code its field ``key`` holds.
    """

    key: str = ""
    named: tuple[Member, ...] = ()
    of: str = ""
    field: str = ""
    every: str | None = None

    @classmethod
    def from_fields(cls, fields: Fields) -> "Each":
        """Read ``each`` and ``every`` of a rule. Raises FieldUnfit."""
        if not fields.has("each"):
            return cls(named=(Member("", fields.every()),))
        default = fields.every() if fields.has("every") else None
        each = fields.mapping("each")
        key, of, own = each.get("key"), each.get("of"), each.get("every")
        if not isinstance(key, str) or not isinstance(of, str | list):
            raise FieldUnfit("each")
        if isinstance(of, str):
            if not isinstance(own, str) and default is None:
                raise FieldUnfit("each")
            field = own if isinstance(own, str) else ""
            return cls(key, of=of, field=field, every=default)
        periods = own if isinstance(own, Mapping) else {}
        named = tuple(_member(code, periods.get(code, default)) for code in of)
        return cls(key, named)

    def members(self, unit: Unit) -> tuple[Member, ...]:
        """Return who owes something; nobody where the list of ``unit`` is empty or absent."""
        if not self.of:
            return self.named
        listed = unit.entry.get(self.of)
        found = (self._listed(item) for item in (listed if isinstance(listed, list) else ()))
        return tuple(member for member in found if member is not None)

    def is_about(self, record: Record, member: Member) -> bool:
        """Tell whether ``record`` counts for ``member``."""
        return not self.key or record.data.get(self.key) == member.code

    def _listed(self, item: Any) -> Member | None:
        code = item.get(_CODE) if isinstance(item, Mapping) else item
        own = item.get(self.field) if isinstance(item, Mapping) else None
        every = own if own in EVERY else self.every
        return Member(code, every) if isinstance(code, str) and every is not None else None


def _member(code: Any, every: Any) -> Member:
    if not isinstance(code, str) or every not in EVERY:
        raise FieldUnfit("each")
    return Member(code, every)
