"""``response``: each trigger needs its reply in time (readings 3, 15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from scoring.calendar import periods
from scoring.calendar.zone import day_of
from scoring.records.record import Record
from scoring.records.view import Entry
from scoring.rules.fields import Fields, FieldUnfit, Where
from scoring.rules.judgement import Context, Judgement, Lapse, Progress
from scoring.rules.matching import RECEIVED, date_of, matching, of_the_year, parsed_date
from scoring.rules.text import likeness
from scoring.rules.timeliness import Codes, is_met, shortcoming

_CODES = Codes("reply-missing", "reply-late", "reply-incomplete")


@dataclass(frozen=True, slots=True)
class Response:
    """Costs ``points`` for each trigger of kind ``to`` without a reply of kind ``record`` in time.

    ``match`` says which field of a reply names which field of the trigger (``id``: its record id).
    The clock starts on the latest of the days in ``starts`` and runs ``within`` calendar days, to
    the next working day where the last one is a day off. ``where`` speaks of the replies.
    """

    to: str
    record: str
    where: Where
    match: Mapping[str, str]
    starts: tuple[str, ...]
    within: int
    requires: tuple[str, ...]
    points: Decimal

    @classmethod
    def from_fields(cls, fields: Fields) -> "Response":
        """Read the rule's fields. Raises FieldUnfit."""
        match = fields.mapping("match")
        if not match or not all(isinstance(field, str) for field in match.values()):
            raise FieldUnfit("match")
        starts = fields.texts("starts")
        if not starts:
            raise FieldUnfit("starts")
        return cls(
            to=fields.text("to"),
            record=fields.text("record"),
            where=fields.mapping("where"),
            match=match,
            starts=starts,
            within=fields.count("within"),
            requires=fields.texts("requires"),
            points=fields.number("points"),
        )

    def judge(self, context: Context) -> Judgement:
        """Judge one unit: each trigger of the year once it is answered or its term is over."""
        triggers = of_the_year(context, self.to, {})
        every_reply = context.view.about(self.record, context.unit.id) if triggers else ()
        replies = matching(context, self.record, self.where, every_reply)
        outcomes = [
            self._outcome(context, trigger, tuple(r for r in replies if self._answers(r, trigger)))
            for trigger in triggers
            if context.judged(date_of(context, trigger))
        ]
        running = Progress.OPEN in outcomes or not context.over(context.whole_year)
        return Judgement(
            tuple(outcome for outcome in outcomes if isinstance(outcome, Lapse)),
            Progress.OPEN if running else Progress.DONE,
        )

    def _outcome(
        self, context: Context, trigger: Entry, replies: tuple[Entry, ...]
    ) -> Lapse | Progress:
        """Return what has become of ``trigger``: answered (done), still running (open), a lapse."""
        last = self._last_day(context, trigger)
        if is_met(replies, last, self.requires):
            return Progress.DONE
        if not context.over(periods.day(last)):
            return Progress.OPEN
        # Only here may a day off matter: no calendar is needed for a term that is kept or runs.
        due = context.calendar.next_workday(last)
        if is_met(replies, due, self.requires):
            return Progress.DONE
        if not context.over(periods.day(due)):
            return Progress.OPEN
        found = shortcoming(replies, due, self.requires, _CODES)
        period = periods.day(date_of(context, trigger))
        concerned = (trigger, *replies)  # each of them late or incomplete
        return Lapse(self.points, period, found.code, found.values, concerned, trigger)

    def _answers(self, reply: Entry, trigger: Entry) -> bool:
        """Tell whether ``reply`` names any record of the trigger's chain."""
        return any(self._names(reply.record, link) for link in trigger.links)

    def _names(self, reply: Record, link: Record) -> bool:
        for reply_field, link_field in self.match.items():
            named = likeness(reply.data.get(reply_field))
            meant = link.id if link_field == "id" else link.data.get(link_field)
            if named is None or named != likeness(meant):
                return False
        return True

    def _last_day(self, context: Context, trigger: Entry) -> date:
        """Return the last day of the term before any day off is looked at.

        Of a chain the latest holds, among the records that speak of the unit.
        """
        starts = [
            self._start(link, day_of(time))
            for link, time in zip(trigger.links, trigger.times, strict=True)
            if link.is_about(context.unit.id)
        ]
        # No working day lies between a day and its next working day, so that the latest start
        # has the latest due date.
        return max(starts) + timedelta(days=self.within)

    def _start(self, link: Record, received: date) -> date:
        days = (
            received if name == RECEIVED else parsed_date(link.data.get(name))
            for name in self.starts
        )
        return max((day for day in days if day is not None), default=received)
