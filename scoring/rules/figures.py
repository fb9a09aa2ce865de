"""Figures reported period by period, a row per unit: what ``tally`` and ``rate`` sum up.

A unit absent from a report's rows counts as zeros (reading 7).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.calendar.periods import Period
from scoring.records.view import Entry
from scoring.rules.fields import Fields, Where
from scoring.rules.judgement import Context, Progress
from scoring.rules.matching import judged_periods, matching, period_of


@dataclass(frozen=True, slots=True)
class Reported:
    """What was reported of one unit for one period that is over."""

    period: Period
    entries: tuple[Entry, ...]
    rows: tuple[Mapping[str, Any], ...]

    def total(self, field: str) -> int | Decimal:
        """Return the sum of ``field`` over the unit's rows; what is no number counts as zero."""
        return exact_sum(row.get(field) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the figures stand: in records of kind ``record``, below their list ``rows``.

    Without ``rows`` they are fields of the records themselves. A report is for its own period
    (``x-period``) of length ``every``.
    """

    record: str
    where: Where
    rows: str | None
    every: str

    @classmethod
    def from_fields(cls, fields: Fields, every: str | None = None) -> "Source":
        """Read the rule's fields; ``every`` holds where the rule names none. Raises FieldUnfit."""
        return cls(
            record=fields.text("record"),
            where=fields.mapping("where"),
            rows=fields.optional_text("rows"),
            every=fields.every(every),
        )

    def read(self, context: Context) -> tuple[tuple[Reported, ...], Progress]:
        """Return the reports for periods that are over, in order, and how far all is reported.

        Open while a period is not over or has no report, whichever units the report names.
        """
        judged = judged_periods(context, self.every)
        if not judged:
            return (), Progress.IDLE
        filed: defaultdict[Period, list[Entry]] = defaultdict(list)
        everything = context.view.of(self.record, context.year)
        for entry in matching(context, self.record, self.where, everything):
            period = period_of(context, entry)
            if period is not None:
                filed[period].append(entry)
        known = [period for period in judged if context.over(period) and filed[period]]
        progress = Progress.DONE if len(known) == len(judged) else Progress.OPEN
        return tuple(self._reported(context, period, filed[period]) for period in known), progress

    def _reported(self, context: Context, period: Period, entries: list[Entry]) -> Reported:
        listed = [(entry, self.rows_of(context, entry)) for entry in entries]
        return Reported(
            period,
            tuple(entry for entry, rows in listed if rows),
            tuple(row for _, rows in listed for row in rows),
        )

    def rows_of(self, context: Context, entry: Entry) -> list[Mapping[str, Any]]:
        """Return the rows of ``entry`` that are about the unit."""
        unit, data = context.unit.id, entry.record.data
        if self.rows is None:
            return [data] if entry.record.is_about(unit) else []
        listed = data.get(self.rows)
        rows = [row for row in _as_list(listed) if isinstance(row, Mapping)]
        schema = context.view.kinds.get(self.record)
        where, _, unit_field = ((schema.unit_field if schema else None) or "").partition("[].")
        if where == self.rows and unit_field:
            return [row for row in rows if row.get(unit_field) == unit]
        return rows if entry.record.is_about(unit) else []


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def exact_sum(values: Iterable[Any]) -> int | Decimal:
    """Return the exact sum of the numbers among ``values``."""
    total: int | Decimal = 0
    for value in values:
        if isinstance(value, Decimal):
            total += value if value.is_finite() else 0
        elif isinstance(value, int) and not isinstance(value, bool):
            total += value
    return total
