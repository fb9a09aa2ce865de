"""Contents of objects, all through one ``git cat-file --batch``."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from types import TracebackType

from scoring.history.driving import Driver, Run
from scoring.history.errors import RepositoryUnusable

AHEAD = 32
"""Requests sent before the first answer is read: their lines together fit every pipe's buffer
(4 KiB on Windows), so that writing never waits for git, nor git for us."""
_PIECE = 1 << 16


class Objects:
    """Reads objects by name. A context manager: git is started at need and ended on leaving."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._run: Run | None = None
        self._digests: dict[str, tuple[int, str]] = {}

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
        if self._run is not None:
            self._run.stop()
            self._run = None

    def many(self, ids: Iterable[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
        """Yield (name, content) of each of ``ids``, in order.

        Content is cut after ``limit`` bytes, and None for what is no blob. Read it to the end
        before asking for anything else. Raises RepositoryUnusable where an object is not there.
        """
        return self._many(ids, limit, b"blob")

    def commits(self, ids: Iterable[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
        """Yield (name, content) of each of ``ids``, in order, as ``many`` does of blobs."""
        return self._many(ids, limit, b"commit")

    def _many(
        self, ids: Iterable[str], limit: int, kind: bytes
    ) -> Iterator[tuple[str, bytes | None]]:
        waiting = iter(ids)
        sent: deque[str] = deque()
        while True:
            if len(sent) <= AHEAD // 2:
                more = list(islice(waiting, AHEAD - len(sent)))
                if more:
                    self._ask(*more)
                    sent.extend(more)
            if not sent:
                return
            oldest = sent.popleft()
            yield oldest, self._content(oldest, limit, kind)

    def read(self, name: str, limit: int) -> bytes | None:
        """Return the content of the blob ``name``, cut after ``limit`` bytes; None if no blob.

        Raises RepositoryUnusable where the object is not there.
        """
        self._ask(name)
        return self._content(name, limit)

    def digest(self, name: str) -> tuple[int, str]:
        """Return size and SHA-256 of the blob ``name``, without holding it; size -1: no blob.

        Raises RepositoryUnusable where the object is not there.
        """
        known = self._digests.get(name)
        if known is None:
            self._ask(name)
            digest = hashlib.sha256()
            size, kind = self._answer(name)
            self._take(size, digest.update)
            known = (size, digest.hexdigest()) if kind == b"blob" else (-1, "")
            self._digests[name] = known
        return known

    def _ask(self, *names: str) -> None:
        if self._run is None:
            self._run = self._driver.start("cat-file", "--batch", feed=True)
        into = self._run.into
        assert into is not None
        try:
            into.write("".join(f"{name}\n" for name in names).encode("ascii"))
            into.flush()
        except OSError as error:
            raise RepositoryUnusable("repository-unreadable", detail=str(error)) from None

    def _content(self, name: str, limit: int, kind: bytes = b"blob") -> bytes | None:
        size, found = self._answer(name)
        kept: list[bytes] = []
        room = limit

        def keep(piece: bytes) -> None:
            nonlocal room
            if room > 0:
                kept.append(piece[:room])
                room -= len(piece)

        self._take(size, keep)
        return b"".join(kept) if found == kind else None

    def _answer(self, name: str) -> tuple[int, bytes]:
        """Return size and kind of the object whose content follows."""
        assert self._run is not None
        words = self._run.out.readline(200).split()
        if len(words) != 3 or not words[2].isdigit():
            raise RepositoryUnusable("repository-incomplete", object=name)
        return int(words[2]), words[1]

    def _take(self, size: int, keep: Callable[[bytes], None]) -> None:
        assert self._run is not None
        left = size
        while left:
            piece = self._run.out.read(min(left, _PIECE))
            if not piece:
                raise RepositoryUnusable("repository-unreadable", detail="cat-file")
            keep(piece)
            left -= len(piece)
        self._run.out.read(1)  # the line break after each content
