"""One schema, two validators: ``jsonschema_rs`` clears the many, ``jsonschema`` decides the rest.

What the fast one clears is valid. What it refuses, or cannot read, the reference one judges and
explains. Their one known difference is kept from the fast one: it takes 120.0 for an integer,
``jsonschema`` (of a Decimal) does not, so data that hold a Decimal go to the reference one alone.

Both are imported when first needed: a history without mistakes never needs ``jsonschema``.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache, cached_property
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, Any

from scoring.records.formats import FORMATS
from scoring.records.parts import Part
from scoring.records.schema_errors import SchemaError, errors_behind

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

MAX_DEPTH = 64
"""Levels of nesting read; what is deeper is refused, so that no validator runs out of stack."""

MACHINE_INTEGER = 2**63
"""Integers from here on are for the reference validator; the fast one may misread them."""

MAX_ERRORS = 100
"""Errors told of one document."""

_PLACES = 9
_DIGITS = 15


class Validator:
    """Judges data by the schema of ``whole``, which stands alone and has been found usable."""

    def __init__(self, whole: Part) -> None:
        self._whole = whole
        self._document = whole.document

    def is_valid(self, data: Any) -> bool:
        """Tell whether ``data`` (of plain dicts, lists, str, int, Decimal, bool, None) is valid."""
        shape = _shape(data)
        if shape == "deep":
            return False
        if shape == "plain":
            try:
                if self._fast.is_valid(data):
                    return True
            except (ValueError, TypeError):  # what it cannot read; the reference one decides
                pass
        return next(self._reference.iter_errors(data), None) is None

    def errors(self, data: Any) -> tuple[SchemaError, ...]:
        """Return what is wrong with ``data``, at most 100 errors; none if valid."""
        if _shape(data) == "deep":
            return (SchemaError((), "depth", {"title": "", "limit": str(MAX_DEPTH)}),)
        found = (
            each
            for error in self._reference.iter_errors(data)
            for each in errors_behind(error, self._whole)
        )
        return tuple(islice(found, MAX_ERRORS))

    @cached_property
    def _fast(self) -> Any:
        import jsonschema_rs

        return jsonschema_rs.Draft202012Validator(
            {key: value for key, value in self._document.items() if key != "examples"},
            formats=FORMATS,
            validate_formats=True,
            ignore_unknown_formats=False,
            offline=True,
        )

    @cached_property
    def _reference(self) -> Any:
        return _reference_class()(self._document, format_checker=_format_checker())


def _shape(data: Any) -> str:
    """Say whether ``data`` are ``plain``, hold other scalars (``exact``), or lie too ``deep``."""
    shape = "plain"
    pending = [(data, 0)]
    while pending:
        value, depth = pending.pop()
        kind = type(value)
        if kind is str or kind is bool or value is None:
            continue
        if kind is int and abs(value) < MACHINE_INTEGER:
            continue
        if kind is dict or kind is list:
            if depth >= MAX_DEPTH:
                return "deep"
            below = value.values() if kind is dict else value
            pending.extend((each, depth + 1) for each in below)
        else:
            shape = "exact"
    return shape


@cache
def _reference_class() -> Any:
    """Return ``jsonschema``'s validator with exact numbers and with bounds on its work."""
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    checker = Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"integer": _is_integer, "number": _is_number}
    )
    keywords = {
        "required": _required,
        "properties": _own_fields,
        "additionalProperties": _other_fields,
        "uniqueItems": _unique_items,
    }
    made: Any = extend  # not annotated by the library
    return made(Draft202012Validator, validators=keywords, type_checker=checker)


@cache
def _format_checker() -> Any:
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    for name, is_of_format in FORMATS.items():
        checker.checks(name)(
            lambda value, test=is_of_format: not isinstance(value, str) or test(value)
        )
    return checker


def _is_integer(_: Any, value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(_: Any, value: Any) -> bool:
    """Tell a number one can reckon with: finite, at most 15 digits before and 9 after the point."""
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return isinstance(exponent, int) and exponent >= -_PLACES and value.adjusted() < _DIGITS
    if isinstance(value, float):
        return isfinite(value)
    return _is_integer(_, value)


def _required(
    validator: Any, names: Any, instance: Any, schema: Any
) -> Iterator["ValidationError"]:
    """``required``, with the missing field in the path: the library tells it in words only."""
    from jsonschema.exceptions import ValidationError

    if isinstance(instance, dict):
        for name in names:
            if name not in instance:
                yield ValidationError("missing field", path=(name,))


def _own_fields(
    validator: Any, known: Any, instance: Any, schema: Any
) -> Iterator["ValidationError"]:
    """``properties``, with the field in the path also where its schema is false (forbidden)."""
    from jsonschema.exceptions import ValidationError

    if not isinstance(instance, dict):
        return
    for name, inner in known.items():
        if name not in instance:
            continue
        if inner is False:
            yield ValidationError("forbidden field", path=(name,))
        else:
            yield from validator.descend(instance[name], inner, path=name, schema_path=name)


def _other_fields(
    validator: Any, allowed: Any, instance: Any, schema: Any
) -> Iterator["ValidationError"]:
    """``additionalProperties``, in document order and with one error for each field too many.

    The library's own goes through a set, whose order differs from run to run.
    """
    from jsonschema.exceptions import ValidationError

    if not isinstance(instance, dict):
        return
    known = schema.get("properties", {})
    for name in instance:
        if name in known:
            continue
        if allowed is False:
            yield ValidationError("unknown field", path=(name,))
        else:
            yield from validator.descend(instance[name], allowed, path=name)


def _unique_items(
    validator: Any, wanted: Any, instance: Any, schema: Any
) -> Iterator["ValidationError"]:
    """``uniqueItems``, but not on lists that are too long anyway: its work grows as the square."""
    from jsonschema import Draft202012Validator

    if isinstance(instance, list) and len(instance) <= schema.get("maxItems", MAX_ERRORS):
        own = Draft202012Validator.VALIDATORS["uniqueItems"]
        yield from own(validator, wanted, instance, schema)
