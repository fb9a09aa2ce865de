"""What will be lost if nothing more comes in: the rules asked of a later moment, today's records.

So every rule kind says what is owed in the terms it judges by, and no due date is reckoned twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from scoring.calendar.zone import end_of
from scoring.composition.charge import key_of
from scoring.composition.judging import Scheme
from scoring.records.registry import Unit
from scoring.records.view import View
from scoring.rulebook.model import Node, Rule
from scoring.rules.judgement import Lapse

_ASKING = frozenset(("deadline", "quota", "response"))
"""Rule kinds that ask for something to be handed in by a day."""

_EARNS = "earns"
_LOSING = ("points", "points_per_missing")

_OF_REPLY = ("record", "where")
_NO_PRICE = 1
"""Stands for what one reply is worth where only their share is; nobody is told this number."""

_DUE = "due"
"""The value of a reason that says by which day something had to be received."""


@dataclass(frozen=True, slots=True)
class Threat:
    """A lapse that is none yet: ``rule`` of ``leaf`` will find it if nothing more comes in.

    ``earns``: nothing is lost then, but the lapse's points, which were to be had, are not earned.
    ``in_share``: it counts in the share of what was done in time, and has no points of its own.
    """

    leaf: Node
    rule: Rule
    lapse: Lapse
    earns: bool = False
    in_share: bool = False

    @property
    def last_day(self) -> date:
        """The last day (24:00) on which it can be averted: the due date, or the period's end."""
        due = self.lapse.values.get(_DUE)
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

    Also what it can yet earn by a rule that costs nothing. In rulebook order. A sum that still
    moves as its figures are reported (tally, rate) is nothing that a unit can hand in, and is left
    out; so is what could only be averted before ``view``'s own moment. Raises CalendarMissing where
    a term needs a calendar year that is not there.
    """
    later = Foreseen(view, end_of(scheme.rulebook.closes_on))
    # The same rules, asked what they would cost if what they give were lost where it is not met.
    chances = replace(scheme, ready={}, by_unit={})
    not_for = scheme.rulebook.not_for(unit)
    for leaf in scheme.rulebook.leaves():
        if leaf.path in not_for:
            continue
        yield from _found(scheme, leaf, unit, view, later, earns=False)
        asking = replace(leaf, rules=tuple(_asking(leaf)))
        if asking.rules:
            for threat in _found(chances, asking, unit, view, later, earns=False):
                yield replace(threat, in_share=True)
        giving = replace(leaf, rules=tuple(map(_turned, filter(_only_earns, leaf.rules))))
        if giving.rules:
            yield from _found(chances, giving, unit, view, later, earns=True)


def _found(
    scheme: Scheme, leaf: Node, unit: Unit, view: View, later: View, *, earns: bool
) -> Iterator[Threat]:
    """Yield what the rules of ``leaf`` find missing ``later`` and do not find so now."""
    known = {
        key_of(leaf, rule, lapse)
        for rule, judgement in scheme.judge_leaf(leaf, unit, view)
        for lapse in judgement.lapses
        if not lapse.earns
    }
    for rule, judgement in scheme.judge_leaf(leaf, unit, later):
        for lapse in judgement.lapses:
            threat = Threat(leaf, rule, lapse, earns)
            if (
                not lapse.running
                and not lapse.earns
                and (lapse.points > 0 or rule.sets is not None or rule.fixes is not None)
                and key_of(leaf, rule, lapse) not in known
                and end_of(threat.last_day) > view.now
            ):
                yield threat


def _asking(leaf: Node) -> Iterator[Rule]:
    """Yield what the bands of ``leaf`` that look at replies in time ask for, one by one."""
    for rule in leaf.rules:
        figure = rule.fields.get("figure")
        for terms in figure.values() if isinstance(figure, Mapping) else ():
            if isinstance(terms, Mapping):
                own = {name: rule.fields[name] for name in _OF_REPLY if name in rule.fields}
                fields = {**terms, **own, "points": _NO_PRICE}
                yield replace(rule, kind="response", fields=fields)


def _only_earns(rule: Rule) -> bool:
    """Tell whether what ``rule`` asks for gives points when it is met and costs none otherwise."""
    loses = any(name in rule.fields for name in _LOSING)
    plain = rule.sets is None and rule.fixes is None
    return rule.kind in _ASKING and _EARNS in rule.fields and not loses and plain


def _turned(rule: Rule) -> Rule:
    """Return ``rule`` so that what it gives is lost where it is not met."""
    fields = {name: value for name, value in rule.fields.items() if not name.startswith(_EARNS)}
    for name in ("surplus_at_most", "surplus_step"):
        fields.pop(name, None)
    return replace(rule, fields={**fields, "points": rule.fields[_EARNS]})
