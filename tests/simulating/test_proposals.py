"""What is changed in a rulebook, what is refused, and how a draft of another year is tried."""

import re
from pathlib import Path

import pytest

from scoring.assessment import Assessment
from scoring.errors import GongkaiError, WrongUse
from scoring.messages import level
from scripts.simulating.moving import move
from scripts.simulating.setting import setting_of
from scripts.simulating.telling import told_change, told_place
from tests.support.scenario import ROOT
from tests.support.simulating import NEWS, opened, tried

BOOK = ROOT / "scoring" / "rulebooks" / "2023-township.yml"
TEXT = BOOK.read_text(encoding="utf-8")
NEXT = (
    TEXT.replace("id: 2023-township", "id: 2024-township")
    .replace("year: 2023", "year: 2024")
    .replace('"2024-02-15"', '"2025-02-15"')
    .replace('"2023-01-01"', '"2024-01-01"')
    .replace('due: "12-31"', 'due: "2024-12-31"')
).encode()
PLACE = "2023-township:disclosure/"
MANUAL = (ROOT / "docs" / "rulebook.md").read_text(encoding="utf-8")
EXAMPLES = sorted(set(re.findall(r"2023-township:[^`\s]+=[^`\s]+", MANUAL)))


@pytest.mark.parametrize(
    ("setting", "where", "what"),
    [
        (f"{NEWS}=0.2", "规则 monthly", "每缺一条扣分：0.1 → 0.2"),
        (f"{PLACE}news.monthly.every=quarter", "乡镇动态", "期间长度：每月 → 每季度"),
        (f"{PLACE}news.points=0.5", "政务公开 / 乡镇动态（disclosure/news）", "分值：1 → 0.5"),
        ("2023-township:news.points=0.5", "乡镇动态（disclosure/news）", "分值：1 → 0.5"),
        ("2023-township:closes_on=2024-03-01", "表头", "结账日：2024-02-15 → 2024-03-01"),
        ("2023-township:ranks.ties=dense", "表头", "名次：新增 {ties: dense}"),
        (f"{PLACE}news.monthly.distinct=null", "规则 monthly", "去掉 body、url"),
        (f"{PLACE}news.four-quarters=null", "规则 four-quarters", "去掉规则"),
        ("2023-township:media=null", "政务新媒体建设（media）", "去掉指标"),
        (
            f"{PLACE}criticism.criticised.points_by.issuer.county=1",
            "规则 criticised",
            "通报机关层级 · 县（市、区）政府办公室：0.5 → 1",
        ),
    ],
)
def test_a_change_is_told_in_the_words_of_the_schema(
    empty: Assessment, setting: str, where: str, what: str
) -> None:
    (change,) = tried(empty, setting, until="2023-01-31").changes
    assert where in told_place(change, "zh")
    assert what in told_change(change, "zh")


def test_every_change_that_the_manual_shows_can_be_tried(empty: Assessment) -> None:
    assert len(EXAMPLES) > 6
    assert len(tried(empty, *EXAMPLES, until="2023-01-31").changes) == len(EXAMPLES)


@pytest.mark.parametrize(
    ("setting", "code", "near"),
    [
        ("2023-townshp:points=9", "simulate-rulebook-unknown", "2023-township"),
        (f"{PLACE}new.monthly.points=1", "simulate-node-unknown", "disclosure/news"),
        ("2023-township:pionts=9", "simulate-node-unknown", "points"),
        (f"{PLACE}news.montly.points=1", "simulate-rule-unknown", "monthly"),
        (f"{PLACE}news.poins=1", "simulate-rule-unknown", "points"),
        (f"{PLACE}news.monthly.at_last=1", "simulate-field-unknown", "at_least"),
        (f"{PLACE}news.interpretation.9=x", "simulate-field-unknown", "0、1"),
    ],
)
def test_what_there_is_not_is_refused_with_the_nearest_name(
    empty: Assessment, setting: str, code: str, near: str
) -> None:
    with pytest.raises(WrongUse) as refused:
        tried(empty, setting)
    assert refused.value.code == code
    assert near in str(refused.value.values["nearest"])


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("x", "simulate-set-form"),
        ("2023-township=1", "simulate-set-form"),
        ("2023-township:a..b=1", "simulate-set-form"),
        (f"{NEWS}=[", "simulate-value"),
        (f"{NEWS}=", "simulate-value"),
        (f"{NEWS}=&a 1", "simulate-value"),
        (f"{NEWS}=1e99", "simulate-value"),
        ("2023-township:year=2022", "simulate-fixed"),
        ("2023-township:points.x=1", "simulate-not-inside"),
        (f"{PLACE}news.interpretation.0.x=1", "simulate-not-inside"),
    ],
)
def test_what_cannot_be_meant_is_refused(empty: Assessment, setting: str, code: str) -> None:
    with pytest.raises(WrongUse) as refused:
        tried(empty, setting)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("setting", "code", "line"),
    [
        (f"{NEWS}=-1", "schema-minimum", "points_per_missing: 0.1"),
        (f"{PLACE}news.monthly.record=newz", "rulebook-unknown-kind", "record: news"),
        ("2023-township:closes_on=2023-06-30", "rulebook-closes-early", "closes_on:"),
        ("2023-township:nodes=5", "schema-type-array", "nodes:"),
        ("2023-township:disclosure={id: 5}", "schema-required", "- id: disclosure"),
        (f"{PLACE}guide.filed.charge_to=nowhere", "rulebook-charge-to", 'due: "10-31"'),
        ("2023-township:combine=average", "rulebook-round", None),
    ],
)
def test_a_changed_rulebook_is_linted_at_the_lines_of_its_file(
    empty: Assessment, setting: str, code: str, line: str | None
) -> None:
    with pytest.raises(GongkaiError) as refused:
        tried(empty, setting)
    assert (refused.value.code, refused.value.exit_status) == ("simulate-refused", 1)
    problem = next(each for each in refused.value.problems if each.code == code)
    assert problem.path == "scoring/rulebooks/2023-township.yml"
    if line is not None:
        assert line in TEXT.splitlines()[problem.line - 1]


