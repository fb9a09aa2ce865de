"""What will be lost if nothing more comes in: the rules asked of a later moment, today's records.

So every rule kind says what is owed in the terms it judges by, and no due date is reckoned twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from scoring.calendar.zone import end_of
from scoring.composition.charge import key_of
from scoring.composition.judging import Scheme, answers_for
from scoring.records.registry import Unit
from scoring.records.view import View
from scoring.rulebook.model import Node, Rule
from scoring.rules.judgement import Lapse

DUE = "due"
"""The value of a reason that says by which day something had to be received."""


@dataclass(frozen=True, slots=True)
class Threat:
    """A lapse that is none yet: ``rule`` of ``leaf`` will find it if nothing more comes in."""

    leaf: Node
    rule: Rule
    lapse: Lapse

    @property
    def last_day(self) -> date:
        """The last day (24:00) on which it can be averted: the due date, or the period's end."""
        due = self.lapse.values.get(DUE)
        return date.fromisoformat(due) if isinstance(due, str) else self.lapse.period.last


class Foreseen(View):
    """What a view shows, looked at from a later ``moment`` as if nothing more had come in."""

    def __init__(self, view: View, moment: datetime) -> None:
        super().__init__(view.archive, view.kinds, view.cutoff, view.given)
        self._moment = max(moment, view.now)

    @property
    def now(self) -> datetime:
        """The later moment."""
        return self._moment


def threats(scheme: Scheme, unit: Unit, view: View) -> Iterator[Threat]:
    """Yield what ``unit`` will be found to lack at the year's close, and is not found to lack now.

    In rulebook order. A sum that still moves as its figures are reported (tally, rate) is nothing
    that a unit can hand in, and is left out; so is what could only be averted before ``view``'s
    own moment. Raises CalendarMissing where a term needs a calendar year that is not there.
    """
    later = Foreseen(view, end_of(scheme.rulebook.closes_on))
    for leaf, applies in answers_for(scheme.rulebook, unit.id, unit.entry):
        if not applies:
            continue
        known = {
            key_of(leaf, rule, lapse)
            for rule, judgement in scheme.judge_leaf(leaf, unit, view)
            for lapse in judgement.lapses
            if not lapse.earns
        }
        for rule, judgement in scheme.judge_leaf(leaf, unit, later):
            for lapse in judgement.lapses:
                threat = Threat(leaf, rule, lapse)
                if (
                    not lapse.running
                    and not lapse.earns
                    and (lapse.points > 0 or rule.sets is not None or rule.fixes is not None)
                    and key_of(leaf, rule, lapse) not in known
                    and end_of(threat.last_day) > view.now
                ):
                    yield threat
