"""The maintainer's merge that takes an upgrade: two commits, checked as the gate does, then `main`.

The first commit lies beside `main` and holds what changes; the second merges it. Both are made
with the maintainer's own git settings, signed as those say. `main` moves last, in one step: who is
stopped before has two commits that nothing names.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scoring.errors import GongkaiError, WrongUse
from scoring.history.commits import PLAIN
from scoring.history.repository import MAIN, Repository
from scoring.history.seals import signers_in
from scoring.history.signers import ALLOWED_SIGNERS, MAINTAINER
from scoring.history.tree import TreeFile
from scripts.gate.serving.maintaining import main_problems
from scripts.gate.serving.pushes import Push
from scripts.gate.writing import Writer

_REMOTE = "refs/remotes/origin/main"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to become of ``main``, which stands at ``head``: its tree's name, and the words.

    ``beside`` are further parents of the commit beside ``main``: the release that a fork takes.
    """

    head: str
    tree: str
    title: str
    body: str
    beside: tuple[str, ...] = ()


def check_ready(repository: Repository) -> None:
    """Check that ``main`` may move here: it is checked out, nothing is changed, nothing is missing.

    A bare repository has no files that could be changed. Raises WrongUse.
    """
    head = repository.head(MAIN)
    ahead = repository.refs(_REMOTE).get(_REMOTE)
    if ahead is not None and ahead not in repository.merge_bases(head, ahead):
        raise WrongUse("upgrade-behind")
    if repository.worktree is None:
        return
    if _git(repository.worktree, "symbolic-ref", "--quiet", "HEAD", fails=True) != MAIN:
        raise WrongUse("upgrade-not-main")
    if _git(repository.worktree, "status", "--porcelain", "--untracked-files=normal"):
        raise WrongUse("upgrade-dirty")


def tree_with(
    writer: Writer,
    head: str,
    changes: Mapping[str, bytes | None],
    known: Mapping[str, TreeFile],
) -> str:
    """Write the tree of ``head`` with ``changes`` (path → content, None: gone); return its name.

    ``known`` are the files that are there: one that may be run stays so.
    """
    files = {
        path: None if content is None else TreeFile(_mode(known.get(path)), writer.blob(content))
        for path, content in changes.items()
    }
    return writer.tree(head, files)


def _mode(known: TreeFile | None) -> str:
    return known.mode if known is not None and known.is_regular else PLAIN


def merge(repository: Repository, proposal: Proposal, at: datetime, product: Path) -> str:
    """Make the merge and let ``main`` go to it; return its name.

    ``at`` is the date of both commits, the head's where that is later: dates never go back. Raises
    GongkaiError, with every problem, where the gate would refuse it; then ``main`` has not moved.
    """
    made = _commits(repository, proposal, at)
    push = Push(proposal.head, made, MAIN)
    # Where no maintainer's key is trusted yet, whoever holds the repository may change its rules.
    problems = main_problems(push, "maintainer", ("maintainer",), repository, product)
    if problems:
        raise GongkaiError("upgrade-refused", problems)
    _move(repository, proposal.head, made)
    return made


def _commits(repository: Repository, proposal: Proposal, at: datetime) -> str:
    place = repository.git_dir
    head_date = _git(place, "show", "--no-patch", "--format=%ct", proposal.head)
    seconds = max(int(at.timestamp()), int(head_date))
    dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{seconds} +0800")
    sign = ("-S",) if _signs(repository, proposal.head) else ("--no-gpg-sign",)
    parents = (proposal.head, *proposal.beside)
    tip = _commit(
        place, proposal.tree, parents, f"{proposal.title}\n\n{proposal.body}", sign, dates
    )
    merged = (proposal.head, tip)
    return _commit(place, proposal.tree, merged, f"合并：{proposal.title}\n", sign, dates)


def _signs(repository: Repository, head: str) -> bool:
    """Tell whether to sign: a maintainer's key is trusted at ``head``, or git is set to."""
    file = repository.tree_files(head, (ALLOWED_SIGNERS,)).get(ALLOWED_SIGNERS)
    with repository.objects() as objects:
        if signers_in(file, objects).trusts(MAINTAINER):
            return True
    setting = ("config", "--type=bool", "--get", "commit.gpgSign")
    return _git(repository.git_dir, *setting, fails=True) == "true"


def _commit(
    place: Path,
    tree: str,
    parents: Sequence[str],
    message: str,
    sign: Sequence[str],
    dates: Mapping[str, str],
) -> str:
    named = [part for parent in parents for part in ("-p", parent)]
    try:
        return _git(
            place, "commit-tree", *sign, *named, "-F", "-", tree, stdin=message, extra=dates
        )
    except GongkaiError as error:
        raise GongkaiError("upgrade-commit-failed", detail=str(error.values["detail"])) from None


def _move(repository: Repository, old: str, new: str) -> None:
    if repository.worktree is None:
        if not Writer(repository.git_dir).move(MAIN, new, old, "gongkai upgrade"):
            raise GongkaiError("upgrade-overtaken")
        return
    if repository.head(MAIN) != old:
        raise GongkaiError("upgrade-overtaken")
    # A file that git is told to ignore is nobody's to replace.
    quiet = ("--quiet", "--no-verify-signatures", "--no-overwrite-ignore")
    _git(repository.worktree, "merge", "--ff-only", *quiet, new)


def _git(
    place: Path,
    *arguments: str,
    fails: bool = False,
    stdin: str = "",
    extra: Mapping[str, str] | None = None,
) -> str:
    """Run git with the maintainer's own settings; with ``fails`` a failure is an empty answer."""
    own = {name: value for name, value in os.environ.items() if name not in _PLACES}
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=place,
            env={**own, "LC_ALL": "C", **(extra or {})},
            input=stdin.encode(),
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise GongkaiError("git-missing") from None
    if done.returncode and not fails:
        detail = " ".join(done.stderr.decode("utf-8", "replace").split())[:300]
        raise GongkaiError("git-failed", command=arguments[0], detail=detail)
    return "" if done.returncode else done.stdout.decode("utf-8", "replace").strip()


_PLACES = frozenset(("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"))
"""Variables that would lead git to another repository than the one asked about."""
