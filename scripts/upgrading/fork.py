"""A fork of the whole program: a release of the one it came from, merged path by path.

What only one side changed is taken. What both changed stays the fork's where it is data (rulebooks,
settings, documents); where it is program, nobody but the maintainer can say what is meant, and the
upgrade waits for a branch on which the two have been joined by hand.
"""

import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from scoring.errors import WrongUse
from scoring.history.objects import Objects
from scoring.history.repository import Repository
from scoring.history.tree import CALENDARS, RULEBOOKS, TreeFile, is_unit_file
from scripts.gate.writing import Writer
from scripts.repository.git import run_git
from scripts.upgrading.narrowing import schema_in, taken_away
from scripts.upgrading.standing import MAX_FILE
from scripts.upgrading.steps import (
    Action,
    Step,
    Why,
    bears_scores,
    folders_of,
    is_in_way,
    is_kind_schema,
    is_over,
    is_record,
    is_rulebook,
)

_PROJECT = "pyproject.toml"
_PROGRAM = ("scoring/", "scripts/", "tests/", "site_overrides/", "pyproject.toml", "requirements")
_START = "import sys; sys.path.insert(0, {folder!r}); from scripts.cli import main; main()"

Files = Mapping[str, TreeFile]
Changes = Mapping[str, TreeFile | None]
"""What files become, by path; None where one goes."""


@dataclass(frozen=True)
class Merged:
    """A release merged into a fork: the steps, the files that change, and what stands in the way.

    ``version`` is that of the release, empty where it does not say.
    """

    release: str
    version: str
    steps: tuple[Step, ...]
    changes: Changes

    @property
    def blocking(self) -> tuple[str, ...]:
        """The paths of program files that must be joined by hand first."""
        return tuple(
            step.path
            for step in self.steps
            if step.why in (Why.CHANGED, Why.TAKEN) and is_program(step.path)
        )


def is_program(path: str) -> bool:
    """Tell whether ``path`` is program, and not data that lies among it."""
    return path.startswith(_PROGRAM) and not path.startswith((RULEBOOKS, CALENDARS))


def is_fork(repository: Repository, head: str) -> bool:
    """Tell whether the repository holds the whole program, and not data alone."""
    file = repository.tree_files(head, (_PROJECT,)).get(_PROJECT)
    if file is None:
        return False
    with repository.objects() as objects:
        return _project(objects, file).get("name") == "gongkai"


def merged(repository: Repository, head: str, name: str, this_year: int) -> Merged:
    """Return what becomes of the fork at ``head`` where it takes the release ``name``.

    ``name`` is a tag, branch or commit that has been fetched. Raises WrongUse where the two have
    no history in common, or the release brings material of units.
    """
    release = repository.head(name)
    base = repository.merge_base(head, release)
    if base is None:
        raise WrongUse("upgrade-unrelated", name=name[:100])
    ours, theirs = repository.tree_files(head), repository.tree_files(release)
    before = repository.tree_files(base)
    paths = sorted(
        path for path in ours.keys() | theirs.keys() if ours.get(path) != theirs.get(path)
    )
    staying = {path for path in ours if not _goes(path, (before, ours, theirs))}
    folders = folders_of(staying)
    brought = [path for path in paths if is_record(path) and theirs.get(path) != before.get(path)]
    if brought:
        raise WrongUse("upgrade-records", path=brought[0], count=len(brought))
    with repository.objects() as objects:
        found = (_step(path, (before, ours, theirs), objects, this_year) for path in paths)
        steps = tuple(
            _beside(step, is_in_way(step.path, staying, folders))
            for step in found
            if step is not None
        )
        project = theirs.get(_PROJECT)
        version = "" if project is None else str(_project(objects, project).get("version", ""))
        version = version or _version(objects, theirs)
    changes = {
        step.path: None if step.action is Action.REMOVE else theirs[step.path]
        for step in steps
        if step.action is not Action.KEEP
    }
    return Merged(release, version, steps, changes)


def _goes(path: str, sides: tuple[Files, Files, Files]) -> bool:
    """Tell whether the release takes ``path`` away from a fork that has left it alone."""
    base, ours, theirs = (side.get(path) for side in sides)
    return ours == base and theirs is None and not bears_scores(path)


