"""``rate``: a ratio under its target, over all that is reported so far (reading 7)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from scoring.rules.fields import Fields, FieldUnfit
from scoring.rules.figures import Source, exact_sum
from scoring.rules.judgement import Context, Judgement, Lapse


@dataclass(frozen=True, slots=True)
class Rate:
    """Costs ``points_per_step`` for each full ``step`` of the ratio under ``target``.

    A ratio that reaches the target ``earns``. The ratio is that of the sums of ``numerator`` and
    ``denominator`` over the reported periods, months unless ``every`` says otherwise. Where the
    denominator's sum is nothing, there is no ratio and no cost.
    """

    source: Source
    numerator: str
    denominator: str
    target: Decimal
    step: Decimal
    points_per_step: Decimal | None
    earns: Decimal | None

    @classmethod
    def from_fields(cls, fields: Fields) -> "Rate":
        """Read the rule's fields. Raises FieldUnfit."""
        fields.any_of("points_per_step", "earns")
        step = fields.number("step")
        if step == 0:
            raise FieldUnfit("step")
        return cls(
            source=Source.from_fields(fields, every="month"),
            numerator=fields.text("numerator"),
            denominator=fields.text("denominator"),
            target=fields.number("target"),
            step=step,
            points_per_step=fields.optional_number("points_per_step"),
            earns=fields.optional_number("earns"),
        )

    def judge(self, context: Context) -> Judgement:
        """Judge one unit on the periods that are over and reported."""
        reports, progress = self.source.read(context)
        completed = exact_sum(reported.total(self.numerator) for reported in reports)
        due = exact_sum(reported.total(self.denominator) for reported in reports)
        steps = self._steps(Fraction(completed), Fraction(due))
        values: dict[str, Any] = {"due": due, "completed": completed, "target": self.target}
        concerned = tuple(entry for reported in reports for entry in reported.entries)
        year = context.whole_year
        if steps and self.points_per_step is not None:
            points = steps * self.points_per_step
            values["steps"] = steps
            lapse = Lapse(points, year, "rate", values, concerned, running=True)
            return Judgement((lapse,), progress)
        if self.earns is not None and due > 0 and completed >= self.target * due:
            gain = Lapse(self.earns, year, "rate-met", values, concerned, running=True, earns=True)
            return Judgement((gain,), progress)
        return Judgement(progress=progress)

    def _steps(self, completed: Fraction, due: Fraction) -> int:
        """Return the full steps under the target, in exact fractions: never a rounded ratio."""
        if due <= 0:
            return 0
        short = Fraction(self.target) * due - completed
        return max(0, floor(short / (Fraction(self.step) * due)))
