"""Which annual report is meant: a unit's of a year, a record by its id, or a file."""

from collections.abc import Iterator
from pathlib import Path

from scoring.admission.flaws import read_text, told
from scoring.admission.product import ProductFiles
from scoring.admission.schema_flaws import schema_flaws
from scoring.assessment import Assessment
from scoring.errors import GongkaiError, WrongUse
from scoring.records.record import Record
from scoring.records.schemas import load_schemas
from scoring.records.yamltext import MAX_BYTES
from scripts.cli.context import Settings
from scripts.cli.opening import find_unit, open_assessment, year_or_newest
from scripts.exchange.paper import Paper, blank, filled_in
from scripts.product import product_root

KIND = "annual-report"
FINAL = "final"
_BLANK_TITLE = "{name}{year}年政府信息公开工作年度报告"


def found_report(
    settings: Settings, told_as: str, year: int | None, edition: str | None, *, empty: bool
) -> Paper:
    """Return the report that ``told_as`` means: a file (``.yml``), a record's id, or a unit.

    Of a unit the newest version of the edition asked for, of the final one where none is; with
    ``empty`` the unit's form with nothing filled in. Raises WrongUse where there is none.
    """
    if told_as.endswith((".yml", ".yaml")):
        return _of_file(Path(told_as))
    assessment = open_assessment(settings)
    if "/" in told_as:
        record = assessment.archive.records.get(told_as)
        if record is None or record.kind != KIND:
            raise WrongUse("export-record-unknown", record=told_as[:120])
        return filled_in(record.data)
    unit = find_unit(assessment, told_as)
    wanted = year_or_newest(assessment, year) if year is None else year
    if empty:
        return _blank(unit.name, wanted)
    by_edition = {
        str(record.data["edition"]): record for record in _in_force(assessment, unit.id, wanted)
    }
    found = by_edition.get(edition or FINAL) or (
        next(iter(by_edition.values()), None) if edition is None else None
    )
    if found is None:
        raise WrongUse("export-report-missing", unit=unit.short_name, year=wanted)
    return filled_in(found.data)


def _blank(name: str, year: int) -> Paper:
    return blank(_BLANK_TITLE.format(name=name, year=year))


def _in_force(assessment: Assessment, unit: str, year: int) -> Iterator[Record]:
    """Yield the newest link of each chain of reports of ``unit`` in ``year``, oldest first."""
    for chain in assessment.archive.by_kind.get(KIND, ()):
        if chain[0].unit == unit and chain[0].year == year:
            yield chain[-1]


def _of_file(path: Path) -> Paper:
    """Return the report in a record file, which need not lie in a repository.

    Raises WrongUse where there is no such file, GongkaiError where it is no valid report.
    """
    try:
        with path.open("rb") as file:
            text = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise WrongUse("system-refused", path=str(path), reason=error.strerror or "") from None
    data, problems = read_text(text, str(path))
    if not problems:
        schema = load_schemas(ProductFiles(product_root()).schemas).kinds[KIND]
        if not isinstance(data, dict) or not schema.is_valid(data):
            problems = told(schema_flaws(schema, data), text, str(path))
    if problems:
        raise GongkaiError("export-file-invalid", problems, path=str(path))
    return filled_in(data)
