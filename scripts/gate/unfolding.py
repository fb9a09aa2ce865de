"""How much the commits of a branch change, counted without ever unfolding it.

Ten small objects can name more paths than any machine holds: a tree that has itself below it ten
times, ten levels deep. Git would go through them all, at the gate and, for a commit of the branch
that a later one takes back, in every audit ever after. So each pair of trees is compared once, and
what it holds is reckoned from that, however often it stands there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scoring.history.objects import Objects
from scoring.history.repository import Repository

MOST_COMMITS = 2000
"""Commits that a branch may bring."""

MOST_CHANGES = 500_000
"""Paths that its commits may change, all together: ``main`` merged into it counts as well."""

MOST_BYTES = 64 * 1024 * 1024
"""Bytes of those paths."""

_MOST_LOOKS = 4_000_000
_TREE_BYTES = 16 * 1024 * 1024
_DEPTH = 60
_TREE = b"40000"

Entry = tuple[bool, str]
"""Whether it is a folder, and the object's name."""


def is_bounded(repository: Repository, head: str, tip: str, objects: Objects) -> bool:
    """Tell whether what ``tip`` has beside ``head`` is of a size that can be looked at.

    Raises RepositoryUnusable where git cannot read it.
    """
    if repository.count_beyond(head, tip) > MOST_COMMITS:
        return False
    unfolding = _Unfolding(objects)
    paths = size = 0
    try:
        for commit, parents in repository.parents(tip, head).items():
            old = f"{parents[0]}^{{tree}}" if parents else None
            changed = unfolding.between(old, f"{commit}^{{tree}}", 0)
            paths, size = paths + changed.paths, size + changed.size
    except (_TooLarge, ValueError):  # also a tree that is none: git will not read it either
        return False
    return paths <= MOST_CHANGES and size <= MOST_BYTES


class _TooLarge(Exception):
    """More than is looked at to find out how much it is."""


@dataclass(frozen=True, slots=True)
class _Changed:
    """How many paths differ, the bytes of their names, the levels of folders below."""

    paths: int = 0
    size: int = 0
    levels: int = 0


class _Unfolding:
    """Compares trees, each pair once."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._known: dict[tuple[str | None, str | None], _Changed] = {}
        self._looks = 0

    def between(self, old: str | None, new: str | None, depth: int) -> _Changed:
        """Return what differs from the tree ``old`` to ``new`` (None: there is none)."""
        known = self._known.get((old, new), _Changed())
        if depth + known.levels > _DEPTH:
            raise _TooLarge
        if (old, new) not in self._known:
            known = self._compared(self._entries(old), self._entries(new), depth)
            self._known[old, new] = known
        return known

    def _compared(
        self, old: Mapping[bytes, Entry], new: Mapping[bytes, Entry], depth: int
    ) -> _Changed:
        paths = size = levels = 0
        for name in old.keys() | new.keys():
            before, after = old.get(name), new.get(name)
            if before == after:
                continue
            below = self.between(_folder(before), _folder(after), depth + 1)
            files = sum(each is not None and not each[0] for each in (before, after))
            paths += below.paths + files
            size += below.size + (below.paths + files) * (len(name) + 1)
            levels = max(levels, below.levels + 1)
        return _Changed(paths, size, levels)

    def _entries(self, tree: str | None) -> dict[bytes, Entry]:
        if tree is None:
            return {}
        raw = self._objects.tree(tree, _TREE_BYTES)
        if raw is None:
            raise _TooLarge
        entries: dict[bytes, Entry] = {}
        for name, entry in _read(raw, len(tree.partition("^")[0]) // 2):
            # A tree written by hand may hold a name any number of times; git follows each.
            entries[b"%s/%d" % (name, len(entries)) if name in entries else name] = entry
        self._looks += len(entries)
        if self._looks > _MOST_LOOKS:
            raise _TooLarge
        return entries


def _folder(entry: Entry | None) -> str | None:
    return entry[1] if entry is not None and entry[0] else None


def _read(raw: bytes, width: int) -> Iterator[tuple[bytes, Entry]]:
    """Yield the entries of a raw tree; ``width`` is that of an object's name in bytes."""
    at = 0
    while at < len(raw):
        blank = raw.index(b" ", at)
        end = raw.index(b"\0", blank)
        is_folder = raw[at:blank].lstrip(b"0") == _TREE
        at = end + 1 + width
        yield raw[blank + 1 : end], (is_folder, raw[end + 1 : at].hex())
