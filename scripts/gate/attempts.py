"""The log of attempts: what was presented, by whom, when, and why it was refused.

It is a chain of commits at ``refs/gongkai/attempts``, one an entry, each with the one file
``attempt.json``; signed like receipts where the gate has a key. ``seen`` is written before
anything is judged, so that a time can be kept whatever happens next; ``refused`` after it.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from scoring.calendar.zone import SHANGHAI
from scoring.errors import GongkaiError
from scoring.history.commit_objects import MAX_BYTES
from scoring.history.commits import PLAIN, Change
from scoring.history.objects import Objects
from scoring.history.repository import Repository
from scoring.history.signers import GATE, Signers
from scoring.history.tree import TreeFile
from scripts.gate.sealing import GateKey, vouched
from scripts.gate.writing import Writer

ATTEMPTS = "refs/gongkai/attempts"
FILE = "attempt.json"
SCHEMA = "attempt/1"

BYTES_A_DAY = 512 * 1024
"""What one login may add to the log within a day."""

_ENTRY_BYTES = 256 * 1024
_TRIES = 50


class Event(StrEnum):
    """What an entry tells: that content was seen, or that it was refused."""

    SEEN = "seen"
    REFUSED = "refused"


@dataclass(frozen=True)
class Attempt:
    """One entry. ``at`` is when the gate was handed the content (aware), ``ref`` its name.

    ``records`` maps the id of each record presented to the digest of its content (``digests``),
    ``codes`` say why it was refused. ``commit`` and ``logged`` tell where and when the entry came
    into the log; empty and None before it has.
    """

    event: Event
    at: datetime
    submitted_by: str
    unit: str | None
    ref: str
    tip: str
    records: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    commit: str = ""
    logged: datetime | None = None

    def document(self) -> dict[str, Any]:
        """Return the entry as it stands in ``attempt.json``."""
        return {
            "schema": SCHEMA,
            "event": str(self.event),
            "at": self.at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
            "submitted_by": self.submitted_by,
            "unit": self.unit,
            "ref": self.ref,
            "commit": self.tip,
            "records": [
                {"record": record, "sha256": self.records[record]}
                for record in sorted(self.records)
            ],
            "codes": list(self.codes),
        }


def read_log(repository: Repository, head: str | None = None) -> tuple[Attempt, ...]:
    """Return the log up to the commit ``head`` (default: all of it), oldest entry first.

    What is no entry of ours is passed over; whether the log was tampered with is the audit's
    question. Raises RepositoryUnusable where git cannot read it.
    """
    if head is None:
        head = repository.refs(ATTEMPTS).get(ATTEMPTS)
    if head is None:
        return ()
    chain = repository.first_parent_chain(head)
    found: list[Attempt] = []
    with repository.objects() as objects:
        files = [_entry_of(commit.changes) for commit in chain]
        texts = objects.blobs((blob for blob in files if blob is not None), _ENTRY_BYTES + 1)
        for commit, blob in zip(chain, files, strict=True):
            text = None if blob is None else next(texts)[1]
            entry = None if text is None else _attempt(text, commit.id, commit.committed)
            if entry is not None:
                found.append(entry)
    return tuple(found)


def _entry_of(changes: Iterable[Change]) -> str | None:
    return next((each.blob for each in changes if each.path == FILE and not each.removes), None)


def _attempt(text: bytes, commit: str, logged: datetime) -> Attempt | None:
    try:
        document = json.loads(text)
        if document["schema"] != SCHEMA:
            return None
        return Attempt(
            event=Event(document["event"]),
            at=datetime.fromisoformat(document["at"]).astimezone(SHANGHAI),
            submitted_by=str(document["submitted_by"]),
            unit=None if document["unit"] is None else str(document["unit"]),
            ref=str(document["ref"]),
            tip=str(document["commit"]),
            records={str(each["record"]): str(each["sha256"]) for each in document["records"]},
            codes=tuple(map(str, document["codes"])),
            commit=commit,
            logged=logged,
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def believed(
    log: Iterable[Attempt],
    contents: Collection[tuple[str, str]],
    signers: Signers,
    objects: Objects,
) -> list[Attempt]:
    """Return the entries of ``log`` on ``contents`` (record id, digest) that a time may rest on.

    Where ``signers`` trust a gate key, these are the entries it has signed: whoever gets to write
    into the repository without the key shall not give anybody an earlier time.
    """
    concerned = [each for each in log if any(item in contents for item in each.records.items())]
    if not signers.trusts(GATE):
        return concerned
    raws = objects.commits([each.commit for each in concerned], MAX_BYTES)
    return [
        each
        for each, (_, raw) in zip(concerned, raws, strict=True)
        if raw is not None and vouched(raw, signers)
    ]


def first_seen(log: Iterable[Attempt]) -> dict[tuple[str, str], datetime]:
    """Return when each content, (record id, digest), was first seen."""
    found: dict[tuple[str, str], datetime] = {}
    for attempt in log:
        for content in attempt.records.items():
            found[content] = min(found.get(content, attempt.at), attempt.at)
    return found


def tells_nothing_new(attempt: Attempt, log: Iterable[Attempt]) -> bool:
    """Tell whether the log says already what ``attempt`` would."""
    if attempt.event is Event.SEEN:
        known = first_seen(log)
        return all(content in known for content in attempt.records.items())
    return any(
        (each.event, each.tip, each.submitted_by, each.codes)
        == (attempt.event, attempt.tip, attempt.submitted_by, attempt.codes)
        for each in log
    )


def spent(log: Iterable[Attempt], who: str, since: datetime) -> int:
    """Return how many bytes ``who`` has added to the log since ``since``."""
    name = _login(who)
    return sum(
        len(_text(each))
        for each in log
        if each.logged is not None and each.logged >= since and _login(each.submitted_by) == name
    )


def append(
    attempt: Attempt, repository: Repository, writer: Writer, key: GateKey, now: datetime
) -> bool:
    """Add ``attempt`` to the log unless it says nothing new; False where its allowance is spent.

    Raises GongkaiError where the log cannot be written.
    """
    for _ in range(_TRIES):
        head = writer.read(ATTEMPTS)
        log = read_log(repository, head) if head is not None else ()
        if tells_nothing_new(attempt, log):
            return True
        text = _text(attempt)
        used = spent(log, attempt.submitted_by, now - timedelta(days=1))
        if len(text) > _ENTRY_BYTES or used + len(text) > BYTES_A_DAY:
            return False
        tree = writer.tree(None, {FILE: TreeFile(PLAIN, writer.blob(text))})
        parents = () if head is None else (head,)
        last = log[-1].logged if log else None
        at = now if last is None else max(now, last)
        commit = key.commit(writer, tree, parents, at, _message(attempt))
        if writer.move(ATTEMPTS, commit, head, "gongkai attempt"):
            return True
    raise GongkaiError("gate-busy", ref=ATTEMPTS)


def _text(attempt: Attempt) -> bytes:
    text = json.dumps(attempt.document(), ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace")


def _message(attempt: Attempt) -> str:
    event = {Event.SEEN: "收到", Event.REFUSED: "退回"}[attempt.event]
    return f"{event}：{_login(attempt.submitted_by)}，{len(attempt.records)} 份材料\n"


def _login(who: str) -> str:
    return who.partition("#")[0].casefold()
