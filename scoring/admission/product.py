"""The product's own schemas, rulebooks and calendars, for a repository that has none of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import scoring
from scoring.history.tree import CALENDARS, RULEBOOKS, SCHEMAS

_ENGINE = Path(scoring.__file__).parent


def files_in(folder: Path, ending: str) -> Mapping[str, bytes]:
    """Return the content of the files with ``ending`` that lie directly in ``folder``, by name."""
    if not folder.is_dir():
        return {}
    found = sorted(path for path in folder.iterdir() if path.name.endswith(ending))
    return {path.name: path.read_bytes() for path in found if path.is_file()}


@dataclass(frozen=True)
class ProductFiles:
    """The product's files; ``root`` holds ``schemas/`` and, in a checkout, ``scoring/``."""

    root: Path

    @cached_property
    def schemas(self) -> Mapping[str, bytes]:
        """Its schemas, by file name."""
        return files_in(self.root / SCHEMAS, ".json")

    @cached_property
    def rulebooks(self) -> Mapping[str, bytes]:
        """Its rulebooks, by file name."""
        return files_in(self._beside(RULEBOOKS), ".yml")

    @cached_property
    def calendars(self) -> Mapping[str, bytes]:
        """Its calendars, by file name."""
        return files_in(self._beside(CALENDARS), ".yml")

    def _beside(self, folder: str) -> Path:
        """Return where ``folder`` lies: under the root, else (in a wheel) with the engine."""
        own = self.root / folder
        return own if own.is_dir() else _ENGINE.parent / folder
