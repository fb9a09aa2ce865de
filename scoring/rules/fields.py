"""The fields of a rule as written, each read as what it has to be."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from scoring.calendar.periods import EVERY

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
