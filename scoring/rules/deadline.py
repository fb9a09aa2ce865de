"""``deadline``: a record of this kind must be received by the due date (readings 2, 17)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from scoring.calendar import periods
from scoring.records.view import Entry
from scoring.rules.due_dates import due_in_force
from scoring.rules.fields import Fields, Where
from scoring.rules.judgement import Context, Judgement, Lapse, Progress
from scoring.rules.matching import of_the_year
from scoring.rules.timeliness import Codes, in_time, is_met, shortcoming

_CODES = Codes("deadline-missed", "deadline-late", "deadline-incomplete")


@dataclass(frozen=True, slots=True)
class Deadline:
    """Costs ``points`` unless a matching record is received by ``due``, 24:00; else it ``earns``.

    ``due`` is ``MM-DD`` of the year or a full date; it does not roll over days off, and records
    that move due dates move it. The record in force has to meet ``requires``.
    """

    record: str
    where: Where
    due: str
    requires: tuple[str, ...]
    points: Decimal | None
    earns: Decimal | None

    @classmethod
    def from_fields(cls, fields: Fields) -> "Deadline":
        """Read the rule's fields. Raises FieldUnfit."""
        fields.any_of("points", "earns")
        return cls(
            record=fields.text("record"),
            where=fields.mapping("where"),
            due=fields.day("due"),
            requires=fields.texts("requires"),
            points=fields.optional_number("points"),
            earns=fields.optional_number("earns"),
        )

    def judge(self, context: Context) -> Judgement:
        """Judge one unit: met is judged at once, not met when the due date is over."""
        due = due_in_force(context, _in_year(self.due, context.year))
        if not context.judged(due, min(due, context.unit.until or due)):
            return Judgement(progress=Progress.IDLE)
        entries = of_the_year(context, self.record, self.where)
        if is_met(entries, due, self.requires):
            return self._met(context, entries, due)
        if not context.owes(due):
            return Judgement(progress=Progress.IDLE)
        if not context.over(periods.day(due)):
            return Judgement(progress=Progress.OPEN)
        found = shortcoming(entries, due, self.requires, _CODES)
        if self.points is None:
            return Judgement()
        period = context.whole_year
        return Judgement((Lapse(self.points, period, found.code, found.values, found.concerned),))

    def _met(self, context: Context, entries: tuple[Entry, ...], due: date) -> Judgement:
        """Return what is earned by what came in time."""
        if self.earns is None:
            return Judgement()
        kept = in_time(entries, due, self.requires)
        values = {"due": due.isoformat()}
        gain = Lapse(self.earns, context.whole_year, "deadline-met", values, kept, earns=True)
        return Judgement((gain,))


def _in_year(due: str, year: int) -> date:
    """Return the day that ``due`` means; 29 February of a common year is the 28th."""
    if len(due) > len("MM-DD"):
        return date.fromisoformat(due)
    month = periods.month(year, int(due[:2]))
    return min(month.last, month.first + timedelta(days=int(due[3:]) - 1))
