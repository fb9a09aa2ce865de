"""``tally``: a summed figure costs, or earns, points each, period by period (reading 7)."""

from dataclasses import dataclass
from decimal import Decimal

from scoring.rules.fields import Fields
from scoring.rules.figures import Reported, Source
from scoring.rules.judgement import Context, Judgement, Lapse


@dataclass(frozen=True, slots=True)
class Tally:
    """Costs ``points_each`` for each one of the figure ``field`` reported of the unit.

    Where ``earns``, it earns them.
    """

    source: Source
    field: str
    points_each: Decimal
    earns: bool

    @classmethod
    def from_fields(cls, fields: Fields) -> "Tally":
        """Read the rule's fields. Raises FieldUnfit."""
        stake = fields.one_of("points_each", "earns_each")
        return cls(
            source=Source.from_fields(fields),
            field=fields.text("field"),
            points_each=fields.number(stake),
            earns=stake == "earns_each",
        )

    def judge(self, context: Context) -> Judgement:
        """Judge one unit: every period that is over and reported."""
        reports, progress = self.source.read(context)
        lapses = (self._lapse(reported) for reported in reports)
        return Judgement(tuple(lapse for lapse in lapses if lapse is not None), progress)

    def _lapse(self, reported: Reported) -> Lapse | None:
        count = reported.total(self.field)
        if count <= 0:
            return None
        values = {"count": count, "each": self.points_each}
        points = count * self.points_each
        return Lapse(
            points,
            reported.period,
            "tally-earned" if self.earns else "tally",
            values,
            reported.entries,
            running=True,
            earns=self.earns,
        )
