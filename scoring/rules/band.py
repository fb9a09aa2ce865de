"""``band`` (分档): a figure falls into one of several bands, each with its price."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from scoring.calendar.periods import Period
from scoring.rules.band_figures import Figure, Read
from scoring.rules.fields import Fields, FieldUnfit
from scoring.rules.judgement import Context, Judgement, Lapse, Progress
from scoring.rules.matching import judged_periods

WITHOUT = "without"


@dataclass(frozen=True, slots=True)
class Band:
    """From ``at_least`` on (None: whatever is left), so many ``points``, earned or lost."""

    at_least: Decimal | None
    points: Decimal
    earns: bool

    def holds(self, read: Read) -> bool:
        """Tell whether ``read`` falls into it; nothing is divided."""
        return self.at_least is None or read.have >= self.at_least * read.whole


@dataclass(frozen=True, slots=True)
class Bands:
    """Costs or earns what the first band, from the top, says that a period's figure is in.

    A ratio of nothing is in no band; it is worth what ``without`` says.
    """

    figure: Figure
    bands: tuple[Band, ...]
    without: Band | None

    @classmethod
    def from_fields(cls, fields: Fields) -> "Bands":
        """Read the rule's fields. Raises FieldUnfit."""
        figure = Figure.from_fields(fields)
        without = _band(fields.below(WITHOUT), WITHOUT) if fields.has(WITHOUT) else None
        if without is not None and (not figure.is_ratio or without.at_least is not None):
            raise FieldUnfit(WITHOUT)
        return cls(figure, _bands(fields), without)

    @property
    def falls(self) -> bool:
        """Whether the bands go from the highest down, so that each of them can be reached."""
        lower = [band.at_least for band in self.bands if band.at_least is not None]
        return all(one > other for one, other in pairwise(lower))

    def judge(self, context: Context) -> Judgement:
        """Judge one unit: every period that is over and, where need be, reported."""
        judged = judged_periods(context, self.figure.source.every)
        if not judged:
            return Judgement(progress=Progress.IDLE)
        known = self.figure.read(context, judged)
        found = (self._found(period, read) for period, read in known.items())
        running = len(known) < len(judged) or any(read.running for read in known.values())
        return Judgement(
            tuple(lapse for lapse in found if lapse is not None),
            Progress.OPEN if running else Progress.DONE,
        )

    def _found(self, period: Period, read: Read) -> Lapse | None:
        if read.whole <= 0:
            return _lapse(self.without, period, read, "band-without", {})
        band = next((each for each in self.bands if each.holds(read)), None)
        have = f"{read.have}/{read.whole}" if self.figure.is_ratio else read.have
        if band is not None and band.at_least is not None:
            return _lapse(band, period, read, "band", {"have": have, "at_least": band.at_least})
        lowest = self.bands[-2].at_least if len(self.bands) > 1 else None
        return _lapse(band, period, read, "band-below", {"have": have, "at_least": lowest})


def _lapse(
    band: Band | None, period: Period, read: Read, code: str, values: dict[str, object]
) -> Lapse | None:
    if band is None or band.points == 0:
        return None
    return Lapse(band.points, period, code, values, read.concerned, running=True, earns=band.earns)


def _bands(fields: Fields) -> tuple[Band, ...]:
    """Return the bands; only the last may take whatever is left."""
    bands = tuple(_band(item, "bands") for item in fields.items("bands"))
    if any(band.at_least is None for band in bands[:-1]):
        raise FieldUnfit("bands")
    return bands


def _band(item: Fields, name: str) -> Band:
    try:
        stake = item.one_of("points", "earns")
        return Band(item.optional_number("at_least"), item.number(stake), stake == "earns")
    except FieldUnfit:
        raise FieldUnfit(name) from None
