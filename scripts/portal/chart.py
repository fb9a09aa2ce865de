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


@dataclass(frozen=True, slots=True)
class Mark:
    """A value on a plot: where it stands, and the text written there."""

    x: str
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A line over the months with its values written beside it, and the lines of its scale."""

    points: str
    marks: tuple[Mark, ...]
    scale: tuple[Mark, ...]


PLOT_WIDTH = 640
PLOT_HEIGHT = 160
PLOT_RIGHT = 24  # free of the line, for the last value
_LEFT, _TOP, _BOTTOM = 44, 22, 26


def plot(values: Sequence[Decimal], top: Decimal) -> Plot | None:
    """Return the line of ``values`` (points a month's end) under ``top``; None where none.

    The scale begins at a whole tenth of ``top`` below the lowest value, and says so: the page
    writes every value, and has a table of them.
    """
    if not values:
        return None
    tenth = top / 10
    floor = min(values) // tenth * tenth
    span = top - floor or tenth
    step = Decimal(PLOT_WIDTH - _LEFT - PLOT_RIGHT) / (_MONTHS - 1)

    def height(value: Decimal) -> str:
        return f"{_TOP + (PLOT_HEIGHT - _TOP - _BOTTOM) * (top - value) / span:.1f}"

    marks = tuple(
        Mark(f"{_LEFT + step * index:.1f}", height(value), f"{value:.2f}")
        for index, value in enumerate(values[:_MONTHS])
    )
    scale = tuple(Mark(str(_LEFT), height(value), f"{value:.1f}") for value in (floor, top))
    return Plot(" ".join(f"{mark.x},{mark.y}" for mark in marks), marks, scale)


BAR_WIDTH = 60


def segments(shares: Sequence[Decimal]) -> tuple[tuple[str, str], ...]:
    """Return where each share (0–1 of a full bar) begins and how wide it is, side by side."""
    found = []
    start = Decimal(0)
    for share in shares:
        width = share * BAR_WIDTH
        found.append((f"{start:.1f}", f"{width:.1f}"))
        start += width
    return tuple(found)
