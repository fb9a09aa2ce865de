"""One unit judged under one rulebook at one moment: each leaf's rules, each rule's judgement."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from scoring.calendar.workdays import WorkCalendar
from scoring.records.registry import Registry, Unit
from scoring.records.view import View
from scoring.rulebook.model import Node, Rule, Rulebook
from scoring.rules import understand, varies
from scoring.rules.judgement import Context, Judgement, RuleKind


@dataclass(frozen=True)
class Scheme:
    """A rulebook understood: its rules ready to judge, its working calendar."""

    rulebook: Rulebook
    calendar: WorkCalendar
    ready: dict[int, RuleKind] = field(default_factory=dict)
    registry: Registry = field(default_factory=dict)
    by_unit: dict[tuple[int, str], RuleKind] = field(default_factory=dict)

    def judge_leaf(
        self, leaf: Node, unit: Unit, view: View, only: str | None = None
    ) -> Iterator[tuple[Rule, Judgement]]:
        """Yield each rule of ``leaf``, or only the one called ``only``, with its judgement."""
        context = Context(
            unit=unit,
            node=leaf.path,
            view=view,
            calendar=self.calendar,
            year=self.rulebook.year,
            first_day=self.rulebook.first_day,
            registry=self.registry,
        )
        for rule in leaf.rules:
            if only is not None and rule.id != only:
                continue
            yield rule, self._rule_for(rule, unit).judge(context)

    def _rule_for(self, rule: Rule, unit: Unit) -> RuleKind:
        """Return ``rule`` ready to judge ``unit``, with the numbers that vary by unit filled in."""
        if rule.place in self.ready:
            return self.ready[rule.place]
        key = (rule.place, unit.id)
        if key not in self.by_unit:
            self.by_unit[key] = understand(rule, unit)
        return self.by_unit[key]


def scheme_of(
    rulebook: Rulebook, calendar: WorkCalendar, registry: Registry | None = None
) -> Scheme:
    """Understand every rule of ``rulebook``; ``registry`` are all units, as far as known.

    Raises RulebookUnusable where a rule's fields do not make sense for its kind.
    """
    ready = {
        rule.place: understand(rule)
        for leaf in rulebook.leaves()
        for rule in leaf.rules
        if not varies(rule)
    }
    return Scheme(rulebook, calendar, ready, registry or {})
