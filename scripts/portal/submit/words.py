"""What the forms' scripts say, from the message catalogue, and how each format is written."""

from collections.abc import Mapping

from scoring.messages import catalogue

WORDS = (
    "form-required", "form-choose", "form-length-max", "form-length-min", "form-line",
    "form-characters", "form-format", "form-pattern", "form-whole", "form-number", "form-minimum",
    "form-maximum", "form-over", "form-under", "form-rows-min", "form-rows-max", "form-repeated",
    "form-at-most", "form-not-after", "form-within-year", "form-balance", "form-balanced",
    "form-file-type", "form-file-size", "form-file-empty", "form-file-content",
    "form-file-needed", "form-file-again", "form-files-min", "form-files-max", "form-file-ready",
    "form-record-size", "form-effect", "form-effect-grade", "form-effect-rank", "form-errors",
    "form-checked",
    "form-draft-restored", "form-downloaded", "form-copied",
    "form-copy-by-hand", "form-forge-opened", "form-forge-long", "form-forge-files",
    "form-door-not-yours", "form-door-sending",
    "form-door-failed", "form-door-accepted", "form-door-refused", "form-row", "form-row-added",
    "form-row-removed",
)  # fmt: skip
"""Codes of the message catalogue whose sentences the scripts of a form may need."""

EXAMPLES: Mapping[str, str] = {
    "date": "2023-10-31",
    "date-time": "2023-10-31T23:50:00+08:00",
    "month": "2023-07",
    "week": "2023-W06",
    "quarter": "2023Q2",
    "period": "2023、2023-H1、2023Q3、2023-02、2023-W07、2023-02-06",
    "month-day": "10-31",
    "unit-id": "wanshui",
    "record-id": "wanshui/2023/news/2023-02-06-spring-ploughing",
    "node-path": "disclosure/news",
    "slug": "news-shortage",
    "name": "issued_on",
    "submitter": "wanshui-clerk",
    "sha256": "64 位小写十六进制数",
    "commit": "40 位小写十六进制数",
    "http-url": "https://www.example.gov.cn/news",
    "attachment-name": "年度报告.docx",
    "amount": "12.5",
    "phone": "0874-0000001",
}
"""How a value of each format is written; what is free text has no example."""


def words() -> dict[str, str]:
    """Return the sentences by code, each with its remedy, with their ``{places}``."""
    return {code: _sentence(catalogue()[code]) for code in WORDS}


def _sentence(entry: Mapping[str, str]) -> str:
    return entry["zh"] + entry.get("fix_zh", "")
