"""Workbooks: records of any kind, filled in in a template."""

from collections.abc import Callable
from pathlib import Path

from scoring.admission.situation import ATTACHMENT_LIMIT
from scoring.errors import GongkaiError, WrongUse
from scoring.records.formats import is_attachment_name
from scripts.cli.context import Settings
from scripts.cli.imports.given import Given
from scripts.cli.opening import find_unit, open_assessment, taken_stems
from scripts.exchange.workbook import Reading, read_workbook


def records(name: str, content: bytes, given: Given, settings: Settings) -> Reading:
    """Return the records in the workbook ``content`` with their attachments.

    Raises GongkaiError, with every problem, where one of its cells is wrong, WrongUse where it is
    not said whose records they are.
    """
    if given.unit is None:
        raise WrongUse("import-unit-wanted")
    assessment = open_assessment(settings)
    unit = find_unit(assessment, given.unit)
    reading = read_workbook(
        content,
        unit,
        assessment.schemas,
        assessment.registry,
        file=name,
        year=given.year,
        taken=lambda kind, year: taken_stems(assessment, unit.id, kind, year),
        attachments=_beside(given.folder, name),
    )
    if reading.problems:
        raise GongkaiError("import-refused", reading.problems)
    return reading


def _beside(folder: Path, workbook: str) -> Callable[[str], bytes | None]:
    """Return what reads the files in ``folder``, each when a record names it."""

    def read(name: str) -> bytes | None:
        path = folder / name
        if name == workbook or not is_attachment_name(name):
            return None
        try:
            if path.is_symlink() or not path.is_file() or path.stat().st_size > ATTACHMENT_LIMIT:
                return None
            return path.read_bytes()
        except OSError:
            return None

    return read
