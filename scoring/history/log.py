"""Reading ``git log --raw -z``: bytes to commits.

With ``-z`` a commit's line ends with NUL, and so does each path; a path may hold any other byte,
line breaks and colons included, so the stream is read strictly in turn: after an entry's header
always comes its path.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from scoring.calendar.zone import SHANGHAI
from scoring.history.commits import Change
from scoring.history.errors import RepositoryUnusable

LAST_SECOND = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp())
"""Later committer dates, which no clock gives, are taken for this one."""


class LogEntry(NamedTuple):
    """One commit as the log tells it."""

    id: str
    parents: tuple[str, ...]
    committed: datetime
    changes: tuple[Change, ...]


def read_log(chunks: Iterable[bytes]) -> Iterator[LogEntry]:
    """Yield the commits of the stream, in its order (newest first).

    Raises RepositoryUnusable where the stream is not what git writes.
    """
    head: tuple[str, tuple[str, ...], datetime] | None = None
    changes: list[Change] = []
    tokens = _tokens(chunks)
    for token in tokens:
        if token.startswith((b":", b"\n:")):
            changes.append(_change(token, next(tokens, None)))
            continue
        if head is not None:
            yield LogEntry(*head, tuple(changes))
            changes = []
        head = _head(token)
    if head is not None:
        yield LogEntry(*head, tuple(changes))


def read_changes(chunks: Iterable[bytes]) -> Iterator[Change]:
    """Yield the changes of a stream of ``git diff-tree -z --raw``.

    Raises RepositoryUnusable where the stream is not what git writes.
    """
    tokens = _tokens(chunks)
    for token in tokens:
        yield _change(token, next(tokens, None))


def read_steps(chunks: Iterable[bytes]) -> Iterator[tuple[str, tuple[Change, ...]]]:
    """Yield each commit given to ``git diff-tree --stdin -z --raw --always`` and its changes.

    Raises RepositoryUnusable where the stream is not what git writes.
    """
    commit = ""
    changes: list[Change] = []
    tokens = _tokens(chunks)
    for token in tokens:
        if token.startswith(b":") and commit:
            changes.append(_change(token, next(tokens, None)))
            continue
        if len(token) not in (40, 64):
            raise _unreadable(token)
        if commit:
            yield commit, tuple(changes)
        commit, changes = token.decode("ascii", "replace"), []
    if commit:
        yield commit, tuple(changes)


def moment(seconds: str) -> datetime:
    """Return a committer date, seconds since 1970, in Asia/Shanghai.

    What is no number (a commit written by hand) is the beginning of 1970.
    """
    known = int(seconds) if seconds.isdecimal() and len(seconds) < 20 else 0
    return datetime.fromtimestamp(min(known, LAST_SECOND), SHANGHAI)


def _tokens(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest.strip():
        raise _unreadable(rest)


def _head(token: bytes) -> tuple[str, tuple[str, ...], datetime]:
    parts = token.decode("ascii", "replace").split(" ")
    if len(parts) < 3 or len(parts[0]) not in (40, 64):
        raise _unreadable(token)
    return parts[0], tuple(part for part in parts[2:] if part), moment(parts[1])


def _change(token: bytes, path: bytes | None) -> Change:
    parts = token.decode("ascii", "replace").lstrip("\n").split(" ")
    if path is None or len(parts) != 5:
        raise _unreadable(token)
    old_mode, mode, _, blob, status = parts
    return Change(status[:1], path.decode("utf-8", "surrogateescape"), old_mode[1:], mode, blob)


def _unreadable(token: bytes) -> RepositoryUnusable:
    return RepositoryUnusable("repository-unreadable", detail=repr(token[:60]))
