"""A history read for an audit: the chain, everything beside it, who signed what, what it proves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from scoring.admission.authorities import RegistryAlong
from scoring.admission.product import ProductFiles
from scoring.history.commits import Commit
from scoring.history.errors import RepositoryUnusable
from scoring.history.evidence import Evidence, evidence_of
from scoring.history.log import LogEntry
from scoring.history.repository import Repository
from scoring.history.seals import judge_chain, seals_of, signers_along
from scoring.history.signers import GATE, Signers
from scoring.history.verdicts import SealVerdict


@dataclass(frozen=True)
class History:
    """The chain, oldest first, with what is known of each of its commits, in the same order.

    ``signers`` are those of the first parent, ``last_signers`` those of the head;
    ``others`` are the commits beside the chain.
    """

    chain: Sequence[Commit]
    others: Mapping[str, LogEntry]
    signers: Sequence[Signers]
    last_signers: Signers
    verdicts: Sequence[SealVerdict]
    trusted: Sequence[bool]
    evidence: Sequence[Evidence]

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each commit of the chain."""
        return {commit.id: commit.place for commit in self.chain}

    def signers_after(self, place: int) -> Signers:
        """Return the signers that the tree at ``place`` names."""
        return self.signers[place + 1] if place + 1 < len(self.signers) else self.last_signers

    @property
    def all_signers(self) -> tuple[Signers, ...]:
        """Every set of signers that was ever in force, each once."""
        found = dict.fromkeys(map(id, (*self.signers, self.last_signers)))
        known = {id(each): each for each in (*self.signers, self.last_signers)}
        return tuple(known[each] for each in found)

    @property
    def trusting_since(self) -> datetime | None:
        """When a gate key was first trusted: the date of the commit that brought it, or None."""
        trusted = (*self.trusted, self.last_signers.trusts(GATE))  # of first parents, of the head
        first = next((place for place, each in enumerate(trusted) if each), None)
        return None if first is None else self.chain[max(first - 1, 0)].committed

    def evidence_at(self, place: int) -> Sequence[Evidence]:
        """Return what the chain up to ``place`` proved when nothing came after it."""
        upto = slice(place + 1)
        return evidence_of(self.chain[upto], self.trusted[upto], seals_of(self.verdicts[upto]))


def read_history(repository: Repository, head: str, product: Path) -> History:
    """Read all that ``head`` reaches.

    Raises RepositoryUnusable where git cannot give it.
    """
    everything = {entry.id: entry for entry in repository.everything(head)}
    chain = chain_among(everything, head)
    with repository.objects() as objects:
        after = replace(chain[-1], changes=())
        *signers, last = signers_along((*chain, after), objects)
        authorities = RegistryAlong(objects, ProductFiles(product))
        verdicts = judge_chain(repository, chain, signers, authorities)
    trusted = [each.trusts(GATE) for each in signers]
    for commit in chain:
        del everything[commit.id]
    return History(
        chain,
        everything,
        signers,
        last,
        verdicts,
        trusted,
        evidence_of(chain, trusted, seals_of(verdicts)),
    )


def chain_among(entries: Mapping[str, LogEntry], head: str) -> list[Commit]:
    """Return the first-parent chain up to ``head`` among ``entries``, oldest first.

    Raises RepositoryUnusable where a commit of it is not there.
    """
    found: list[LogEntry] = []
    name: str | None = head
    while name is not None:
        entry = entries.get(name)
        if entry is None:
            raise RepositoryUnusable("repository-incomplete", object=name)
        found.append(entry)
        name = entry.parents[0] if entry.parents else None
    found.reverse()
    return [
        Commit(entry.id, entry.parents, entry.committed, place, entry.changes)
        for place, entry in enumerate(found)
    ]
