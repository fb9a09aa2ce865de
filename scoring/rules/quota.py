"""``quota``: at least so many records in every period, by time of receipt (readings 4–6, 12)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from scoring.calendar.periods import Period, containing
from scoring.calendar.zone import day_of
from scoring.records.view import Entry
from scoring.rules.fields import Fields, Where
from scoring.rules.judgement import Context, Judgement, Lapse, Progress
from scoring.rules.matching import distinct, judged_periods, of_the_year, period_of
from scoring.rules.members import Each, Member
from scoring.rules.requirements import lacking
from scoring.rules.spans import spans_of

_Key = tuple[str, Period]
"""A member (none: the empty text) and a period."""


@dataclass(frozen=True, slots=True)
class Quota:
    """Costs ``per_missing`` for each record short of ``at_least`` in a period, or ``points`` once.

    For all that a period lacks ``per_missing`` costs at most ``points_at_most``. A period in which
    all are there ``earns``, and ``per_surplus`` for each ``surplus_step`` records more, of at most
    ``surplus_at_most``. With ``whole_year`` all periods together are found kept, or not. With
    ``each`` every member owes so many in periods of its own. Records alike in one of ``distinct``
    count once over the year, the earliest. Where the kind has a period of its own of that length
    (``x-period``), a record counts in the period it is received in if its own is that one or one
    of the ``lag`` before. With ``during`` only periods within a span of that kind are owed.
    """

    record: str
    where: Where
    each: Each
    at_least: int
    per_missing: Decimal | None
    points_at_most: Decimal | None
    points: Decimal | None
    earns: Decimal | None
    per_surplus: Decimal | None
    surplus_step: int
    surplus_at_most: int | None
    whole_year: bool
    distinct: tuple[str, ...]
    requires: tuple[str, ...]
    during: str | None
    lag: int

    @classmethod
    def from_fields(cls, fields: Fields) -> "Quota":
        """Read the rule's fields. Raises FieldUnfit."""
        fields.any_of("points_per_missing", "points", "earns", "earns_per_surplus")
        fields.with_its("points_at_most", "points_per_missing")
        fields.with_its("surplus_step", "earns_per_surplus")
        most = fields.has("surplus_at_most")
        return cls(
            record=fields.text("record"),
            where=fields.mapping("where"),
            each=Each.from_fields(fields),
            at_least=fields.count("at_least", least=1),
            per_missing=fields.optional_number("points_per_missing"),
            points_at_most=fields.optional_number("points_at_most"),
            points=fields.optional_number("points"),
            earns=fields.optional_number("earns"),
            per_surplus=fields.optional_number("earns_per_surplus"),
            surplus_step=fields.count("surplus_step", least=1, default=1),
            surplus_at_most=fields.count("surplus_at_most", least=1) if most else None,
            whole_year=fields.flag("all"),
            distinct=fields.texts("distinct"),
            requires=fields.texts("requires"),
            during=fields.optional_text("during"),
            lag=fields.count("lag", default=1),
        )

    def judge(self, context: Context) -> Judgement:
        """Judge one unit: every period owed once it is over."""
        members = self.each.members(context.unit)
        judged = [
            (member.code, period)
            for member in members
            for period in judged_periods(context, member.every)
        ]
        owed = self._owed(context, judged)
        over = [key for key in owed if context.over(key[1])]
        counted = self._counted(context, members) if over else {}
        progress = _progress(context, judged, owed)
        if self.whole_year:
            return Judgement(tuple(self._of_year(context, over, counted, progress)), progress)
        found = (lapse for key in over for lapse in self._of_period(key, counted.get(key, [])))
        return Judgement(tuple(found), progress)

    def _owed(self, context: Context, judged: list[_Key]) -> list[_Key]:
        if self.during is None:
            return judged
        spans = spans_of(context, self.during)
        return [key for key in judged if any(span.obliges(key[1]) for span in spans)]

    def _counted(self, context: Context, members: tuple[Member, ...]) -> Mapping[_Key, list[Entry]]:
        """Return the records that count, by the member and the period they count for."""
        entries = of_the_year(context, self.record, self.where)
        complete = (entry for entry in entries if not lacking(entry.record, self.requires))
        counted: defaultdict[_Key, list[Entry]] = defaultdict(list)
        for entry in distinct(self.distinct, complete):
            for member in members:
                if not self.each.is_about(entry.record, member):
                    continue
                received = containing(member.every, day_of(entry.time))
                if self._may_count(period_of(context, entry), received, member.every):
                    counted[member.code, received].append(entry)
        return counted

    def _may_count(self, own: Period | None, received: Period, every: str) -> bool:
        if own is None or containing(every, own.first) != own:
            return True
        for _ in range(self.lag):
            if own == received:
                return True
            received = containing(every, received.first - timedelta(days=1))
        return own == received

    def _of_period(self, key: _Key, counted: list[Entry]) -> Iterator[Lapse]:
        """Yield what one period costs or earns."""
        member, period = key
        concerned = tuple(counted)
        short = self.at_least - len(concerned)
        values: dict[str, object] = {"have": len(concerned), "need": self.at_least}
        if member:
            values["member"] = member
        code = "quota-member-short" if member else "quota-short"
        if short > 0 and self.per_missing is not None:
            cost = short * self.per_missing
            if self.points_at_most is not None and cost > self.points_at_most:
                cost, code = self.points_at_most, f"{code}-capped"
                values |= {"each": self.per_missing, "at_most": self.points_at_most}
            yield Lapse(cost, period, code, values, concerned, about=member)
        elif short > 0 and self.points is not None:
            yield Lapse(self.points, period, code, values, concerned, about=member)
        elif short <= 0:
            yield from self._earned(key, concerned, values)

    def _earned(
        self, key: _Key, concerned: tuple[Entry, ...], values: Mapping[str, object]
    ) -> Iterator[Lapse]:
        member, period = key
        gain = self.earns or Decimal(0)
        code = "quota-met"
        surplus = len(concerned) - self.at_least
        if self.surplus_at_most is not None:
            surplus = min(surplus, self.surplus_at_most)
        steps = surplus // self.surplus_step
        if self.per_surplus is not None and steps > 0:
            gain += steps * self.per_surplus
            code = "quota-surplus"
            values = {**values, "surplus": surplus, "each": self.per_surplus}
            if self.surplus_step > 1:
                code, values = "quota-surplus-steps", {**values, "step": self.surplus_step}
        if self.earns is not None or code != "quota-met":
            yield Lapse(gain, period, code, values, concerned, earns=True, about=member)

    def _of_year(
        self,
        context: Context,
        over: list[_Key],
        counted: Mapping[_Key, list[Entry]],
        progress: Progress,
    ) -> Iterator[Lapse]:
        """Yield what is found of the whole year: some period was not kept, or all were."""
        year = context.whole_year
        kept = [key for key in over if len(counted.get(key, ())) >= self.at_least]
        values = {"kept": len(kept), "periods": len(over), "need": self.at_least}
        entries = {entry.record.id: entry for key in over for entry in counted.get(key, ())}
        concerned = tuple(entries.values())
        if len(kept) < len(over):
            if self.points is not None:
                yield Lapse(self.points, year, "quota-not-all", values, concerned)
        elif progress is Progress.DONE and self.earns is not None:
            yield Lapse(self.earns, year, "quota-all", values, concerned, earns=True)


def _progress(context: Context, judged: list[_Key], owed: list[_Key]) -> Progress:
    """Open while a period of the year is not over, owed or not: a span may still be opened."""
    if any(not context.over(period) for _, period in judged):
        return Progress.OPEN
    return Progress.DONE if owed else Progress.IDLE
