"""A repository opened for reading: its head, its first-parent chain, its objects."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from scoring.history.commits import Change, Commit
from scoring.history.driving import Driver
from scoring.history.errors import NoRepository, RepositoryUnusable
from scoring.history.git_settings import OPTIONS_FOR_TREES, options_for_log
from scoring.history.log import LogEntry, read_changes, read_log, read_steps
from scoring.history.objects import Objects
from scoring.history.place import Place, locate
from scoring.history.tree import TreeFile

MAIN = "refs/heads/main"
"""The branch whose first-parent chain is the history."""

HEADS = (MAIN, "refs/remotes/origin/main")
"""Where the history is found: ``main``, else what was fetched of it."""

_STEPS = 1 << 13
"""Pairs of trees compared by one git, which forgets none: it took 640 MB for a hundred thousand."""

_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_BROKEN = ("error", "fatal", "missing", "broken", "corrupt", "bad ")
_NAME = re.compile(r"(?!.*@\{)[^-\s\x00-\x1f\x7f:][^\s\x00-\x1f\x7f:]{0,254}")  # no reflog


def open_repository(path: str | os.PathLike[str]) -> "Repository":
    """Open the repository that ``path`` lies in: a working tree, a folder of one, or a bare one.

    Raises NoRepository where there is none, RepositoryUnusable where git cannot read it or is
    missing itself.
    """
    return Repository(locate(path))


class Repository:
    """A repository, read through git in a few long calls, never one a file."""

    def __init__(self, place: Place) -> None:
        self._driver = Driver(place.own_dir)
        self.git_dir = place.git_dir
        self.own_dir = place.own_dir
        self.worktree = place.worktree

    @property
    def is_shallow(self) -> bool:
        """Tell whether the history was cut off when it was cloned; then it is no evidence."""
        return (self.git_dir / "shallow").is_file()

    def head(self, name: str | None = None) -> str:
        """Return the commit called ``name``; without a name ``main``, else ``origin/main``.

        Raises NoRepository where there is no such commit, RepositoryUnusable where git fails.
        """
        if name is None:
            for ref in HEADS:
                commit = self._commit(ref)
                if commit is not None:
                    return commit
                self._check_absent(ref)
            raise NoRepository("repository-no-main")
        commit = self._commit(name) if _NAME.fullmatch(name) else None
        if commit is None:
            raise NoRepository("repository-no-commit", name=name[:100])
        return commit

    def first_parent_chain(self, head: str) -> list[Commit]:
        """Return the commits from the root to ``head`` along first parents, oldest first.

        One pass of ``git log``. Raises RepositoryUnusable where git cannot read the history.
        """
        return self._chain(head, (), 0)

    def newest_of_chain(self, head: str, count: int, length: int) -> list[Commit]:
        """Return the last ``count`` commits of the chain up to ``head``, oldest first.

        ``length`` is that of the whole chain. One pass of ``git log``, none for no commits. Raises
        RepositoryUnusable where git cannot read the history, or counts otherwise.
        """
        if not count:
            return []
        chain = self._chain(head, (f"--max-count={count}",), length - count)
        if len(chain) != count:
            raise RepositoryUnusable("repository-unreadable", detail="git log")
        return chain

    def _chain(self, head: str, limits: tuple[str, ...], first: int) -> list[Commit]:
        assert _COMMIT.fullmatch(head), head
        run = self._driver.start("log", *options_for_log(), *limits, head, "--")
        entries = list(read_log(run.chunks()))
        entries.reverse()
        return [
            Commit(entry.id, entry.parents, entry.committed, place, entry.changes)
            for place, entry in enumerate(entries, first)
        ]

    def chain_ids(self, head: str) -> Callable[[], list[str]]:
        """Let git name the commits of the chain up to ``head`` while we do something else.

        The function returned gives them, oldest first. It raises RepositoryUnusable where git
        cannot read the history.
        """
        assert _COMMIT.fullmatch(head), head
        run = self._driver.start("rev-list", "--first-parent", "--reverse", head, "--")
        output = run.read_aside()
        return lambda: output().decode("ascii").split()

    def everything(self, head: str) -> Iterator[LogEntry]:
        """Yield every commit that ``head`` reaches, branches included, in no particular order.

        Each with what it changed against its first parent. Raises RepositoryUnusable where git
        cannot read the history.
        """
        assert _COMMIT.fullmatch(head), head
        run = self._driver.start("log", *options_for_log(branches=True), head, "--")
        yield from read_log(run.chunks())

    def length(self, head: str) -> int:
        """Return how many commits the first-parent chain up to ``head`` has."""
        assert _COMMIT.fullmatch(head), head
        return int(self._driver.answer("rev-list", "--first-parent", "--count", head) or 0)

    def refs(self, *prefixes: str) -> dict[str, str]:
        """Return the refs below ``prefixes`` (``refs/gongkai/``): name → object."""
        lines = self._driver.answer("for-each-ref", "--format=%(objectname) %(refname)", *prefixes)
        pairs = (line.partition(" ") for line in (lines or "").splitlines())
        return {name: found for found, _, name in pairs}

    def setting(self, pattern: str) -> dict[str, str]:
        """Return the repository's own settings whose names match ``pattern`` (a regex of git)."""
        lines = self._driver.answer("config", "--local", "--no-includes", "--get-regexp", pattern)
        pairs = (line.partition(" ") for line in (lines or "").splitlines())
        return {name: value for name, _, value in pairs}

    def damage(self) -> tuple[str, ...]:
        """Return what ``git fsck`` finds broken: objects that are not what their names say.

        Reads every object there is, so it takes its time.
        """
        _, out, complaints = self._driver.run("fsck", "--full", "--no-dangling", "--no-progress")
        lines = (*out.splitlines(), *complaints.splitlines())
        return tuple(line for line in lines if line.startswith(_BROKEN) or "mismatch" in line)

    def objects(self) -> Objects:
        """Return a reader of objects; close it, or use it in a ``with``."""
        return Objects(self._driver)

    def blobs(self, ids: Iterable[str], limit: int) -> Iterator[tuple[str, bytes]]:
        """Yield (name, content cut after ``limit`` bytes) of each of ``ids``, through one git.

        Raises RepositoryUnusable where one is not there.
        """
        with self.objects() as objects:
            for name, content in objects.blobs(ids, limit):
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

    def parents(self, head: str, without: str | None = None) -> dict[str, tuple[str, ...]]:
        """Return the parents of every commit that ``head`` reaches, branches included.

        Those that ``without`` reaches are left out. Raises RepositoryUnusable where git cannot
        read the history.
        """
        assert _COMMIT.fullmatch(head) and (without is None or _COMMIT.fullmatch(without))
        limits = () if without is None else (f"^{without}",)
        run = self._driver.start("rev-list", "--parents", head, *limits, "--")
        lines = b"".join(run.chunks()).decode("ascii").splitlines()
        return {commit: tuple(parents) for commit, *parents in map(str.split, lines)}

    def steps(self, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[Change, ...]]:
        """Yield what differs from the tree of ``old`` to that of ``new``, for each (old, new).

        One git goes through ``_STEPS`` of them. Raises RepositoryUnusable where it cannot read one.
        """
        for begin in range(0, len(pairs), _STEPS):
            yield from self._steps(pairs[begin : begin + _STEPS])

    def _steps(self, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[Change, ...]]:
        run = self._driver.start("diff-tree", "--stdin", "--always", *OPTIONS_FOR_TREES, feed=True)
        # A commit with another for its parent is held against that one.
        run.feed(f"{new} {old}" for old, new in pairs)
        found = read_steps(run.chunks())
        for _, new in pairs:
            commit, changes = next(found, ("", ()))
            if commit != new:  # git passes over what it cannot find
                raise RepositoryUnusable("repository-incomplete", object=new)
            yield changes
        next(found, None)  # and so git ends in peace

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the commit at which two histories part, None where they have none in common."""
        assert _COMMIT.fullmatch(one) and _COMMIT.fullmatch(other)
        return self._driver.answer("merge-base", one, other) or None

    def merge_bases(self, one: str, other: str) -> tuple[str, ...]:
        """Return all commits at which two histories part, none where they have none in common."""
        assert _COMMIT.fullmatch(one) and _COMMIT.fullmatch(other)
        return tuple((self._driver.answer("merge-base", "--all", one, other) or "").split())

    def unmerged(self, head: str, tip: str) -> int:
        """Return how many commits of ``head``'s first-parent chain the history of ``tip`` lacks.

        Raises RepositoryUnusable where git cannot read one of them.
        """
        assert _COMMIT.fullmatch(head) and _COMMIT.fullmatch(tip)
        run = self._driver.start("rev-list", "--first-parent", "--count", head, f"^{tip}")
        return int(b"".join(run.chunks()))

    def parted(self, head: str, tip: str) -> str | None:
        """Return the newest commit of ``head``'s first-parent chain that ``tip`` reaches.

        None where they have none in common. Whatever dates the commits of ``tip`` bear: a walk by
        date (``rev-list A ^B``) gives up early where many are older than what they rest on.
        """
        bases = self.merge_bases(head, tip)
        chain = self.chain_ids(head)() if bases else []
        places = {commit: place for place, commit in enumerate(chain)}
        known = max((places.get(base, -1) for base in bases), default=-1)
        unknown = len(chain) - 1 if any(base not in places for base in bases) else known
        while known < unknown:  # what one of the chain is reached by reaches all before it
            middle = (known + unknown + 1) // 2
            if self._driver.answer("merge-base", "--is-ancestor", chain[middle], tip) is None:
                unknown = middle - 1
            else:
                known = middle
        return chain[known] if known >= 0 else None

    def count_beyond(self, head: str, tip: str) -> int:
        """Return how many commits ``tip`` reaches and ``head`` does not.

        Raises RepositoryUnusable where git cannot read one of them.
        """
        assert _COMMIT.fullmatch(head) and _COMMIT.fullmatch(tip)
        run = self._driver.start("rev-list", "--count", tip, f"^{head}")
        return int(b"".join(run.chunks()))

    def first_parent(self, head: str, steps: int) -> str | None:
        """Return the commit ``steps`` before ``head`` on its chain, None where that is too far."""
        assert _COMMIT.fullmatch(head)
        return self._commit(f"{head}~{steps}")

    def changes(self, old: str, new: str) -> tuple[Change, ...]:
        """Return what differs from the tree of ``old`` to that of ``new``, each path by itself.

        Raises RepositoryUnusable where git cannot read one of them.
        """
        assert _COMMIT.fullmatch(old) and _COMMIT.fullmatch(new)
        run = self._driver.start("diff-tree", *OPTIONS_FOR_TREES, old, new, "--")
        return tuple(read_changes(run.chunks()))

    def _commit(self, name: str) -> str | None:
        answer = self._driver.answer("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        return answer if answer is not None and _COMMIT.fullmatch(answer) else None

    def _check_absent(self, ref: str) -> None:
        """Raise RepositoryUnusable where ``ref`` is there and only what it names is missing."""
        named = self._driver.answer("rev-parse", "--verify", "--quiet", ref)
        if named is not None:
            raise RepositoryUnusable("repository-incomplete", object=named[:64])
