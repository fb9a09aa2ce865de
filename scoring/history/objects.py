"""Contents of objects, through ``git cat-file --batch``: one git for many, never one for each."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from types import TracebackType
from typing import IO

from scoring.history.driving import Driver, RunningGit
from scoring.history.errors import RepositoryUnusable

_PIECE = 1 << 16


class Objects:
    """Reads objects by name. A context manager: git is started at need and ended on leaving."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._run: RunningGit | None = None
        self._streams: list[RunningGit] = []
        self._digests: dict[str, tuple[int, str]] = {}
        self._expected: set[str] = set()
        self._coming: Iterator[tuple[str, tuple[int, str] | None]] = iter(())

    def __enter__(self) -> "Objects":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End git."""
        for stream in self._streams:
            stream.stop()
        if self._run is not None:
            self._run.stop()
            self._run = None

    def blobs(self, ids: Iterable[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
        """Yield (name, content) of each of ``ids``, in order.

        Content is cut after ``limit`` bytes, and None for what is no blob. Raises
        RepositoryUnusable where an object is not there.
        """
        return self._contents(ids, limit, b"blob")

    def commits(self, ids: Iterable[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
        """Yield (name, content) of each of ``ids``, in order, as ``blobs`` does."""
        return self._contents(ids, limit, b"commit")

    def _contents(
        self, ids: Iterable[str], limit: int, kind: bytes
    ) -> Iterator[tuple[str, bytes | None]]:
        waiting = iter(ids)
        first = next(waiting, None)
        if first is None:
            return
        unanswered: deque[str] = deque()
        with self._stream(_noting(chain((first,), waiting), unanswered)) as run:
            while answer := run.out.readline(200):
                name = unanswered.popleft()
                size, found = _answer(answer, name)
                yield name, _content(run.out, size, limit, wanted=found == kind)
            if unanswered:
                raise RepositoryUnusable("repository-incomplete", object=unanswered[0])

    @contextmanager
    def _stream(self, names: Iterable[str]) -> Iterator[RunningGit]:
        """Give a git of its own that need not answer before it has read on: two thirds faster."""
        run = self._driver.start("cat-file", "--batch", "--buffer", feed=True)
        self._streams.append(run)
        run.feed(names)
        try:
            yield run
        finally:
            self._streams.remove(run)
            run.stop()

    def read(self, name: str, limit: int) -> bytes | None:
        """Return the content of the blob ``name``, cut after ``limit`` bytes; None if no blob.

        Raises RepositoryUnusable where the object is not there.
        """
        out, size, kind = self._ask(name)
        return _content(out, size, limit, wanted=kind == b"blob")

    def tree(self, name: str, limit: int) -> bytes | None:
        """Return the raw tree ``name`` (of a commit ``<commit>^{tree}``); None if none or larger.

        Raises RepositoryUnusable where the object is not there.
        """
        out, size, kind = self._ask(name)
        return _content(out, size, limit, wanted=kind == b"tree" and size <= limit)

    def digest(self, name: str) -> tuple[int, str]:
        """Return size and SHA-256 of the blob ``name``, without holding it; size -1: no blob.

        Raises RepositoryUnusable where the object is not there.
        """
        if name in self._expected:
            self._read_up_to(name)
        known = self._digests.get(name)
        if known is None:
            known = self._digests[name] = _digest(*self._ask(name))
        return known

    def expect(self, names: Iterable[str]) -> None:
        """Let git read ahead what ``digest`` will be asked for, most likely in this order.

        It spares waiting for each answer; what is asked for in another order is right as well.
        """
        wanted = tuple(dict.fromkeys(names))
        self._expected = set(wanted)
        self._coming = self._ahead(wanted)

    def _read_up_to(self, name: str) -> None:
        for came, known in self._coming:
            self._expected.discard(came)
            if known is not None:
                self._digests[came] = known
            if came == name:
                return

    def _ahead(self, names: Iterable[str]) -> Iterator[tuple[str, tuple[int, str] | None]]:
        """Yield name, and size and digest; None where the object is not there."""
        unanswered: deque[str] = deque()
        with self._stream(_noting(names, unanswered)) as run:
            while answer := run.out.readline(200):
                name = unanswered.popleft()
                there = not answer.endswith(b" missing\n")
                yield name, _digest(run.out, *_answer(answer, name)) if there else None

    def _ask(self, name: str) -> tuple[IO[bytes], int, bytes]:
        """Ask for one object; return where its content follows, its size and its kind."""
        if self._run is None:
            self._run = self._driver.start("cat-file", "--batch", feed=True)
        into = self._run.into
        assert into is not None
        try:
            into.write(f"{name}\n".encode("ascii"))
            into.flush()
        except OSError as error:
            raise RepositoryUnusable("repository-unreadable", detail=str(error)) from None
        return self._run.out, *_answer(self._run.out.readline(200), name)


def _noting(ids: Iterable[str], unanswered: deque[str]) -> Iterator[str]:
    """Yield ``ids``, each noted in ``unanswered`` before git can answer."""
    for name in ids:
        unanswered.append(name)
        yield name


def _answer(line: bytes, name: str) -> tuple[int, bytes]:
    """Return size and kind of the object whose content follows ``line``."""
    words = line.split()
    if len(words) != 3 or not words[2].isdigit():
        raise RepositoryUnusable("repository-incomplete", object=name)
    return int(words[2]), words[1]


def _digest(out: IO[bytes], size: int, kind: bytes) -> tuple[int, str]:
    """Return size and SHA-256 of the content that follows; size -1 where it is no blob."""
    digest = hashlib.sha256()
    _take(out, size, digest.update)
    return (size, digest.hexdigest()) if kind == b"blob" else (-1, "")


def _content(out: IO[bytes], size: int, limit: int, *, wanted: bool) -> bytes | None:
    """Return the content that follows, cut after ``limit`` bytes; None where it is not wanted.

    In either case git's next answer is what comes next.
    """
    if not wanted:
        _take(out, size, _forget)
        return None
    if size > limit:
        kept = out.read(limit)
        _take(out, size - limit, _forget)
        return kept
    content = out.read(size + 1)  # with the line break after each content
    if len(content) != size + 1:
        raise RepositoryUnusable("repository-unreadable", detail="cat-file")
    return content[:-1]


def _forget(_: bytes) -> None:
    """Keep nothing of what is passed over."""


def _take(out: IO[bytes], size: int, keep: Callable[[bytes], object]) -> None:
    left = size
    while left:
        piece = out.read(min(left, _PIECE))
        if not piece:
            raise RepositoryUnusable("repository-unreadable", detail="cat-file")
        keep(piece)
        left -= len(piece)
    out.read(1)  # the line break
