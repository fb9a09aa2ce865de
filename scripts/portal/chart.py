"""Small charts as geometry: the templates draw them as SVG, so that no script is needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 120
HEIGHT = 28
_MARGIN = 3
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through the months' scores: SVG points, and the place of the last one."""

    points: str
    x: str
    y: str


def curve(scores: Sequence[Decimal], floor: Decimal, top: Decimal) -> Curve | None:
    """Return the line of ``scores`` between ``floor`` and ``top``; None where there are none.

    Every chart of a board has the same floor, so that lines can be compared by eye.
    """
    if not scores:
        return None
    span = top - floor or Decimal(1)
    step = Decimal(WIDTH - 2 * _MARGIN) / (_MONTHS - 1)
    places = [
        (_MARGIN + step * index, _MARGIN + (HEIGHT - 2 * _MARGIN) * (top - score) / span)
        for index, score in enumerate(scores[:_MONTHS])
    ]
    shown = [(f"{x:.1f}", f"{y:.1f}") for x, y in places]
    return Curve(" ".join(f"{x},{y}" for x, y in shown), *shown[-1])
