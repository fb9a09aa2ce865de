"""Where the files to check are: in a working tree, or in a commit, read as objects."""

import hashlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from scoring.admission.files import DiskFiles, TreeFiles
from scoring.admission.situation import RecordFiles
from scoring.history.objects import Objects
from scoring.history.repository import Repository
from scoring.history.tree import Tree, is_unit_file
from scripts.checking.selection import FOLDERS, files_in, files_of, sort_of, unit_files

_READABLE = 1024 * 1024


class Source(Protocol):
    """Files by their path in the repository."""

    @property
    def files(self) -> RecordFiles:
        """What attachments are looked up in."""
        ...

    def paths(self) -> list[str]:
        """Return every file that can be checked, by path."""
        ...

    def within(self, folder: str) -> list[str]:
        """Return those that lie directly in ``folder`` (``schemas/``), by path."""
        ...

    def unit_files(self) -> list[str]:
        """Return the entries of the registry, by path."""
        ...

    def has(self, path: str) -> bool:
        """Tell whether there is anything at ``path``."""
        ...

    def read(self, path: str, limit: int) -> bytes | None:
        """Return the first ``limit`` bytes of the ordinary file at ``path``, None if it is none."""
        ...

    def blob(self, path: str) -> str:
        """Return the name git has for the content at ``path``; empty where there is no file."""
        ...


class WorkingTree:
    """The files of a working tree; ``sha256`` says how the repository names objects."""

    def __init__(self, root: Path, *, sha256: bool = False) -> None:
        self._root = os.fspath(root)
        self._hash = "sha256" if sha256 else "sha1"
        self._paths: list[str] | None = None
        self._listed: frozenset[str] = frozenset()
        self._last = ("", 0, b"")
        self.files: RecordFiles = DiskFiles(root)

    def paths(self) -> list[str]:
        """Return every file that can be checked, by path."""
        if self._paths is None:
            self._paths = files_of(Path(self._root))
            self._listed = frozenset(self._paths)
        return self._paths

    def within(self, folder: str) -> list[str]:
        """Return the files directly in ``folder``, without looking at any other."""
        return files_in(Path(self._root), folder)

    def unit_files(self) -> list[str]:
        """Return the entries of the registry."""
        return unit_files(Path(self._root))

    def has(self, path: str) -> bool:
        """Tell whether there is anything at ``path``."""
        return path in self._listed or os.path.lexists(f"{self._root}/{path}")

    def read(self, path: str, limit: int) -> bytes | None:
        """Return the beginning of an ordinary file; links are not followed."""
        full = f"{self._root}/{path}"
        try:
            if not stat.S_ISREG(os.lstat(full).st_mode):
                return None
            with open(full, "rb", buffering=0) as file:  # noqa: PTH123 - thousands of files
                content: bytes = file.read(limit)
        except (OSError, ValueError):
            return None
        self._last = (path, limit, content)
        return content

    def blob(self, path: str) -> str:
        """Return the name git would give the file's content; none for what no rule would read."""
        known, limit, content = self._last
        # What has just been read whole need not be read again.
        if known != path or len(content) >= limit:
            found = self.read(path, _READABLE + 1)
            if found is None or len(found) > _READABLE:
                return ""
            content = found
        name = hashlib.new(self._hash, b"blob %d\0" % len(content), usedforsecurity=False)
        name.update(content)
        return name.hexdigest()


class CommittedTree:
    """The files of a commit's tree."""

    def __init__(self, repository: Repository, commit: str, objects: Objects) -> None:
        listed = repository.tree_files(commit, FOLDERS)
        self._objects = objects
        self._tree = Tree.of(listed)
        self._blobs = {path: file.blob for path, file in listed.items()}
        self.files: RecordFiles = TreeFiles(self._tree, objects)

    def paths(self) -> list[str]:
        """Return every file that can be checked, by path."""
        return sorted(path for path in self._blobs if sort_of(path) is not None)

    def within(self, folder: str) -> list[str]:
        """Return the files directly in ``folder``."""
        names = self._tree.folder(folder)
        return sorted(path for name in names if sort_of(path := f"{folder}{name}") is not None)

    def unit_files(self) -> list[str]:
        """Return the entries of the registry."""
        return sorted(path for path in self._blobs if is_unit_file(path))

    def has(self, path: str) -> bool:
        """Tell whether the tree has this path."""
        return path in self._blobs

    def read(self, path: str, limit: int) -> bytes | None:
        """Return the beginning of an ordinary file."""
        file = self._tree.file(path)
        if file is None or not file.is_regular:
            return None
        return self._objects.read(file.blob, limit)

    def blob(self, path: str) -> str:
        """Return the name of the file's object."""
        return self._blobs.get(path, "")


def contents(source: Source, folder: str, ending: str, limit: int) -> Mapping[str, bytes]:
    """Return the files with ``ending`` directly in ``folder``, by name, cut at ``limit`` bytes."""
    found: dict[str, bytes] = {}
    for path in source.within(folder):
        if path.endswith(ending):
            content = source.read(path, limit)
            if content is not None:
                found[path[len(folder) :]] = content
    return found
