"""The tree that a merge would make: what ``main`` has, with what the branch adds."""

from collections.abc import Mapping

from scoring.admission.files import TreeFiles
from scoring.admission.situation import RecordFiles
from scoring.history.objects import Objects
from scoring.history.tree import Tree, TreeFile, is_unit_file


class MergedTree:
    """Files of ``main`` (those given) with the ones added; a source as ``check`` has them."""

    def __init__(
        self, main: Mapping[str, TreeFile], added: Mapping[str, TreeFile], objects: Objects
    ) -> None:
        self._all = {**main, **added}
        self._objects = objects
        self.files: RecordFiles = TreeFiles(Tree.of(self._all), objects)

    def paths(self) -> list[str]:
        """Return every path, sorted."""
        return sorted(self._all)

    def within(self, folder: str) -> list[str]:
        """Return the files directly in ``folder``."""
        return [
            path
            for path in self.paths()
            if path.startswith(folder) and "/" not in path.removeprefix(folder)
        ]

    def unit_files(self) -> list[str]:
        """Return the entries of the registry."""
        return [path for path in self.paths() if is_unit_file(path)]

    def has(self, path: str) -> bool:
        """Tell whether there is anything at ``path``."""
        return path in self._all

    def read(self, path: str, limit: int) -> bytes | None:
        """Return the beginning of an ordinary file."""
        file = self._all.get(path)
        if file is None or not file.is_regular:
            return None
        return self._objects.read(file.blob, limit)

    def blob(self, path: str) -> str:
        """Return the name of the file's object; empty where there is none."""
        file = self._all.get(path)
        return "" if file is None else file.blob
