"""The seals of a whole chain: every commit judged where a gate or maintainer key is trusted.

All commits are read through one ``cat-file``, what their branches did through one ``diff-tree``,
and neither is started where no key was ever trusted.
"""

from collections.abc import Iterable, Iterator, Sequence

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
from scoring.history.verdicts import NOT_JUDGED, SealVerdict, judge_merge

__all__ = [
    "Authorities",
    "FirstParent",
    "Merge",
    "SealVerdict",
    "Seals",
    "judge_chain",
    "judge_merge",
    "signers_along",
]


class Seals:
    """The verifier of evidential time: what ``judge_chain`` found valid."""

    def __init__(self, verdicts: Sequence[SealVerdict]) -> None:
        self._verdicts = verdicts

    def seal(self, commit: Commit) -> Seal | None:
        """Return the seal of ``commit``, None where it is no receipt a gate key vouches for."""
        verdict = self._verdicts[commit.place]
        if not verdict.valid or verdict.receipt is None:
            return None
        return Seal(verdict.receipt.received_at, verdict.receipt.per_record)


def signers_along(chain: Iterable[Commit], objects: Objects) -> list[Signers]:
    """Return, of each commit, the signers at its first parent.

    So no commit can trust its own key, or withdraw trust from the key that would fault it.
    """
    found: list[Signers] = []
    now = Signers()
    for commit in chain:
        found.append(now)
        for change in commit.changes:
            if change.path == ALLOWED_SIGNERS:
                text = objects.read(change.blob, MAX_BYTES + 1) if change.mode in REGULAR else None
                now = Signers() if text is None else parse_signers(text)
    return found


def judge_chain(
    repository: Repository,
    chain: Sequence[Commit],
    signers: Sequence[Signers],
    authorities: Authorities,
) -> list[SealVerdict]:
    """Judge every commit of ``chain``; ``signers`` is what signers_along says of it.

    ``authorities`` stands before the first commit and is taken along. Raises RepositoryUnusable
    where git cannot give what the chain names.
    """
    trusting = {each for each in set(signers) if each.trusts(GATE) or each.trusts(MAINTAINER)}
    judged = [signer in trusting for signer in signers]
    if not any(judged):
        return [NOT_JUDGED] * len(chain)
    verdicts: list[SealVerdict] = []
    files: dict[str, tuple[str, str]] = {}
    sealed = None
    merges = _merges(repository, chain, judged)
    for commit, signer, is_judged in zip(chain, signers, judged, strict=True):
        verdict = NOT_JUDGED
        if is_judged:
            verdict = judge_merge(next(merges), FirstParent(signer, authorities, sealed, files))
            sealed = commit.committed if verdict.valid else sealed
        verdicts.append(verdict)
        _apply(commit, files)
        authorities.advance(commit)
    return verdicts


def _apply(commit: Commit, files: dict[str, tuple[str, str]]) -> None:
    for change in commit.changes:
        if change.removes:
            files.pop(change.path, None)
        else:
            files[change.path] = change.mode, change.blob


def _merges(
    repository: Repository, chain: Sequence[Commit], judged: Sequence[bool]
) -> Iterator[Merge]:
    """Yield the commits to be judged, with their objects and what their branches changed."""
    wanted = [commit for commit, each in zip(chain, judged, strict=True) if each]
    bases = _bases(repository, chain, wanted)
    pairs = [(bases[tip], tip) for tip in _tips(wanted) if tip in bases]
    steps = repository.steps(pairs)
    with repository.objects() as objects:
        raws = objects.commits((commit.id for commit in wanted), MAX_COMMIT + 1)
        for commit, (_, raw) in zip(wanted, raws, strict=True):
            branch: tuple[Change, ...] | None = None
            for tip in _tips([commit]):
                branch = next(steps) if tip in bases else None
            yield Merge(commit, _read(raw), branch)


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
    repository: Repository, chain: Sequence[Commit], wanted: Sequence[Commit]
) -> dict[str, str]:
    """Return, of each branch that ``wanted`` merge, its newest ancestor on the chain.

    A branch without any, which has no history in common with ``main``, is left out.
    """
    parents = repository.parents(chain[-1].id)
    places = {commit.id: commit.place for commit in chain}
    bases: dict[str, str] = {}
    for tip in _tips(wanted):
        place = _newest(tip, parents, places)
        if place >= 0:
            bases[tip] = chain[place].id
    return bases


def _newest(tip: str, parents: dict[str, tuple[str, ...]], places: dict[str, int]) -> int:
    """Return the greatest place on the chain that ``tip`` reaches, -1: none; keeps what it finds.

    Without recursion, since a branch may be of any length.
    """
    waiting = [tip]
    while waiting:
        commit = waiting[-1]
        if commit in places:
            waiting.pop()
            continue
        unknown = [each for each in parents[commit] if each not in places]
        if unknown:
            waiting.extend(unknown)
        else:
            places[commit] = max((places[each] for each in parents[commit]), default=-1)
            waiting.pop()
    return places[tip]
