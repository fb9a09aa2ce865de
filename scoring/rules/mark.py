"""``mark`` (评分): an assessor's mark, or a result that another body has reported."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.calendar.periods import Period, periods_of_year
from scoring.records.view import Entry
from scoring.rulebook.numbers import rounded
from scoring.rulebook.terms import Rounding
from scoring.rules.fields import Fields, FieldUnfit
from scoring.rules.figures import Source, exact_sum
from scoring.rules.judgement import Context, Judgement, Lapse, Progress
from scoring.rules.matching import judged_periods, matching, period_in

AVERAGE = "average"
_SEVERAL = {
    "last": "mark-last",
    "sum": "mark-sum",
    AVERAGE: "mark-average",
    "least": "mark-least",
    "greatest": "mark-greatest",
}
OVER = tuple(_SEVERAL)
"""How several marks of one period become one."""

ZERO = "zero"
MISSING = ("open", ZERO)
"""What a period without a mark is: still open, or done with nothing."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Earns (or, ``losing``, costs) the points that records of each period give.

    The points are the figure ``value``, or those that ``levels`` has for the field ``level``; of
    several in one period they are taken ``over``. A period that is over without any is ``missing``.
    """

    source: Source
    value: str
    levels: Mapping[str, Decimal]
    over: str
    missing: str
    losing: bool
    rounding: Rounding | None

    @classmethod
    def from_fields(cls, fields: Fields) -> "Mark":
        """Read the rule's fields. Raises FieldUnfit."""
        source = Source.from_fields(fields, every="year")
        named = fields.one_of("value", "level")
        over = fields.choice("over", OVER, "last")
        rounding = fields.rounding("round")
        if over == AVERAGE and rounding is None:
            raise FieldUnfit("round")
        levels = {}
        if named == "level":
            below = fields.below("levels")
            levels = {name: below.number(name) for name in fields.mapping("levels")}
            if not levels:
                raise FieldUnfit("levels")
        return cls(
            source=source,
            value=fields.text(named),
            levels=levels,
            over=over,
            missing=fields.choice("missing", MISSING, "open"),
            losing=fields.flag("losing"),
            rounding=rounding,
        )

    def judge(self, context: Context) -> Judgement:
        """Judge one unit: a period counts as soon as it has a mark; it is done when it is over."""
        owed = judged_periods(context, self.source.every)
        given = self._given(context)
        # A mark is the assessor's decision: it counts for part of a period too, if it is given.
        judged = [
            period
            for period in periods_of_year(self.source.every, context.year)
            if period in owed or (given.get(period) and _is_partly_there(context, period))
        ]
        if not judged:
            return Judgement(progress=Progress.IDLE)
        done = all(
            context.over(period) and (given.get(period) or self.missing == ZERO)
            for period in judged
        )
        found = (self._found(period, given[period]) for period in judged if given.get(period))
        return Judgement(tuple(found), Progress.DONE if done else Progress.OPEN)

    def _given(self, context: Context) -> Mapping[Period, list[tuple[Entry, Decimal]]]:
        """Return the marks of the unit with their records, by period, in order."""
        given: defaultdict[Period, list[tuple[Entry, Decimal]]] = defaultdict(list)
        everything = context.view.of(self.source.record, context.year)
        for entry in matching(context, self.source.record, self.source.where, everything):
            for row in self.source.rows_of(context, entry):
                points = self._points(row)
                if points is not None:
                    given[period_in(context, entry, self.source.every)].append((entry, points))
        return given

    def _points(self, row: Mapping[str, object]) -> Decimal | None:
        value = row.get(self.value)
        if self.levels:
            return self.levels.get(value) if isinstance(value, str) else None
        if not isinstance(value, int | Decimal) or isinstance(value, bool):
            return None
        points = Decimal(value)
        return points if points.is_finite() and points >= 0 else None

    def _found(self, period: Period, given: list[tuple[Entry, Decimal]]) -> Lapse:
        points = self._one_of([points for _, points in given])
        entries = {entry.record.id: entry for entry, _ in given}
        code = "mark" if len(given) == 1 else _SEVERAL[self.over]
        values: dict[str, object] = {"points": points}
        if len(given) > 1:
            values["count"] = len(given)
        concerned = tuple(entries.values())
        return Lapse(points, period, code, values, concerned, running=True, earns=not self.losing)

    def _one_of(self, points: list[Decimal]) -> Decimal:
        total = Decimal(exact_sum(points))
        if self.over == AVERAGE:
            return rounded(Fraction(total) / len(points), self.rounding)
        if self.over == "sum":
            return total
        return _pick(self.over, points)


def _is_partly_there(context: Context, period: Period) -> bool:
    """Tell whether the unit came or went within ``period``, which is judged otherwise."""
    unit = context.unit
    starts = period.first if unit.since is None else max(period.first, unit.since)
    ends = period.last if unit.until is None else min(period.last, unit.until)
    if (starts, ends) == (period.first, period.last):
        return False
    # Where ``starts`` is not after ``ends``, the unit is still there on it.
    return starts <= ends and context.judged(starts)


def _pick(over: str, points: Iterable[Decimal]) -> Decimal:
    listed = list(points)
    return {"last": listed[-1], "least": min(listed), "greatest": max(listed)}[over]
