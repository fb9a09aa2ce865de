"""Stretches of an admitted history as JSON and back: what the cache keeps of it.

A stretch follows from the names of its commits and of those before it alone: nothing that comes
later is in it, so that it also serves a ``main`` that was set back. What a commit further on
decides (the time of what no seal covers) is left open and settled when the stretch is read.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from scoring.cache.store import Stretch
from scoring.calendar.zone import SHANGHAI
from scoring.history.commits import Commit
from scoring.history.faults import Fault
from scoring.history.receipts import ReceiptTrailers
from scoring.history.verdicts import NOT_JUDGED, SealVerdict
from scoring.problem import Problem

LENGTH = 1024
"""Commits of a full stretch."""

UNREADABLE = (ValueError, KeyError, TypeError, IndexError, AttributeError)
"""What reading an entry may raise that this program did not write."""

SEALED, UNSEALED, MERGE, DIRECT = "s", "u", "m", "d"
"""What a commit is. Where a gate key is trusted: sealed or not; where none is: a merge or not."""


class Admitted(NamedTuple):
    """A record admitted: its id, its commit (counted from the stretch's first), its blob.

    ``schema`` is the digest of the schemas that accepted it, ``time`` in seconds since 1970, None
    where no seal of the stretch vouches for one; ``units`` are those spoken of, None: the folder's;
    ``files`` are the blobs of the attachments it lists, by name.
    """

    id: str
    commit: int
    blob: str
    schema: str
    time: int | None
    units: Sequence[str] | None
    facts: Sequence[str]
    files: Mapping[str, str]


class Rejected(NamedTuple):
    """A file that claimed to be a record: its raw path, its commit, its blob, what is wrong."""

    path: str
    commit: int
    blob: str
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Kept:
    """What is kept of the commits of one stretch.

    ``committed`` are committer dates in seconds, ``kinds`` one letter a commit. ``files`` is what
    the stretch leaves at each path it touched: mode and blob, None: nothing.
    """

    first: int
    ids: list[str] = field(default_factory=list)
    committed: list[int] = field(default_factory=list)
    kinds: str = ""
    files: dict[str, tuple[str, str] | None] = field(default_factory=dict)
    admitted: list[Admitted] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    verdicts: list[Any] = field(default_factory=list)

    def take(self, commit: Commit, kind: str, verdict: SealVerdict) -> None:
        """Add a commit, all but the records that it brings."""
        self.ids.append(commit.id)
        self.committed.append(int(commit.committed.timestamp()))
        self.kinds += kind
        for change in commit.changes:
            self.files[change.path] = None if change.removes else (change.mode, change.blob)
        self.verdicts.append(_encode_verdict(verdict))


def encode(kept: Kept) -> Stretch:
    """Return ``kept`` as JSON."""
    schemas = sorted({each.schema for each in kept.admitted})
    places = {digest: place for place, digest in enumerate(schemas)}
    modes = sorted({file[0] for file in kept.files.values() if file is not None})
    data = {
        "ids": kept.ids,
        "committed": kept.committed,
        "kinds": kept.kinds,
        "files": {
            mode: {path: file[1] for path, file in kept.files.items() if file and file[0] == mode}
            for mode in modes
        },
        "gone": [path for path, file in kept.files.items() if file is None],
        "schemas": schemas,
        "admitted": [
            [*each[:3], places[each.schema], *each[4:]]
            for each in kept.admitted
        ],
        "rejected": [
            [each.path, each.commit, each.blob, list(map(_encode_problem, each.problems))]
            for each in kept.rejected
        ],
    }  # fmt: skip
    return Stretch(kept.first, _json(data), _json(kept.verdicts))


def decode(stretch: Stretch, *, verdicts: bool = False) -> Kept:
    """Return what ``stretch`` says; its verdicts, which are seldom needed, only with ``verdicts``.

    Raises one of ``UNREADABLE`` where it is nothing that ``encode`` wrote.
    """
    data = json.loads(stretch.data)
    schemas = data["schemas"]
    files: dict[str, tuple[str, str] | None] = dict.fromkeys(data["gone"])
    for mode, blobs in data["files"].items():
        files.update({path: (mode, blob) for path, blob in blobs.items()})
    kept = Kept(
        first=stretch.first,
        ids=data["ids"],
        committed=data["committed"],
        kinds=data["kinds"],
        files=files,
        admitted=[
            Admitted(name, commit, blob, schemas[schema], *rest)
            for name, commit, blob, schema, *rest in data["admitted"]
        ],
        rejected=[
            Rejected(path, commit, blob, tuple(Problem(*each) for each in problems))
            for path, commit, blob, problems in data["rejected"]
        ],
        verdicts=json.loads(stretch.verdicts) if verdicts else [],
    )
    if not len(kept.ids) == len(kept.committed) == len(kept.kinds) > 0:
        raise ValueError("not as many of each")
    return kept


def joined(one: Kept, other: Kept) -> Kept:
    """Return one stretch of two that follow each other; both with their verdicts."""
    shift = len(one.ids)
    sealed = next_seal(other)
    return Kept(
        first=one.first,
        ids=[*one.ids, *other.ids],
        committed=[*one.committed, *other.committed],
        kinds=one.kinds + other.kinds,
        files={**one.files, **other.files},
        admitted=[
            *(_settled(each, sealed) for each in one.admitted),
            *(each._replace(commit=each.commit + shift) for each in other.admitted),
        ],
        rejected=[
            *one.rejected,
            *(each._replace(commit=each.commit + shift) for each in other.rejected),
        ],
        verdicts=[*one.verdicts, *other.verdicts],
    )


def next_seal(kept: Kept, after: int = -1) -> int | None:
    """Return the committer date of the first sealed commit past ``after``; None: there is none."""
    place = kept.kinds.find(SEALED, after + 1)
    return kept.committed[place] if place >= 0 else None


def _settled(each: Admitted, sealed: int | None) -> Admitted:
    if each.time is not None or sealed is None:
        return each
    return each._replace(time=sealed)


def verdicts_in(stretch: Stretch) -> Iterator[SealVerdict]:
    """Yield what was found of the seal of each commit of ``stretch``."""
    yield from map(_decode_verdict, json.loads(stretch.verdicts))


def _json(data: Any) -> str:
    # Escaped, since a path may hold bytes that are no text.
    return json.dumps(data, separators=(",", ":"))


def _encode_problem(problem: Problem) -> list[Any]:
    return [problem.code, problem.path, problem.line, problem.column, dict(problem.values)]


def _encode_verdict(verdict: SealVerdict) -> list[Any] | None:
    if not verdict.judged:
        return None
    receipt = verdict.receipt
    return [
        verdict.valid,
        [[fault.code, dict(fault.values)] for fault in verdict.faults],
        sorted(verdict.principals),
        None if receipt is None else _encode_receipt(receipt),
        verdict.registry,
        verdict.signed,
    ]


def _encode_receipt(receipt: ReceiptTrailers) -> list[Any]:
    return [
        int(receipt.received_at.timestamp()),
        {name: int(moment.timestamp()) for name, moment in receipt.per_record.items()},
        receipt.submitted_by,
        receipt.unit,
        receipt.pull_request,
    ]


def _decode_verdict(encoded: list[Any] | None) -> SealVerdict:
    if encoded is None:
        return NOT_JUDGED
    valid, faults, principals, receipt, registry, signed = encoded
    return SealVerdict(
        valid=valid,
        faults=tuple(Fault(code, **values) for code, values in faults),
        principals=frozenset(principals),
        receipt=None if receipt is None else _decode_receipt(*receipt),
        registry=registry,
        signed=signed,
    )


def _decode_receipt(
    received_at: int, per_record: Mapping[str, int], by: str, unit: str, pull: str | None
) -> ReceiptTrailers:
    times = {name: time_of(seconds) for name, seconds in per_record.items()}
    return ReceiptTrailers(time_of(received_at), times, by, unit, pull)


def time_of(seconds: int) -> datetime:
    """Return the time ``seconds`` after the beginning of 1970, in Asia/Shanghai."""
    return datetime.fromtimestamp(seconds, SHANGHAI)
