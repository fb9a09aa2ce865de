"""Evidential time: what first-parent history proves of when a record came in.

Author dates and the dates of branch commits are the submitter's own and are never evidence. How
strong a commit's word is depends on whether, at its first parent, a gate key was trusted:

* ``sealed``: a receipt merge with the valid signature of such a key; its ``Received-at``.
* ``recorded``: a merge where no gate key is trusted; its committer date, the server's word.
* ``unverified``: anything else. Where a gate key is trusted, the next sealed commit vouches that
  it was there by then; before there is one, nothing does, and the records do not count yet.
  Where none is trusted, its committer date stands for want of a better one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scoring.history.commits import Commit
from scoring.records.record import Strength


@dataclass(frozen=True, slots=True)
class Seal:
    """What a valid receipt says: when its content came in, and records with times of their own."""

    time: datetime
    times: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the chain proves of one commit. ``time`` is None where nothing vouches for one yet.

    ``times`` are those of single records, by id, where the receipt names them.
    """

    strength: Strength
    time: datetime | None
    times: Mapping[str, datetime] = field(default_factory=dict)

    def time_of(self, record_id: str) -> datetime | None:
        """Return the time of the record ``record_id`` that this commit brought in."""
        return self.times.get(record_id, self.time)


def evidence_of(
    chain: Sequence[Commit], trusted: Sequence[bool], seals: Sequence[Seal | None]
) -> list[Evidence]:
    """Return what the chain proves of each of its commits, in the chain's order.

    ``trusted`` says of each whether a gate key is trusted at its first parent, ``seals`` what it
    seals, if anything; where no key is trusted a seal is none. Later commits matter: the next
    sealed one vouches for what no seal covers.
    """
    found: list[Evidence] = []
    next_sealed: datetime | None = None
    for commit, keyed, seal in zip(
        reversed(chain), reversed(trusted), reversed(seals), strict=True
    ):
        if keyed and seal is not None:
            found.append(Evidence(Strength.SEALED, seal.time, seal.times))
            next_sealed = commit.committed
        elif keyed:
            found.append(Evidence(Strength.UNVERIFIED, next_sealed))
        else:
            strength = Strength.RECORDED if commit.is_merge else Strength.UNVERIFIED
            found.append(Evidence(strength, commit.committed))
    found.reverse()
    return found