def _beside(step: Step, in_way: bool) -> Step:
    """Return ``step``, kept off where a new file would put away another of the fork's."""
    if step.action is not Action.ADD or not in_way:
        return step
    return replace(step, action=Action.KEEP, why=Why.TAKEN)


def _step(
    path: str, sides: tuple[Files, Files, Files], objects: Objects, this_year: int
) -> Step | None:
    base, ours, theirs = (side.get(path) for side in sides)
    if theirs == base or (theirs is None and bears_scores(path)):
        return None
    why = _kept(path, sides, this_year)
    read = [
        None if file is None else objects.read(file.blob, MAX_FILE + 1)
        for file in (base, ours, theirs)
    ]
    before, own, new = read
    places: tuple[str, ...] = ()
    if why is None and own is not None and is_kind_schema(path):
        places = taken_away(schema_in(own), schema_in(new or b""))
        why = Why.NARROWER if places else None
    if why is not None:
        return Step(path, Action.KEEP, own, new, before, why, places)
    if theirs is None:
        return Step(path, Action.REMOVE, own, None, before)
    return Step(path, Action.ADD if ours is None else Action.REPLACE, own, new, before)


def _kept(path: str, sides: tuple[Files, Files, Files], this_year: int) -> Why | None:
    base, ours, _ = (side.get(path) for side in sides)
    if is_unit_file(path):
        return Why.REGISTRY
    if is_over(path, this_year):
        return Why.PAST
    if is_rulebook(path) and ours is None and base is None and not _follows(sides):
        return Why.SCHEME
    return Why.CHANGED if ours != base else None


def _follows(sides: tuple[Files, Files, Files]) -> bool:
    """Tell whether the fork has the rulebooks of the release that it came from, and no others."""
    base, ours, _ = ({path: f for path, f in side.items() if is_rulebook(path)} for side in sides)
    return base == ours


def _project(objects: Objects, file: TreeFile) -> Mapping[str, object]:
    try:
        document = tomllib.loads((objects.read(file.blob, MAX_FILE) or b"").decode("utf-8"))
    except ValueError:
        return {}
    project = document.get("project", {})
    return project if isinstance(project, Mapping) else {}


def _version(objects: Objects, files: Files) -> str:
    """Return the version as ``scoring/version.py`` states it, empty where it does not."""
    file = files.get("scoring/version.py")
    text = b"" if file is None else objects.read(file.blob, MAX_FILE) or b""
    for line in text.decode("utf-8", "replace").splitlines():
        if line.startswith("VERSION = "):
            return line.partition("= ")[2].strip(" \"'")
    return ""


@dataclass(frozen=True, slots=True)
class Trial:
    """The program as it would be, at hand to be run: its command, and the folder to run it in.

    ``copy`` is a copy of the repository in which ``head`` is the fork with the release taken.
    """

    program: tuple[str, ...]
    folder: Path
    copy: Path
    head: str


@contextmanager
def tried(repository: Repository, head: str, changes: Changes) -> Iterator[Trial]:
    """Yield the fork at ``head`` with ``changes`` made, to be run before anything is written.

    All of it lies in a folder that is gone afterwards; the repository itself is only read.
    """
    with tempfile.TemporaryDirectory(prefix="gongkai-upgrade-") as scratch:
        copy, folder = Path(scratch, "copy.git"), Path(scratch, "program")
        shared = ("clone", "--quiet", "--bare", "--shared", "--template=")
        run_git(Path(scratch), *shared, str(repository.git_dir), str(copy))
        run_git(copy, "config", "user.name", "gongkai")
        run_git(copy, "config", "user.email", "gongkai@localhost")
        tree = Writer(copy).tree(head, changes)
        made = run_git(copy, "commit-tree", "-p", head, "-m", "trial", tree)
        run_git(copy, "worktree", "add", "--quiet", "--detach", "--no-checkout", str(folder), made)
        run_git(folder, "checkout", made, "--", ".", ":(exclude)units/*/[0-9]*")
        program = (sys.executable, "-c", _START.format(folder=str(folder)))
        yield Trial(program, folder, copy, made)
