"""Trials of a scheme that folds, opens, fixes and grades, which only ledger/2 can tell."""

from decimal import Decimal

import pytest

from scoring.assessment import Assessment
from scripts.simulating.page import simulation_page
from scripts.simulating.screen import simulation_text
from tests.support.scenario import cases, replay
from tests.support.simulating import clause_in, tried, unit_in

BOOK = "wanzhi-2021"
UNTIL = {"until": "2021-12-31", "year": 2021}


@pytest.fixture(scope="module")
def vetoed(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    """One department's grade is fixed as failed, for one error in its media."""
    case = next(each for each in cases() if each.file == "wanzhi" and "不再计分" in each.title)
    assessment, _, _ = replay(tmp_path_factory.mktemp("vetoed") / "repository", case)
    return assessment


def test_what_was_not_scored_cannot_be_compared_with_a_score(vetoed: Assessment) -> None:
    found = tried(vetoed, f"{BOOK}:media/veto.error.fixes=null",
                  f"{BOOK}:media/veto.error.points=1", **UNTIL)  # fmt: skip
    unit = unit_in(found, "tongji")
    assert unit.before and unit.after
    assert (unit.before.score, unit.before.grade_title, unit.before.rank) == (None, "不合格", 16)
    assert unit.after.score is not None and unit.after.grade_title != "不合格"
    assert (unit.difference, unit.direction) == (None, "other")
    (finding,) = clause_in(unit, "media/veto").findings
    assert finding.before and finding.after
    assert (finding.before.effect, finding.after.effect) == ("fixes", "loses")
    board = found.boards[0]
    assert board.counts["other"] == 1
    assert board.spread_before and board.spread_after
    assert (board.spread_before.units, board.spread_after.units) == (15, 16)
    told = simulation_text(found, "zh")
    assert "1个不能比较" in told and "不合格 → " in told
    assert "不合格 → " in simulation_page(found)


def test_a_fold_shares_what_its_clauses_lose(vetoed: Assessment) -> None:
    """A part worth 60 of 90 in place of 70 of 100 brings 10 less, and the whole says where."""
    found = tried(vetoed, f"{BOOK}:media.points=60", f"{BOOK}:points=90", **UNTIL)
    unit = unit_in(found, "caizheng")
    assert unit.difference == -10 == sum(clause.difference for clause in unit.clauses)
    assert {found.after.schema, found.before.schema} == {"ledger/2"}


def test_grades_alone_may_move(vetoed: Assessment) -> None:
    found = tried(vetoed, f"{BOOK}:grades.passed.at_least=90", **UNTIL)
    board = found.boards[0]
    assert board.counts["same"] == 16
    assert not board.is_still and board.grades_moved >= 1
    unit = unit_in(found, "caizheng")
    assert unit.before and unit.after
    assert (unit.difference, unit.before.grade_title) == (Decimal(0), "合格")
    assert unit.after.grade_title == "不合格"


def test_the_scale_is_of_shares_where_full_points_differ(vetoed: Assessment) -> None:
    found = tried(vetoed, f"{BOOK}:media.points=60", f"{BOOK}:points=90", **UNTIL)
    assert "按得分占满分的比例画" in simulation_page(found)
    assert "满分由100分改为90分，升降仍按分数计" in simulation_page(found)
