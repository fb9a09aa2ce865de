"""Where records stand: ``units/<unit>/<year>/<kind>/<YYYY-MM-DD>-<slug>.yml``."""

import re
from dataclasses import dataclass
from functools import lru_cache

from scoring.admission.flaws import Flaw
from scoring.history.path_text import shown_path
from scoring.history.tree import UNITS, is_unit_file
from scoring.records.formats import is_date, is_slug, is_unit_id

_YEAR = re.compile("(?:19|2[0-9])[0-9]{2}")
_DIGITS = re.compile("[0-9]+")
_ENDINGS = (".yml", ".yaml")
_DEPTH = 5


@dataclass(frozen=True, slots=True)
class RecordPath:
    """The parts of a record's path; ``date`` in the name has no meaning of its own."""

    unit: str
    year: int
    kind: str
    date: str
    slug: str

    @property
    def id(self) -> str:
        """The record's id."""
        return f"{self.unit}/{self.year}/{self.kind}/{self.date}-{self.slug}"

    @property
    def folder(self) -> str:
        """The folder of its attachments."""
        return f"{UNITS}{self.id}"


def is_submission(path: str) -> bool:
    """Tell whether ``path`` is a unit's material: below ``units/``, no entry of the registry."""
    return path.startswith(UNITS) and not is_unit_file(path)


def lies_beside_record(path: str) -> bool:
    """Tell whether ``path`` lies directly in the folder that a record's attachments have."""
    return path.startswith(UNITS) and path.count("/") == _DEPTH


def claims_to_be_record(path: str) -> bool:
    """Tell whether somebody who put a file at ``path`` meant it as a record, well named or not."""
    return is_submission(path) and path.lower().endswith(_ENDINGS)


@lru_cache(maxsize=4096)  # each path is asked about several times in a row
def read_path(path: str) -> tuple[RecordPath | None, tuple[Flaw, ...]]:
    """Return the parts of ``path``, or what is wrong with it as the path of a record."""
    parts = path.split("/")
    if shown_path(path) != path:
        return None, (Flaw("path-encoding"),)
    if len(parts) != _DEPTH or parts[0] != "units":
        return None, (Flaw("path-misplaced"),)
    _, unit, year, kind, file = parts
    flaws: list[Flaw] = []
    if not is_unit_id(unit):
        flaws.append(Flaw("unit-unknown", unit=unit))
    if not _YEAR.fullmatch(year):
        flaws.append(Flaw("path-year", year=year))
    stem, dot, ending = file.rpartition(".")
    if dot + ending != ".yml":
        flaws.append(Flaw("path-extension"))
    date, slug = stem[:10], stem[11:]
    if stem[10:11] != "-" or not is_slug(slug):
        flaws.append(Flaw("path-name", name=file))
    elif not is_date(date):
        flaws.append(Flaw("path-date", date=date))
    if flaws:
        return None, tuple(flaws)
    return RecordPath(unit, int(year), kind, date, slug), ()


def internal_name(path: RecordPath) -> tuple[Flaw, ...]:
    """Return what is wrong with the name of a record of an internal kind: digits only.

    Ids of internal records stand in public, so they may not tell what the record is about.
    """
    if _DIGITS.fullmatch(path.slug):
        return ()
    return (Flaw("path-name-digits", name=f"{path.date}-{path.slug}.yml"),)
