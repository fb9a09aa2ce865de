"""Opening the next year: what is moved and what is kept, what is open, two years side by side."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from scoring.assessment import Assessment
from scoring.calendar.zone import end_of
from scoring.records.yamltext import load_yaml
from scripts.new_year.moving import moved
from scripts.new_year.opening import plan, write
from scripts.yaml_writer import yaml_text
from tests.support.command import run
from tests.support.git import git
from tests.support.records import ROOT, as_yaml, at, example, registry_files, text
from tests.support.repo import RepoBuilder

AFTER = end_of(date(2024, 3, 31))
BOOKS = sorted((ROOT / "scoring" / "rulebooks").glob("*.yml"))

BOOK = """# 某县细则
id: 2023-sample
title: 某县2023年政务公开考核
year: 2023
assesses: {kind: township}
points: 10
from: "2023-03-01"  # 起算
closes_on: "2024-02-29"
calendar: china
source: {document_number: 示政办发〔2023〕4号, annex: 1}
interpretation:
  - 2024年2月29日24时结账。
nodes:
  - id: plan-2023
    title: 工作方案
    points: 10
    requirement: 2023年10月底前报送。
    rules:
      - {id: filed, kind: deadline, record: guide, due: "10-31", points: 1}
      - {id: final, kind: deadline, record: annual-report, due: '2024-01-31', where: {edition: final}, points: 1}
      - {id: q1, kind: mark, record: mark, value: points, where: {period: [2023Q1, 2023-H1, "2023-02", 2024-W01]}, losing: true}
      - {id: w53, kind: incident, record: finding, where: {week: 2020-W53}, points: 1}
