"""What a branch did since it left ``main``, read from objects alone; nothing is checked out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from scoring.history.commits import Change
from scoring.history.objects import Objects
from scoring.history.repository import Repository
from scripts.gate.unfolding import is_bounded


class Deed(StrEnum):
    """What a branch did to a path."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Touched:
    """A path that the branch would bring, change or take away.

    ``mode`` and ``blob`` are the branch's; of what is removed they are those of nothing.
    ``stale``: ``main`` has changed it too since the branch left.
    """

    deed: Deed
    path: str
    mode: str
    blob: str
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch held against ``main``.

    ``base`` is the newest commit of main's first-parent chain that the branch reaches; None where
    the two have no history in common, and then nothing is told of its paths. Nor is it where the
    branch's own commits are not ``bounded``.
    """

    tip: str
    base: str | None
    touched: tuple[Touched, ...] = ()
    bounded: bool = True


def read_branch(repository: Repository, head: str, tip: str, objects: Objects) -> Branch:
    """Return what the branch ``tip`` did, held against ``main``, which stands at ``head``.

    Raises RepositoryUnusable where git cannot read it.
    """
    if not is_bounded(repository, head, tip, objects):  # first: nothing else here has a bound
        return Branch(tip, None, bounded=False)
    base = repository.parted(head, tip)
    if base is None:
        return Branch(tip, None)
    ahead = repository.changes(head, tip)
    since = {change.path: change for change in repository.changes(base, tip)}
    if not ahead:
        return Branch(tip, base)
    gone: set[str] = set()
    for other in repository.merge_bases(head, tip):
        if other != base:
            gone.update(change.path for change in repository.changes(other, tip) if change.removes)
    moved = {change.path for change in repository.changes(base, head)}
    return Branch(tip, base, touched(ahead, since, gone, moved))


def touched(
    ahead: Iterable[Change],
    since: Mapping[str, Change],
    gone: Collection[str],
    moved: Collection[str],
) -> tuple[Touched, ...]:
    """Return what a branch did, by path.

    ``ahead`` is how it differs from ``main`` now, ``since`` what it changed since it left, by
    path, ``gone`` what it removed of a submission of its own that was merged before, ``moved``
    what ``main`` has changed since. What differs only because ``main`` has gone on is no deed of
    the branch: lagging behind is welcome.
    """
    found: list[Touched] = []
    for change in ahead:
        own = since.get(change.path)
        if change.removes:
            if (own is None or not own.removes) and change.path not in gone:
                continue
            deed = Deed.REMOVED
        elif own is None:
            continue
        else:
            deed = Deed.ADDED if change.adds else Deed.CHANGED
        stale = change.path in moved
        found.append(Touched(deed, change.path, change.mode, change.blob, stale))
    return tuple(sorted(found, key=lambda each: each.path))
