"""Annual reports: the edition for the assessment in October, the final ones in January."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from scoring.calendar.zone import day_of
from scoring.records.parts import Part
from scoring.records.registry import Unit
from scripts.demo.desk import Attachment
from scripts.demo.filling import filled
from scripts.demo.papers import signed_and_received
from scripts.demo.pdf import pdf_file
from scripts.demo.requests import (
    disputes_table,
    proactive_table,
    requests_of,
    requests_table,
)
from scripts.demo.stage import DEPARTMENT, Stage, moment
from scripts.exchange.annual_report_docx import report_document
from scripts.exchange.paper import filled_in

KIND = "annual-report"


def play(stage: Stage) -> None:
    """Hand in every unit's report for the assessment, many final ones, and the city's own."""
    plan = stage.departures(KIND)
    until = date.fromisoformat(plan["until"])
    for unit in stage.assessed:
        _assessment(stage, unit, until)
        if _files_final(stage, unit):
            _final(stage, unit)
    _city(stage, moment(plan["city-received"]))


def _files_final(stage: Stage, unit: Unit) -> bool:
    """Departments must by law; of townships some do."""
    plan = stage.departures(KIND)
    if unit.kind == DEPARTMENT:
        return unit.id not in plan["no-final"]
    return stage.dice.chance(plan["final-townships"], "final", unit.id)


def _assessment(stage: Stage, unit: Unit, until: date) -> None:
    plan = stage.departures(KIND)
    first, last = date(stage.year, 10, 9), date(stage.year, 10, 27)
    signed, received = signed_and_received(stage, unit, KIND, first, last)
    data = _report(stage, unit, "assessment", until)
    as_pdf = unit.id in plan["pdf-only"]
    file = _pdf(stage, data) if as_pdf else _word(data)
    taken = stage.desk.take(unit.id, KIND, signed, "report", data, received, (file,))
    corrected = plan["corrected"].get(unit.id)
    if corrected is not None:
        again = moment(corrected)
        _correct(stage, unit, {**data, "supersedes": taken.id}, again)


def _correct(stage: Stage, unit: Unit, data: Mapping[str, Any], received: datetime) -> None:
    signed = stage.hours.before(day_of(received))
    stage.desk.take(unit.id, KIND, signed, "report-word", data, received, (_word(data),))


def _final(stage: Stage, unit: Unit) -> None:
    first, last = date(stage.year + 1, 1, 8), date(stage.year + 1, 1, 30)
    signed = stage.dice.pick(stage.hours.days(first, last), "final", unit.id)
    received = stage.hours.soon_after(signed, last, "final", unit.id)
    data = _report(stage, unit, "final", date(stage.year, 12, 31))
    stage.desk.take(unit.id, KIND, signed, "report-final", data, received, (_word(data),))


def _report(stage: Stage, unit: Unit, edition: str, until: date) -> dict[str, Any]:
    text = stage.material["documents"]["report"]
    tables = _tables(stage, unit, until.month)
    items = str(stage.dice.number(60, 1500, "items", unit.id) * until.month // 12)
    names = {**stage.names(unit), "items": items, "received": _received(tables)}
    return {
        "title": f"{unit.name}{stage.year}年政府信息公开工作年度报告",
        "edition": edition,
        "period": {"from": f"{stage.year}-01-01", "to": until.isoformat()},
        "overview": filled(text["overview"], names, stage.dice),
        **tables,
        "problems": text["problems"],
        "other_matters": filled(text["other_matters"], names, stage.dice),
    }


def _tables(stage: Stage, unit: Unit, until: int) -> dict[str, Any]:
    return {
        "proactive": proactive_table(stage, unit, until),
        "requests": requests_table(requests_of(stage, unit), until),
        "disputes": disputes_table(stage, unit, until),
    }


def _received(tables: Mapping[str, Any]) -> str:
    return str(sum(tables["requests"]["received"].values()))


def _city(stage: Stage, received: datetime) -> None:
    """Hand in the government's own report; like any other it counts its own requests alone."""
    office = stage.holder("assessor")
    city, text = stage.material["year"]["city"], stage.material["documents"]["report"]
    tables = _tables(stage, office, 12)
    names = {"year": str(stage.year), "received": _received(tables)}
    data = {
        "title": f"{city}{stage.year}年政府信息公开工作年度报告",
        "edition": "final",
        "period": {"from": f"{stage.year}-01-01", "to": f"{stage.year}-12-31"},
        "overview": filled(text["city_overview"], names, stage.dice),
        **tables,
        "problems": text["problems"],
        "other_matters": filled(text["other_matters"], names, stage.dice),
    }
    signed = stage.hours.before(day_of(received))
    files = (_word(data),)
    stage.desk.take(office.id, KIND, signed, "report-final", data, received, files)


# --- as a document -------------------------------------------------------------------------------


def _word(data: Mapping[str, Any]) -> Attachment:
    return Attachment("report.docx", report_document(filled_in(data)), "年度报告 Word 版")


def _pdf(stage: Stage, data: Mapping[str, Any]) -> Attachment:
    """Return the report as PDF, its table of requests as lines."""
    lines = [data["title"], *data["overview"].split("\n")]
    part = stage.schemas.kinds[KIND].whole.field("requests")
    assert part is not None
    lines.extend("　".join(row) for row in _rows(part, data["requests"]))
    lines.extend((*data["problems"].split("\n"), data["other_matters"]))
    return Attachment("report.pdf", pdf_file(lines), "年度报告 PDF 版")


def _rows(part: Part, table: Mapping[str, Any]) -> list[list[str]]:
    """Return a table of the report: the schema's titles, one row for each set of numbers."""
    found = list(_leaves(part, table, ""))
    columns: list[str] = []
    for _, row, inner in found:
        columns.extend(title for title in _titles(inner, row) if title not in columns)
    lines = [["", *columns]]
    for title, row, inner in found:
        cells = dict(zip(_titles(inner, row), map(str, row.values()), strict=True))
        lines.append([title, *(cells.get(column, "") for column in columns)])
    return lines


def _leaves(
    part: Part, value: Mapping[str, Any], above: str
) -> Iterator[tuple[str, Mapping[str, Any], Part]]:
    """Yield every row: its title, its numbers, what the schema says of them."""
    single = {name: inner for name, inner in value.items() if not isinstance(inner, Mapping)}
    if single:
        yield above or part.title, single, part
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            known = part.field(name)
            assert known is not None
            yield from _leaves(known, inner, f"{above} {known.title}".strip())


def _titles(part: Part, row: Mapping[str, Any]) -> list[str]:
    fields = (part.field(name) for name in row)
    return [field.title for field in fields if field is not None]
