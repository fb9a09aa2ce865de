"""Commits of the first-parent chain and what each changed against its first parent."""

from dataclasses import dataclass
from datetime import datetime

PLAIN, EXECUTABLE = "100644", "100755"

REGULAR = frozenset((PLAIN, EXECUTABLE))
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
