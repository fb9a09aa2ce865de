"""``band`` (分档): a figure falls into one of several bands, each with its price."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.calendar.periods import Period
from scoring.records.view import Entry
from scoring.rules.fields import Fields, FieldUnfit, Where
from scoring.rules.figures import Source, exact_sum
from scoring.rules.judgement import Context, Judgement, Lapse, Progress
from scoring.rules.matching import distinct, judged_periods, matching, of_the_year, period_in

COUNT, SUM, RATIO = "count", "sum", "ratio"
Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """From ``at_least`` on (None: whatever is left), so many ``points``, earned or lost."""

    at_least: Decimal | None
    points: Decimal
    earns: bool

    def holds(self, figure: Number, whole: Number) -> bool:
        """Tell whether ``figure`` out of ``whole`` falls into it; nothing is divided."""
        return self.at_least is None or figure >= self.at_least * whole


@dataclass(frozen=True, slots=True)
class Figure:
    """What is looked at: how many records there are, the sum of a field, a ratio of two sums."""

    how: str
    fields: tuple[str, ...]

    @classmethod
    def from_fields(cls, fields: Fields) -> "Figure":
        """Read ``figure`` of a rule. Raises FieldUnfit."""
        below = fields.below("figure")
        try:
            how = below.one_of(COUNT, SUM, RATIO)
            named = below.texts(RATIO) if how == RATIO else ()
            named = (below.text(SUM),) if how == SUM else named
        except FieldUnfit:
            raise FieldUnfit("figure") from None
        if len(named) != {COUNT: 0, SUM: 1, RATIO: 2}[how]:
            raise FieldUnfit("figure")
        return cls(how, named)


@dataclass(frozen=True, slots=True)
class Bands:
    """Costs or earns what the first band says, from the highest down, that a period's figure is in.

    A sum or a ratio has to be reported; a count may be nothing. A ratio of nothing is in no band.
    """

    source: Source
    figure: Figure
    bands: tuple[Band, ...]
    distinct: tuple[str, ...]

    @classmethod
    def from_fields(cls, fields: Fields) -> "Bands":
        """Read the rule's fields. Raises FieldUnfit."""
        record = fields.text("record")
        where: Where = fields.mapping("where")
        rows = fields.text("rows") if fields.has("rows") else None
        return cls(
            source=Source(record, where, rows, fields.every("year")),
            figure=Figure.from_fields(fields),
            bands=_bands(fields),
            distinct=fields.texts("distinct"),
        )

    def judge(self, context: Context) -> Judgement:
        """Judge one unit: every period that is over and, where need be, reported."""
        judged = judged_periods(context, self.source.every)
        if not judged:
            return Judgement(progress=Progress.IDLE)
        by_period = self._by_period(context)
        known = [
            period
            for period in judged
            if context.over(period) and (self.figure.how == COUNT or period in by_period)
        ]
        found = (self._found(context, period, by_period.get(period, [])) for period in known)
        progress = Progress.DONE if len(known) == len(judged) else Progress.OPEN
        return Judgement(tuple(lapse for lapse in found if lapse is not None), progress)

    def _by_period(self, context: Context) -> Mapping[Period, list[Entry]]:
        record, where = self.source.record, self.source.where
        if self.figure.how == COUNT:
            entries = distinct(self.distinct, of_the_year(context, record, where))
        else:
            everything = context.view.of(record, context.year)
            entries = iter(matching(context, record, where, everything))
        found: dict[Period, list[Entry]] = {}
        for entry in entries:
            found.setdefault(period_in(context, entry, self.source.every), []).append(entry)
        return found

    def _found(self, context: Context, period: Period, entries: list[Entry]) -> Lapse | None:
        rows = [row for entry in entries for row in self.source.rows_of(context, entry)]
        sums = [exact_sum(row.get(name) for row in rows) for name in self.figure.fields]
        figure: Number = len(entries) if self.figure.how == COUNT else sums[0]
        whole: Number = sums[1] if self.figure.how == RATIO else 1
        if whole <= 0:
            return None
        band = next((each for each in self.bands if each.holds(figure, whole)), None)
        if band is None or band.points == 0:
            return None
        have = f"{figure}/{whole}" if self.figure.how == RATIO else figure
        values: dict[str, object] = {"have": have}
        code = "band-below"
        if band.at_least is not None:
            code, values["at_least"] = "band", band.at_least
        else:
            values["at_least"] = self.bands[-2].at_least if len(self.bands) > 1 else None
        concerned = tuple(entries)
        return Lapse(band.points, period, code, values, concerned, running=True, earns=band.earns)


def _bands(fields: Fields) -> tuple[Band, ...]:
    """Return the bands, from the highest down; only the last may take whatever is left."""
    bands: list[Band] = []
    for item in fields.items("bands"):
        try:
            stake = item.one_of("points", "earns")
            band = Band(item.stake("at_least"), item.number(stake), stake == "earns")
        except FieldUnfit:
            raise FieldUnfit("bands") from None
        before = bands[-1].at_least if bands else band.at_least
        falls = band.at_least is None or before is None or not bands or band.at_least < before
        if (bands and bands[-1].at_least is None) or not falls:
            raise FieldUnfit("bands")
        bands.append(band)
    return tuple(bands)
