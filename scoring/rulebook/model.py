"""The rulebook's tree: nodes with points and the notice's words, leaves with rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as written: its kind and that kind's own fields, not yet understood.

    ``charge_to`` is the path of the ancestor charged instead of the node (veto), ``once_with`` the
    ids of rules of the same node of which, together with this one, only the greatest is charged.
    ``place`` orders rules over the whole rulebook.
    """

    id: str
    kind: str
    fields: Mapping[str, Any]
    charge_to: str | None
    once_with: tuple[str, ...]
    place: int


@dataclass(frozen=True, slots=True)
class Node:
    """A node; ``points`` is its maximum, None where it charges its parent.

    ``applies_to`` names the units it is for, None for every unit the rulebook assesses.
    ``requirement``, ``standard``, ``method`` and ``responsible`` are the notice's own words.
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

    def walk(self) -> Iterator["Node"]:
        """Yield this node and all below it, in rulebook order."""
        yield self
        for node in self.nodes:
            yield from node.walk()

    def is_for(self, unit: str) -> bool:
        """Tell whether ``unit`` answers for this node."""
        return self.applies_to is None or unit in self.applies_to


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A scheme for one year and one kind of unit. ``sha256`` is the digest of its file."""

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
    nodes: tuple[Node, ...]
    sha256: str

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
