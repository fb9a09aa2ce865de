"""The rulebook's tree: nodes with points and the notice's words, leaves with rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from scoring.rulebook.terms import FULL, KEEP, SUM, Fixes, Grade, Opens, Rounding, Sets


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as written: its kind and that kind's own fields, not yet understood.

    ``charge_to`` is the path of the ancestor charged instead of the node (veto), ``once_with`` the
    ids of rules of the same node of which, together with this one, only the greatest is charged.
    ``sets`` and ``fixes`` are what its findings do instead of costing points. ``place`` orders
    rules over the whole rulebook.
    """

    id: str
    kind: str
    fields: Mapping[str, Any]
    charge_to: str | None
    once_with: tuple[str, ...]
    place: int
    sets: Sets | None = None
    fixes: Fixes | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A node; ``points`` is its maximum, None where it charges its parent.

    ``applies_to`` names the units it is for, ``applies_where`` the values of fields of their
    registry entries; where both are None it is for every unit the rulebook assesses.
    ``requirement``, ``standard``, ``method`` and ``responsible`` are the notice's own words. The
    fields from ``begins`` on say how it composes (docs/rulebook.md); their defaults are those of
    a node that loses points from its full ones and sums up its children.
    """

    id: str
    path: str
    title: str
    points: Decimal | None
    applies_to: frozenset[str] | None
    requirement: str
    standard: str
    method: str
    responsible: str
    interpretation: tuple[str, ...]
    nodes: tuple["Node", ...]
    rules: tuple[Rule, ...]
    applies_where: Mapping[str, tuple[Any, ...]] | None = None
    absent: str = KEEP
    begins: str = FULL
    least: Decimal = Decimal(0)
    most: Decimal | None = None
    combine: str = SUM
    out_of: Decimal | None = None
    rounding: Rounding | None = None
    weight: Decimal = Decimal(1)
    bonus: bool = False
    opens: Opens | None = None
    grades: tuple[Grade, ...] = ()
    source: Mapping[str, Any] = field(default_factory=dict)

    def walk(self) -> Iterator["Node"]:
        """Yield this node and all below it, in rulebook order."""
        yield self
        for node in self.nodes:
            yield from node.walk()

    def is_for(self, unit: str, entry: Mapping[str, Any] | None = None) -> bool:
        """Tell whether ``unit`` answers for this node; ``entry`` is what the registry says of it.

        Without ``entry`` a node chosen by fields of the registry counts as for every unit.
        """
        if self.applies_to is not None:
            return unit in self.applies_to
        if self.applies_where is None or entry is None:
            return True
        return all(holds(entry.get(name), wanted) for name, wanted in self.applies_where.items())

    @property
    def scale(self) -> Decimal | None:
        """The points on which the node is reckoned: those it is folded from, else its own."""
        return self.points if self.out_of is None else self.out_of

    @property
    def folds(self) -> bool:
        """Tell whether what is above sees only this node's score, not the findings below it."""
        return (
            self.begins != FULL
            or self.combine != SUM
            or self.out_of is not None
            or self.rounding is not None
            or self.bonus
            or self.least != 0
            or self.most is not None
            or any(child.absent != KEEP or child.bonus for child in self.nodes)
        )


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A scheme for one year and one kind of unit. ``sha256`` is the digest of its file.

    ``root`` is the whole as a node of its own, with an empty path. ``ranks`` says how units with
    equal scores are ranked (``shared``, ``dense``); None where they are not.
    """

    id: str
    title: str
    year: int
    assesses: Mapping[str, Any]
    points: Decimal
    first_day: date | None
    closes_on: date
    calendar: str
    source: Mapping[str, Any]
    interpretation: tuple[str, ...]
    root: Node
    sha256: str
    ranks: str | None = None

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes at the top."""
        return self.root.nodes

    @property
    def grades(self) -> tuple[Grade, ...]:
        """The grades of the total, best first."""
        return self.root.grades

    def walk(self) -> Iterator[Node]:
        """Yield every node, in rulebook order."""
        for node in self.nodes:
            yield from node.walk()

    def leaves(self) -> Iterator[Node]:
        """Yield the nodes that hold rules, in rulebook order."""
        return (node for node in self.walk() if not node.nodes)

    def node(self, path: str) -> Node | None:
        """Return the node at ``path`` (``disclosure/news``), None where there is none."""
        return next((node for node in self.walk() if node.path == path), None)


def holds(value: Any, wanted: tuple[Any, ...]) -> bool:
    """Tell whether ``value``, or one of its items where it is a list, is among ``wanted``."""
    values = value if isinstance(value, list) else [value]
    return any(
        each == one and isinstance(each, bool) == isinstance(one, bool)
        for each in values
        for one in wanted
    )
