"""The rulebook's tree: nodes with points and the notice's words, leaves with rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from scoring.rulebook.terms import FULL, KEEP, SUM, Fixes, Grade, Opens, Rounding, Sets
from scoring.rulebook.varying import Assessed, Varying, holds

__all__ = ["Node", "Rule", "Rulebook", "holds"]


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

    Without points ``least`` is below nothing, and how much it may charge at most; or nothing: then
    it may charge all that is found.

    ``applies_to`` names the units it is for, ``applies_where`` the values of fields of their
    registry entries; where both are None it is for every unit the rulebook assesses. ``excepted``
    turns them round: it is for every unit but those.
    ``requirement``, ``standard``, ``method`` and ``responsible`` are the notice's own words. The
    fields from ``begins`` on say how it composes (docs/rulebook.md); their defaults are those of
    a node that loses points from its full ones and sums up its children. ``varies`` are the
    numbers among its fields that differ by unit, by the field's name; the field itself is then
    what holds for units not named, or, after ``for_unit``, for that unit.
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
    excepted: bool = False
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
    varies: Mapping[str, Varying] = field(default_factory=dict)

    def walk(self) -> Iterator["Node"]:
        """Yield this node and all below it, in rulebook order."""
        yield self
        for node in self.nodes:
            yield from node.walk()

    def for_unit(self, unit: Assessed) -> "Node":
        """Return this node, and all below it, with the numbers that hold for ``unit``."""
        own: dict[str, Any] = {name: number.of(unit) for name, number in self.varies.items()}
        return replace(self, nodes=tuple(node.for_unit(unit) for node in self.nodes), **own)

    def every(self, name: str) -> tuple[Decimal, ...]:
        """Return every number that the field ``name`` may be; none where it has none."""
        if name in self.varies:
            return self.varies[name].every
        number: Decimal | None = getattr(self, name)
        return () if number is None else (number,)

    def is_for(self, unit: str, entry: Mapping[str, Any] | None = None) -> bool:
        """Tell whether ``unit`` answers for this node; ``entry`` is what the registry says of it.

        Without ``entry`` a node chosen by fields of the registry counts as for every unit.
        """
        if self.applies_to is not None:
            return (unit in self.applies_to) != self.excepted
        if self.applies_where is None or entry is None:
            return True
        fits = all(holds(entry.get(name), wanted) for name, wanted in self.applies_where.items())
        return fits != self.excepted

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
            or any(number != 0 for number in self.every("least"))
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

    def for_unit(self, unit: Assessed) -> "Rulebook":
        """Return the rulebook with the numbers that hold for ``unit``; itself where none varies."""
        if not any(node.varies for node in self.root.walk()):
            return self
        root = self.root.for_unit(unit)
        return replace(self, root=root, points=self.points if root.points is None else root.points)

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
