"""A data repository's files as ``main`` has them, read from its objects."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI
from scoring.history.commit_objects import BadCommit, read_commit
from scoring.history.commits import Commit
from scoring.history.objects import Objects
from scoring.history.tree import TreeFile
from scripts.repository.making import MESSAGE
from scripts.repository.release import (
    FILE,
    MAX_BYTES,
    Release,
    digest,
    is_offered,
    read_release,
)
from scripts.upgrading.planning import Standing
from scripts.upgrading.steps import is_record

MAX_FILE = 4 * 1024 * 1024
"""Bytes of a file of the product that are looked at."""

_NO_ENGINE = "?"


def standing_of(
    assessment: Assessment, objects: Objects, offered: Collection[str], at: datetime
) -> Standing:
    """Return the repository as it stands at the head of ``assessment``.

    ``objects`` is read as long as the result is in use; ``offered`` are the paths of the release.
    Where no ``release.json`` says what its files came from, those that `init` began with did; of
    a repository begun otherwise nothing is known, and all that differs counts as the county's own.
    Raises GongkaiError where ``release.json`` says nothing that can be read.
    """
    repository = assessment.repository
    tree = repository.tree_files(assessment.head)
    files = _files(tree)
    chain = repository.first_parent_chain(assessment.head)

    def content(path: str) -> bytes:
        return objects.read(files[path].blob, MAX_FILE + 1) or b""

    def earlier(path: str, sha256: str) -> bytes | None:
        return _earlier(chain, objects, path, sha256)

    release = read_release(content(FILE)[: MAX_BYTES + 1]) if FILE in files else None
    if release is None:
        first = _files(repository.tree_files(chain[0].id)) if _begun(chain[0], objects) else {}
        release = _first({path: first[path] for path in first.keys() & offered}, objects)
    year = at.astimezone(SHANGHAI).year
    others = frozenset(tree.keys() - files.keys())
    return Standing(frozenset(files), content, earlier, release, year, others)


def _files(tree: Mapping[str, TreeFile]) -> dict[str, TreeFile]:
    """Return the ordinary files that are no record."""
    return {path: file for path, file in tree.items() if file.is_regular and not is_record(path)}


def _begun(first: Commit, objects: Objects) -> bool:
    """Tell whether ``first`` is what `init` begins a repository with."""
    ((_, raw),) = objects.commits((first.id,), MAX_FILE)
    try:
        return read_commit(raw or b"").message.strip() == MESSAGE.strip()
    except BadCommit:
        return False


def _first(files: Mapping[str, TreeFile], objects: Objects) -> Release:
    found = {
        path: digest(objects.read(file.blob, MAX_FILE + 1) or b"")
        for path, file in files.items()
        if is_offered(path)
    }
    return Release(_NO_ENGINE, found)


def _earlier(chain: Sequence[Commit], objects: Objects, path: str, sha256: str) -> bytes | None:
    """Return the content with ``sha256`` that ``path`` had somewhere along ``chain``."""
    for commit in chain:
        for change in commit.changes:
            if change.path == path and not change.removes:
                content = objects.read(change.blob, MAX_FILE + 1) or b""
                if digest(content) == sha256:
                    return content
    return None
