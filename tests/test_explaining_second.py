"""``explain`` for schemes that earn, fold, open, veto and grade: each told to the number."""

from pathlib import Path

import pytest

from scripts.explaining.account import account_of
from scripts.explaining.text import account_text
from tests.support.scenario import as_of, cases, replay


def told(folder: Path, file: str, words: str, unit: str, node: str | None = None) -> str:
    case = next(each for each in cases() if each.file == file and words in each.title)
    assessment, ledger, _ = replay(folder / "repository", case)
    score = ledger.unit(unit)
    assert score is not None
    book = next(each for each in assessment.rulebooks if each.id == score.rulebook)
    view = assessment.view(as_of(case.data["as_of"]), ledger.year)
    account = account_of(ledger, score, assessment.registry[unit], book, view)
    return account_text(account, "zh", node).replace("\n  ", " ")


def test_what_was_earned_averaged_folded_and_added(tmp_path: Path) -> None:
    text = told(tmp_path, "laiyuan", "受到省级表扬", "geyi")
    for line in (
        "等次：优秀",
        "第 1 名",
        "得 10 分  规则 exists",
        "县政府办季度结果：(90（第一季度） + 85（第二季度） + 88（第三季度） + 92（第四季度）) ÷ 4",
        "县政府办季度结果：88.75 × 40 ÷ 100 = 35.5",
        "县数据中心季度结果：83.25 × 35 ÷ 100 ≈ 29.14（保留 2 位小数，四舍五入）",
        "总分：89.64 + 5（加分项（示例）） = 94.64",
    ):
        assert line in text, (line, text)


def test_a_bonus_that_is_not_opened_says_why(tmp_path: Path) -> None:
    text = told(tmp_path, "wanzhi", "加分项开启", "caizheng")
    assert (
        "网站加分项（示例）：加分项没有开启（要求高于 80 分，而“政府网站（不含加分）”是 60 分），"
        in text
    )
    assert "实得 0 分" in text
    assert "政府网站：60 × 30 ÷ 100 = 18" in text


def test_what_is_fixed_is_not_reckoned(tmp_path: Path) -> None:
    text = told(tmp_path, "wanzhi", "直接定为不合格，不再计分", "tongji")
    assert "直接定等次，不计分" in text.splitlines()[0]
    assert "总分：直接定为“不合格”，不再计分" in text
    assert "直接定等次  规则 error" in text


def test_a_veto_told_alone_has_nothing_to_reckon(tmp_path: Path) -> None:
    text = told(tmp_path, "yunling", "泄露国家秘密", "wanshui", "veto")
    assert "直接定等次  规则 fatal" in text
    assert "算分" not in text and not text.endswith("\n\n")


@pytest.mark.parametrize("node", ["quality", "quality/visits"])
def test_one_node_is_told_alone(tmp_path: Path, node: str) -> None:
    text = told(tmp_path, "sample", "抽查：现场", "wanshui", node)
    assert "现场抽查：40（起评） − 8 = 32" in text
    assert "总分：" not in text
    assert ("公开质量：83.75 ≈ 83.8（保留 1 位小数，进位）" in text) == (node == "quality")


def test_where_nothing_was_found_it_is_said_what_that_means(tmp_path: Path) -> None:
    text = told(tmp_path, "yunling", "什么都没有报", "geyi")
    assert "社会评价" in text and "对本单位不适用，分值摊给其余各项。" in text
    assert "没有评分，没有得分。" in text
    assert "不归本单位负责" not in text
    assert "加分项没有开启" in text


def test_what_may_be_lost_at_most_is_told_before_it_is_taken(tmp_path: Path) -> None:
    text = told(tmp_path, "yunling", "最多减4分", "wanshui")
    assert "减分：0 − 2 × 2 − 1 低于最多扣到的 −4，按 −4 分计" in text
    assert "总分：100（起评） + (−4)（减分） − (100 − 60（前三条）) = 56" in text


def test_a_long_list_of_records_is_cut_short_with_their_number(tmp_path: Path) -> None:
    text = told(tmp_path, "yunling", "一季度报了34条", "geyi")
    assert "超出的计 10 条，每满 10 条 0.5 分" in text
    assert "共 34 份材料，这里列前 3 份" in text
    assert text.count("geyi/2023/news/") == 3
