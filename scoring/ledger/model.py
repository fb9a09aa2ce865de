"""The ledger as values. All points are exact decimals; all times are ISO 8601 in Asia/Shanghai."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

LOSES, EARNS, SETS, FIXES = "loses", "earns", "sets", "fixes"
"""What a finding does (``effect``): points off, points on, a score set, a grade fixed."""


LEDGER_1, LEDGER_2 = "ledger/1", "ledger/2"
"""The schemas of a ledger's text; the second tells what schemes with more than losses need."""


class Status(StrEnum):
    """How far a node has been judged."""

    NOT_APPLICABLE = "not-applicable"
    PENDING = "pending"
    JUDGED = "judged"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why points were lost: a code of the message catalogue and the values of its sentence."""

    code: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Deduction:
    """One finding, most often a deduction: a rule, a period, perhaps a trigger record.

    ``points`` is what the rule takes, ``waived`` what a ruling takes back, ``applied`` what is
    left under the caps. ``records`` are the records concerned and ``commits`` those that brought
    them in, in order of time. ``effect`` says what it does: it ``loses`` the points or ``earns``
    them, or ``sets`` a score or ``fixes`` a grade, whatever its points.
    """

    points: Decimal
    waived: Decimal
    applied: Decimal
    rule: str
    period: str
    reason: Reason
    records: tuple[str, ...]
    commits: tuple[str, ...]
    charged_to: str | None
    waived_by: str | None
    effect: str = LOSES

    @property
    def remaining(self) -> Decimal:
        """Points left after the ruling, before any cap."""
        return self.points - self.waived


@dataclass(frozen=True, slots=True)
class NodeScore:
    """A node of the rulebook for one unit; a leaf has ``deductions``, an inner node ``nodes``.

    ``points`` and ``score`` are None for a node without points of its own. The rest is told by
    ``ledger/2`` alone: how the node ``begins``; ``raw``, its reckoning before it is folded and
    rounded; ``absent``, what became of its points if the unit does not answer for it; ``opened``,
    whether what a bonus asks for is met; ``grade``, if it has grades.
    """

    id: str
    title: str
    points: Decimal | None
    score: Decimal | None
    status: Status
    nodes: tuple["NodeScore", ...] = ()
    deductions: tuple[Deduction, ...] | None = None
    begins: str = "full"
    raw: Decimal | Fraction | None = None
    absent: str | None = None
    opened: bool | None = None
    grade: str | None = None

    def walk(
        self, above: str = "", titles: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, tuple[str, ...], "NodeScore"]]:
        """Yield this node and all below it, each after its path and the titles that lead to it."""
        path, named = f"{above}{self.id}", (*titles, self.title)
        yield path, named, self
        for node in self.nodes:
            yield from node.walk(f"{path}/", named)


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What became of a unit in the year: its first or last day, who took over, its names before.

    Days as ``YYYY-MM-DD``; ``formerly`` are short names, each with the last day it was called so.
    """

    since: str | None = None
    until: str | None = None
    into: tuple[str, ...] = ()
    formerly: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class UnitScore:
    """One unit's result under its rulebook.

    ``grade`` and ``rank`` are None where the rulebook has none. ``fixed``: a finding has fixed the
    grade, and nothing is scored; ``score`` is then 0 in name only, and null in the ledger's text.
    ``raw`` is the total before it is folded and rounded. ``change``: it came, went or was renamed
    in the year.
    """

    unit: str
    name: str
    rulebook: str
    points: Decimal
    score: Decimal
    status: Status
    nodes: tuple[NodeScore, ...]
    grade: str | None = None
    rank: int | None = None
    fixed: bool = False
    raw: Decimal | Fraction | None = None
    change: UnitChange | None = None

    def walk(self) -> Iterator[tuple[str, tuple[str, ...], NodeScore]]:
        """Yield every node after its path and the titles that lead to it, in rulebook order."""
        for node in self.nodes:
            yield from node.walk()

    def leaves(self) -> Iterator[tuple[str, NodeScore]]:
        """Yield the leaves with their paths, in rulebook order."""
        return ((path, node) for path, _, node in self.walk() if node.deductions is not None)


@dataclass(frozen=True, slots=True)
class RulebookRef:
    """A rulebook by id and the SHA-256 of its file; ``grades`` are its grades, title by id."""

    id: str
    sha256: str
    grades: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ledger:
    """All units' results: a function of a head and an as-of time.

    ``schema`` is that of its text. ``final``: all its rulebooks are closed. ``dirty``: the rules
    are those of a working tree and not the head's.
    """

    year: int
    as_of: str
    head: str
    engine: str
    final: bool
    rulebooks: tuple[RulebookRef, ...]
    units: tuple[UnitScore, ...]
    dirty: bool = False
    schema: str = LEDGER_1

    def unit(self, unit_id: str) -> UnitScore | None:
        """Return the result of ``unit_id``, None where it is not assessed."""
        return next((unit for unit in self.units if unit.unit == unit_id), None)
