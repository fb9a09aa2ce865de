"""``streak``: the same in several periods in a row costs, or earns, once a year (reading 8)."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from scoring.calendar.periods import Period
from scoring.records.view import Entry
from scoring.rules.fields import Fields, Where
from scoring.rules.judgement import Context, Judgement, Lapse, Progress
from scoring.rules.matching import judged_periods, of_the_year, once_per, parsed_period


@dataclass(frozen=True, slots=True)
class Streak:
    """Costs ``points`` once if ``consecutive`` periods of ``every`` each have a matching record.

    Where ``earns``, it earns them. A record's period is what its field ``period`` names. It is
    charged with the record that fills the run, whenever that one is received. Records alike in all
    of ``once_per`` count once.
    """

    record: str
    where: Where
    once_per: tuple[str, ...]
    period: str
    every: str
    consecutive: int
    points: Decimal
    earns: bool

    @classmethod
    def from_fields(cls, fields: Fields) -> "Streak":
        """Read the rule's fields. Raises FieldUnfit."""
        stake = fields.one_of("points", "earns")
        return cls(
            record=fields.text("record"),
            where=fields.mapping("where"),
            once_per=fields.texts("once_per"),
            period=fields.text("period"),
            every=fields.every(),
            consecutive=fields.count("consecutive", least=1),
            points=fields.number(stake),
            earns=stake == "earns",
        )

    def judge(self, context: Context) -> Judgement:
        """Judge one unit: charged as soon as the run is full; the year's end ends it."""
        progress = Progress.DONE if context.year_over else Progress.OPEN
        run = self._first_run(context)
        if not run:
            return Judgement(progress=progress)
        concerned = tuple(sorted(run, key=lambda entry: entry.order))
        values = {"count": self.consecutive}
        code = "streak-earned" if self.earns else "streak"
        lapse = Lapse(self.points, context.whole_year, code, values, concerned, earns=self.earns)
        return Judgement((lapse,), progress)

    def _first_run(self, context: Context) -> list[Entry]:
        """Return the records of the first run that is long enough; none where there is none."""
        filled: defaultdict[Period, list[Entry]] = defaultdict(list)
        for entry in once_per(self.once_per, of_the_year(context, self.record, self.where)):
            period = parsed_period(entry.record.data.get(self.period))
            if period is not None:
                filled[period].append(entry)
        run: list[list[Entry]] = []
        for period in judged_periods(context, self.every):
            run = [*run, filled[period]] if filled[period] else []
            if len(run) == self.consecutive:
                return [entry for entries in run for entry in entries]
        return []
