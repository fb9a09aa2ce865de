"""Exact numbers: decimals wherever there is one, fractions where a division has no end."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import ceil, floor

from scoring.rulebook.terms import Rounding

Exact = Decimal | Fraction
"""A number that nothing has rounded."""


def simplest(number: Exact) -> Exact:
    """Return ``number`` as a decimal if it has a finite one, else as the fraction it is.

    It has one if the denominator has no factor but 2 and 5.
    """
    if isinstance(number, Decimal):
        return number
    rest, places = number.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for factor in (2, 5):
        while rest % factor == 0:
            rest, places = rest // factor, places + 1
    if rest != 1:
        return number
    whole = number * 10**places
    return Decimal(whole.numerator).scaleb(-places)


def plus(one: Exact, other: Exact) -> Exact:
    """Return the exact sum."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one + other
    return simplest(Fraction(one) + Fraction(other))


def total(numbers: Iterable[Exact]) -> Exact:
    """Return the exact sum of all ``numbers``."""
    nothing: Exact = Decimal(0)
    return reduce(plus, numbers, nothing)


def minus(one: Exact, other: Exact) -> Exact:
    """Return the exact difference."""
    return plus(one, -other)


def times(one: Exact, other: Exact) -> Exact:
    """Return the exact product."""
    return simplest(Fraction(one) * Fraction(other))


def rounded(number: Exact, rounding: Rounding | None) -> Decimal:
    """Return ``number`` rounded as told; ``down`` is towards zero, ``up`` away from it.

    Raises ValueError for a number without a finite decimal where nothing is told; a rulebook that
    could come to that is refused when it is read.
    """
    if rounding is None:
        number = simplest(number)
        if isinstance(number, Fraction):
            raise ValueError(f"{number} has no finite decimal")
        return number
    large = abs(Fraction(number)) * 10**rounding.places
    steps = {"half-up": floor(large + Fraction(1, 2)), "down": floor(large), "up": ceil(large)}
    sign = -1 if number < 0 else 1
    return Decimal(sign * steps[rounding.how]).scaleb(-rounding.places)