"""  # noqa: E501


# ---- the text of a rulebook ----------------------------------------------------------------------


def test_years_and_dates_are_moved_and_every_other_byte_stays() -> None:
    made = moved(BOOK, 2023, 2024)
    changed = [
        (old, new)
        for old, new in zip(BOOK.splitlines(), made.text.splitlines(), strict=True)
        if old != new
    ]
    assert [new for _, new in changed] == [
        "id: 2024-sample",
        "title: 某县2024年政务公开考核",
        "year: 2024",
        'from: "2024-03-01"  # 起算',
        'closes_on: "2025-02-28"',
        "      - {id: final, kind: deadline, record: annual-report, due: '2025-01-31', "
        "where: {edition: final}, points: 1}",
        "      - {id: q1, kind: mark, record: mark, value: points, where: {period: "
        '[2024Q1, 2024-H1, "2024-02", 2025-W01]}, losing: true}',
    ]
    assert made.id == "2024-sample"


def test_each_move_is_told_with_its_line_and_what_cannot_be_moved_is_named() -> None:
    made = moved(BOOK, 2023, 2024)
    told = {(move.place.line, move.place.text, move.now) for move in made.moves}
    assert (8, "2024-02-29", "2025-02-28") in told
    assert (20, "2024-01-31", "2025-01-31") in told
    assert [(place.line, place.field) for place in made.unmoved] == [
        (10, "source.document_number"),
        (12, "interpretation[1]"),
        (14, "nodes[1].id"),
        (17, "nodes[1].requirement"),
        (22, "nodes[1].rules[4].where.week"),
    ]


def test_numbers_are_no_years() -> None:
    text_ = (
        "id: 2023-sample\nyear: 2023\nnodes:\n  - rules:\n"
        "      - {at_least: 2000, quota: 1000, ratio: 2023.5, where: {year: 2023}}\n"
    )
    made = moved(text_, 2023, 2024)
    assert "{at_least: 2000, quota: 1000, ratio: 2023.5, where: {year: 2024}}" in made.text


def test_a_title_of_two_years_is_named_to_be_looked_at() -> None:
    made = moved("id: s\nyear: 2023\ntitle: 2022—2023年度考核\n", 2023, 2024)
    assert [place.field for place in made.unmoved] == ["title"]


def test_who_stops_it_leaves_no_half_year(
    demo_repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = plan(Assessment.open(demo_repository, product=ROOT), ROOT, 2024, AFTER)
    folder, opened = tmp_path / "w", Path.open

    def stopped(self: Path, *arguments: str) -> object:
        if self.name.startswith("2024-township"):
            raise KeyboardInterrupt
        return opened(self, *arguments)

    monkeypatch.setattr(Path, "open", stopped)
    with pytest.raises(KeyboardInterrupt):
        write(opening, folder)
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_the_closing_day_may_be_said() -> None:
    assert 'closes_on: "2025-01-15"' in moved(BOOK, 2023, 2024, date(2025, 1, 15)).text


def test_a_rulebook_without_its_year_in_its_name_gets_the_new_one() -> None:
    assert moved("id: sample\nyear: 2023\n", 2023, 2024).text == "id: sample-2024\nyear: 2024\n"


@pytest.mark.parametrize("name", ["2023-township", "2023-department"])
def test_the_notices_words_are_kept_in_the_countys_own_rulebooks(name: str) -> None:
    text_ = (ROOT / "scoring" / "rulebooks" / f"{name}.yml").read_text(encoding="utf-8")
    before, after = load_yaml(text_.encode()), load_yaml(moved(text_, 2023, 2024).text.encode())
    for key in ("id", "title", "year", "from", "closes_on"):
        assert before.pop(key) != after.pop(key)
    assert before == after


# ---- the command ---------------------------------------------------------------------------------


@pytest.fixture
def folder(demo_repository: Path, tmp_path: Path) -> Path:
    """A copy of the demo year that the test may change."""
    return Path(shutil.copytree(demo_repository, tmp_path / "repository", symlinks=True))


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", message)


def test_a_year_is_opened_and_both_go_on_side_by_side(folder: Path) -> None:
    before = score(folder, 2023)
    made = run("new-year", "2024", "--as-of", "2024-03-31", repo=folder)
    assert made.exit_code == 0, made.stderr
    assert "已经结账（2024-02-15）" in made.stdout
    assert "仍引用上一年文件（宣政办发〔2023〕107号）" in made.stdout
    assert "今日宛水" in made.stdout
    assert "git merge --no-ff -S 2024" in made.stdout
    commit(folder, "开始2024年度考核")
    news = load_yaml((ROOT / "tests" / "examples" / "news.yml").read_bytes())
    path = folder / "units/wanshui/2024/news/2024-01-10-a.yml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml_text({**news, "published_on": "2024-01-09"}), encoding="utf-8")
    commit(folder, "动态")
    assert score(folder, 2023) == before
    after = score(folder, 2024)
    assert [each["id"] for each in after["rulebooks"]] == ["2024-department", "2024-township"]
    wanshui = next(each for each in after["units"] if each["unit"] == "wanshui")
    media = next(node for node in wanshui["nodes"] if node["id"] == "media")
    weeks = [each["period"] for each in media["deductions"]]
    assert weeks[:2] == ["2024-W01", "2024-W02"]  # the account of 2023 obliges in 2024
    assert run("check", repo=folder).exit_code == 0


def score(folder: Path, year: int) -> dict[str, object]:
    done = run("score", "--year", year, "--as-of", "2024-03-31", "--format", "json", repo=folder)
    assert done.exit_code == 0, done.stderr
    document = json.loads(done.stdout)
    del document["head"]
    return dict(document)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A repository without records, in its working tree."""
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in BOOKS}
    builder = RepoBuilder(tmp_path / "small").first(
        {**registry_files(), **files}, at=at("2023-01-01")
    )
    return builder.check_out().path


def test_a_dry_run_writes_nothing(small: Path) -> None:
    done = run("new-year", "2024", "--dry-run", "--as-of", "2024-01-10", repo=small)
    assert done.exit_code == 0, done.stderr
    assert "还没有结账（2024-02-15结账）" in done.stdout
    assert "将要写入" in done.stdout
    assert git(small, "status", "--porcelain") == ""


def test_a_year_is_closed_with_a_checkpoint_where_that_is_asked(small: Path) -> None:
    early = run("new-year", "2024", "--checkpoint", "--as-of", "2024-01-10", repo=small)
    assert early.exit_code == 2
    assert "还没有结账" in early.stderr
    assert git(small, "status", "--porcelain") == ""
    done = run("new-year", "2024", "--checkpoint", "--as-of", "2024-03-31", repo=small)
    assert done.exit_code == 0, done.stderr
    kept = json.loads(git(small, "show", "refs/gongkai/checkpoints:checkpoint.json"))
    assert [each["year"] for each in kept["ledgers"]] == [2023]
    assert "结账后的检查点已经存" in done.stderr
    assert "检查点还没有存" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("2023",), "已经有考核细则"),
        (("2026",), "没有2025年的考核细则"),
        (("2024", "--closing", "2024-12-30"), "早于2024年的最后一天"),
        (("2024", "--closing", "nonsense"), "看不懂日期"),
    ],
)
def test_wrong_use_is_said_and_nothing_is_written(
    small: Path, arguments: tuple[str, ...], code: str
) -> None:
    done = run("new-year", *arguments, repo=small)
    assert done.exit_code == 2
    assert code in done.stderr
    assert not list((small / "scoring" / "rulebooks").glob("2024*"))


