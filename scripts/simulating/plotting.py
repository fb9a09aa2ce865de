"""A dumbbell for every unit as geometry: where before and after stand on one scale, in per cent.

Places are shares of the width, so that the drawing is as sharp and as legible on a phone as on
paper; names and numbers stand beside it as text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from scripts.scoreboard.ranking import plain
from scripts.simulating.result import Board, Side, UnitMove

_MARGIN = Decimal(3)
_MOST_TICKS = 5
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale: its place in per cent, its number."""

    x: str
    text: str


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """Where a unit stands before and after, in per cent of the width; empty where it does not."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Scale:
    """What dumbbells are drawn on. ``shares``: in per cent of the full points, for they differ."""

    ticks: tuple[Tick, ...]
    shares: bool
    low: Decimal
    high: Decimal

    def dumbbell(self, unit: UnitMove) -> Dumbbell:
        """Return where ``unit`` stands."""
        return Dumbbell(*(self._x(side) for side in (unit.before, unit.after)))

    def _x(self, side: Side | None) -> str:
        value = _value(side, self.shares)
        return "" if value is None else _place(value, self.low, self.high)


def scale_of(board: Board) -> Scale | None:
    """Return the scale on which all units of ``board`` can be drawn; None where none is scored."""
    sides = [side for unit in board.units for side in (unit.before, unit.after)]
    shares = len({side.points for side in sides if side is not None}) > 1
    values = [value for side in sides if (value := _value(side, shares)) is not None]
    if not values:
        return None
    step = _step(max(values) - min(values))
    low = min(values) // step * step
    low = low if low <= min(values) else low - step
    high = low
    while high < max(values) or high == low:
        high += step
    marks = [low + step * index for index in range(int((high - low) / step) + 1)]
    return Scale(tuple(_ticks(marks, low, high, shares)), shares, low, high)


def _value(side: Side | None, shares: bool) -> Decimal | None:
    if side is None or side.score is None:
        return None
    return side.score * _HUNDRED / side.points if shares and side.points else side.score


def _step(span: Decimal) -> Decimal:
    """Return a round step (1, 2 or 5 and noughts) that parts ``span`` into few ticks."""
    power = Decimal(1).scaleb(span.adjusted() - 1) if span else Decimal("0.1")
    steps = (power * factor for factor in (1, 2, 5, 10, 20, 50, 100))
    return next(step for step in steps if step * (_MOST_TICKS - 1) >= span)


def _ticks(marks: Iterable[Decimal], low: Decimal, high: Decimal, shares: bool) -> Iterable[Tick]:
    for mark in marks:
        yield Tick(_place(mark, low, high), plain(mark) + ("%" if shares else ""))


def _place(value: Decimal, low: Decimal, high: Decimal) -> str:
    share = (value - low) / (high - low)
    return f"{_MARGIN + (_HUNDRED - 2 * _MARGIN) * share:.2f}%"
