"""Records that are not written yet, held against everything a push would be held against."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from scoring.admission.product import ProductFiles
from scoring.admission.resuming import admission_at
from scoring.admission.situation import FoundFile, RecordFiles
from scoring.errors import GongkaiError, WrongUse
from scoring.history.repository import Repository
from scoring.problem import Problem
from scripts.checking.records import Records
from scripts.checking.reporters import ordered
from scripts.checking.rules import rules_of
from scripts.checking.selection import Sort, sort_of
from scripts.checking.source import WorkingTree


def check_proposed(
    repository: Repository, product: Path, files: Mapping[str, bytes]
) -> tuple[Problem, ...]:
    """Return what ``gongkai check`` would say of ``files`` if they lay in the working tree.

    ``files`` are records and their attachments, repository path → content. Raises WrongUse where
    there is no working tree, GongkaiError where the rules in force cannot be used.
    """
    if repository.worktree is None:
        raise WrongUse("repository-bare")
    head = repository.head()
    source = _Overlaid(repository.worktree, files, sha256=len(head) == 64)
    own = ProductFiles(product)
    rules = rules_of(source, own)
    if rules.schemas is None:
        raise GongkaiError("import-refused", tuple(rules.problems))
    records = Records(source, rules, admission_at(repository, head, product, timed=False))
    paths = sorted(path for path in files if sort_of(path) is Sort.RECORD)
    return ordered(records.problems(paths))


class _Overlaid(WorkingTree):
    """A working tree with files in it that are not there yet."""

    def __init__(self, root: Path, files: Mapping[str, bytes], *, sha256: bool) -> None:
        super().__init__(root, sha256=sha256)
        self._new = files
        self.files: RecordFiles = _OverlaidFiles(self.files, files)

    def has(self, path: str) -> bool:
        """Tell whether there is or will be anything at ``path``."""
        return path in self._new or super().has(path)

    def read(self, path: str, limit: int) -> bytes | None:
        """Return the beginning of a file, the new one where there is one."""
        content = self._new.get(path)
        return super().read(path, limit) if content is None else content[:limit]


class _OverlaidFiles:
    """The files beside records, the new ones before those on disk."""

    def __init__(self, disk: RecordFiles, files: Mapping[str, bytes]) -> None:
        self._disk = disk
        self._new = files

    def names(self, folder: str) -> Iterable[str]:
        """Return the names of what lies or will lie in ``folder``."""
        within = f"{folder}/"
        new = (path[len(within) :] for path in self._new if path.startswith(within))
        return sorted({*self._disk.names(folder), *(name for name in new if "/" not in name)})

    def find(self, path: str) -> FoundFile | None:
        """Return what is known of the file at ``path``."""
        content = self._new.get(path)
        if content is None:
            return self._disk.find(path)
        return FoundFile(True, len(content), hashlib.sha256(content).hexdigest())

    def read(self, path: str) -> bytes | None:
        """Return the content of the file at ``path``."""
        content = self._new.get(path)
        return self._disk.read(path) if content is None else content
