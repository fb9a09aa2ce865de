"""The files beside records: in a commit's tree, or in a folder on disk."""

import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from scoring.admission.situation import ATTACHMENT_LIMIT, FoundFile
from scoring.history.objects import Objects
from scoring.history.tree import Tree

_PIECE = 1 << 20


class TreeFiles:
    """The files of a tree, as it stands when they are asked for."""

    def __init__(self, tree: Tree, objects: Objects) -> None:
        self._tree = tree
        self._objects = objects

    def names(self, folder: str) -> Iterable[str]:
        """Return the names of the files in ``folder``."""
        return self._tree.folder(folder)

    def find(self, path: str) -> FoundFile | None:
        """Return what is known of the file at ``path``."""
        file = self._tree.file(path)
        if file is None:
            return None
        if not file.is_regular:
            return FoundFile(is_regular=False)
        size, digest = self._objects.digest(file.blob)
        return FoundFile(size >= 0, size, digest)

    def read(self, path: str) -> bytes | None:
        """Return the content of the file at ``path``."""
        file = self._tree.file(path)
        if file is None or not file.is_regular:
            return None
        content = self._objects.read(file.blob, ATTACHMENT_LIMIT + 1)
        return None if content is None or len(content) > ATTACHMENT_LIMIT else content


class DiskFiles:
    """The files of a working tree, not yet committed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self, folder: str) -> Iterable[str]:
        """Return the names of what lies in ``folder``."""
        try:
            return os.listdir(f"{self._root}/{folder}")  # noqa: PTH208 - thousands of folders
        except (OSError, ValueError):
            return []

    def find(self, path: str) -> FoundFile | None:
        """Return what is known of the file at ``path``; a link is never followed."""
        full = f"{self._root}/{path}"
        try:
            about = os.lstat(full)
        except (OSError, ValueError):
            return None
        if not stat.S_ISREG(about.st_mode):
            return FoundFile(is_regular=False)
        if about.st_size > ATTACHMENT_LIMIT:
            return FoundFile(is_regular=True, size=about.st_size)
        digest = hashlib.sha256()
        with open(full, "rb", buffering=0) as file:  # noqa: PTH123 - thousands of files
            while piece := file.read(_PIECE):
                digest.update(piece)
        return FoundFile(is_regular=True, size=about.st_size, sha256=digest.hexdigest())

    def read(self, path: str) -> bytes | None:
        """Return the content of the file at ``path``."""
        found = self.find(path)
        if found is None or not found.is_regular or found.size > ATTACHMENT_LIMIT:
            return None
        return (self._root / path).read_bytes()
