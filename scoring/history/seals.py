"""The seals of a whole chain: every commit judged where a gate or maintainer key is trusted.

All commits are read through one ``cat-file``, what their branches did through one ``diff-tree``,
and neither is started where no key was ever trusted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scoring.history.commit_objects import MAX_BYTES as MAX_COMMIT
from scoring.history.commit_objects import BadCommit, CommitObject, read_commit
from scoring.history.commits import Commit
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
from scoring.history.verifying import verifier


@dataclass(frozen=True, slots=True)
class EarlierChain:
    """The chain before the first of the commits to be judged; empty where that is the root.

    ``ids`` are its commits, ``files`` its tree at the end, ``sealed`` the committer date of its
    last sealed commit.
    """

    ids: Sequence[str] = ()
    files: Mapping[str, TreeFile] = field(default_factory=dict)
    sealed: datetime | None = None


NOTHING_EARLIER = EarlierChain()


def seals_of(verdicts: Iterable[SealVerdict]) -> list[Seal | None]:
    """Return the seal of each commit, None where it is no receipt that a gate key vouches for."""
    receipts = (verdict.receipt if verdict.valid else None for verdict in verdicts)
    return [
        None if receipt is None else Seal(receipt.received_at, receipt.per_record)
        for receipt in receipts
    ]


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
    if file is None or not file.is_regular:
        return Signers()
    text = objects.read(file.blob, MAX_BYTES + 1)
    return Signers() if text is None else parse_signers(text)


def judge_chain(
    repository: Repository,
    chain: Sequence[Commit],
    signers: Sequence[Signers],
    authorities: Authorities,
    earlier: EarlierChain = NOTHING_EARLIER,
) -> list[SealVerdict]:
    """Judge every commit of ``chain``; ``signers`` is what signers_along says of it.

    ``chain`` begins at the root, or after what is ``earlier``. ``authorities`` stands before its
    first commit and goes on with it. Raises RepositoryUnusable where git cannot give what the
    chain names.
    """
    trusting = {each for each in set(signers) if each.trusts(GATE) or each.trusts(MAINTAINER)}
    judged = [signer in trusting for signer in signers]
    if not any(judged):
        return [NOT_JUDGED] * len(chain)
    verdicts: list[SealVerdict] = []
    files = dict(earlier.files)
    sealed = earlier.sealed
    merges = _merges(repository, chain, judged, earlier.ids)
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
    earlier: Sequence[str],
) -> Iterator[Merge]:
    """Yield the commits to be judged, with their objects and what their branches changed."""
    wanted = [commit for commit, is_judged in zip(chain, judged, strict=True) if is_judged]
    tips = [_tip(commit) for commit in wanted]
    bases = _bases(repository, chain, tips, earlier)
    steps = repository.steps([(bases[tip], tip) for tip in tips if tip in bases])
    ids = [commit.id for commit in wanted]
    with repository.objects() as objects, verifier(repository.own_dir, ids) as second:
        raws = objects.commits(ids, MAX_COMMIT + 1)
        for commit, tip, (_, raw) in zip(wanted, tips, raws, strict=True):
            branch = next(steps) if tip in bases else None
            yield Merge(commit, _read(raw), branch, second.take(commit.id))


def _tip(commit: Commit) -> str:
    """Return the branch that a merge of two parents merged; empty for any other commit."""
    return commit.parents[1] if len(commit.parents) == 2 else ""


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
    tips: Iterable[str],
    earlier: Sequence[str],
) -> dict[str, str]:
    """Return, of each branch of ``tips``, its newest ancestor on the chain.

    A branch without any, which has no history in common with ``main``, is left out. ``earlier``
    are the commits before ``chain``.
    """
    ids = [*earlier, *(commit.id for commit in chain)]
    parents = _Parents(repository, ids[-1], earlier[-1] if earlier else None)
    places = {commit: place for place, commit in enumerate(ids)}
    bases: dict[str, str] = {}
    for tip in filter(None, tips):
        place = _newest(tip, parents, places)
        if place >= 0:
            bases[tip] = ids[place]
    return bases


class _Parents:
    """The parents of every commit that ``head`` reaches; of what ``known`` reaches only at need."""

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
