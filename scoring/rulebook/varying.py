"""Numbers that differ by unit (因单位而异的数): how they are written, which holds for a unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

BY, IS, ELSE = "by", "is", "else"
UNIT, KIND = "unit", "kind"
_KEYS = frozenset((BY, IS, ELSE))


class Assessed(Protocol):
    """What of a unit a number may vary by: its id, its kind, any field of its registry entry."""

    @property
    def id(self) -> str:
        """The unit's id."""
        ...

    @property
    def kind(self) -> str:
        """Its kind."""
        ...

    @property
    def entry(self) -> Mapping[str, Any]:
        """What the registry says of it."""
        ...


@dataclass(frozen=True, slots=True)
class Varying:
    """A number by the values of a field: ``by`` is ``unit``, ``kind`` or a field of the registry.

    ``otherwise`` holds for units with none of the values in ``numbers``.
    """

    by: str
    numbers: Mapping[str, Decimal]
    otherwise: Decimal

    @property
    def every(self) -> tuple[Decimal, ...]:
        """Every number that it may be."""
        return (*self.numbers.values(), self.otherwise)

    def of(self, unit: Assessed) -> Decimal:
        """Return the number that holds for ``unit``."""
        found: Decimal = chosen(self.by, self.numbers, self.otherwise, unit)
        return found


def is_varying(value: Any) -> bool:
    """Tell whether ``value`` is a number that varies: ``{by: unit, is: {…}, else: 2}``."""
    return isinstance(value, Mapping) and value.keys() == _KEYS


def varying_from(value: Mapping[str, Any]) -> Varying:
    """Return the number that varies as ``value`` says, which the schema has accepted."""
    numbers = {str(key): Decimal(number) for key, number in value[IS].items()}
    return Varying(str(value[BY]), numbers, Decimal(value[ELSE]))


def chosen(by: str, numbers: Mapping[str, Any], otherwise: Any, unit: Assessed) -> Any:
    """Return the one of ``numbers`` for the value that ``unit`` has, ``otherwise`` where none is.

    Of a field that is a list, the first of ``numbers`` that is in it.
    """
    own = {UNIT: unit.id, KIND: unit.kind}.get(by, unit.entry.get(by))
    return next((numbers[key] for key in numbers if holds(own, (key,))), otherwise)


def holds(value: Any, wanted: tuple[Any, ...]) -> bool:
    """Tell whether ``value``, or one of its items where it is a list, is among ``wanted``."""
    values = value if isinstance(value, list) else [value]
    return any(
        each == one and isinstance(each, bool) == isinstance(one, bool)
        for each in values
        for one in wanted
    )
