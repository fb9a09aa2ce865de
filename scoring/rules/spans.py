"""Spans of time during which a rule obliges, opened and closed by records (``x-span``).

Reading 12: an account obliges from the first Monday on or after the earlier of its registration
and its receipt, to the last Sunday before the later of its closing and the receipt of the closing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from scoring.calendar.periods import Period
from scoring.calendar.zone import day_of
from scoring.records.view import Entry
from scoring.rules.judgement import Context
from scoring.rules.matching import parsed_date


@dataclass(frozen=True, slots=True)
class Span:
    """From the day ``start`` until the day ``end`` (None: still open), which is not part of it."""

    start: date
    end: date | None

    def obliges(self, period: Period) -> bool:
        """Tell whether the whole of ``period`` lies in the span."""
        return self.start <= period.first and (self.end is None or period.last < self.end)


def spans_of(context: Context, kind: str) -> tuple[Span, ...]:
    """Return the unit's spans of ``kind``, of whichever year's folder.

    An opening has the ``from`` field; a closing names any record of the opening's chain.
    """
    schema = context.view.kinds.get(kind)
    if schema is None or schema.span is None:
        return ()
    entries = context.view.about(kind, context.unit.id)
    return tuple(
        Span(min(opened, day_of(entry.time)), _end(entry, entries, schema.span))
        for entry in entries
        if (opened := parsed_date(entry.record.data.get(schema.span["from"]))) is not None
    )


def _end(opening: Entry, entries: tuple[Entry, ...], fields: Mapping[str, str]) -> date | None:
    """Return the day that ends what ``opening`` began; of several closings the earliest end."""
    ends = []
    for entry in entries:
        named = entry.record.data.get(fields["closes"])
        if isinstance(named, str) and opening.names(named):
            received = day_of(entry.time)
            ends.append(max(received, parsed_date(entry.record.data.get(fields["to"])) or received))
    return min(ends, default=None)
