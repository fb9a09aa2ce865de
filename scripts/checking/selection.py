"""Which files a check is about: all that scores depend on, or those below the paths given."""

import os
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from scoring.admission.paths import claims_to_be_record
from scoring.errors import WrongUse
from scoring.history.tree import CALENDARS, RULEBOOKS, SCHEMAS, UNITS, is_unit_file, unit_file
from scripts.content.words import PLACE as WORD_LIST

FOLDERS = (UNITS, SCHEMAS, RULEBOOKS, CALENDARS)
_RECORD_DEPTH = 5
_LITTER = ("Thumbs.db", "desktop.ini")  # what Windows leaves in folders


class Sort(StrEnum):
    """What a file is checked as."""

    RECORD = "record"
    ATTACHMENT = "attachment"
    UNIT = "unit"
    SCHEMA = "schema"
    RULEBOOK = "rulebook"
    CALENDAR = "calendar"
    MISPLACED = "misplaced"


@lru_cache(maxsize=1 << 16)
def sort_of(path: str) -> Sort | None:
    """Return what the file at ``path`` (in the repository) is checked as, None if not at all.

    The notice's text and other sources lie in folders below the rulebooks and are not checked.
    """
    if is_unit_file(path):
        return Sort.UNIT
    if path == WORD_LIST:
        return Sort.SCHEMA
    if path.startswith(UNITS):
        if claims_to_be_record(path) and path.count("/") < _RECORD_DEPTH:
            return Sort.RECORD
        return Sort.ATTACHMENT if path.count("/") >= _RECORD_DEPTH else Sort.MISPLACED
    folder, _, name = path.rpartition("/")
    ending = name.rpartition(".")[2]
    return {
        (SCHEMAS, "json"): Sort.SCHEMA,
        (RULEBOOKS, "yml"): Sort.RULEBOOK,
        (CALENDARS, "yml"): Sort.CALENDAR,
    }.get((f"{folder}/", ending))


def record_of(attachment: str) -> str:
    """Return the path of the record that the file at ``attachment`` would belong to."""
    return "/".join(attachment.split("/")[:_RECORD_DEPTH]) + ".yml"


def files_of(root: Path) -> list[str]:
    """Return every file of the working tree ``root`` that is checked, by path."""
    return _below(root, FOLDERS)


def files_in(root: Path, folder: str) -> list[str]:
    """Return the files that lie directly in ``folder`` (``schemas/``) and are checked, by path."""
    try:
        with os.scandir(root / folder) as entries:
            names = [entry.name for entry in entries if not entry.is_dir()]
    except OSError:
        return []
    paths = (f"{folder}{name}" for name in names if not _is_litter(name))
    return sorted(path for path in paths if sort_of(path) is not None)


def unit_files(root: Path) -> list[str]:
    """Return the entries of the registry, by path."""
    try:
        with os.scandir(root / UNITS) as entries:
            units = sorted(
                entry.name
                for entry in entries
                if entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")
            )
    except OSError:
        return []
    paths = (unit_file(unit) for unit in units)
    return [path for path in paths if os.path.lexists(root / path) and not (root / path).is_dir()]


def files_at(root: Path, paths: Iterable[Path]) -> list[str]:
    """Return the files at or below ``paths`` that are checked, by path, each once.

    A relative path is looked for where one stands, then in the repository. Raises WrongUse for a
    path that does not exist, lies outside ``root``, or holds nothing that is checked.
    """
    found: set[str] = set()
    for given in paths:
        path = inside(root, given)
        files = _below(root, (path,)) if (root / path).is_dir() else _single(path)
        if not files:
            raise WrongUse("path-not-checked", path=str(given))
        found.update(files)
    return sorted(found)


def inside(root: Path, given: Path) -> str:
    """Return ``given`` as a path in the repository ``root``; links are not followed.

    Raises WrongUse for a path that does not exist or lies elsewhere.
    """
    for base in (Path.cwd(), root):
        full = Path(os.path.normpath(base / given))
        if os.path.lexists(full):
            break
    else:
        raise WrongUse("path-unknown", path=str(given))
    for known in (root, root.resolve()):
        if full.is_relative_to(known):
            return full.relative_to(known).as_posix()
    if full.resolve().is_relative_to(root.resolve()):
        return full.resolve().relative_to(root.resolve()).as_posix()
    raise WrongUse("path-outside", path=str(given))


def _single(path: str) -> Sequence[str]:
    return [path] if sort_of(path) is not None else []


def _below(root: Path, folders: Sequence[str]) -> list[str]:
    return sorted(
        path for folder in folders for path in _walk(root, folder) if sort_of(path) is not None
    )


def _walk(root: Path, folder: str) -> Iterator[str]:
    top = os.fspath(root / folder)
    begin = Path(folder).as_posix()
    for where, folders, files in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith(".")]
        below = where[len(top) :].strip(os.sep).replace(os.sep, "/")
        base = "/".join(part for part in (begin if begin != "." else "", below) if part)
        for name in files:
            if not _is_litter(name):
                yield f"{base}/{name}" if base else name


def _is_litter(name: str) -> bool:
    return name.startswith((".", "~$")) or name in _LITTER
