"""The log of attempts: whole, signed, only added to; and what it had seen by when."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from scoring.admission.attachments import listed
from scoring.history.commit_objects import MAX_BYTES
from scoring.history.commits import Commit
from scoring.history.objects import Objects
from scoring.history.repository import Repository
from scoring.history.signers import GATE, Signers
from scoring.records.record import Record
from scripts.auditing.finding import Finding, fault
from scripts.auditing.replaying import Replayed
from scripts.gate.attempts import FILE, Attempt, read_log
from scripts.gate.digests import content_digest
from scripts.gate.sealing import vouched


class Attempts:
    """The log up to ``head`` (None: there is none), held against what was admitted."""

    def __init__(
        self, repository: Repository, objects: Objects, replayed: Replayed, head: str | None
    ) -> None:
        self._objects = objects
        self._replayed = replayed
        self._chain = repository.first_parent_chain(head) if head is not None else []
        self._places = {commit.id: commit.place for commit in self._chain}
        self._log = read_log(repository, head) if head is not None else ()
        self._seen = _sightings(self._log, self._places)

    def knows(self, head: str | None) -> bool:
        """Tell whether the log still contains ``head`` (None: nothing is asked of it)."""
        return head is None or head in self._places

    def seen(self, head: str, record: Record) -> datetime | None:
        """Return when the log up to ``head`` first tells of the very content of ``record``."""
        limit = self._places.get(head)
        if limit is None:
            return None
        key = (record.id, self._digest(record))
        times = [at for place, at in self._seen.get(key, ()) if place <= limit]
        return min(times, default=None)

    @property
    def presented(self) -> dict[str, list[tuple[str, datetime]]]:
        """What the log tells of each digest: (record id, when it was seen)."""
        found: dict[str, list[tuple[str, datetime]]] = {}
        for attempt in self._log:
            for record, digest in attempt.records.items():
                found.setdefault(digest, []).append((record, attempt.at))
        return found

    def findings(
        self, signers: Iterable[Signers], since: datetime | None = None
    ) -> Iterator[Finding]:
        """Yield what is wrong with the log itself; ``signers`` are all that ever were in force.

        Entries from before a gate key was trusted (``since``) need no signature of one; none can
        be put among them later, since dates in the log never go back.
        """
        keyed = [each for each in signers if each.trusts(GATE)]
        entries = {entry.commit for entry in self._log}
        before: datetime | None = None
        raw = self._objects.commits((commit.id for commit in self._chain), MAX_BYTES)
        for commit, (_, content) in zip(self._chain, raw, strict=True):
            if len(commit.parents) > 1 or commit.id not in entries or not _adds_one(commit):
                yield fault("attempt-broken", commit.id, FILE)
            if before is not None and commit.committed < before:
                yield fault("attempt-date-back", commit.id, FILE)
            before = commit.committed
            early = since is not None and commit.committed < since
            if not keyed or early:
                continue
            if not any(vouched(content or b"", each) for each in keyed):
                yield fault("attempt-unsigned", commit.id, FILE)

    def _digest(self, record: Record) -> str:
        """Return the digest of what came in as ``record``, as the log has it."""
        attachments = self._replayed.admission.attachments
        files = {
            f"units/{record.id}/{name}": attachments[record.id, name]
            for _, name, _ in listed(record.data)
        }
        files[record.path] = self._replayed.texts[record.id]
        return content_digest((path, self._objects.digest(blob)[1]) for path, blob in files.items())


def _sightings(
    log: Iterable[Attempt], places: dict[str, int]
) -> dict[tuple[str, str], list[tuple[int, datetime]]]:
    """Return where in the log and when each content, (record id, digest), was told of."""
    found: dict[tuple[str, str], list[tuple[int, datetime]]] = {}
    for attempt in log:
        for content in attempt.records.items():
            found.setdefault(content, []).append((places[attempt.commit], attempt.at))
    return found


def _adds_one(commit: Commit) -> bool:
    return [change.path for change in commit.changes] == [FILE] and not commit.changes[0].removes
