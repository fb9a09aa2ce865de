"""What is handed in: files by their path in the repository, read one at a time."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from scoring.admission.flaws import Flaw, about_file
from scoring.admission.paths import lies_beside_record, read_path
from scoring.history.path_text import shown_path
from scoring.problem import Problem
from scripts.checking.reporters import ordered
from scripts.checking.selection import Sort, record_of, sort_of
from scripts.gate.digests import content_digest
from scripts.gate.paths import folded, name_flaws

Reader = Callable[[], bytes]


@dataclass(frozen=True)
class Material:
    """Files to be handed in: path → how to read it. Their paths are sound (``path_problems``)."""

    files: Mapping[str, Reader]

    @property
    def units(self) -> tuple[str, ...]:
        """The units whose folders they are in."""
        return tuple(sorted({path.split("/")[1] for path in self.files}))

    def digest(self) -> str:
        """Return the digest of them all, as that of a record is made."""
        digests = ((path, hashlib.sha256(read()).hexdigest()) for path, read in self.files.items())
        return content_digest(digests)


def path_problems(paths: Iterable[str]) -> tuple[Problem, ...]:
    """Return what is wrong with the names of the files handed in.

    All of them are told before any file is read or a tree made: git itself would refuse some, and
    of others (a file where a folder is) make something else than was meant.
    """
    problems: list[Problem] = []
    known: dict[str, str] = {}
    for path in paths:
        found = list(_of_path(path))
        problems += found
        other = known.get(folded(path))
        known.setdefault(folded(path), path)
        if not found and other is not None:
            code = "package-twice" if other == path else "path-case"
            problems.append(Problem(code, path, 0, 0, {"other": shown_path(other)}))
    return ordered(problems)


def _of_path(path: str) -> Iterator[Problem]:
    flaws = tuple(name_flaws(path))
    sort = sort_of(path)
    if not flaws and sort is Sort.RECORD:
        _, flaws = read_path(path)
    elif not flaws and lies_beside_record(path):
        _, flaws = read_path(record_of(path))
    elif not flaws:
        flaws = (Flaw("path-misplaced"),)
    yield from about_file(flaws, shown_path(path))
