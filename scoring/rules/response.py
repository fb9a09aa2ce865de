"""``response``: each trigger needs its reply in time (readings 3, 15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from scoring.calendar import periods
from scoring.calendar.zone import day_of, start_of
from scoring.records.record import Record
from scoring.records.view import Entry
from scoring.rules.fields import Fields, FieldUnfit, Where
from scoring.rules.judgement import Context, Judgement, Lapse, Progress
from scoring.rules.matching import RECEIVED, date_of, matching, of_the_year, parsed_date
from scoring.rules.text import likeness
from scoring.rules.timeliness import Codes, in_time, is_met, shortcoming

_CODES = Codes("reply-missing", "reply-late", "reply-incomplete")
_STATED = Codes("reply-missing", "answer-late", "reply-incomplete", at="answered")
_ID = "id"


@dataclass(frozen=True, slots=True)
class Response:
    """Costs ``points`` for each trigger of kind ``to`` without a reply of kind ``record`` in time.

    A reply in time ``earns``. ``match`` says which field of a reply names which field of the
    trigger (``id``: the record's id, so that a record may answer itself). The clock starts on the
    latest of the days in ``starts`` and runs ``within`` calendar days, to the next working day
    where the last one is a day off, or so many ``workdays``. A reply counts on the day it was
    received, or on the day that its field ``answered`` states. ``where`` speaks of the replies,
    ``to_where`` of the triggers.
    """

    to: str
    record: str
    where: Where
    match: Mapping[str, str]
    starts: tuple[str, ...]
    within: int
    workdays: bool
    requires: tuple[str, ...]
    points: Decimal | None
    earns: Decimal | None
    answered: str | None
    to_where: Where

    @classmethod
    def from_fields(cls, fields: Fields) -> "Response":
        """Read the rule's fields. Raises FieldUnfit."""
        match = fields.mapping("match")
        if not match or not all(isinstance(field, str) for field in match.values()):
            raise FieldUnfit("match")
        starts = fields.texts("starts")
        if not starts:
            raise FieldUnfit("starts")
        fields.any_of("points", "earns")
        workdays = isinstance(fields.value("within"), Mapping)
        return cls(
            to=fields.text("to"),
            record=fields.text("record"),
            where=fields.mapping("where"),
            match=match,
            starts=starts,
            within=_workdays(fields) if workdays else fields.count("within"),
            workdays=workdays,
            requires=fields.texts("requires"),
            points=fields.stake("points"),
            earns=fields.stake("earns"),
            answered=fields.text("answered") if fields.has("answered") else None,
            to_where=fields.mapping("to_where"),
        )

    def judge(self, context: Context) -> Judgement:
        """Judge one unit: each trigger of the year once it is answered or its term is over."""
        triggers = of_the_year(context, self.to, self.to_where)
        every_reply = context.view.about(self.record, context.unit.id) if triggers else ()
        replies = matching(context, self.record, self.where, every_reply)
        if self.answered is not None:
            replies = tuple(reply for reply in replies if self._stated(reply) is not None)
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
        if is_met(replies, last, self.requires, self._when):
            return self._met(context, trigger, replies, last)
        if not context.over(periods.day(last)):
            return Progress.OPEN
        # Only here may a day off matter: no calendar is needed for a term that is kept or runs.
        due = context.calendar.next_workday(last)
        if is_met(replies, due, self.requires, self._when):
            return self._met(context, trigger, replies, due)
        if not context.over(periods.day(due)):
            return Progress.OPEN
        if self.points is None:
            return Progress.DONE
        codes = _CODES if self.answered is None else _STATED
        found = shortcoming(replies, due, self.requires, codes, self._when)
        values = dict(found.values)
        if "answered" in values:
            values["answered"] = values["answered"][: len("YYYY-MM-DD")]
        period = periods.day(date_of(context, trigger))
        concerned = (trigger, *replies)  # each of them late or incomplete
        return Lapse(self.points, period, found.code, values, concerned, trigger)

    def _met(
        self, context: Context, trigger: Entry, replies: tuple[Entry, ...], due: date
    ) -> Lapse | Progress:
        """Return what a reply in time earns; it is done where that is nothing."""
        if self.earns is None:
            return Progress.DONE
        kept = in_time(replies, due, self.requires, self._when)
        period = periods.day(date_of(context, trigger))
        values = {"due": due.isoformat()}
        concerned = (trigger, *kept)
        return Lapse(self.earns, period, "reply-met", values, concerned, trigger, earns=True)

    def _when(self, reply: Entry) -> datetime:
        stated = self._stated(reply)
        return reply.time if stated is None else start_of(stated)

    def _stated(self, reply: Entry) -> date | None:
        return parsed_date(reply.record.data.get(self.answered)) if self.answered else None

    def _answers(self, reply: Entry, trigger: Entry) -> bool:
        """Tell whether ``reply`` names any record of the trigger's chain."""
        return any(self._names(reply.record, link) for link in trigger.links)

    def _names(self, reply: Record, link: Record) -> bool:
        for reply_field, link_field in self.match.items():
            named = likeness(reply.id if reply_field == _ID else reply.data.get(reply_field))
            meant = link.id if link_field == _ID else link.data.get(link_field)
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
        if self.workdays:
            return context.calendar.workdays_after(max(starts), self.within)
        return max(starts) + timedelta(days=self.within)

    def _start(self, link: Record, received: date) -> date:
        days = (
            received if name == RECEIVED else parsed_date(link.data.get(name))
            for name in self.starts
        )
        return max((day for day in days if day is not None), default=received)


def _workdays(fields: Fields) -> int:
    """Return the working days of ``within: {workdays: 20}``. Raises FieldUnfit."""
    try:
        return fields.below("within").count("workdays", least=1)
    except FieldUnfit:
        raise FieldUnfit("within") from None
