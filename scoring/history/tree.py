"""The tree along the chain: replayed from raw changes, so that no git call is made for a file."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from scoring.history.commits import REGULAR, Change

UNITS = "units/"
SCHEMAS = "schemas/"
RULEBOOKS = "scoring/rulebooks/"
CALENDARS = "scoring/calendars/"
TRUST = "scoring/trust/"

FOLDERS = (UNITS, SCHEMAS, RULEBOOKS, CALENDARS, TRUST)
"""The folders that scores depend on; nothing else is kept."""

_UNIT_FILE = "/unit.yml"
_NOTHING: Mapping[str, "TreeFile"] = {}


def is_unit_file(path: str) -> bool:
    """Tell whether ``path`` is an entry of the registry, ``units/<unit>/unit.yml``."""
    return path.startswith(UNITS) and path.endswith(_UNIT_FILE) and path.count("/") == 2


def unit_file(unit_id: str) -> str:
    """Return the path of the registry's entry of ``unit_id``."""
    return f"{UNITS}{unit_id}{_UNIT_FILE}"


def unit_of_file(path: str) -> str:
    """Return the id of the unit whose entry in the registry is the file at ``path``."""
    return path.removeprefix(UNITS).removesuffix(_UNIT_FILE)


class TreeFile(NamedTuple):
    """A file of the tree: its mode (octal text) and the name of its object."""

    mode: str
    blob: str

    @property
    def is_regular(self) -> bool:
        """Tell whether it is an ordinary file."""
        return self.mode in REGULAR


class Tree:
    """The files of the folders that matter, as they stand after the changes applied so far."""

    def __init__(self) -> None:
        self._folders: dict[str, dict[str, TreeFile]] = {}

    @classmethod
    def of(cls, files: Mapping[str, TreeFile]) -> "Tree":
        """Return the tree of ``files``, by path."""
        tree = cls()
        for path, file in files.items():
            if path.startswith(FOLDERS):
                folder, _, name = path.rpartition("/")
                tree._folders.setdefault(folder, {})[name] = file
        return tree

    def apply(self, changes: Iterable[Change]) -> None:
        """Apply the ``changes`` of one commit."""
        for change in changes:
            if not change.path.startswith(FOLDERS):
                continue
            folder, _, name = change.path.rpartition("/")
            if not change.removes:
                self._folders.setdefault(folder, {})[name] = TreeFile(change.mode, change.blob)
                continue
            files = self._folders.get(folder)
            if files is not None:
                files.pop(name, None)
                if not files:
                    del self._folders[folder]

    def file(self, path: str) -> TreeFile | None:
        """Return the file at ``path``, None where there is none."""
        folder, _, name = path.rpartition("/")
        return self._folders.get(folder, _NOTHING).get(name)

    def folder(self, path: str) -> Mapping[str, TreeFile]:
        """Return the files that lie directly in the folder ``path``, by name."""
        return self._folders.get(path.rstrip("/"), _NOTHING)

    def select(self, wanted: Callable[[str], bool]) -> Iterator[tuple[str, TreeFile]]:
        """Yield path and file of all paths that ``wanted`` accepts, in no particular order."""
        for folder, files in self._folders.items():
            for name, file in files.items():
                path = f"{folder}/{name}"
                if wanted(path):
                    yield path, file
