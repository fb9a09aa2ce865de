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
from scoring.rules.matching import date_of, is_judged, of_the_year, once_per

EARLIEST, GREATEST = "earliest", "greatest"
KEEPS = (EARLIEST, GREATEST)
"""Which of the records that count once counts."""


@dataclass(frozen=True, slots=True)
class Incident:
    """Costs points for each matching record: ``points``, or by the value of the field ``by``.

    Where ``earns``, it earns them. A value without a price costs nothing. Records alike in all of
    ``once_per`` count once: the earliest, or (``keeps``) the one of the most points.
    """

    record: str
    where: Where
    points: Decimal | None
    by: str
    prices: Mapping[str, Decimal]
    once_per: tuple[str, ...]
    keeps: str
    earns: bool

    @classmethod
    def from_fields(cls, fields: Fields) -> "Incident":
        """Read the rule's fields. Raises FieldUnfit."""
        price = fields.one_of("points", "points_by", "earns", "earns_by")
        fields.with_its("keeps", "once_per")
        priced_by_value = price.endswith("_by")
        by, prices = fields.prices(price) if priced_by_value else ("", {})
        return cls(
            record=fields.text("record"),
            where=fields.mapping("where"),
            points=None if priced_by_value else fields.number(price),
            by=by,
            prices=prices,
            once_per=fields.texts("once_per"),
            keeps=fields.choice("keeps", KEEPS, EARLIEST),
            earns=price.startswith("earns"),
        )

    def judge(self, context: Context) -> Judgement:
        """Judge one unit: a record costs at once; the year's end ends it."""
        lapses = tuple(self._lapse(context, entry) for entry in self._counted(context))
        return Judgement(lapses, Progress.DONE if context.year_over else Progress.OPEN)

    def _counted(self, context: Context) -> Iterator[Entry]:
        entries = of_the_year(context, self.record, self.where)
        priced = [
            entry
            for entry in entries
            if self._price(entry) is not None and self._is_judged(context, entry)
        ]
        if self.keeps == GREATEST:  # of equal prices the earliest stays first
            priced.sort(key=lambda entry: self._price(entry) or Decimal(0), reverse=True)
        return iter(sorted(once_per(self.once_per, priced), key=lambda entry: entry.order))

    def _is_judged(self, context: Context, entry: Entry) -> bool:
        """Tell whether its day is judged at all and has begun: no day is charged in advance."""
        day = date_of(context, entry)
        return is_judged(context, entry) and start_of(day) < context.now

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
        named = dict.fromkeys((*self.where, self.by))
        data = entry.record.data
        return {field: data[field] for field in named if field in data}
