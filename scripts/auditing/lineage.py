"""How the branches hang on the chain, and what each path held in any commit.

Made once from the log of everything; answers without asking git again. All work is linear in the
history: a commit that an earlier merge brought in is never gone through twice.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scoring.history.commits import Change, Commit
from scoring.history.log import LogEntry


class Entry(NamedTuple):
    """What a path holds: mode, octal, and the object's name."""

    mode: str
    blob: str


@dataclass(frozen=True, slots=True)
class Branch:
    """What one parent of a merge brought along beside the chain.

    ``tip`` is that parent; ``trunk`` are its commits along first parents that were not on ``main``
    before, newest first; ``brought`` all of them; ``bases`` the commits of ``main`` that it knew,
    of which ``base`` is the newest (None: it has no history in common).
    """

    tip: str
    trunk: tuple[LogEntry, ...]
    brought: tuple[LogEntry, ...]
    base: str | None

    @property
    def paths(self) -> frozenset[str]:
        """The paths that its trunk touched."""
        return frozenset(change.path for entry in self.trunk for change in entry.changes)


class Lineage:
    """The whole graph below a head, seen from its first-parent chain."""

    def __init__(self, chain: Sequence[Commit], commits: Iterable[LogEntry]) -> None:
        self.chain = chain
        self.places = {commit.id: commit.place for commit in chain}
        self._others = {entry.id: entry for entry in commits if entry.id not in self.places}
        self._entered: dict[str, int] = {}  # commit beside the chain → place that brought it in
        self._history: dict[str, tuple[list[int], list[Entry | None]]] = {}
        self._changes: dict[str, Mapping[str, Change]] = {}
        for commit in chain:
            self._record(commit)
        self.branches: dict[int, tuple[Branch, ...]] = {
            commit.place: tuple(self._branch(tip, commit.place) for tip in commit.parents[1:])
            for commit in chain
            if commit.is_merge
        }

    def entry(self, commit: str, path: str) -> Entry | None:
        """Return what ``path`` holds in the tree of ``commit``; None where there is nothing."""
        while commit not in self.places:
            entry = self._others.get(commit)
            if entry is None:
                return None
            change = self._of(entry).get(path)
            if change is not None:
                return _held(change)
            if not entry.parents:
                return None
            commit = entry.parents[0]
        return self.at(self.places[commit], path)

    def at(self, place: int, path: str) -> Entry | None:
        """Return what ``path`` holds on the chain after the commit at ``place``."""
        places, entries = self._history.get(path, ((), ()))
        index = bisect_right(places, place) - 1
        return entries[index] if index >= 0 else None

    def arrives(self, place: int, path: str) -> bool:
        """Tell whether ``path`` first came onto the chain at ``place``."""
        places, _ = self._history.get(path, ((), ()))
        return places[:1] == [place]

    def base_entry(self, branch: Branch, path: str) -> Entry | None:
        """Return what ``path`` held where ``branch`` last met ``main``."""
        return None if branch.base is None else self.entry(branch.base, path)

    def _record(self, commit: Commit) -> None:
        for change in commit.changes:
            places, entries = self._history.setdefault(change.path, ([], []))
            places.append(commit.place)
            entries.append(_held(change))

    def _of(self, entry: LogEntry) -> Mapping[str, Change]:
        known = self._changes.get(entry.id)
        if known is None:
            known = {change.path: change for change in entry.changes}
            self._changes[entry.id] = known
        return known

    def _branch(self, tip: str, place: int) -> Branch:
        """Return what ``tip`` brings to the chain at ``place``, and remember that it is in."""
        trunk: list[LogEntry] = []
        commit: str | None = tip
        while commit is not None and self._is_new(commit):
            entry = self._others[commit]
            trunk.append(entry)
            commit = entry.parents[0] if entry.parents else None
        brought, bases = self._reach(tip)
        for entry in brought:
            self._entered[entry.id] = place
        newest = max(bases, key=self._since, default=None)
        return Branch(tip, tuple(trunk), brought, newest)

    def _reach(self, tip: str) -> tuple[tuple[LogEntry, ...], set[str]]:
        """Return the new commits that ``tip`` reaches, and the known ones they rest on."""
        brought: dict[str, LogEntry] = {}
        bases: set[str] = set()
        waiting = [tip]
        while waiting:
            commit = waiting.pop()
            if not self._is_new(commit):
                if self._since(commit) >= 0:
                    bases.add(commit)
                continue
            if commit not in brought:
                brought[commit] = self._others[commit]
                waiting += brought[commit].parents
        return tuple(brought.values()), bases

    def _is_new(self, commit: str) -> bool:
        return commit in self._others and commit not in self._entered

    def _since(self, commit: str) -> int:
        """Return the place from which ``commit`` was part of ``main``; -1 where it never was."""
        return self.places.get(commit, self._entered.get(commit, -1))


def _held(change: Change) -> Entry | None:
    return None if change.removes else Entry(change.mode, change.blob)
