"""What a merge is judged by: itself, and what held at its first parent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from scoring.history.commit_objects import CommitObject
from scoring.history.commits import Change, Commit
from scoring.history.signers import Signers
from scoring.history.tree import TreeFile


class Authorities(Protocol):
    """Who is who at a commit's first parent: the registry, of which history knows no more.

    scoring.admission.authorities.RegistryAlong is the real one.
    """

    def submits(self, unit: str, login: str) -> bool:
        """Tell whether ``login`` (``login`` or ``login#id``) is a submitter of ``unit``."""
        ...

    def is_registrar(self, unit: str) -> bool:
        """Tell whether ``unit`` keeps the registry (role ``registrar``)."""
        ...

    def governed(self, change: Change) -> str | None:
        """Return a field of ``unit.yml`` that was changed and only a maintainer may change.

        None where there is none.
        """
        ...

    def advance(self, commit: Commit) -> None:
        """Go on: ``commit``'s own changes take force for the next one."""
        ...


@dataclass(frozen=True, slots=True)
class Merge:
    """A commit of the chain with all that its seal depends on in itself.

    ``object`` is None where it cannot be read, or is too large to be a receipt. ``branch`` is what
    the merged branch changed since it left ``main`` (its newest ancestor on the chain); None where
    there is no such branch. ``verified`` is what another process found of the signature, None
    where it is still to be verified.
    """

    commit: Commit
    object: CommitObject | None
    branch: tuple[Change, ...] | None
    verified: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class FirstParent:
    """What holds at the merge's first parent.

    ``sealed`` is the committer date of the previous sealed commit (None: there is none), ``files``
    the whole tree, by path.
    """

    signers: Signers
    authorities: Authorities
    sealed: datetime | None
    files: Mapping[str, TreeFile]
