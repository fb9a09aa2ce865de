"""What one county brings to the comparison, as values: nothing here refers to its repository."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from scripts.federating.listing import County
from scripts.statutory.city import Filing


class State(StrEnum):
    """How far a county has come; the office there may hold scores back until they are confirmed."""

    COMPARED = "compared"
    HELD = "held"
    NOT_FETCHED = "not-fetched"
    NOT_VERIFIED = "not-verified"
    NOT_SCORED = "not-scored"

    @property
    def failed(self) -> bool:
        """Tell whether something went wrong."""
        return self not in (State.COMPARED, State.HELD)


@dataclass(frozen=True, slots=True)
class Why:
    """Why a county is not compared: a code of the message catalogue with its values.

    ``detail`` is for the operator's eyes alone: what git said may name addresses.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One county to be done. ``as_of`` is aware; ``work`` a folder kept between runs.

    ``release`` is what the sender runs (``own_release``), ``seen`` the text and signature of the
    newest checkpoint verified before, ``seconds`` how long fetching may take.
    """

    county: County
    years: tuple[int, ...]
    as_of: datetime
    work: str
    release: str
    seen: tuple[bytes, bytes | None] | None = None
    seconds: int = 600


@dataclass(frozen=True, slots=True)
class Scored:
    """One unit's result. ``share`` is its score in per cent of its points, to four places.

    ``score`` and ``share`` are None where a finding fixed the grade and nothing is scored.
    """

    unit: str
    name: str
    kind: str
    kind_title: str
    rulebook: str
    scheme: str
    points: Decimal
    score: Decimal | None
    share: Decimal | None
    grade: str | None
    rank: int | None
    status: str


@dataclass(frozen=True, slots=True)
class Loss:
    """One deduction, by clause: the path of its node, and the titles along it."""

    unit: str
    kind: str
    kind_title: str
    rulebook: str
    clause: str
    title: str
    rule: str
    period: str
    code: str
    points: Decimal
    waived: Decimal
    applied: Decimal


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a county; rows only where it is compared."""

    year: int
    state: State
    why: Why | None = None
    confirmed: bool = False
    final: bool = False
    units: tuple[Scored, ...] = ()
    losses: tuple[Loss, ...] = ()
    filings: tuple[Filing, ...] = ()


@dataclass(frozen=True, slots=True)
class Harvest:
    """All of one county. ``commits`` is the length of its chain, ``beyond`` what of it is newer.

    ``checkpoint`` is the text of the last checkpoint, ``signature`` its signature.
    """

    county: str
    state: State
    years: tuple[Year, ...]
    why: Why | None = None
    head: str | None = None
    commits: int | None = None
    beyond: int | None = None
    checkpoint: bytes | None = None
    signature: bytes | None = None


def failed(task: Task, state: State, why: Why) -> Harvest:
    """Return the harvest of a county that brings nothing: every year says why."""
    years = tuple(Year(year, state, why) for year in task.years)
    return Harvest(task.county.id, state, years, why)
