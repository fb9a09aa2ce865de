"""A pencil: writes a number's way down step by step, each step a sum that anyone can do."""

from decimal import Decimal
from fractions import Fraction

from scoring.rulebook.numbers import rounded
from scoring.rulebook.terms import Rounding
from scripts.explaining.sums import Sum, number, written
from scripts.language import Language, both, pick

_IS = both("{sum} = {value}", "{sum} = {value}")
_NEARLY = both("{sum} ≈ {value}（保留 {places} 位小数，{how}）",
               "{sum} ≈ {value} [{places} decimals, {how}]")  # fmt: skip
_HOW = {
    "half-up": both("四舍五入", "half up"),
    "down": both("舍去", "cut off"),
    "up": both("进位", "rounded up"),
}
OVER = both(
    "{sum} 高于满分 {bound}，按 {bound} 分计",
    "{sum} exceeds the points, {bound}; counts as {bound}",
)
OVER_ALL = both(
    "{sum} 高于满分连同加分 {bound}，按 {bound} 分计",
    "{sum} exceeds the points with all bonuses, {bound}; counts as {bound}",
)
UNDER = both(
    "{sum} 低于最低分 {bound}，按 {bound} 分计",
    "{sum} is under the least, {bound}; counts as {bound}",
)
LOSES_MOST = both(
    "{sum} 低于最多扣到的 {bound}，按 {bound} 分计",
    "{sum} is more than may be lost, {bound}; counts as {bound}",
)
MOST = both(
    "{sum} 高于封顶分 {bound}，按 {bound} 分计",
    "{sum} exceeds the most, {bound}; counts as {bound}",
)
SET = both(
    "{sum} 高于直接定分 {bound}，按 {bound} 分计",
    "{sum} exceeds what was set, {bound}; counts as {bound}",
)


class Pencil:
    """Holds one number; ``lines`` are the steps that led to it."""

    def __init__(self, begin: Sum, language: Language) -> None:
        self.current = begin
        self.lines: list[str] = []
        self._language = language

    def work_out(self) -> None:
        """Write what the sum comes to; one without a finite decimal is left as it is."""
        value = self.current.finite
        if value is None:
            return
        if not self.current.bare:
            self._write(_IS, value=written(value))
        self.current = number(value)

    def bound(self, words: str, bound: Fraction | Decimal, *, above: bool) -> None:
        """Hold the number within ``bound``, and say so where it was not."""
        value = self.current.value
        if (value > bound) if above else (value < bound):
            self._write(words, bound=written(bound))
            self.current = number(bound)

    def round_off(self, rounding: Rounding | None) -> None:
        """Work the sum out, rounded as told; say so only where that makes a difference."""
        if rounding is None:
            self.work_out()
            return
        value = rounded(self.current.value, rounding)
        if Fraction(value) == self.current.value:
            self.work_out()
            return
        how = pick(_HOW[rounding.how], self._language)
        self._write(_NEARLY, value=written(value), places=str(rounding.places), how=how)
        self.current = number(value)

    def say(self, words: str, **values: str) -> None:
        """Write a sentence."""
        self.lines.append(pick(words, self._language).format(**values))

    def _write(self, words: str, **values: str) -> None:
        self.say(words, sum=self.current.text, **values)
