"""The results of all years as files: one CSV, one JSON."""

from typing import Any

from scoring.ledger.text import exact, to_json
from scripts.portal import addresses
from scripts.portal.page import SiteFile
from scripts.portal.years import Across, YearResult
from scripts.spreadsheets import Row, csv_bytes

_HEADS: Row = [
    "年度",
    "单位编号",
    "单位",
    "考核细则",
    "得分",
    "满分",
    "名次",
    "共几个",
    "等次",
    "是否结账",
]


def files(results: Across) -> tuple[SiteFile, ...]:
    """Return the same as CSV and JSON, by unit and year."""
    rows = [result for unit in sorted(results) for result in reversed(results[unit])]
    table = [_HEADS, *(_row(result) for result in rows)]
    document = {"schema": "years/1", "results": [_document(result) for result in rows]}
    return (
        SiteFile(addresses.YEARS_CSV, csv_bytes(table)),
        SiteFile(addresses.YEARS_JSON, to_json(document).encode()),
    )


def _row(result: YearResult) -> Row:
    return [
        result.year,
        result.unit,
        result.name,
        result.rulebook,
        None if result.score is None else exact(result.score),
        exact(result.points),
        result.rank,
        result.among,
        result.grade,
        "是" if result.final else "否",
    ]


def _document(result: YearResult) -> dict[str, Any]:
    return {
        "year": result.year,
        "unit": result.unit,
        "name": result.name,
        "rulebook": result.rulebook,
        "score": None if result.score is None else exact(result.score),
        "points": exact(result.points),
        "rank": result.rank,
        "among": result.among,
        "grade": result.grade or None,
        "final": result.final,
    }
