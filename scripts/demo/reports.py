"""Annual reports: the edition for the assessment in October, the final ones in January."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from scoring.calendar.zone import day_of
from scoring.records.registry import Unit
from scripts.demo.desk import Attachment
from scripts.demo.filling import filled
from scripts.demo.pdf import pdf_file
from scripts.demo.requests import (
    disputes_table,
    proactive_table,
    requests_of,
    requests_table,
)
from scripts.demo.stage import DEPARTMENT, Stage, moment
from scripts.demo.yearly import signed_and_received
from scripts.exchange.annual_report import KIND, filled_in
from scripts.exchange.annual_report_docx import report_document
from scripts.statutory.figures import figures
from scripts.statutory.printed import tables


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
    file = _pdf(data) if as_pdf else _word(data)
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


def _report(
    stage: Stage,
    unit: Unit,
    edition: str,
    until: date,
    *,
    name: str = "",
    overview: str = "overview",
) -> dict[str, Any]:
    """Return the report of ``unit``; under another ``name`` and with another overview if said."""
    text = stage.material["documents"]["report"]
    typed = _typed(stage, unit, until.month)
    items = str(stage.dice.number(60, 1500, "items", unit.id) * until.month // 12)
    names = {**stage.names(unit), "items": items, "received": _received(typed)}
    return {
        "title": f"{name or unit.name}{stage.year}年政府信息公开工作年度报告",
        "edition": edition,
        "period": {"from": f"{stage.year}-01-01", "to": until.isoformat()},
        "overview": filled(text[overview], names, stage.dice),
        **typed,
        "problems": text["problems"],
        "other_matters": filled(text["other_matters"], names, stage.dice),
    }


def _typed(stage: Stage, unit: Unit, until: int) -> dict[str, Any]:
    """Return the three tables at the end of the month ``until``."""
    return {
        "proactive": proactive_table(stage, unit, until),
        "requests": requests_table(requests_of(stage, unit), until),
        "disputes": disputes_table(stage, unit, until),
    }


def _received(typed: Mapping[str, Any]) -> str:
    return str(sum(typed["requests"]["received"].values()))


def _city(stage: Stage, received: datetime) -> None:
    """Hand in the government's own report; like any other it counts its own requests alone."""
    office, city = stage.holder("assessor"), stage.material["year"]["city"]
    until = date(stage.year, 12, 31)
    data = _report(stage, office, "final", until, name=city, overview="city_overview")
    signed = stage.hours.before(day_of(received))
    stage.desk.take(office.id, KIND, signed, "report-final", data, received, (_word(data),))


# --- as a document -------------------------------------------------------------------------------


def _word(data: Mapping[str, Any]) -> Attachment:
    return Attachment("report.docx", report_document(filled_in(data)), "年度报告 Word 版")


def _pdf(data: Mapping[str, Any]) -> Attachment:
    """Return the report as PDF, its table of requests as lines."""
    _, requests, _ = tables(figures([data]))
    lines = [
        data["title"],
        *data["overview"].split("\n"),
        *("　".join(cell.text for cell in row) for row in requests.rows),
        *data["problems"].split("\n"),
        data["other_matters"],
    ]
    return Attachment("report.pdf", pdf_file(lines), "年度报告 PDF 版")
