"""Append-only: what was accepted first stands; nothing of a record changes, goes or comes back."""

from collections.abc import Iterator, Sequence

from scoring.admission.paths import claims_to_be_record, is_submission, lies_beside_record
from scoring.history.commits import EXECUTABLE, REGULAR, Change, Commit
from scoring.history.path_text import shown_path
from scoring.history.tree import UNITS
from scripts.auditing.finding import Finding, fault
from scripts.gate.paths import folded


def appending_findings(chain: Sequence[Commit]) -> Iterator[Finding]:
    """Yield every change of what was there, oldest first."""
    shelf = _Shelf()
    for commit in chain:
        for change in commit.changes:
            yield from _mode_findings(commit, change)
            if is_submission(change.path):
                yield from shelf.take(commit, change)


def _mode_findings(commit: Commit, change: Change) -> Iterator[Finding]:
    if change.removes:
        return
    if change.mode not in REGULAR:
        yield fault("file-not-regular", commit.id, shown_path(change.path))
    elif change.mode == EXECUTABLE and change.path.startswith(UNITS):
        yield fault("file-run-bit", commit.id, shown_path(change.path))


class _Shelf:
    """The paths of submissions seen so far."""

    def __init__(self) -> None:
        self._there: dict[str, tuple[str, str]] = {}  # path → commit that brought it in, object
        self._gone: set[str] = set()
        self._folded: dict[str, str] = {}

    def take(self, commit: Commit, change: Change) -> Iterator[Finding]:
        """Yield what is wrong with ``change``, and remember it."""
        path, name = change.path, shown_path(change.path)
        kind = "record" if claims_to_be_record(path) else "attachment"
        if change.removes:
            self._gone.add(path)
            yield self._removal(kind, commit, path)
        elif path in self._gone:
            self._gone.discard(path)
            yield fault("record-returned", commit.id, name)
        elif path in self._there:
            code = "record-changed" if kind == "record" else "attachment-changed"
            yield fault(code, commit.id, name, since=self._there[path][0])
        else:
            self._there[path] = (commit.id, change.blob)
            yield from self._arrival(commit, path)

    def _arrival(self, commit: Commit, path: str) -> Iterator[Finding]:
        other = self._folded.setdefault(folded(path), path)
        if other != path:
            yield fault("path-case", commit.id, shown_path(path), other=shown_path(other))
        if not claims_to_be_record(path):
            yield from self._beside(commit, path)

    def _beside(self, commit: Commit, path: str) -> Iterator[Finding]:
        """Judge a file that is no record: it must come with the record that lists it.

        In one commit the record ``a.yml`` is taken before what lies in ``a/``.
        """
        folder, _, _ = path.rpartition("/")
        record = f"{folder}.yml"
        if not lies_beside_record(path):
            yield fault("path-misplaced", commit.id, shown_path(path))
        elif record not in self._there:
            yield fault("attachment-orphan", commit.id, shown_path(path), record=shown_path(record))
        elif self._there[record][0] != commit.id:
            yield fault("attachment-late", commit.id, shown_path(path), record=shown_path(record))

    def _removal(self, kind: str, commit: Commit, path: str) -> Finding:
        _, blob = self._there.get(path, ("", ""))
        for other in commit.changes:
            if other.adds and other.blob == blob:
                return fault(
                    "record-renamed", commit.id, shown_path(path), to=shown_path(other.path)
                )
        code = "record-removed" if kind == "record" else "attachment-removed"
        return fault(code, commit.id, shown_path(path))
