"""Numbers of a rule that differ by unit (因单位而异), filled in before anything is judged."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.records.registry import Unit
from scoring.rulebook.varying import BY, ELSE, IS, chosen, is_varying
from scoring.rules.fields import FieldUnfit


def varying(fields: Mapping[str, Any]) -> bool:
    """Tell whether any number in ``fields`` varies, at whatever depth."""
    return any(_holds_varying(value) for value in fields.values())


def resolved(fields: Mapping[str, Any], unit: Unit | None) -> Mapping[str, Any]:
    """Return ``fields`` with the numbers that hold for ``unit``; for a unit not named without one.

    Raises FieldUnfit where a number that varies is written as it cannot be.
    """
    if not varying(fields):
        return fields
    return {name: _resolved(name, value, unit) for name, value in fields.items()}


def _holds_varying(value: Any) -> bool:
    if is_varying(value):
        return True
    if isinstance(value, Mapping):
        return any(map(_holds_varying, value.values()))
    return isinstance(value, list) and any(map(_holds_varying, value))


def _resolved(name: str, value: Any, unit: Unit | None) -> Any:
    if is_varying(value):
        return _number(name, value, unit)
    if isinstance(value, Mapping):
        return {key: _resolved(name, each, unit) for key, each in value.items()}
    if isinstance(value, list):
        return [_resolved(name, each, unit) for each in value]
    return value


def _number(name: str, value: Mapping[str, Any], unit: Unit | None) -> Any:
    by, numbers, otherwise = value[BY], value[IS], value[ELSE]
    if not isinstance(by, str) or not isinstance(numbers, Mapping):
        raise FieldUnfit(name)
    for number in (*numbers.values(), otherwise):
        if not isinstance(number, int | Decimal) or isinstance(number, bool):
            raise FieldUnfit(name)
    return otherwise if unit is None else chosen(by, numbers, otherwise, unit)