def test_lines_are_right_after_something_above_is_taken_away(empty: Assessment) -> None:
    with pytest.raises(GongkaiError) as refused:
        tried(empty, "2023-township:disclosure/leadership=null", f"{NEWS}=-1")
    problem = next(each for each in refused.value.problems if each.code == "schema-minimum")
    assert "points_per_missing: 0.1" in TEXT.splitlines()[problem.line - 1]


def test_only_what_is_newly_odd_is_remarked(empty: Assessment) -> None:
    assert tried(empty, f"{NEWS}=0.2").remarks == ()
    remarks = tried(empty, "2023-township:disclosure.points=7").remarks
    assert remarks and all(level(each.code) == "warning" for each in remarks)


def test_a_file_takes_the_place_of_the_rulebook_of_its_id(empty: Assessment) -> None:
    text = TEXT.replace("at_least: 2", "at_least: 3").encode()
    found = tried(empty, files=[("draft.yml", text)], until="2023-01-31")
    (change,) = found.changes
    assert (change.field, change.told_before, change.told_after) == ("at_least", "2", "3")
    assert found.boards[0].counts["down"] == 29


def test_a_file_as_it_stands_changes_nothing(empty: Assessment) -> None:
    found = tried(empty, files=[("draft.yml", b"# mine\n" + TEXT.encode())])
    assert found.changes == () and found.before == found.after


def test_a_setting_goes_on_top_of_a_file(empty: Assessment) -> None:
    text = TEXT.replace("at_least: 2", "at_least: 3").encode()
    found = tried(empty, f"{NEWS}=0", files=[("draft.yml", text)], until="2023-01-31")
    assert [change.field for change in found.changes] == ["at_least", "points_per_missing"]
    assert found.boards[0].counts["up"] == 29


def test_a_draft_of_another_year_says_what_to_do(empty: Assessment) -> None:
    with pytest.raises(WrongUse) as refused:
        tried(empty, files=[("next.yml", NEXT)])
    assert refused.value.code == "simulate-file-year"
    assert (refused.value.values["year"], refused.value.values["data"]) == (2024, 2023)


def test_a_draft_of_another_year_is_tried_with_its_dates_moved(empty: Assessment) -> None:
    found = tried(empty, files=[("next.yml", NEXT)], moves=True)
    assert [(each.place, each.before, each.after) for _, each in found.moved] == [
        ("year", "2024", "2023"),
        ("from", "2024-01-01", "2023-01-01"),
        ("closes_on", "2025-02-15", "2024-02-15"),
        ("disclosure/leadership.filed.due", "2024-12-31", "2023-12-31"),
    ]
    townships = found.boards[0]
    assert townships.before is not None
    assert (townships.before.id, townships.after.id) == ("2023-township", "2024-township")
    assert all(unit.difference == 0 for unit in townships.units)
    assert found.after.year == 2023 and found.after.final


def test_periods_in_a_rule_are_moved_with_the_year() -> None:
    rule = {"id": "r", "kind": "mark", "where": {"period": ["2024Q1", "2024-H1", "2019-H1"]}}
    data = {"year": 2024, "nodes": [{"id": "n", "rules": [rule]}]}
    places = [(each.place, each.after) for each in move(data, 2023)]
    assert places == [("year", "2023"), ("n.r.where.period", "2023Q1"),
                      ("n.r.where.period", "2023-H1")]  # fmt: skip
    assert rule["where"] == {"period": ["2023Q1", "2023-H1", "2019-H1"]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "yaml-empty"),
        (b"\xff", "file-encoding"),
        (b"x" * 600_000, "file-too-large"),
        (b"- 1\n", "schema-type-object"),
        (TEXT.replace("closes_on", "closes").encode(), "rulebook-unknown-key"),
        (TEXT.replace("kind: quota", "kind: qouta").encode(), "schema-enum"),
    ],
)
def test_a_file_that_is_no_rulebook_is_refused_with_its_place(
    empty: Assessment, text: bytes, code: str
) -> None:
    with pytest.raises(GongkaiError) as refused:
        tried(empty, files=[("some/draft.yml", text)])
    assert refused.value.exit_status == 1
    assert (code, "some/draft.yml") in {(each.code, each.path) for each in refused.value.problems}


def test_two_files_for_one_rulebook_are_refused(empty: Assessment) -> None:
    with pytest.raises(WrongUse) as refused:
        tried(empty, files=[("a.yml", TEXT.encode()), ("b.yml", NEXT)], moves=True)
    assert refused.value.code == "simulate-file-twice"


def test_values_are_yaml_with_exact_decimals() -> None:
    setting = setting_of("a:b/c.d.e=0.10")
    assert (setting.rulebook, setting.steps, str(setting.value)) == ("a", ("b/c", "d", "e"), "0.10")
    assert setting_of("a:b=null").value is None
    assert setting_of("a:b={by: unit, is: {x: 1}}").value == {"by": "unit", "is": {"x": 1}}
    assert setting_of("a:b=2024-01-31").value == "2024-01-31"


def test_the_repository_is_not_written(tmp_path: Path) -> None:
    there = opened(tmp_path / "repository")
    before = _all(tmp_path)
    tried(there, f"{NEWS}=0.2")
    tried(there, files=[("next.yml", NEXT)], moves=True)
    assert _all(tmp_path) == before


def _all(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
