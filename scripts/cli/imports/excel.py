"""Workbooks: records of any kind, filled in in a template."""

from collections.abc import Callable
from pathlib import Path

from scoring.admission.situation import ATTACHMENT_LIMIT
from scoring.assessment import Assessment
from scoring.errors import GongkaiError, WrongUse
from scoring.records.formats import is_attachment_name
from scripts.cli.context import Settings
from scripts.cli.imports.asked import Asked
from scripts.cli.opening import find_unit, open_assessment
from scripts.exchange.workbook import Reading, read_workbook


def records(name: str, content: bytes, asked: Asked, settings: Settings) -> Reading:
    """Return the records in the workbook ``content`` with their attachments.

    Raises GongkaiError, with every problem, where one of its cells is wrong, WrongUse where it is
    not said whose records they are.
    """
    if asked.unit is None:
        raise WrongUse("import-unit-wanted")
    assessment = open_assessment(settings)
    unit = find_unit(assessment, asked.unit)
    reading = read_workbook(
        content,
        unit,
        assessment.schemas,
        assessment.registry,
        file=name,
        year=asked.year,
        taken=lambda kind, year: stems_of(assessment, unit.id, kind, year),
        attachments=_beside(asked.folder, name),
    )
    if reading.problems:
        raise GongkaiError("import-refused", reading.problems)
    return reading


def stems_of(assessment: Assessment, unit: str, kind: str, year: int) -> frozenset[str]:
    """Return the names, without ending, that records of ``kind`` have: accepted or lying there."""
    start = f"{unit}/{year}/{kind}/"
    accepted = (
        record.removeprefix(start)
        for record in assessment.archive.records
        if record.startswith(start)
    )
    root = assessment.repository.worktree
    there = (root / "units" / start).glob("*") if root is not None else ()
    return frozenset((*accepted, *(path.name.removesuffix(".yml") for path in there)))


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
