"""The rulebook's tree: nodes with points and the notice's words, leaves with rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from scoring.rulebook.terms import FULL, KEEP, SUM, Fixes, Grade, Opens, Rounding, Sets
from scoring.rulebook.varying import Assessed, Varying, holds


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
    """A node; ``points`` is its maximum, None where all that is found reaches its parent.

    Of a node without points ``least`` is either 0, and everything reaches the parent, or negative:
    no more than that is lost of the parent.

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

    def is_for(self, unit: Assessed) -> bool:
        """Tell whether this node, its ancestors left aside, is for ``unit``."""
        if self.applies_to is not None:
            return (unit.id in self.applies_to) != self.excepted
        if self.applies_where is None:
            return True
        wanted = self.applies_where.items()
        return all(holds(unit.entry.get(name), values) for name, values in wanted) != self.excepted

    def joined_with(self, rule_id: str) -> frozenset[str]:
        """Return the ids of the rules that ``once_with`` joins with this one, itself included.

        Rules joined with the same rule are joined with each other.
        """
        links = [{rule.id, *rule.once_with} for rule in self.rules]
        group = {rule_id}
        while (wider := group.union(*(link for link in links if link & group))) != group:
            group = wider
        return frozenset(group)

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
    year: int
    assesses: Mapping[str, Any]
    first_day: date | None
    closes_on: date
    calendar: str
    root: Node
    sha256: str
    ranks: str | None = None

    @property
    def title(self) -> str:
        """What it is called."""
        return self.root.title

    @property
    def points(self) -> Decimal:
        """The points in all, bonuses apart; after ``for_unit`` those of that unit."""
        assert self.root.points is not None  # the schema asks for them
        return self.root.points

    @property
    def source(self) -> Mapping[str, Any]:
        """The notice that it follows: number, annex."""
        return self.root.source

    @property
    def interpretation(self) -> tuple[str, ...]:
        """How words of the notice are read that concern all of it."""
        return self.root.interpretation

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes at the top."""
        return self.root.nodes

    @property
    def grades(self) -> tuple[Grade, ...]:
        """The grades of the total, best first."""
        return self.root.grades

    def is_for(self, unit: object) -> bool:
        """Tell whether ``unit``, as it stood in the year, has every value of ``assesses``."""
        return all(getattr(unit, key, None) == value for key, value in self.assesses.items())

    def for_unit(self, unit: Assessed) -> "Rulebook":
        """Return the rulebook with the numbers that hold for ``unit``; itself where none varies."""
        if not any(node.varies for node in self.root.walk()):
            return self
        return replace(self, root=self.root.for_unit(unit))

    def not_for(self, unit: Assessed) -> frozenset[str]:
        """Return the paths of the nodes that ``unit`` does not answer for, all below included."""

        def below(nodes: tuple[Node, ...]) -> Iterator[Node]:
            for node in nodes:
                yield from below(node.nodes) if node.is_for(unit) else node.walk()

        return frozenset(node.path for node in below(self.nodes))

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
