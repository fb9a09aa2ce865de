"""The figures that ``band`` looks at: a count, a sum, a ratio, replies in time; by period."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.calendar.periods import Period
from scoring.records.view import Entry
from scoring.rules.fields import Fields, FieldUnfit
from scoring.rules.figures import Source, exact_sum
from scoring.rules.judgement import Context
from scoring.rules.matching import alike_once, distinct, matching, of_the_year, period_in
from scoring.rules.replies import Outcome, Replies

COUNT, SUM, RATIO = "count", "sum", "ratio"
IN_TIME_COUNT, IN_TIME_RATIO = "in_time_count", "in_time_ratio"
_FIELDS = {COUNT: 0, SUM: 1, RATIO: 2, IN_TIME_COUNT: 0, IN_TIME_RATIO: 0}
"""How many fields of the records each names."""

RATIOS = (RATIO, IN_TIME_RATIO)
_REPLIES = (IN_TIME_COUNT, IN_TIME_RATIO)

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Read:
    """What a figure comes to in a period: ``have`` of ``whole``, and the records it is read from.

    ``whole`` is 1 of what is no ratio; ``running``: something of it is not decided yet.
    """

    have: Number
    whole: Number
    concerned: tuple[Entry, ...] = ()
    running: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """What is looked at in ``source``; a count is of records, or of the items of a list.

    Of those alike in one of the fields ``distinct`` the first counts. ``replies`` are what a
    figure of replies in time asks for.
    """

    how: str
    fields: tuple[str, ...]
    source: Source
    distinct: tuple[str, ...]
    replies: Replies | None

    @classmethod
    def from_fields(cls, fields: Fields) -> "Figure":
        """Read ``figure`` of a rule and where it is to be found. Raises FieldUnfit."""
        source = Source.from_fields(fields, every="year")
        below = fields.below("figure")
        try:
            how = below.one_of(*_FIELDS)
            named = (below.text(SUM),) if how == SUM else below.texts(RATIO)
            replies = None
            if how in _REPLIES:
                replies = Replies.from_fields(below.below(how), source.record, source.where)
        except FieldUnfit:
            raise FieldUnfit("figure") from None
        if len(named) != _FIELDS[how]:
            raise FieldUnfit("figure")
        if replies is not None and (source.rows or fields.has("distinct")):
            raise FieldUnfit("rows" if source.rows else "distinct")
        return cls(how, named, source, fields.texts("distinct"), replies)

    @property
    def is_ratio(self) -> bool:
        """Whether it is a share of something, which may be nothing."""
        return self.how in RATIOS

    def read(self, context: Context, judged: tuple[Period, ...]) -> Mapping[Period, Read]:
        """Return the figure of each of the ``judged`` periods that is over and can be told.

        A sum or a ratio has to be reported; a count, also of replies, may be of nothing.
        """
        over = [period for period in judged if context.over(period)]
        if self.replies is not None:
            return self._of_replies(context, self.replies, over)
        if self.how == COUNT:
            return self._counted(context, over)
        reported = self._reported(context)
        return {
            period: self._summed(context, reported[period]) for period in over if period in reported
        }

    def _of_replies(
        self, context: Context, replies: Replies, over: list[Period]
    ) -> Mapping[Period, Read]:
        answers = list(replies.answers(context))
        found = {}
        for period in over:
            own = [
                answer
                for answer in answers
                if period_in(context, answer.trigger, self.source.every) == period
            ]
            decided = [each for each in own if each.outcome in (Outcome.MET, Outcome.MISSED)]
            met = sum(each.outcome is Outcome.MET for each in decided)
            found[period] = Read(
                met,
                len(decided) if self.is_ratio else 1,
                tuple(each.trigger for each in decided),
                any(each.outcome is Outcome.RUNNING for each in own),
            )
        return found

    def _counted(self, context: Context, over: list[Period]) -> Mapping[Period, Read]:
        found: dict[Period, list[Entry]] = {period: [] for period in over}
        for entry in self._items(context):
            period = period_in(context, entry, self.source.every)
            if period in found:
                found[period].append(entry)
        return {period: Read(len(items), 1, _each_once(items)) for period, items in found.items()}

    def _items(self, context: Context) -> Iterator[Entry]:
        """Yield what is counted: each record, or with ``rows`` its record for each item listed."""
        entries = of_the_year(context, self.source.record, self.source.where)
        if self.source.rows is None:
            yield from distinct(self.distinct, entries)
            return
        listed = ((entry, row) for entry in entries for row in self.source.rows_of(context, entry))
        for entry, _ in alike_once(self.distinct, listed, lambda pair: pair[1]):
            yield entry

    def _reported(self, context: Context) -> Mapping[Period, list[Entry]]:
        record, where = self.source.record, self.source.where
        everything = context.view.of(record, context.year)
        found: dict[Period, list[Entry]] = {}
        for entry in matching(context, record, where, everything):
            found.setdefault(period_in(context, entry, self.source.every), []).append(entry)
        return found

    def _summed(self, context: Context, entries: list[Entry]) -> Read:
        rows = [row for entry in entries for row in self.source.rows_of(context, entry)]
        sums = [exact_sum(row.get(name) for row in rows) for name in self.fields]
        return Read(sums[0], sums[1] if self.is_ratio else 1, tuple(entries))


def _each_once(entries: list[Entry]) -> tuple[Entry, ...]:
    return tuple({entry.record.id: entry for entry in entries}.values())
