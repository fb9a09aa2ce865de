"""Grades and ranks are told where scores are: by the gate, at the door, in the office's papers."""

from datetime import date

import pytest

from scoring.assessment import Assessment
from scoring.calendar import periods
from scoring.calendar.zone import end_of
from scripts.gate.document import _effect as document_of
from scripts.gate.effects import GradeEffect, effects
from scripts.gate.telling import _unit as lines_of
from scripts.papers.circular import circular
from scripts.papers.letter import letter
from scripts.papers.source import Source, source_of
from scripts.word.blocks import Paragraph, Table
from tests.support.scenario import Case, cases, replay

VETO = next(c for c in cases() if c.file == "wanzhi" and c.title.startswith("单项否决一次"))


@pytest.fixture(scope="module")
def vetoed(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    return replay(tmp_path_factory.mktemp("vetoed") / "repository", VETO)[0]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    """The same history without the record that fixes the grade, the last one."""
    given = list(VETO.data["given"])[:-1]
    case = Case(VETO.file, VETO.title, {**VETO.data, "given": given})
    return replay(tmp_path_factory.mktemp("before") / "repository", case)[0]


def test_a_record_that_fixes_a_grade_says_so_at_the_gate(
    before: Assessment, vetoed: Assessment
) -> None:
    record = vetoed.admission.records[-1]
    assert record.receipt.time is not None
    found = {each.unit: each for each in effects(before, [record], record.receipt.time)}
    (fixed,) = [each for each in found.values() if each.grades]
    assert fixed.after is None and fixed.before is not None
    assert fixed.grades[0].after == "不合格" and fixed.grades[0].titles == ()
    told = "\n".join(lines_of(fixed, "zh"))
    assert "→ —（满分" in told and "等次：" in told and "→ 不合格" in told
    assert document_of(fixed)["after"] is None
    assert document_of(fixed)["grades"][0]["after"] == "不合格"


def test_a_grade_that_stays_is_not_told(vetoed: Assessment) -> None:
    record = vetoed.admission.records[0]
    assert record.receipt.time is not None
    for each in effects(vetoed, [record], record.receipt.time):
        assert GradeEffect((), None, None) not in each.grades


def closed(assessment: Assessment) -> Source:
    (year,) = assessment.years()
    return source_of(assessment, year, max(end_of(b.closes_on) for b in assessment.rulebooks))


def result(source: Source, *, fixed: bool) -> str:
    account = next(each for each in source.accounts if each.unit.fixed is fixed)
    texts = [b.text for b in letter(source, account, date(2022, 3, 1)) if isinstance(b, Paragraph)]
    return texts[0]


def test_a_letter_names_the_grade(vetoed: Assessment) -> None:
    source = closed(vetoed)
    assert "，等次为" in result(source, fixed=False)
    told = result(source, fixed=True)
    assert "等次为不合格，不再计分" in told and "得分" not in told


def test_the_circular_has_a_column_of_grades(vetoed: Assessment) -> None:
    source = closed(vetoed)
    blocks = circular(source, periods.parse(f"{source.year}Q4"), date(2022, 3, 1))
    heads = [block.rows[0] for block in blocks if isinstance(block, Table)]
    if heads and heads[0][0] == "序号":
        assert heads[0][-1] == "等次"
    assert all(len(set(map(len, b.rows))) == 1 for b in blocks if isinstance(b, Table))
