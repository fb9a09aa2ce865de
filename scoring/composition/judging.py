"""One unit judged under one rulebook at one moment: each leaf's rules, each rule's judgement."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from scoring.calendar.workdays import WorkCalendar
from scoring.records.registry import Unit
from scoring.records.view import View
from scoring.rulebook.model import Node, Rule, Rulebook
from scoring.rules import understand
from scoring.rules.judgement import Context, Judgement, RuleKind


@dataclass(frozen=True)
class Scheme:
    """A rulebook understood: its rules ready to judge, its working calendar."""

    rulebook: Rulebook
    calendar: WorkCalendar
    ready: dict[int, RuleKind] = field(default_factory=dict)

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
        )
        for rule in leaf.rules:
            if only is not None and rule.id != only:
                continue
            yield rule, self.ready[rule.place].judge(context)


def scheme_of(rulebook: Rulebook, calendar: WorkCalendar) -> Scheme:
    """Understand every rule of ``rulebook``.

    Raises RulebookUnusable where a rule's fields do not make sense for its kind.
    """
    ready = {rule.place: understand(rule) for leaf in rulebook.leaves() for rule in leaf.rules}
    return Scheme(rulebook, calendar, ready)


def answers_for(rulebook: Rulebook, unit: str) -> Iterator[tuple[Node, bool]]:
    """Yield each leaf with whether ``unit`` answers for it, its ancestors considered."""

    def below(node: Node, inherited: bool) -> Iterator[tuple[Node, bool]]:
        applies = inherited and node.is_for(unit)
        if not node.nodes:
            yield node, applies
        for child in node.nodes:
            yield from below(child, applies)

    for node in rulebook.nodes:
        yield from below(node, True)
