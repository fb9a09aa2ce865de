"""Where the files to check are: in a working tree, or in a commit, read as objects."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from scoring.admission.files import DiskFiles, TreeFiles
from scoring.admission.situation import Files
from scoring.history.commits import Change
from scoring.history.objects import Objects
from scoring.history.repository import Repository
from scoring.history.tree import Tree
from scripts.checking.selection import FOLDERS, files_of, sort_of

_NOT_THERE = "000000"
_READABLE = 1024 * 1024


class Source(Protocol):
    """Files by their path in the repository."""

    @property
    def files(self) -> Files:
        """What attachments are looked up in."""
        ...

    def paths(self) -> list[str]:
        """Return every file that can be checked, by path."""
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
        self._root = root
        self._hash = "sha256" if sha256 else "sha1"
        self._paths: list[str] | None = None
        self.files: Files = DiskFiles(root)

    def paths(self) -> list[str]:
        """Return every file that can be checked, by path."""
        if self._paths is None:
            self._paths = files_of(self._root)
        return self._paths

    def has(self, path: str) -> bool:
        """Tell whether there is anything at ``path``."""
        return os.path.lexists(self._root / path)

    def read(self, path: str, limit: int) -> bytes | None:
        """Return the beginning of an ordinary file; links are not followed."""
        full = self._root / path
        try:
            if full.is_symlink() or not full.is_file():
                return None
            with full.open("rb") as file:
                return file.read(limit)
        except (OSError, ValueError):
            return None

    def blob(self, path: str) -> str:
        """Return the name git would give the file's content; none for what no rule would read."""
        content = self.read(path, _READABLE + 1)
        if content is None or len(content) > _READABLE:
            return ""
        name = hashlib.new(self._hash, b"blob %d\0" % len(content), usedforsecurity=False)
        name.update(content)
        return name.hexdigest()


class CommittedTree:
    """The files of a commit's tree."""

    def __init__(self, repository: Repository, commit: str, objects: Objects) -> None:
        listed = repository.tree_files(commit, FOLDERS)
        self._objects = objects
        self._tree = Tree()
        self._tree.apply(
            Change("A", path, _NOT_THERE, file.mode, file.blob) for path, file in listed.items()
        )
        self._blobs = {path: file.blob for path, file in listed.items()}
        self.files: Files = TreeFiles(self._tree, objects)

    def paths(self) -> list[str]:
        """Return every file that can be checked, by path."""
        return sorted(path for path in self._blobs if sort_of(path) is not None)

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
    for path in source.paths():
        if path.startswith(folder) and path.endswith(ending) and "/" not in path[len(folder) :]:
            content = source.read(path, limit)
            if content is not None:
                found[path[len(folder) :]] = content
    return found
