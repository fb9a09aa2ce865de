"""What each command answers, and with which exit status."""

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.support.command import AS_OF, BOOK, run
from tests.support.records import ROOT, at, text
from tests.support.sealed import GATE_LINE, SealedBuilder, registry, trust
from tests.support.submissions import GUIDE, INVALID, NEWS, empty


def test_check_names_file_line_column_code_message_and_remedy(made: Path) -> None:
    result = run("check", repo=made)
    assert result.exit_code == 1
    first, second = result.stdout.splitlines()
    assert first.startswith(f"{INVALID}:3:1: schema-enum ")
    assert second.startswith("  怎么改：")
    assert result.stderr == "检查了 52 个文件：1 处错误，0 处提醒。\n"


def test_check_of_what_is_good_is_silent_and_0(made: Path) -> None:
    result = run("check", made / NEWS, repo=made)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "检查了 1 个文件，没有问题。\n"


def test_check_as_json_and_for_github(made: Path) -> None:
    document = json.loads(run("check", "--format", "json", repo=made).stdout)
    assert [each["code"] for each in document["problems"]] == ["schema-enum"]
    told = run("check", "--format", "github", repo=made)
    assert told.exit_code == 1
    assert told.stdout.startswith(f"::error file={INVALID},line=3,col=1,title=schema-enum::")


def test_a_repository_is_found_from_a_folder_inside_it(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(made / "units" / "wanshui")
    assert run("check", "2023").exit_code == 0
    assert run("score", *AS_OF).exit_code == 0


def test_score_prints_two_boards_and_names_what_does_not_count(made: Path) -> None:
    result = run("score", *AS_OF, repo=made)
    assert result.exit_code == 0
    towns, departments = (
        result.stdout.index("乡（镇、街道）"),
        result.stdout.index("市政府工作部门"),
    )
    assert towns < departments
    assert "2023年度得分，截至2024-02-16 24:00（已结账，未经核定）" in result.stdout
    assert "有 1 份材料没有计入" in result.stderr
    assert INVALID in result.stderr


def test_what_came_in_later_is_not_named(made: Path) -> None:
    assert run("score", "--as-of", "2023-03-01", repo=made).stderr == ""


def test_what_lies_in_no_year_is_named_whatever_the_year(tmp_path: Path) -> None:
    builder = empty(tmp_path / "repository")
    stray, other = "units/geyi/news/2023-03-06-a.yml", "units/geyi/2022/news/2022-03-06-a.yml"
    builder.merge({stray: text("news"), other: b"kind: 1\n"}, at=at("2023-03-06"), unit="geyi")
    result = run("score", *AS_OF, repo=builder.check_out().path)
    assert "有 1 份材料没有计入" in result.stderr
    assert "这些路径已失效" in result.stderr and "另报新材料" in result.stderr
    assert f"{stray}:1:1: path-misplaced" in result.stderr
    assert other not in result.stderr


def test_what_nothing_vouches_for_yet_is_named(tmp_path: Path) -> None:
    builder = SealedBuilder(tmp_path / "repository")
    builder.first({**registry(), **trust(GATE_LINE)}, at=at("2022-12-01"))
    builder.receive({NEWS: text("news")}, at=at("2023-02-06"), unit="wanshui")
    loose = "units/wanshui/2023/news/2023-03-06-loose.yml"
    told = text("news", title="另一条", body="另一条正文", url="https://example.cn/2")
    builder.direct({loose: told}, at=at("2023-03-06"))
    builder.finish()
    result = run("score", *AS_OF, repo=builder.path)
    assert result.exit_code == 0
    assert "有 1 份材料还没有收件签名证明什么时候收到，暂不计入" in result.stderr
    assert loose in result.stderr and NEWS not in result.stderr
    assert run("score", "--as-of", "2023-02-01", repo=builder.path).stderr == ""


def test_score_as_json_is_the_ledger(made: Path) -> None:
    result = run("score", "--format", "json", *AS_OF, repo=made)
    ledger = json.loads(result.stdout)
    assert (ledger["schema"], ledger["year"], ledger["final"]) == ("ledger/1", 2023, True)
    assert ledger["as_of"] == "2024-02-17T00:00:00+08:00"
    assert len(ledger["units"]) == 45
    one = json.loads(
        run("score", "--format", "json", "--unit", "wanshui", *AS_OF, repo=made).stdout
    )
    assert [unit["unit"] for unit in one["units"]] == ["wanshui"]
    assert one["units"][0] in ledger["units"]


def test_a_time_with_its_offset_is_the_same_moment_anywhere(made: Path) -> None:
    def told(moment: str) -> str:
        return run("score", "--format", "json", "--as-of", moment, repo=made).stdout

    assert told("2023-10-31") == told("2023-10-31T16:00:00Z") == told("2023-11-01T00:00:00+08:00")
    assert told("2023-10-31") != told("2023-10-31T15:59:59Z")


def test_score_as_csv_and_workbook(made: Path, tmp_path: Path) -> None:
    raw = run("score", "--format", "csv", *AS_OF, repo=made).stdout_bytes
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == 45
    out = tmp_path / "scores.xlsx"
    result = run("score", "--format", "xlsx", "--out", out, *AS_OF, repo=made)
    assert (result.exit_code, result.stdout) == (0, "")
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["2023-township", "2023-department", "扣分明细"]
    assert run("score", "--format", "xlsx", *AS_OF, repo=made).stdout_bytes == out.read_bytes()


def test_a_file_that_cannot_be_written(made: Path, tmp_path: Path) -> None:
    result = run("score", "--out", tmp_path / "none" / "x", *AS_OF, repo=made)
    assert result.exit_code == 2
    assert "写不了" in result.stderr
    assert "没有这个文件夹" in result.stderr
    assert "No such file" not in result.stderr
    english = run("--lang", "en", "score", "--out", tmp_path / "none" / "x", *AS_OF, repo=made)
    assert "No such file or directory" in english.stderr


def test_units_are_known_by_name_too_and_keep_their_place(made: Path) -> None:
    result = run("score", "--unit", "宛水街道", "--unit", "tongji", *AS_OF, repo=made)
    assert "宛水街道" in result.stdout and "市统计局" in result.stdout
    assert "西宁街道" not in result.stdout


def test_uncommitted_rules_are_tried_and_said_to_be_so(made: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made, tmp_path / "copy"))
    (folder / "scoring/rulebooks").mkdir(parents=True)
    book = (ROOT / BOOK).read_text(encoding="utf-8")
    dearer = book.replace("points_per_missing: 0.1", "points_per_missing: 0.01", 1)
    (folder / BOOK).write_text(dearer, encoding="utf-8")
    before = run("score", "--unit", "wanshui", "--format", "json", *AS_OF, repo=folder).stdout
    tried = run("score", "--worktree", "--unit", "wanshui", "--format", "json", *AS_OF, repo=folder)
    assert "dirty" not in before
    assert json.loads(tried.stdout)["dirty"] is True
    assert json.loads(tried.stdout)["units"][0]["score"] > json.loads(before)["units"][0]["score"]
    assert "含未提交的改动" in run("score", "--worktree", *AS_OF, repo=folder).stdout


