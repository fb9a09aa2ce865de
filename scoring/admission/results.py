"""What admitting a history gives: the records that count, the files that do not, and the state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scoring.admission.standing import Standing
from scoring.history.commits import Commit
from scoring.history.seals import NOTHING_EARLIER, EarlierChain
from scoring.history.tree import Tree
from scoring.history.verdicts import SealVerdict
from scoring.problem import Problem
from scoring.records.record import Record


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file that claimed to be a record and does not count, with all that is wrong with it.

    ``path`` is fit to be shown; ``record_id`` is empty where the path is no record's.
    """

    path: str
    record_id: str
    commit: str
    committed: datetime
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Admission:
    """Everything the chain brought in, in the order of admission (commit, then path).

    ``attachments`` names the object of each listed file: (record id, file) → blob. ``tree`` is the
    tree at the head, ``standing`` what a further record will be held against, ``verdicts`` what
    was found of the seal of each commit of the chain, ``first`` the blob that first came in at each
    path of a record, ``length`` how many commits the chain has.
    """

    records: tuple[Record, ...]
    rejections: tuple[Rejection, ...]
    attachments: Mapping[tuple[str, str], str]
    tree: Tree
    standing: Standing
    verdicts: Sequence[SealVerdict] = ()
    first: Mapping[str, str] = field(default_factory=dict)
    length: int = 0


@dataclass(frozen=True)
class Past:
    """What is known of the history before the first commit to be judged; nothing at the root."""

    chain: EarlierChain = NOTHING_EARLIER
    records: Sequence[Record] = ()
    rejections: Sequence[Rejection] = ()
    attachments: Mapping[tuple[str, str], str] = field(default_factory=dict)
    first: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Arrival:
    """One file judged: the raw path, its commit and blob; and the record, or why it is none.

    ``schema`` is the digest of the schemas it was held against, empty where there were none.
    """

    path: str
    commit: Commit
    blob: str
    schema: str
    outcome: Record | Rejection


@dataclass(frozen=True)
class AdmittedChain:
    """The whole of a history admitted, and what was found of the commits that were judged now.

    ``trusted`` says of each whether a gate key is trusted at its first parent.
    """

    admission: Admission
    verdicts: Sequence[SealVerdict]
    trusted: Sequence[bool]
    arrivals: Sequence[Arrival]
