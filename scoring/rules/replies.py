"""Which reply answers which trigger, in time or not: one meaning for ``response`` and ``band``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from scoring.calendar import periods
from scoring.calendar.zone import day_of, start_of
from scoring.records.changing import heirs
from scoring.records.record import Record
from scoring.records.view import Entry
from scoring.rules.fields import Fields, FieldUnfit, Where
from scoring.rules.judgement import Context
from scoring.rules.matching import RECEIVED, is_judged, matching, of_the_year, parsed_date
from scoring.rules.text import likeness
from scoring.rules.timeliness import is_met

_ID = "id"


class Outcome(Enum):
    """What has become of a trigger; ``VOID``: its clock still ran on the unit's last day."""

    MET = "met"
    RUNNING = "running"
    MISSED = "missed"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Answer:
    """A trigger, what has become of it by ``due`` and the replies to it, in order."""

    trigger: Entry
    outcome: Outcome
    due: date
    replies: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Replies:
    """Which replies of kind ``record`` answer which triggers of kind ``to``, and by when.

    ``match`` says which field of a reply names which field of the trigger (``id``: the record's
    id, so that a record may answer itself). The clock starts on the latest of the days in
    ``starts`` and runs ``within`` calendar days, to the next working day where the last one is a
    day off, or so many ``workdays``. A reply counts on the day it was received, or on the day that
    its field ``answered`` states. ``where`` speaks of the replies, ``to_where`` of the triggers.
    """

    to: str
    record: str
    where: Where
    match: Mapping[str, str]
    starts: tuple[str, ...]
    within: int
    workdays: bool
    requires: tuple[str, ...]
    answered: str | None
    to_where: Where

    @classmethod
    def from_fields(cls, terms: Fields, record: str, where: Where) -> "Replies":
        """Read the ``terms`` by which records of kind ``record`` answer. Raises FieldUnfit."""
        match = terms.mapping("match")
        if not match or not all(isinstance(field, str) for field in match.values()):
            raise FieldUnfit("match")
        starts = terms.texts("starts")
        if not starts:
            raise FieldUnfit("starts")
        workdays = isinstance(terms.value("within"), Mapping)
        return cls(
            to=terms.text("to"),
            record=record,
            where=where,
            match=match,
            starts=starts,
            within=_workdays(terms) if workdays else terms.count("within"),
            workdays=workdays,
            requires=terms.texts("requires"),
            answered=terms.optional_text("answered"),
            to_where=terms.mapping("to_where"),
        )

    def answers(self, context: Context) -> Iterator[Answer]:
        """Yield what has become of each trigger of the year that is judged at all, in order."""
        triggers = of_the_year(context, self.to, self.to_where)
        replies = self._candidates(context) if triggers else ()
        if self.answered is not None:
            replies = tuple(reply for reply in replies if self._stated(reply) is not None)
        for trigger in triggers:
            if is_judged(context, trigger):
                own = tuple(reply for reply in replies if self._answers(reply, trigger))
                yield self._answer(context, trigger, own)

    def _candidates(self, context: Context) -> tuple[Entry, ...]:
        """Return what may answer: replies of the unit and of those that took over from it."""
        units = (context.unit.id, *heirs(context.registry, context.unit))
        found = {
            entry.record.id: entry
            for unit in units
            for entry in context.view.about(self.record, unit)
        }
        in_order = sorted(found.values(), key=lambda entry: entry.order)
        return matching(context, self.record, self.where, in_order)

    def when(self, reply: Entry) -> datetime:
        """Return the moment of ``reply`` that is held against the due date."""
        stated = self._stated(reply)
        return reply.time if stated is None else start_of(stated)

    def _answer(self, context: Context, trigger: Entry, replies: tuple[Entry, ...]) -> Answer:
        last = self._last_day(context, trigger)
        outcome = self._outcome(context, last, replies)
        if outcome is not Outcome.MISSED:
            return Answer(trigger, outcome, last, replies)
        # Only here may a day off matter: no calendar is needed for a term that is kept or runs.
        due = context.calendar.next_workday(last)
        return Answer(trigger, self._outcome(context, due, replies), due, replies)

    def _outcome(self, context: Context, due: date, replies: tuple[Entry, ...]) -> Outcome:
        if is_met(replies, due, self.requires, self.when):
            return Outcome.MET
        if not context.owes(due):
            return Outcome.VOID
        return Outcome.MISSED if context.over(periods.day(due)) else Outcome.RUNNING

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
