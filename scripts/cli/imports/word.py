"""Word files: annual reports in the official form."""

from collections.abc import Mapping

import click

from scoring.assessment import Assessment
from scoring.errors import GongkaiError, WrongUse
from scoring.records.registry import Registry, Unit
from scripts.checking.reporters import text_report
from scripts.cli.context import Settings
from scripts.cli.imports.given import Given
from scripts.cli.opening import find_unit, open_assessment
from scripts.exchange.annual_report import FINAL, KIND
from scripts.exchange.annual_report_reading import ReadReport, read_report
from scripts.exchange.annual_report_record import Particulars, record_files

_APPROVAL = ("drafted_by", "reviewed_by", "secrecy_reviewed_by", "approved_by", "approved_on")


def records(name: str, content: bytes, given: Given, settings: Settings) -> Mapping[str, bytes]:
    """Return the record of the annual report in the Word file ``content``, with the file itself.

    Raises GongkaiError for a file that cannot be read so, WrongUse for options that lack or
    contradict it.
    """
    read = read_report(name, content)
    _check_options(given)
    if read.remarks:
        click.echo(text_report(read.remarks, settings.language), err=True, nl=False)
    assessment = open_assessment(settings)
    unit = _unit(read, given, assessment)
    particulars = _particulars(read, given, unit, assessment)
    return record_files(read.report, content, particulars, assessment.schemas.kinds[KIND])


def _check_options(given: Given) -> None:
    """Raise WrongUse that names every option that is wanted and was not given."""
    lacking = [] if given.edition else ["--edition"]
    if given.until is None and given.edition not in (None, FINAL):
        lacking.append("--until")
    lacking += [f"--{name.replace('_', '-')}" for name in _APPROVAL if name not in given.approval]
    if lacking:
        raise WrongUse("import-options", options=" ".join(lacking))


def _unit(read: ReadReport, given: Given, assessment: Assessment) -> Unit:
    """Return whose report it is: the unit given, or the one that the title names.

    The government's own report is the office's to file, whatever its title.
    """
    title = read.report.title
    named = _named(title, assessment.registry)
    if given.unit is None:
        if named is None:
            raise WrongUse("import-unit-unnamed", title=title)
        return named
    unit = find_unit(assessment, given.unit)
    if named is not None and named.id != unit.id:
        raise GongkaiError("import-unit-other", title=title, unit=unit.name, other=named.name)
    return unit


def _named(title: str, registry: Registry) -> Unit | None:
    """Return the unit whose name ``title`` begins with; of two the one with the longer name."""
    found = [
        (len(name), unit)
        for unit in registry.values()
        for name in (unit.name, unit.short_name)
        if name and title.startswith(name)
    ]
    return max(found, key=lambda each: each[0])[1] if found else None


def _particulars(read: ReadReport, given: Given, unit: Unit, assessment: Assessment) -> Particulars:
    year = given.year if given.year is not None else read.year
    if year is None:
        raise WrongUse("import-year-unnamed", title=read.report.title)
    if read.year is not None and read.year != year:
        raise GongkaiError("import-year-other", title=read.report.title, year=year)
    assert given.edition is not None
    day = given.approval["approved_on"]
    slug = "report-final" if given.edition == FINAL else "report"
    stem = f"{day}-{slug}"
    if given.supersedes is not None:  # what it corrects may have been approved on the same day
        taken = {
            record.id.rpartition("/")[2]
            for record in assessment.archive.records.values()
            if (record.kind, record.unit, record.year) == (KIND, unit.id, year)
        }
        stem = next(
            name for name in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if name not in taken
        )
    return Particulars(
        unit=unit.id,
        year=year,
        edition=given.edition,
        until=given.until or f"{year}-12-31",
        approval=given.approval,
        stem=stem,
        url=given.url,
        supersedes=given.supersedes,
    )
