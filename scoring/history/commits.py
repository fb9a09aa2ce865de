"""Commits of the first-parent chain and what each changed against its first parent."""

import re
from dataclasses import dataclass
from datetime import datetime

REGULAR = frozenset(("100644", "100755"))
"""Modes of ordinary files; symbolic links (120000) and submodules (160000) are not."""


@dataclass(frozen=True, slots=True)
class Change:
    """One path changed by a commit.

    ``status`` is git's letter (A, M, D, T), modes are octal text (``000000``: not there), ``blob``
    is the new object's name. Bytes of a path that are not UTF-8 stand as lone surrogates.
    """

    status: str
    path: str
    old_mode: str
    mode: str
    blob: str

    @property
    def adds(self) -> bool:
        """Tell whether the path was not there before."""
        return self.status == "A"

    @property
    def removes(self) -> bool:
        """Tell whether the path is gone."""
        return self.status == "D"


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the chain; ``place`` counts from 0 at the root.

    ``committed`` is the committer date in Asia/Shanghai: on a server that merges, the server's
    word; never the author date, which is the submitter's own.
    """

    id: str
    parents: tuple[str, ...]
    committed: datetime
    place: int
    changes: tuple[Change, ...]

    @property
    def is_merge(self) -> bool:
        """Tell whether it has two parents or more."""
        return len(self.parents) > 1


MAX_SHOWN = 400
"""Characters of a path that a message repeats."""

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def shown(path: str) -> str:
    """Return ``path`` fit for a message: bytes and signs that cannot be shown are written out.

    What is longer than any path of ours is cut.
    """
    if len(path) > MAX_SHOWN:
        path = f"{path[:MAX_SHOWN]}…"
    return _UNPRINTABLE.sub(_written_out, path)


def _written_out(found: "re.Match[str]") -> str:
    sign = ord(found.group())
    if 0xDC80 <= sign <= 0xDCFF:  # a byte that was not UTF-8
        return f"\\x{sign - 0xDC00:02x}"
    return f"\\x{sign:02x}" if sign < 0x100 else f"\\u{sign:04x}"
