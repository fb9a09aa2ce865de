"""A finding of the audit: which promise is broken, by which commit, at which path."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Values = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Finding:
    """One promise broken.

    ``code`` is a key of the message catalogue, ``commit`` the commit of the chain (empty: the
    repository as a whole), ``path`` as in the repository (empty: the commit as a whole).
    """

    code: str
    commit: str = ""
    path: str = ""
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statement:
    """Something the reader must know that breaks no promise: above all what was not checked."""

    code: str
    values: Values = field(default_factory=dict)


def fault(code: str, commit: str = "", path: str = "", /, **values: str | int) -> Finding:
    """Return a finding."""
    return Finding(code, commit, path, values)


def note(code: str, /, **values: str | int) -> Statement:
    """Return a statement."""
    return Statement(code, values)
