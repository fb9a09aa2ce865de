"""What an upgrade does with one file, and the rules that the file's place lays down for it."""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum

from scoring.history.tree import CALENDARS, RULEBOOKS, SCHEMAS, UNITS, is_unit_file

_YEAR = re.compile(r"(?<![0-9])(?P<year>[12][0-9]{3})(?![0-9])")


class Action(StrEnum):
    """What is done with a file."""

    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"
    KEEP = "keep"


class Why(StrEnum):
    """Why a file stays as it is though the release has another."""

    CHANGED = "changed"
    """The county has changed it, and so has the release."""
    PAST = "past"
    """It is of a year that is over."""
    NARROWER = "narrower"
    """The release's schema takes something away."""
    SCHEME = "scheme"
    """A rulebook for a county that has a scheme of its own."""
    REGISTRY = "registry"
    """The registry is the county's own."""
    TAKEN = "taken"
    """Something else of the county's stands there: a folder, a link, a file in place of one."""


@dataclass(frozen=True, slots=True)
class Step:
    """One file: what stands (``ours``), what the release has (``theirs``), where both come from.

    Each is the content, None where there is no file (of ``base``: or its content is not known).
    ``places`` are those where a newer schema takes something away.
    """

    path: str
    action: Action
    ours: bytes | None
    theirs: bytes | None
    base: bytes | None = None
    why: Why | None = None
    places: tuple[str, ...] = ()


def is_record(path: str) -> bool:
    """Tell whether ``path`` is material that was sent: nothing an upgrade may touch."""
    return path.startswith(UNITS) and not is_unit_file(path)


def is_rulebook(path: str) -> bool:
    """Tell whether ``path`` is a rulebook (and not one of its sources)."""
    return _directly(path, RULEBOOKS, ".yml")


def is_calendar(path: str) -> bool:
    """Tell whether ``path`` is a working calendar."""
    return _directly(path, CALENDARS, ".yml")


def is_kind_schema(path: str) -> bool:
    """Tell whether ``path`` is the schema of a record kind.

    The two others are of rulebooks and of the registry, which are held against the new ones whole
    before anything is written.
    """
    others = (f"{SCHEMAS}rulebook.json", f"{SCHEMAS}unit.json")
    return _directly(path, SCHEMAS, ".json") and path not in others


def bears_scores(path: str) -> bool:
    """Tell whether scores rest on ``path``: it stays where the release no longer has it."""
    return path.startswith((SCHEMAS, RULEBOOKS, CALENDARS))


def folders_of(paths: Iterable[str]) -> frozenset[str]:
    """Return every folder that one of ``paths`` lies in."""
    found: set[str] = set()
    for path in paths:
        above = path.rpartition("/")[0]
        while above and above not in found:
            found.add(above)
            above = above.rpartition("/")[0]
    return frozenset(found)


def is_in_way(path: str, paths: Set[str], folders: Set[str]) -> bool:
    """Tell whether a file at ``path`` would put away one of ``paths``, which lie in ``folders``."""
    return path in paths or path in folders or not folders_of([path]).isdisjoint(paths)


def year_of(path: str) -> int | None:
    """Return the year that a rulebook or calendar is of by its name, which begins or ends in it."""
    if not (is_rulebook(path) or is_calendar(path)):
        return None
    found = _YEAR.search(path.rpartition("/")[2])
    return int(found["year"]) if found else None


def is_over(path: str, this_year: int) -> bool:
    """Tell whether ``path`` is a rulebook or calendar of a year before ``this_year``."""
    year = year_of(path)
    return year is not None and year < this_year


def _directly(path: str, folder: str, ending: str) -> bool:
    name = path.removeprefix(folder)
    return path.startswith(folder) and "/" not in name and name.endswith(ending)
