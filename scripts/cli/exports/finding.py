"""Which annual report is meant: a unit's of a year, a record by its id, or a file."""

from collections.abc import Iterator
from pathlib import Path

from scoring.admission.flaws import as_problems, read_text
from scoring.admission.product import ProductFiles
from scoring.admission.schema_flaws import schema_flaws
from scoring.assessment import Assessment
from scoring.errors import GongkaiError, WrongUse
from scoring.records.record import Record
from scoring.records.schemas import load_schemas
from scripts.cli.context import Settings
from scripts.cli.opening import find_unit, open_assessment, year_or_newest
from scripts.cli.reading import record_content
from scripts.exchange.annual_report import FINAL, KIND, AnnualReport, blank, filled_in
from scripts.product import product_root

_BLANK_TITLE = "{name}{year}年政府信息公开工作年度报告"


def found_report(
    settings: Settings, meant: str, year: int | None, edition: str | None, *, empty: bool
) -> AnnualReport:
    """Return the report that ``meant`` names: a file (``.yml``), a record's id, or a unit.

    Of a unit the newest version of the edition asked for, of the final one where none is; with
    ``empty`` the unit's form with nothing filled in. Raises WrongUse where there is none.
    """
    if meant.endswith((".yml", ".yaml")):
        return _of_file(Path(meant))
    assessment = open_assessment(settings)
    if "/" in meant:
        record = assessment.archive.records.get(meant)
        if record is None or record.kind != KIND:
            raise WrongUse("export-record-unknown", record=meant[:120])
        return filled_in(record.data)
    unit = find_unit(assessment, meant)
    wanted = year_or_newest(assessment, year) if year is None else year
    if empty:
        return blank(_BLANK_TITLE.format(name=unit.name, year=wanted))
    by_edition = {
        str(record.data["edition"]): record for record in _in_force(assessment, unit.id, wanted)
    }
    found = by_edition.get(edition or FINAL) or (
        next(iter(by_edition.values()), None) if edition is None else None
    )
    if found is None:
        raise WrongUse("export-report-missing", unit=unit.short_name, year=wanted)
    return filled_in(found.data)


def _in_force(assessment: Assessment, unit: str, year: int) -> Iterator[Record]:
    """Yield the newest link of each chain of reports of ``unit`` in ``year``, oldest first."""
    for chain in assessment.archive.by_kind.get(KIND, ()):
        if chain[0].unit == unit and chain[0].year == year:
            yield chain[-1]


def _of_file(path: Path) -> AnnualReport:
    """Return the report in a record file, which need not lie in a repository.

    Raises WrongUse where there is no such file, GongkaiError where it is no valid report.
    """
    text = record_content(path)
    data, problems = read_text(text, str(path))
    if not problems:
        schema = load_schemas(ProductFiles(product_root()).schemas).kinds[KIND]
        if not isinstance(data, dict) or not schema.is_valid(data):
            problems = as_problems(schema_flaws(schema, data), text, str(path))
    if problems:
        raise GongkaiError("export-file-invalid", problems, path=str(path))
    return filled_in(data)
