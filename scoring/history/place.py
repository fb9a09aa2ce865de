"""Where a repository has its parts, as git itself says before anything else is read of it."""

import os
from dataclasses import dataclass
from pathlib import Path

from scoring.history.driving import refusal, run_git, runner
from scoring.history.errors import NoRepository, RepositoryUnusable

PATIENCE = 30.0
"""Seconds for git to say where a repository is; a configuration can include what never ends."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of a repository.

    ``git_dir`` is git's own for the whole repository, ``own_dir`` its part for this worktree (the
    same, where the worktree is not a linked one), ``worktree`` that of the files; None: it is bare.
    """

    git_dir: Path
    own_dir: Path
    worktree: Path | None


def locate(path: str | os.PathLike[str]) -> Place:
    """Return where the repository that the folder ``path`` lies in has its parts.

    Git is asked, since it refuses a broken or boundless configuration at once. Raises NoRepository
    where there is none, RepositoryUnusable in git's words where it refuses or does not answer.
    """
    where = os.fspath(path)
    if "\0" in where or not Path(where).is_dir():
        raise NoRepository("repository-missing", path=where)
    bare, inside, found = _ask(
        where, "--is-bare-repository", "--is-inside-work-tree", "--absolute-git-dir"
    ).split("\n", 2)
    own_dir = Path(found)
    git_dir = Path(where, _ask(where, "--git-common-dir")).resolve()
    worktree = None
    if inside == "true":
        worktree = Path(_ask(where, "--show-toplevel"))
    elif bare == "false" and own_dir.name == ".git":  # asked from within it
        worktree = own_dir.parent
    return Place(git_dir, own_dir, worktree)


def _ask(where: str, *facts: str) -> str:
    # Whoever owns it: nothing that its configuration names is ever run.
    arguments = ("--no-pager", "-C", where, "-c", "safe.directory=*", "rev-parse", *facts)
    git = runner()
    executable = git.GIT_PYTHON_GIT_EXECUTABLE or "git"
    status, out, complaints = run_git(git, (executable, *arguments), PATIENCE)
    if status == 0:
        return out
    if "not a git repository" in complaints:
        raise NoRepository("repository-missing", path=where)
    if status < 0:
        raise RepositoryUnusable("repository-unreadable", detail=f"git rev-parse: {PATIENCE:g} s")
    raise refusal(complaints)
