"""From an annual report in the form to the files of its record; what the form lacks is given."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.records.schemas import KindSchema
from scripts.exchange.annual_report import KIND, AnnualReport
from scripts.statutory.figures import FEES, INPUTS
from scripts.statutory.printed import figure_text
from scripts.yaml_writer import in_schema_order, yaml_text

WORD_FILE = "report.docx"
_WORD_TITLE = "年度报告 Word 版"


@dataclass(frozen=True, slots=True)
class Particulars:
    """What the printed form does not hold. Days are ISO dates; ``stem`` names the record's file."""

    unit: str
    year: int
    edition: str
    until: str
    approval: Mapping[str, str]
    stem: str
    url: str | None = None
    supersedes: str | None = None


def record_files(
    report: AnnualReport, word: bytes, particulars: Particulars, schema: KindSchema
) -> Mapping[str, bytes]:
    """Return the record of ``report`` and its Word file beside it: repository path → bytes.

    The record has not been judged: that is for the checks that every record goes through.
    """
    stem = f"units/{particulars.unit}/{particulars.year}/{KIND}/{particulars.stem}"
    data = in_schema_order(record_data(report, word, particulars), schema.document)
    return {f"{stem}.yml": yaml_text(data).encode(), f"{stem}/{WORD_FILE}": word}


def record_data(report: AnnualReport, word: bytes, particulars: Particulars) -> dict[str, Any]:
    """Return the fields of the record of ``report``."""
    period = {"from": f"{particulars.year}-01-01", "to": particulars.until}
    data: dict[str, Any] = {
        "kind": KIND,
        "title": report.title,
        "edition": particulars.edition,
        "period": period,
        **report.texts,
        **nested(report),
        "approval": dict(particulars.approval),
    }
    digest = hashlib.sha256(word).hexdigest()
    data["attachments"] = [{"file": WORD_FILE, "sha256": digest, "title": _WORD_TITLE}]
    if particulars.url is not None:
        data["published_url"] = particulars.url
    if particulars.supersedes is not None:
        data["supersedes"] = particulars.supersedes
    return data


def nested(report: AnnualReport) -> dict[str, Any]:
    """Return the figures of ``report`` as the fields of a record; fees as text."""
    assert report.figures is not None
    found: dict[str, Any] = {}
    for path in INPUTS:
        inner = found
        for step in path[:-1]:
            inner = inner.setdefault(step, {})
        value = report.figures[path]
        inner[path[-1]] = figure_text(value) if path == FEES else int(value)
    return found
