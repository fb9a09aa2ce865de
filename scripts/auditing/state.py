"""The repository as a whole: is it all there, and does git show what was committed?

Everything here is read without trust in the repository's own settings: grafts and replacements
change what others see of it, never what the audit reads.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from scoring.history.errors import RepositoryUnusable
from scoring.history.path_text import shown_path
from scoring.history.repository import HEADS, Repository
from scripts.auditing.finding import Finding, Statement, fault, note

REPLACEMENTS = "refs/replace/"
_PARTIAL = r"^(extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$"
_LOGS = tuple(f"logs/{ref}" for ref in HEADS)
_MAX_LOG = 8 * 1024 * 1024
_MOST_DAMAGE = 100
_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_NAMED = re.compile("([0-9a-f]{2})/([0-9a-f]{38})|([0-9a-f]{40})")


def state_findings(repository: Repository) -> Iterator[Finding]:
    """Yield what keeps the repository from showing its history whole and as it was made."""
    if repository.is_shallow:
        yield fault("repository-shallow")
    if _grafts(repository.git_dir):
        yield fault("repository-grafts", "", "info/grafts")
    for ref, target in sorted(repository.refs(REPLACEMENTS).items()):
        yield fault("repository-replaced", ref.removeprefix(REPLACEMENTS), "", by=target)
    if is_partial(repository):
        yield fault("repository-partial")


def damage_findings(repository: Repository, head: str) -> Iterator[Finding]:
    """Yield the objects that are not what their names say. Reads all of them.

    Each with the commit of the chain and the path that it stands for, where that can be told.
    """
    damage = repository.damage()[:_MOST_DAMAGE]
    if not damage:
        return
    known = _known(repository, head)
    for line in damage:
        name = _NAMED.search(line)
        commit, path = known.get("".join(name.groups("")) if name else "", ("", ""))
        yield fault("object-damaged", commit, shown_path(path), detail=line[:200])


def _known(repository: Repository, head: str) -> dict[str, tuple[str, str]]:
    """Return which commit brought in which object, and as what, as far as that can be read."""
    known: dict[str, tuple[str, str]] = {}
    try:
        for commit in repository.first_parent_chain(head):
            known[commit.id] = (commit.id, "")
            for change in commit.changes:
                known.setdefault(change.blob, (commit.id, change.path))
    except RepositoryUnusable:
        pass
    return known


def state_statements(repository: Repository) -> Iterator[Statement]:
    """Yield what a reader must know of where the objects lie."""
    if (repository.git_dir / "objects/info/alternates").is_file():
        yield note("audit-alternates")


def is_partial(repository: Repository) -> bool:
    """Tell whether objects were left out when it was cloned (``--filter``)."""
    packs = repository.git_dir / "objects/pack"
    return bool(repository.setting(_PARTIAL)) or any(packs.glob("*.promisor"))


def heads_logged(repository: Repository) -> tuple[str, ...]:
    """Return the heads that this clone has seen of ``main``, by its reflogs, each once.

    Of a clone with a worktree only what it fetched: its own ``main`` is its owner's to move.
    """
    names = _LOGS[1:] if repository.worktree is not None else _LOGS
    heads: dict[str, None] = {}
    for log in names:
        for line in _lines(repository.git_dir / log):
            for name in line.split(" ", 2)[:2]:
                if _COMMIT.fullmatch(name) and set(name) != {"0"}:
                    heads[name] = None
    return tuple(heads)


def _grafts(git_dir: Path) -> bool:
    lines = (line.strip() for line in _lines(git_dir / "info/grafts"))
    return any(line and not line.startswith("#") for line in lines)


def _lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_LOG).decode("utf-8", "replace").splitlines()
    except OSError:
        return []
