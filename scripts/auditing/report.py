"""All that an audit says, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scripts.auditing.comparing import Difference
from scripts.auditing.finding import Finding, Statement
from scripts.auditing.governing import Change


@dataclass(frozen=True, slots=True)
class Comparison:
    """A published ledger and what became of it. ``sha256`` is that of the one reckoned again.

    ``same``: it follows from the history to the byte; None where it could not be reckoned, or
    was reckoned by another engine.
    """

    source: str
    year: int
    as_of: str
    head: str
    engine: str
    published: str
    sha256: str | None
    same: bool | None
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What was audited, what was found, what could only be stated or not be checked at all.

    ``strengths`` counts the records by how far their time can be trusted.
    """

    head: str
    commits: int = 0
    records: int = 0
    strengths: Mapping[str, int] = field(default_factory=dict)
    checkpoints: int = 0
    findings: tuple[Finding, ...] = ()
    statements: tuple[Statement, ...] = ()
    changes: tuple[Change, ...] = ()
    ledgers: tuple[Comparison, ...] = ()
