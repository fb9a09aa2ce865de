"""A history as one ``git fast-import`` stream: thousands of commits through a single git.

The same calls give the same bytes and so the same commit names, on every machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO

from scoring.history.repository import MAIN

ARGUMENTS = ("fast-import", "--quiet", "--done", "--date-format=raw")
"""How git is to be called to read the stream."""

_BRANCH = "refs/gongkai/branch"  # a name that commits off main need while they are written
_NOTHING = "0" * 40


@dataclass(frozen=True, slots=True)
class Person:
    """A name as commits bear it."""

    name: str
    email: str

    @property
    def mailbox(self) -> str:
        """Name and address as a commit's header writes them."""
        return f"{self.name} <{self.email}>"


GONGKAI = Person("gongkai", "gongkai@localhost")
"""The program itself: committer of every receipt, author of the first commit."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who, and when (aware)."""

    person: Person
    at: datetime


class Stream:
    """Writes commits; each is named by its mark, a number."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._marks = 0
        self._branched = False

    def blob(self, content: bytes) -> int:
        """Write a file's content and return its mark."""
        mark = self._mark()
        self._out.write(b"blob\nmark :%d\n" % mark)
        self._data(content)
        return mark

    def commit(
        self,
        files: Mapping[str, int],
        message: str,
        author: Signature,
        committer: Signature,
        parents: Sequence[int | str] = (),
        *,
        on_main: bool = True,
    ) -> int:
        """Write a commit that adds ``files`` (path -> mark of a blob) to its first parent's tree.

        A parent is a mark, or the name of a commit that was there before the stream. Returns the
        mark of the commit.
        """
        mark = self._mark()
        ref = MAIN if on_main else _BRANCH
        self._branched |= not on_main
        self._line(f"commit {ref}")
        self._line(f"mark :{mark}")
        self._line(f"author {_told(author)}")
        self._line(f"committer {_told(committer)}")
        self._data(message.encode())
        for number, parent in enumerate(parents):
            name = parent if isinstance(parent, str) else f":{parent}"
            self._line(f"{'merge' if number else 'from'} {name}")
        for path, blob in files.items():
            self._line(f"M 100644 :{blob} {_quoted(path)}")
        self._line("")
        return mark

    def finish(self) -> None:
        """End the stream. Without this git takes it for broken off and keeps nothing of it."""
        if self._branched:
            self._line(f"reset {_BRANCH}\nfrom {_NOTHING}\n")
        self._line("done")

    def _mark(self) -> int:
        self._marks += 1
        return self._marks

    def _line(self, line: str) -> None:
        self._out.write(line.encode() + b"\n")

    def _data(self, content: bytes) -> None:
        self._out.write(b"data %d\n%s\n" % (len(content), content))


def _told(signature: Signature) -> str:
    person, at = signature.person, signature.at
    offset = at.utcoffset()
    assert offset is not None, "a time without its zone"
    sign, minutes = ("-", -offset) if offset < timedelta(0) else ("+", offset)
    hours, rest = divmod(minutes // timedelta(minutes=1), 60)
    return f"{person.mailbox} {int(at.timestamp())} {sign}{hours:02d}{rest:02d}"


def _quoted(path: str) -> str:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
