"""A repository opened for reading: its head, its first-parent chain, its objects."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.history.commits import Commit
from scoring.history.driving import Driver, own_environment, settings_for_log
from scoring.history.errors import NoRepository, RepositoryUnusable
from scoring.history.log import read_log
from scoring.history.objects import Objects
from scoring.history.tree import TreeFile

if TYPE_CHECKING:
    from git import Repo

HEADS = ("refs/heads/main", "refs/remotes/origin/main")
"""Where the history is found: ``main``, else what was fetched of it."""

_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_NAME = re.compile(r"[^-\s\x00-\x1f\x7f:][^\s\x00-\x1f\x7f:]{0,254}")


def open_repository(path: str | os.PathLike[str]) -> "Repository":
    """Open the repository that ``path`` lies in: a working tree, a folder of one, or a bare one.

    Raises NoRepository where there is none, RepositoryUnusable where git itself is missing.
    """
    where = os.fspath(path)
    with own_environment():
        try:
            from git import Repo  # slow to import; a command that needs no repository never does
            from git.exc import InvalidGitRepositoryError, NoSuchPathError
        except ImportError as error:
            raise RepositoryUnusable("git-missing") from error
        try:
            opened = Repo(where, search_parent_directories=True, expand_vars=False)
        except (InvalidGitRepositoryError, NoSuchPathError, OSError, ValueError) as error:
            raise NoRepository("repository-missing", path=where) from error
        except Exception as error:  # GitPython's own configuration reader raises what it likes
            raise RepositoryUnusable("repository-unreadable", detail=str(error)[:200]) from error
    return Repository(opened)


class Repository:
    """A repository, read through git in a few long calls, never one a file."""

    def __init__(self, repo: "Repo") -> None:
        self._driver = Driver(repo)
        self.git_dir = Path(repo.common_dir)
        found = None if repo.bare else repo.working_tree_dir
        self.worktree = None if found is None else Path(found)

    @property
    def is_shallow(self) -> bool:
        """Tell whether the history was cut off when it was cloned; then it is no evidence."""
        return (self.git_dir / "shallow").is_file()

    def head(self, name: str | None = None) -> str:
        """Return the commit called ``name``; without a name ``main``, else ``origin/main``.

        Raises NoRepository where there is no such commit.
        """
        if name is None:
            for ref in HEADS:
                commit = self._commit(ref)
                if commit is not None:
                    return commit
            raise NoRepository("repository-no-main")
        commit = self._commit(name) if _NAME.fullmatch(name) else None
        if commit is None:
            raise NoRepository("repository-no-commit", name=name[:100])
        return commit

    def first_parent_chain(self, head: str) -> list[Commit]:
        """Return the commits from the root to ``head`` along first parents, oldest first.

        One pass of ``git log``. Raises RepositoryUnusable where git cannot read the history.
        """
        assert _COMMIT.fullmatch(head), head
        run = self._driver.start("log", *settings_for_log(), head, "--")
        entries = list(read_log(run.chunks()))
        entries.reverse()
        return [
            Commit(entry.id, entry.parents, entry.committed, place, entry.changes)
            for place, entry in enumerate(entries)
        ]

    def objects(self) -> Objects:
        """Return a reader of objects; close it, or use it in a ``with``."""
        return Objects(self._driver)

    def blobs(self, ids: Iterable[str], limit: int) -> Iterator[tuple[str, bytes]]:
        """Yield (name, content cut after ``limit`` bytes) of each of ``ids``, through one git.

        Raises RepositoryUnusable where one is not there.
        """
        with self.objects() as objects:
            for name, content in objects.many(ids, limit):
                yield name, content or b""

    def tree_files(self, commit: str, prefixes: tuple[str, ...] = ("",)) -> dict[str, TreeFile]:
        """Return the files of ``commit``'s tree below ``prefixes``, by path.

        Raises RepositoryUnusable where git cannot read the tree.
        """
        assert _COMMIT.fullmatch(commit), commit
        run = self._driver.start("ls-tree", "-r", "-z", "--full-tree", commit)
        files: dict[str, TreeFile] = {}
        for line in b"".join(run.chunks()).split(b"\0"):
            about, _, raw = line.partition(b"\t")
            path = raw.decode("utf-8", "surrogateescape")
            if raw and path.startswith(prefixes):
                mode, _, blob = about.decode("ascii").split()
                files[path] = TreeFile(mode, blob)
        return files

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the commit at which two histories part, None where they have none in common."""
        assert _COMMIT.fullmatch(one) and _COMMIT.fullmatch(other)
        return self._driver.answer("merge-base", one, other) or None

    def _commit(self, name: str) -> str | None:
        answer = self._driver.answer("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        return answer if answer is not None and _COMMIT.fullmatch(answer) else None
