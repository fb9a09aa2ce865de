"""``quota``: at least so many records in every period, by time of receipt (readings 4–6, 12)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from scoring.calendar.periods import Period, containing
from scoring.calendar.zone import day_of
from scoring.records.view import Entry
from scoring.rules.fields import Fields, Where
from scoring.rules.judgement import Context, Judgement, Lapse, Progress
from scoring.rules.matching import distinct, judged_periods, of_the_year, period_of
from scoring.rules.requirements import lacking
from scoring.rules.spans import spans_of


@dataclass(frozen=True, slots=True)
class Quota:
    """Costs ``points_per_missing`` for each record short of ``at_least`` in a period of ``every``.

    Records alike in one of ``distinct`` count once over the year, the earliest. Where the kind has
    a period of its own of that length (``x-period``), a record counts in the period it is received
    in if its own is that one or one of the ``lag`` before. With ``during`` only periods within a
    span of that kind are owed.
    """

    record: str
    where: Where
    every: str
    at_least: int
    points_per_missing: Decimal
    distinct: tuple[str, ...]
    requires: tuple[str, ...]
    during: str | None
    lag: int

    @classmethod
    def from_fields(cls, fields: Fields) -> "Quota":
        """Read the rule's fields. Raises FieldUnfit."""
        return cls(
            record=fields.text("record"),
            where=fields.mapping("where"),
            every=fields.every(),
            at_least=fields.count("at_least", least=1),
            points_per_missing=fields.number("points_per_missing"),
            distinct=fields.texts("distinct"),
            requires=fields.texts("requires"),
            during=fields.text("during") if fields.has("during") else None,
            lag=fields.count("lag", default=1),
        )

    def judge(self, context: Context) -> Judgement:
        """Judge one unit: every period owed once it is over."""
        judged = judged_periods(context, self.every)
        owed = self._owed(context, judged)
        over = [period for period in owed if context.over(period)]
        counted = self._counted(context) if over else {}
        lapses = (self._lapse(period, counted.get(period, ())) for period in over)
        return Judgement(
            tuple(lapse for lapse in lapses if lapse is not None), _progress(context, judged, owed)
        )

    def _owed(self, context: Context, judged: tuple[Period, ...]) -> tuple[Period, ...]:
        if self.during is None:
            return judged
        spans = spans_of(context, self.during)
        return tuple(period for period in judged if any(span.obliges(period) for span in spans))

    def _counted(self, context: Context) -> Mapping[Period, list[Entry]]:
        """Return the records that count, by the period they count in."""
        entries = of_the_year(context, self.record, self.where)
        complete = (entry for entry in entries if not lacking(entry.record, self.requires))
        counted: defaultdict[Period, list[Entry]] = defaultdict(list)
        for entry in distinct(self.distinct, complete):
            received = containing(self.every, day_of(entry.time))
            if self._may_count(period_of(context, entry), received):
                counted[received].append(entry)
        return counted

    def _may_count(self, own: Period | None, received: Period) -> bool:
        if own is None or containing(self.every, own.first) != own:
            return True
        for _ in range(self.lag):
            if own == received:
                return True
            received = containing(self.every, received.first - timedelta(days=1))
        return own == received

    def _lapse(self, period: Period, counted: Iterable[Entry]) -> Lapse | None:
        concerned = tuple(counted)
        short = self.at_least - len(concerned)
        if short <= 0:
            return None
        values = {"have": len(concerned), "need": self.at_least}
        points = short * self.points_per_missing
        return Lapse(points, period, "quota-short", values, concerned)


def _progress(context: Context, judged: tuple[Period, ...], owed: tuple[Period, ...]) -> Progress:
    """Open while a period of the year is not over, owed or not: a span may still be opened."""
    if any(not context.over(period) for period in judged):
        return Progress.OPEN
    return Progress.DONE if owed else Progress.IDLE
