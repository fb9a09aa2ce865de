"""What the gate answers: the receipt of what was accepted, or everything that is wrong."""

from dataclasses import dataclass
from datetime import datetime

from scoring.problem import Problem
from scoring.records.record import Strength
from scripts.gate.effects import UnitEffect


@dataclass(frozen=True, slots=True)
class Received:
    """One record as received: its id, the digest of its content, the time that counts."""

    record: str
    digest: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """The gate's answer to one branch.

    ``problems`` of an accepted branch are warnings. ``commit`` is the merge, None where there is
    none (refused, or only tried). ``kept``: some content had been seen before and keeps that time.
    ``logged``: False where the submitter's allowance in the log of attempts is spent.
    """

    accepted: bool
    ref: str
    tip: str
    submitted_by: str
    received: datetime
    problems: tuple[Problem, ...] = ()
    unit: str | None = None
    unit_name: str = ""
    registry: tuple[str, ...] = ()
    records: tuple[Received, ...] = ()
    strength: Strength | None = None
    commit: str | None = None
    merged_at: datetime | None = None
    effects: tuple[UnitEffect, ...] = ()
    kept: bool = False
    logged: bool = True
    tried: bool = False

    @property
    def time(self) -> datetime:
        """The time that counts: the latest of its records', that of receipt where it has none."""
        return max((each.time for each in self.records), default=self.received)
