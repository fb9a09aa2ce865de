"""``incident``: each matching record costs points, or earns some (readings 13, 16)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.calendar import periods
from scoring.calendar.zone import start_of
from scoring.records.view import Entry
from scoring.rules.fields import Fields, Where
from scoring.rules.judgement import Context, Judgement, Lapse, Progress
from scoring.rules.matching import date_of, of_the_year, once_per


@dataclass(frozen=True, slots=True)
class Incident:
    """Costs points for each matching record: ``points``, or by the value of the field ``by``.

    Where ``earns``, it earns them. A value without a price costs nothing. Records alike in all of
    ``once_per`` count once, the earliest.
    """

    record: str
    where: Where
    points: Decimal | None
    by: str
    prices: Mapping[str, Decimal]
    once_per: tuple[str, ...]
    earns: bool

    @classmethod
    def from_fields(cls, fields: Fields) -> "Incident":
        """Read the rule's fields. Raises FieldUnfit."""
        price = fields.one_of("points", "points_by", "earns", "earns_by")
        priced_by_value = price.endswith("_by")
        by, prices = fields.prices(price) if priced_by_value else ("", {})
        return cls(
            record=fields.text("record"),
            where=fields.mapping("where"),
            points=None if priced_by_value else fields.number(price),
            by=by,
            prices=prices,
            once_per=fields.texts("once_per"),
            earns=price.startswith("earns"),
        )

    def judge(self, context: Context) -> Judgement:
        """Judge one unit: a record costs at once; the year's end ends it."""
        lapses = tuple(self._lapse(context, entry) for entry in self._counted(context))
        over = context.over(context.whole_year)
        return Judgement(lapses, Progress.DONE if over else Progress.OPEN)

    def _counted(self, context: Context) -> Iterator[Entry]:
        entries = of_the_year(context, self.record, self.where)
        return once_per(
            self.once_per,
            (
                entry
                for entry in entries
                if self._price(entry) is not None and self._is_judged(context, entry)
            ),
        )

    def _is_judged(self, context: Context, entry: Entry) -> bool:
        """Tell whether its day is judged at all and has begun: no day is charged in advance."""
        day = date_of(context, entry)
        return context.judged(day) and start_of(day) < context.now

    def _price(self, entry: Entry) -> Decimal | None:
        if self.points is not None:
            return self.points
        value = entry.record.data.get(self.by)
        return None if value is None else self.prices.get(str(value))

    def _lapse(self, context: Context, entry: Entry) -> Lapse:
        price = self._price(entry)
        assert price is not None  # only priced entries come here
        period = periods.day(date_of(context, entry))
        code = "merit" if self.earns else "incident"
        values = self._values(entry)
        return Lapse(price, period, code, values, (entry,), entry, earns=self.earns)

    def _values(self, entry: Entry) -> dict[str, Any]:
        """Return what the rule looked at in the record: the fields it selects and prices by."""
        named = dict.fromkeys((*self.where, *([self.by] if self.by else [])))
        data = entry.record.data
        return {field: data[field] for field in named if field in data}
