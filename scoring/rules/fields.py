"""The fields of a rule as written, each read as what it has to be."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from scoring.calendar.periods import EVERY
from scoring.rulebook.terms import Rounding

Where = Mapping[str, Any]
"""What a record's fields have to be: a value, or one of a list."""


class FieldUnfit(ValueError):
    """A field of a rule is missing or cannot be what it says; ``field`` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class Fields:
    """Reads a rule's fields. Every method raises FieldUnfit for what it cannot read."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields

    def has(self, name: str) -> bool:
        """Tell whether the field is there."""
        return self._fields.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; ``default``, where there is one, if the field is absent."""
        value = self._fields.get(name)
        value = default if value is None else value
        if not isinstance(value, str) or not value:
            raise FieldUnfit(name)
        return value

    def optional_text(self, name: str) -> str | None:
        """Return a text; None where the field is absent."""
        return self.text(name) if self.has(name) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; none where the field is absent."""
        values = self._fields.get(name)
        values = [] if values is None else values
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise FieldUnfit(name)
        return tuple(values)

    def number(self, name: str) -> Decimal:
        """Return an exact number, not negative. A binary float is none."""
        return _number(name, self._fields.get(name))

    def optional_number(self, name: str) -> Decimal | None:
        """Return an exact number, not negative; None where the field is absent."""
        return self.number(name) if self.has(name) else None

    def one_of(self, *names: str) -> str:
        """Return the one of ``names`` that is there; more than one, or none, cannot be."""
        there = [name for name in names if self.has(name)]
        if len(there) != 1:
            raise FieldUnfit(names[0] if not there else there[1])
        return there[0]

    def any_of(self, *names: str) -> None:
        """Ask for one of ``names`` at least."""
        if not any(map(self.has, names)):
            raise FieldUnfit(names[0])

    def with_its(self, name: str, needed: str) -> None:
        """Ask for the field ``needed`` where ``name``, which means nothing without it, is there."""
        if self.has(name) and not self.has(needed):
            raise FieldUnfit(needed)

    def choice(self, name: str, known: Collection[str], default: str) -> str:
        """Return one of ``known``; ``default`` if the field is absent."""
        value = self.text(name, default)
        if value not in known:
            raise FieldUnfit(name)
        return value

    def flag(self, name: str) -> bool:
        """Return whether the field says so; absent is no."""
        value = self._fields.get(name, False)
        if not isinstance(value, bool):
            raise FieldUnfit(name)
        return value

    def rounding(self, name: str) -> Rounding | None:
        """Return how to round; None where the field is absent."""
        value = self.mapping(name)
        if not value:
            return None
        places, how = value.get("places"), value.get("how", "half-up")
        if not isinstance(places, int) or not isinstance(how, str):
            raise FieldUnfit(name)
        return Rounding(places, how)

    def below(self, name: str) -> "Fields":
        """Return the fields below this one."""
        return Fields(self.mapping(name))

    def items(self, name: str) -> tuple["Fields", ...]:
        """Return the fields of each item of a list that is not empty."""
        value = self._fields.get(name)
        if not isinstance(value, list) or not value:
            raise FieldUnfit(name)
        if not all(isinstance(item, Mapping) for item in value):
            raise FieldUnfit(name)
        return tuple(map(Fields, value))

    def value(self, name: str) -> Any:
        """Return the field as it is written; None where it is absent."""
        return self._fields.get(name)

    def count(self, name: str, *, least: int = 0, default: int | None = None) -> int:
        """Return a whole number, at least ``least``."""
        value = self._fields.get(name)
        value = default if value is None else value
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise FieldUnfit(name)
        return value

    def every(self, default: str | None = None) -> str:
        """Return the length of the periods that the rule judges (``every``)."""
        value = self.text("every", default)
        if value not in EVERY:
            raise FieldUnfit("every")
        return value

    def mapping(self, name: str) -> Mapping[str, Any]:
        """Return fields below this one; none where it is absent."""
        value = self._fields.get(name)
        value = {} if value is None else value
        if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
            raise FieldUnfit(name)
        return value

    def prices(self, name: str) -> tuple[str, Mapping[str, Decimal]]:
        """Return the one field named there and the points for each of its values."""
        by_field = self.mapping(name)
        if len(by_field) != 1:
            raise FieldUnfit(name)
        ((field, prices),) = by_field.items()
        if not isinstance(prices, Mapping) or not prices:
            raise FieldUnfit(name)
        return field, {str(value): _number(name, points) for value, points in prices.items()}

    def day(self, name: str) -> str:
        """Return a day: ``MM-DD`` of whichever year is judged, or a full date."""
        value = self.text(name)
        try:
            date.fromisoformat(f"2024-{value}" if len(value) == len("MM-DD") else value)
        except ValueError:
            raise FieldUnfit(name) from None
        return value


def _number(name: str, value: Any) -> Decimal:
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        raise FieldUnfit(name)
    number = Decimal(value)
    if not number.is_finite() or number < 0:
        raise FieldUnfit(name)
    return number
