"""``response``: each trigger needs its reply in time (readings 3, 15)."""

from dataclasses import dataclass
from decimal import Decimal

from scoring.calendar import periods
from scoring.rules.fields import Fields
from scoring.rules.judgement import Context, Judgement, Lapse, Progress
from scoring.rules.matching import date_of
from scoring.rules.replies import Answer, Outcome, Replies
from scoring.rules.timeliness import Codes, in_time, shortcoming

_CODES = Codes("reply-missing", "reply-late", "reply-incomplete")
_STATED = Codes("reply-missing", "answer-late", "reply-incomplete", at="answered")


@dataclass(frozen=True, slots=True)
class Response:
    """Costs ``points`` for each trigger without a reply in time; a reply in time ``earns``."""

    replies: Replies
    points: Decimal | None
    earns: Decimal | None

    @classmethod
    def from_fields(cls, fields: Fields) -> "Response":
        """Read the rule's fields. Raises FieldUnfit."""
        replies = Replies.from_fields(fields, fields.text("record"), fields.mapping("where"))
        fields.any_of("points", "earns")
        return cls(replies, fields.optional_number("points"), fields.optional_number("earns"))

    def judge(self, context: Context) -> Judgement:
        """Judge one unit: each trigger of the year once it is answered or its term is over."""
        answers = tuple(self.replies.answers(context))
        lapses = (self._lapse(context, answer) for answer in answers)
        running = any(answer.outcome is Outcome.RUNNING for answer in answers)
        return Judgement(
            tuple(lapse for lapse in lapses if lapse is not None),
            Progress.OPEN if running or not context.year_over else Progress.DONE,
        )

    def _lapse(self, context: Context, answer: Answer) -> Lapse | None:
        """Return what a reply in time earns, or what its lack costs; None where that is nothing."""
        if answer.outcome is Outcome.MET and self.earns is not None:
            return self._met(context, answer, self.earns)
        if answer.outcome is Outcome.MISSED and self.points is not None:
            return self._missed(context, answer, self.points)
        return None

    def _missed(self, context: Context, answer: Answer, points: Decimal) -> Lapse:
        terms, trigger, replies = self.replies, answer.trigger, answer.replies
        codes = _CODES if terms.answered is None else _STATED
        found = shortcoming(replies, answer.due, terms.requires, codes, terms.when)
        values = dict(found.values)
        if "answered" in values:
            values["answered"] = values["answered"][: len("YYYY-MM-DD")]
        period = periods.day(date_of(context, trigger))
        concerned = (trigger, *replies)  # each of them late or incomplete
        return Lapse(points, period, found.code, values, concerned, trigger)

    def _met(self, context: Context, answer: Answer, points: Decimal) -> Lapse:
        terms, trigger = self.replies, answer.trigger
        kept = in_time(answer.replies, answer.due, terms.requires, terms.when)
        period = periods.day(date_of(context, trigger))
        values = {"due": answer.due.isoformat()}
        concerned = (trigger, *kept)
        return Lapse(points, period, "reply-met", values, concerned, trigger, earns=True)