def test_nothing_is_replaced(small: Path) -> None:
    own = small / "scoring" / "rulebooks" / "2024-township.yml"
    own.write_text("own work\n", encoding="utf-8")
    done = run("new-year", "2024", "--as-of", "2024-03-31", repo=small)
    assert done.exit_code == 2
    assert "已经在工作区里" in done.stderr
    assert own.read_text(encoding="utf-8") == "own work\n"
    assert not (own.parent / "2024-department.yml").exists()


def test_a_repository_that_lives_on_the_products_rulebooks_gets_them_all(tmp_path: Path) -> None:
    RepoBuilder(tmp_path).first(registry_files(), at=at("2023-01-01")).finish()
    opening = plan(Assessment.open(tmp_path, product=ROOT), ROOT, 2024, AFTER)
    assert [path for path in opening.files if path.startswith("scoring/rulebooks/")] == [
        "scoring/rulebooks/2024-department.yml",
        "scoring/rulebooks/2024-township.yml",
        "scoring/rulebooks/2023-department.yml",
        "scoring/rulebooks/2023-township.yml",
    ]


# ---- what is open --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def left_open(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assessment]:
    """A year with a late reply, a running one, one of a unit that is gone, an open appeal."""
    folder = tmp_path_factory.mktemp("left-open")
    entry = load_yaml(registry_files()["units/xiangcunzhenxing/unit.yml"])
    gone = {**entry, "until": "2023-12-31", "into": ["fagaiwei"]}
    files = {**registry_files(), "units/xiangcunzhenxing/unit.yml": yaml_text(gone).encode()}
    builder = RepoBuilder(folder).first(files, at=at("2023-01-01"))
    notices = {
        "2023-06-05-01": ("wanshui", "2023-06-05"),
        "2023-12-29-01": ("geyi", "2023-12-29"),
        "2023-12-29-02": ("xiangcunzhenxing", "2023-12-29"),
    }
    for slug, (unit, day) in notices.items():
        path = f"units/zhengfuban/2023/opinion-notice/{slug}.yml"
        notice = text("opinion-notice", to=unit, issued_on=day)
        builder.merge({path: notice}, at=at(day), unit="zhengfuban")
    appeal = {key: value for key, value in example("appeal").items() if key != "record"}
    path = "units/wanshui/2023/appeal/2023-12-30-01.yml"
    builder.merge({path: as_yaml(appeal)}, at=at("2023-12-30"), unit="wanshui")
    builder.finish()
    yield Assessment.open(folder, product=ROOT)


def test_open_notices_are_listed_with_unit_and_due_date(left_open: Assessment) -> None:
    found = plan(left_open, ROOT, 2024, end_of(date(2023, 12, 31))).pending.notices
    assert [(each.unit, each.due, each.late, each.heirs) for each in found] == [
        ("geyi", date(2024, 1, 2), False, None),
        ("wanshui", date(2023, 6, 8), True, None),
    ]
    later = plan(left_open, ROOT, 2024, end_of(date(2024, 1, 31))).pending.notices
    assert [(each.unit, each.late, each.heirs) for each in later] == [
        ("geyi", True, None),
        ("wanshui", True, None),
        ("xiangcunzhenxing", False, ("fagaiwei",)),
    ]


def test_appeals_without_a_ruling_are_listed_with_the_close(left_open: Assessment) -> None:
    (found,) = plan(left_open, ROOT, 2024, end_of(date(2023, 12, 31))).pending.appeals
    assert (found.unit, found.due) == ("wanshui", date(2024, 2, 15))


def test_rulebooks_that_name_a_unit_that_is_gone_are_told(left_open: Assessment) -> None:
    opening = plan(left_open, ROOT, 2024, AFTER)
    assert opening.absent == {"2023-department": ("xiangcunzhenxing",)}
    assert opening.assessed == 44


def test_a_calendar_that_nobody_has_yet_is_told(left_open: Assessment) -> None:
    assert plan(left_open, ROOT, 2024, AFTER).missing == ()


def test_a_bare_repository_is_refused(tmp_path: Path, small: Path) -> None:
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(small), str(bare)], check=True)
    assert run("new-year", "2024", repo=bare).exit_code == 2
