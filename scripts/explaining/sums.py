"""Sums as they are written down: signs, brackets, remarks; and what they come to, exactly."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.ledger.text import exact
from scoring.rulebook.numbers import Exact, simplest
from scripts.language import Language


@dataclass(frozen=True, slots=True)
class Sum:
    """A number with how it is come by; ``text`` is what one types into a calculator.

    Remarks stand in full-width brackets (in English in square ones), sums in round ones. ``loose``
    sums need brackets where something is done with them; ``bare`` ones are a number and no sum.
    """

    text: str
    value: Fraction
    loose: bool = False
    bare: bool = False

    @property
    def inner(self) -> str:
        """The sum as a part of another."""
        return f"({self.text})" if self.loose else self.text

    @property
    def finite(self) -> Decimal | None:
        """What it comes to, where that has a finite decimal."""
        value = simplest(self.value)
        return value if isinstance(value, Decimal) else None

    def plus(self, other: "Sum") -> "Sum":
        """Return both together."""
        return Sum(f"{self.text} + {other.inner}", self.value + other.value, True)

    def minus(self, other: "Sum") -> "Sum":
        """Return what is left of it."""
        return Sum(f"{self.text} − {other.inner}", self.value - other.value, True)

    def times(self, other: "Sum") -> "Sum":
        """Return so many times this."""
        return Sum(f"{self.inner} × {other.inner}", self.value * other.value)

    def over(self, other: "Sum") -> "Sum":
        """Return it divided; what divides stands in brackets unless it is a number."""
        below = other.text if other.bare else f"({other.text})"
        return Sum(f"{self.inner} ÷ {below}", self.value / other.value)


def number(value: Exact | int, remark: str = "", language: Language = "zh") -> Sum:
    """Return a number as it is written, with what it is; without a finite decimal, a fraction."""
    text = written(value)
    loose = "÷" in text
    text = f"({text})" if loose or value < 0 else text
    return Sum(text + remarked(remark, language), Fraction(value), bare=not loose)


def written(value: Exact | int) -> str:
    """Return a number as people write it."""
    exactly = simplest(Fraction(value))
    if isinstance(exactly, Decimal):
        return str(exact(exactly)).replace("-", "−")
    return f"{exactly.numerator} ÷ {exactly.denominator}".replace("-", "−")


def remarked(remark: str, language: Language) -> str:
    """Return a remark as it stands behind a number."""
    if not remark:
        return ""
    return f"（{remark}）" if language == "zh" else f" [{remark}]"


def added(sums: list[Sum]) -> Sum:
    """Return all of ``sums`` together; nothing where there are none."""
    whole = sums[0] if sums else number(0)
    for each in sums[1:]:
        whole = whole.plus(each)
    return whole


def chained(begin: Sum | None, parts: list[tuple[bool, Sum]]) -> Sum:
    """Return ``begin`` with every part added (True) or taken away (False), those added first."""
    ordered = sorted(parts, key=lambda part: not part[0])
    whole = begin
    for adds, part in ordered:
        if whole is None:
            whole = part if adds else number(0).minus(part)
        else:
            whole = whole.plus(part) if adds else whole.minus(part)
    return number(0) if whole is None else whole
