"""The seals of a whole chain: every commit judged where a gate or maintainer key is trusted.

All commits are read through one ``cat-file``, what their branches did through one ``diff-tree``,
and neither is started where no key was ever trusted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scoring.history.commit_objects import MAX_BYTES as MAX_COMMIT
from scoring.history.commit_objects import BadCommit, CommitObject, read_commit
from scoring.history.commits import REGULAR, Change, Commit
from scoring.history.evidence import Seal
from scoring.history.merges import Authorities, FirstParent, Merge
from scoring.history.objects import Objects
from scoring.history.repository import Repository
from scoring.history.signers import (
    ALLOWED_SIGNERS,
    GATE,
    MAINTAINER,
    MAX_BYTES,
    Signers,
    parse_signers,
)
from scoring.history.tree import TreeFile
from scoring.history.verdicts import NOT_JUDGED, SealVerdict, judge_merge
from scoring.history.verifying import verifiers

__all__ = [
    "Authorities",
    "Before",
    "FirstParent",
    "Merge",
    "SealVerdict",
    "Seals",
    "judge_chain",
    "judge_merge",
    "signers_along",
]


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before the first of the commits to be judged, where that is not the root.

    ``ids`` is the chain up to there, ``files`` its tree, ``sealed`` the committer date of its last
    sealed commit.
    """

    ids: Sequence[str] = ()
    files: Mapping[str, TreeFile] = field(default_factory=dict)
    sealed: datetime | None = None


class Seals:
    """The verifier of evidential time: what ``judge_chain`` found valid.

    ``first`` is the place in the chain of the first of ``verdicts``.
    """

    def __init__(self, verdicts: Sequence[SealVerdict], first: int = 0) -> None:
        self._verdicts = verdicts
        self._first = first

    def seal(self, commit: Commit) -> Seal | None:
        """Return the seal of ``commit``, None where it is no receipt a gate key vouches for."""
        verdict = self._verdicts[commit.place - self._first]
        if not verdict.valid or verdict.receipt is None:
            return None
        return Seal(verdict.receipt.received_at, verdict.receipt.per_record)


def signers_along(
    chain: Iterable[Commit], objects: Objects, now: Signers | None = None
) -> list[Signers]:
    """Return, of each commit, the signers at its first parent; of the first one, ``now``.

    So no commit can trust its own key, or withdraw trust from the key that would fault it.
    """
    found: list[Signers] = []
    now = now or Signers()
    for commit in chain:
        found.append(now)
        for change in commit.changes:
            if change.path == ALLOWED_SIGNERS:
                now = signers_in(TreeFile(change.mode, change.blob), objects)
    return found


def signers_in(file: TreeFile | None, objects: Objects) -> Signers:
    """Return the signers that the file ``allowed_signers`` names; none where it is no file."""
    if file is None or file.mode not in REGULAR:
        return Signers()
    text = objects.read(file.blob, MAX_BYTES + 1)
    return Signers() if text is None else parse_signers(text)


def judge_chain(
    repository: Repository,
    chain: Sequence[Commit],
    signers: Sequence[Signers],
    authorities: Authorities,
    before: Before | None = None,
) -> list[SealVerdict]:
    """Judge every commit of ``chain``; ``signers`` is what signers_along says of it.

    ``chain`` begins at the root, or after what stands ``before``. ``authorities`` stands before
    its first commit and is taken along. Raises RepositoryUnusable where git cannot give what the
    chain names.
    """
    before = before or Before()
    trusting = {each for each in set(signers) if each.trusts(GATE) or each.trusts(MAINTAINER)}
    judged = [signer in trusting for signer in signers]
    if not any(judged):
        return [NOT_JUDGED] * len(chain)
    verdicts: list[SealVerdict] = []
    files = dict(before.files)
    sealed = before.sealed
    merges = _merges(repository, chain, judged, before.ids)
    for commit, signer, is_judged in zip(chain, signers, judged, strict=True):
        verdict = NOT_JUDGED
        if is_judged:
            verdict = judge_merge(next(merges), FirstParent(signer, authorities, sealed, files))
            sealed = commit.committed if verdict.valid else sealed
        verdicts.append(verdict)
        _apply(commit, files)
        authorities.advance(commit)
    return verdicts


def _apply(commit: Commit, files: dict[str, TreeFile]) -> None:
    for change in commit.changes:
        if change.removes:
            files.pop(change.path, None)
        else:
            files[change.path] = TreeFile(change.mode, change.blob)


def _merges(
    repository: Repository,
    chain: Sequence[Commit],
    judged: Sequence[bool],
    before: Sequence[str],
) -> Iterator[Merge]:
    """Yield the commits to be judged, with their objects and what their branches changed."""
    wanted = [commit for commit, each in zip(chain, judged, strict=True) if each]
    bases = _bases(repository, chain, wanted, before)
    pairs = [(bases[tip], tip) for tip in _tips(wanted) if tip in bases]
    steps = repository.steps(pairs)
    ids = [commit.id for commit in wanted]
    with repository.objects() as objects, verifiers(repository.own_dir, ids) as hands:
        raws = objects.commits(ids, MAX_COMMIT + 1)
        for commit, (_, raw) in zip(wanted, raws, strict=True):
            branch: tuple[Change, ...] | None = None
            for tip in _tips([commit]):
                branch = next(steps) if tip in bases else None
            yield Merge(commit, _read(raw), branch, hands.take(commit.id))


def _tips(commits: Iterable[Commit]) -> Iterator[str]:
    """Yield the branches merged by those of ``commits`` that have two parents."""
    for commit in commits:
        if len(commit.parents) == 2:
            yield commit.parents[1]


def _read(raw: bytes | None) -> CommitObject | None:
    if raw is None or len(raw) > MAX_COMMIT:
        return None
    try:
        return read_commit(raw)
    except BadCommit:
        return None


def _bases(
    repository: Repository,
    chain: Sequence[Commit],
    wanted: Sequence[Commit],
    before: Sequence[str],
) -> dict[str, str]:
    """Return, of each branch that ``wanted`` merge, its newest ancestor on the chain.

    A branch without any, which has no history in common with ``main``, is left out. ``before`` is
    the chain before its part ``chain``.
    """
    ids = [*before, *(commit.id for commit in chain)]
    parents = _Parents(repository, ids[-1], before[-1] if before else None)
    places = {commit: place for place, commit in enumerate(ids)}
    bases: dict[str, str] = {}
    for tip in _tips(wanted):
        place = _newest(tip, parents, places)
        if place >= 0:
            bases[tip] = ids[place]
    return bases


class _Parents:
    """The parents of every commit that ``head`` reaches; of what ``known`` reaches at need only."""

    def __init__(self, repository: Repository, head: str, known: str | None) -> None:
        self._repository = repository
        self._head = head
        self._parents = repository.parents(head, known)

    def of(self, commit: str) -> tuple[str, ...]:
        """Return the parents of ``commit``."""
        if commit not in self._parents:  # a branch that began on another branch, merged before
            self._parents = self._repository.parents(self._head)
        return self._parents[commit]


def _newest(tip: str, parents: _Parents, places: dict[str, int]) -> int:
    """Return the greatest place on the chain that ``tip`` reaches, -1: none; keeps what it finds.

    Without recursion, since a branch may be of any length.
    """
    waiting = [tip]
    while waiting:
        commit = waiting[-1]
        if commit in places:
            waiting.pop()
            continue
        unknown = [each for each in parents.of(commit) if each not in places]
        if unknown:
            waiting.extend(unknown)
        else:
            places[commit] = max((places[each] for each in parents.of(commit)), default=-1)
            waiting.pop()
    return places[tip]