def test_explain_leads_to_record_commit_and_time(made: Path) -> None:
    result = run("explain", "wanshui", *AS_OF, repo=made)
    assert result.exit_code == 0
    record = GUIDE.removeprefix("units/").removesuffix(".yml")
    for told in (
        f"材料：{record}",
        "2023-11-01 00:00:00 收到，时间为服务器所记（recorded）",
        "评分标准：未按时报送的，扣 1 分。",
        "没有扣分。",
        "算分",
        "总分：10 − ",
    ):
        assert told in result.stdout, told


def test_explain_one_node_by_path_id_or_title(made: Path) -> None:
    answers = {
        run("explain", "wanshui", node, *AS_OF, repo=made).stdout
        for node in ("disclosure/guide", "guide", "政府信息公开指南")
    }
    assert len(answers) == 1
    assert "考核要求：" in answers.pop()
    both = run("explain", "wanshui", "hotline", *AS_OF, repo=made).stdout
    assert "按时接收量" in both and "按时办结率" in both


def test_due_lists_what_is_owed_and_by_when(made: Path) -> None:
    result = run("due", "wanshui", "--as-of", "2023-09-30", "--within", "14d", repo=made)
    assert result.exit_code == 0
    assert "2023-10-07（周六）" in result.stdout
    assert "对“关于反馈网民留言的通知”报送" in result.stdout
    assert "2023-10-31" not in result.stdout
    everything = run("due", "wanshui", "--as-of", "2023-09-30", repo=made).stdout
    assert "2023-10-31（周二）" in everything


def test_due_of_all_units_as_json(made: Path) -> None:
    result = run("due", "--as-of", "2023-10-20", "--format", "json", repo=made)
    document = json.loads(result.stdout)
    assert document["schema"] == "due/1"
    assert {item["unit"] for item in document["items"]} >= {"wanshui", "tongji"}
    assert [item["due"] for item in document["items"]] == sorted(
        item["due"] for item in document["items"]
    )


def test_due_as_a_calendar_feed(made: Path) -> None:
    raw = run("due", "wanshui", "--as-of", "2023-10-20", "--format", "ics", repo=made).stdout_bytes
    assert raw.startswith(b"BEGIN:VCALENDAR\r\n")
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert raw.count(b"BEGIN:VEVENT") == raw.count(b"UID:") > 3


def test_a_calendar_is_written_into_the_repository(tmp_path: Path) -> None:
    folder = empty(tmp_path / "repository").check_out().path
    path = folder / "scoring/calendars/china-2023.yml"
    assert "已写入" in run("calendar", "2023", repo=folder).stderr
    assert path.read_text(encoding="utf-8") == run("calendar", "2023", "--print").stdout
    assert "没有变化" in run("calendar", "2023", repo=folder).stderr
    path.write_text("x")
    assert "已更新" in run("calendar", "2023", repo=folder).stderr


def test_a_year_whose_holidays_nobody_knows_yet(made: Path) -> None:
    result = run("calendar", "2099", repo=made)
    assert result.exit_code == 1
    assert "还没有 2099 年的放假安排" in result.stderr


def test_a_bare_repository_can_be_scored_but_has_no_files(made: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    subprocess.run(["git", "clone", "-q", "--bare", str(made), str(bare)], check=True)
    assert run("score", *AS_OF, repo=bare).exit_code == 0
    assert run("check", "--range", "main..main", repo=bare).exit_code == 0
    for command in ("check", "calendar 2023"):
        result = run(*command.split(), repo=bare)
        assert result.exit_code == 2
        assert "裸仓库" in result.stderr
    assert run("score", "--worktree", repo=bare).exit_code == 2
