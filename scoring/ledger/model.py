"""The ledger as values. All points are exact decimals; all times are ISO 8601 in Asia/Shanghai."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any


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
    """One deduction: a rule, a period, perhaps a trigger record.

    ``points`` is what the rule takes, ``waived`` what a ruling takes back, ``applied`` what is
    left under the caps. ``records`` are the records concerned and ``commits`` those that brought
    them in, in order of time.
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


@dataclass(frozen=True, slots=True)
class NodeScore:
    """A node of the rulebook for one unit; a leaf has ``deductions``, an inner node ``nodes``.

    ``points`` and ``score`` are None for a node without points of its own.
    """

    id: str
    title: str
    points: Decimal | None
    score: Decimal | None
    status: Status
    nodes: tuple["NodeScore", ...] = ()
    deductions: tuple[Deduction, ...] | None = None

    def leaves(self, above: str = "") -> Iterator[tuple[str, "NodeScore"]]:
        """Yield the leaves below (or this one) with their paths, in rulebook order."""
        path = f"{above}{self.id}"
        if self.deductions is not None:
            yield path, self
        for node in self.nodes:
            yield from node.leaves(f"{path}/")


@dataclass(frozen=True, slots=True)
class UnitScore:
    """One unit's result under its rulebook."""

    unit: str
    name: str
    rulebook: str
    points: Decimal
    score: Decimal
    status: Status
    nodes: tuple[NodeScore, ...]

    def leaves(self) -> Iterator[tuple[str, NodeScore]]:
        """Yield the leaves with their paths, in rulebook order."""
        for node in self.nodes:
            yield from node.leaves()


@dataclass(frozen=True, slots=True)
class RulebookRef:
    """A rulebook by id and the SHA-256 of its file."""

    id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """All units' results: a function of a head and an as-of time."""

    year: int
    as_of: str
    head: str
    engine: str
    final: bool
    rulebooks: tuple[RulebookRef, ...]
    units: tuple[UnitScore, ...]
    dirty: bool = False

    def unit(self, unit_id: str) -> UnitScore | None:
        """Return the result of ``unit_id``, None where it is not assessed."""
        return next((unit for unit in self.units if unit.unit == unit_id), None)
