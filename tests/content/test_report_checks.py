"""What an annual report must be beyond its sums: whole numbers, amounts, an edition that stays."""

from typing import Any

import pytest

from scoring.admission.judging import judge_text
from scoring.messages import sentence
from tests.support.annual_report import report, with_figures
from tests.support.content import attached, situation
from tests.support.files import docx_bytes
from tests.support.records import as_yaml
from tests.support.schemas import SET

PATH = "units/wanshui/2023/annual-report/2023-10-20-report.yml"
SCHEMA = SET.kinds["annual-report"]
RECEIVED = ("requests", "received", "businesses")
STATE_SECRET = ("requests", "results", "refused", "state_secret", "others")
FEES = ("proactive", "fees")


def flaws(path: tuple[str, ...], value: Any) -> list[tuple[tuple[str | int, ...], str]]:
    """Return what the schema says of a report with ``value`` at ``path``."""
    return wrong_in(with_figures(report(), {path: value}))


def wrong_in(data: dict[str, Any]) -> list[tuple[tuple[str | int, ...], str]]:
    whole = {**data, "kind": "annual-report", "attachments": attached({"report.docx": b""})}
    return [(tuple(error.path), error.keyword) for error in SCHEMA.errors(whole)]


COUNTS = (
    RECEIVED,
    STATE_SECRET,
    ("disputes", "reconsideration", "other"),
    ("proactive", "licences"),
    ("proactive", "rules", "issued"),
)


@pytest.mark.parametrize("path", COUNTS)
@pytest.mark.parametrize("value", [-1, 1.5, "3", None, True, 10_000_000])
def test_a_count_is_a_whole_number_not_negative(path: tuple[str, ...], value: object) -> None:
    assert [where for where, _ in flaws(path, value)] == [path]


@pytest.mark.parametrize("value", ["0", "12.5", "0.000001", 3, "99999999"])
def test_fees_are_an_amount_with_decimals(value: object) -> None:
    assert flaws(FEES, value) == []


@pytest.mark.parametrize("value", ["-1", -1, "约3", "1.2345678", "3万元", "", None])
def test_what_is_no_amount_is_refused(value: object) -> None:
    assert {where[:2] for where, _ in flaws(FEES, value)} == {FEES}


def test_the_sentence_names_field_and_line() -> None:
    data = with_figures(report(), {RECEIVED: -1})
    content = docx_bytes("报告")
    text = as_yaml({**data, "attachments": attached({"report.docx": content})})
    _, problems = judge_text(text, PATH, situation())
    told = [sentence(each.code, each.values) for each in problems if each.code.startswith("schema")]
    assert len(told) == 1 and "商业企业" in told[0] and "0" in told[0]
    assert all(each.line > 1 for each in problems if each.code.startswith("schema"))


def test_a_total_cannot_be_typed() -> None:
    data = report()
    data["requests"]["received"]["total"] = 2
    assert [where[:2] for where, _ in wrong_in(data)] == [("requests", "received")]


def test_a_correction_keeps_the_edition() -> None:
    assert SCHEMA.keeps == ("edition",)
