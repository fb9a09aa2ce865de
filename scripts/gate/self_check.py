"""The gate's own merge held against what the audit will ask of it, before ``main`` goes on to it.

A merge that is no valid receipt would cost a unit its time, so the gate rather fails and says so.
"""

from dataclasses import dataclass
from datetime import datetime

from scoring.errors import GongkaiError
from scoring.history.commit_objects import MAX_BYTES, read_commit
from scoring.history.commits import Change, Commit
from scoring.history.merges import FirstParent, Merge
from scoring.history.objects import Objects
from scoring.history.repository import Repository
from scoring.history.signers import Signers
from scoring.history.verdicts import judge_merge
from scoring.records.registry import REGISTRAR, Registry
from scoring.records.submitters import submits


@dataclass(frozen=True)
class NewMerge:
    """A merge just made: its name, its parents, where the branch left ``main``, its date."""

    commit: str
    head: str
    tip: str
    base: str
    at: datetime


@dataclass(frozen=True)
class _Authorities:
    """Who is who on ``main`` now."""

    registry: Registry

    def submits(self, unit: str, login: str) -> bool:
        """Tell whether ``login`` is a submitter of ``unit``."""
        return unit in self.registry and submits(self.registry[unit], login)

    def is_registrar(self, unit: str) -> bool:
        """Tell whether ``unit`` keeps the registry."""
        return unit in self.registry and REGISTRAR in self.registry[unit].roles

    def governed(self, change: Change) -> str | None:
        """Return nothing: each entry has been judged already."""
        return None

    def advance(self, commit: Commit) -> None:
        """Stay: there is one commit to be judged."""


def check_seal(
    made: NewMerge, repository: Repository, objects: Objects, signers: Signers, registry: Registry
) -> None:
    """Raise GongkaiError where the merge is no receipt that ``signers`` vouch for."""
    changes = repository.changes(made.head, made.commit)
    merge = Merge(
        commit=Commit(made.commit, (made.head, made.tip), made.at, 1, changes),
        object=read_commit(_raw(made.commit, objects)),
        branch=repository.changes(made.base, made.tip),
    )
    files = repository.tree_files(made.head)
    parent = FirstParent(signers, _Authorities(registry), made.at, files)
    verdict = judge_merge(merge, parent)
    if not verdict.valid:
        codes = " ".join(sorted({fault.code for fault in verdict.faults}))
        raise GongkaiError("gate-seal", commit=made.commit[:12], codes=codes)


def _raw(commit: str, objects: Objects) -> bytes:
    ((_, raw),) = objects.commits([commit], MAX_BYTES + 1)
    return raw or b""
