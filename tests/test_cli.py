"""The program as it is called: every answer, every exit status, every kind of bad input."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from scripts.cli import COMMANDS, main
from scripts.language import pick
from tests.support.records import ROOT, at, text
from tests.support.sealed import GATE_LINE, SealedBuilder, registry, trust
from tests.support.submissions import GUIDE, INVALID, NEWS, empty, submissions

AS_OF = ("--as-of", "2024-02-16")
BOOK = "scoring/rulebooks/2023-township.yml"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return submissions(tmp_path_factory.mktemp("made") / "repository").path


def run(*arguments: str | Path, repo: Path | None = None) -> Result:
    """Call the program; whatever happens, nobody may see a traceback."""
    given = [] if repo is None else ["--repo", str(repo)]
    result = CliRunner().invoke(main, [*given, *map(str, arguments)])
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


# ---- help ----------------------------------------------------------------------------------------


def test_help_loads_nothing_but_click() -> None:
    code = (
        "import sys; from scripts.cli import main\n"
        "try: main(['-h'])\n"
        "except SystemExit: pass\n"
        "print([m for m in sys.modules if m.split('.')[0] in "
        "('git', 'yaml', 'jsonschema', 'jsonschema_rs', 'openpyxl', 'scoring')], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    for option in ("-h", "--help"):
        told = run(name, option)
        assert told.exit_code == 0, told.output
        assert "例：" in told.stdout
        assert f"gongkai {name}" in told.stdout.partition("例：")[2]
        assert chinese(told.stdout)
    assert "Examples:" in run("--lang", "en", name, "-h").stdout


def test_the_list_of_commands_speaks_either_language() -> None:
    zh, en = run("-h").stdout, run("--lang", "en", "-h").stdout
    for name, told in COMMANDS.items():
        assert f"{name} " in zh and pick(told, "zh") in zh
        assert pick(told, "en") in en
    assert not chinese(en.replace("数据目录", ""))


def test_the_version_is_that_of_the_ledger() -> None:
    assert run("--version").stdout.startswith("gongkai 0.")


# ---- wrong use: exit 2, a sentence, what to do ---------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("", "用法："),
        ("scor", "没有 scor 这个命令，是不是 score？"),
        ("frobnicate", "没有 frobnicate 这个命令。"),
        ("--frob", "没有 --frob 这个选项"),
        ("--lang fr score", "--lang 只能写：zh en"),
        ("score --yaer 2023", "没有 --yaer 这个选项，是不是 --year？"),
        ("score --repo .", "--repo 要写在命令名的前面"),
        ("score --year", "--year 后面要写内容"),
        ("score --worktree=1", "--worktree 后面不写内容"),
        ("score --format pdf", "--format 只能写：table json csv xlsx"),
        ("score extra", "多写了参数：extra"),
        ("score --year 23", "23 不是年份"),
        ("score --year 2019", "没有 2019 年的考核细则，现有：2023"),
        ("score --as-of 2023-13-01", "2023-13-01 不是日期或者时间"),
        ("score --as-of 0001-01-01", "不是日期或者时间"),
        ("score --as-of 9999-12-31", "不是日期或者时间"),
        ("score --as-of 2023-10-31T10:00:00", "没有写时区"),
        ("score --as-of 2023-10-31T10:00:00.5+08:00", "写到了秒以下"),
        ("score --head nowhere", "没有 nowhere 这个提交"),
        ("score --head --help", "没有 --help 这个提交"),
        ("score --unit wanshu", "没有 wanshu，是不是 wanshui（宛水街道）"),
        ("score --unit qqqqqq", "单位名录里没有 qqqqqq"),
        ("score --unit 宛水", "没有 宛水，是不是 wanshui（宛水街道）"),
        ("score --unit wangsu", "单位名录里没有 wangsu"),
        ("score --unit zhengfuban", "2023 年的考核细则不考核 zhengfuban"),
        ("explain", "缺少 UNIT"),
        ("explain 宛水街", "是不是 wanshui"),
        ("explain zhengfuban", "不考核 zhengfuban"),
        ("explain wanshui disclosure/new", "是不是 disclosure/news"),
        ("explain wanshui qqqqqq", "没有指标 qqqqqq"),
        ("explain tongji leadershi", "是不是 disclosure/statutory/leadership"),
        ("due wanshu", "是不是 wanshui"),
        ("due zhengfuban", "不考核 zhengfuban"),
        ("due --within soon", "soon 不是天数"),
        ("due --within 0d", "0d 不是天数"),
        ("check nothing", "没有 nothing 这个文件或者文件夹"),
        ("check --range main", "main 不是提交范围"),
        ("check --range main..nowhere", "没有 nowhere 这个提交"),
        ("check --range main..main units", "用了 --range 就不能再写路径"),
        ("calendar", "缺少 YEAR"),
        ("calendar next", "next 不是年份"),
    ],
)
def test_wrong_use_is_told_in_a_sentence(made: Path, arguments: str, told: str) -> None:
    result = run(*arguments.split(), repo=made)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert told in result.stderr
    if arguments:
        assert "怎么改：" in result.stderr or "是不是" in result.stderr


def test_wrong_use_is_told_in_english_too(made: Path) -> None:
    result = run("--lang", "en", "score", "--yaer", "2023", repo=made)
    assert result.exit_code == 2
    assert "Error: There is no option --yaer; is it --year?" in result.stderr
    assert not chinese(result.stderr)


# ---- repositories that cannot be used ------------------------------------------------------------

NEEDING = ("check", "score", "explain wanshui", "due")


@pytest.mark.parametrize("command", [*NEEDING, "calendar 2023"])
def test_outside_a_repository(tmp_path: Path, command: str) -> None:
    result = run(*command.split(), repo=tmp_path)
    assert result.exit_code == 2
    assert "不在 Git 仓库里" in result.stderr


@pytest.mark.parametrize("command", NEEDING)
def test_a_folder_that_does_not_exist(tmp_path: Path, command: str) -> None:
    result = run(*command.split(), repo=tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "不在 Git 仓库里" in result.stderr


@pytest.mark.parametrize("command", NEEDING)
def test_a_repository_without_commits(tmp_path: Path, command: str) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    result = run(*command.split(), repo=tmp_path)
    assert result.exit_code == 2
    assert "没有 main 分支，或者它还没有提交" in result.stderr


@pytest.mark.parametrize("command", ["score", "explain wanshui", "due"])
def test_a_shallow_clone_is_no_evidence(made: Path, tmp_path: Path, command: str) -> None:
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", f"file://{made}", str(tmp_path / "clone")],
        check=True,
        capture_output=True,
    )
    result = run(*command.split(), repo=tmp_path / "clone")
    assert result.exit_code == 1
    assert "浅克隆" in result.stderr


@pytest.mark.parametrize("command", NEEDING)
def test_a_repository_that_git_refuses_is_not_one_without_main(
    tmp_path: Path, command: str
) -> None:
    folder = empty(tmp_path / "repository").finish().path
    (folder / ".git" / "config").write_text("[core]\n\trepositoryformatversion = 99\n")
    result = run(*command.split(), repo=folder)
    assert result.exit_code == 1
    assert "git 读不了这个仓库：fatal:" in result.stderr
    assert "main 分支" not in result.stderr


@pytest.mark.parametrize("command", NEEDING)
def test_a_damaged_repository(made: Path, tmp_path: Path, command: str) -> None:
    broken = Path(shutil.copytree(made, tmp_path / "broken"))
    for pack in (broken / ".git/objects/pack").glob("*.pack"):
        pack.chmod(0o644)
        pack.write_bytes(pack.read_bytes()[:200])
    result = run(*command.split(), repo=broken)
    assert result.exit_code in (1, 2)
    assert chinese(result.stderr)


def with_files(folder: Path, files: dict[str, bytes]) -> Path:
    builder = empty(folder)
    builder.direct(dict(files), at=at("2023-01-01"))
    return builder.check_out().path


BROKEN = {
    "a rulebook that is no YAML": {BOOK: b"id: [\n"},
    "a rulebook with an unknown field": {BOOK: b"id: x\nfrob: 1\n"},
    "a rulebook with an unknown rule kind": {
        BOOK: (ROOT / BOOK).read_bytes().replace(b"kind: quota", b"kind: quoda", 1)
    },
    "a rulebook that charges nobody": {
        "scoring/rulebooks/2023-department.yml": (
            ROOT / "scoring/rulebooks/2023-department.yml"
        ).read_bytes().replace(b"charge_to: disclosure", b"charge_to: nobody", 1)
    },
    "a binary rulebook": {BOOK: bytes(range(256))},
    "a huge rulebook": {BOOK: b"# " + b"x" * 600_000},
    "a schema that is no JSON": {"schemas/news.json": b"{"},
    "a schema with an unknown keyword": {
        "schemas/news.json": (ROOT / "schemas/news.json").read_bytes().replace(
            b'"enum"', b'"enumm"', 1
        )
    },
    "a broken unit": {"units/wanshui/unit.yml": b"name: 3\n"},
    "a broken calendar": {"scoring/calendars/china-2023.yml": b"holidays: 3\n"},
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_rules_that_cannot_be_used_are_named_with_their_place(tmp_path: Path, what: str) -> None:
    folder = with_files(tmp_path / "repository", BROKEN[what])
    (path,) = BROKEN[what]
    checked = run("check", repo=folder)
    assert checked.exit_code == 1, checked.output
    assert f"{path}:" in checked.stdout
    for command in ("score", "explain wanshui", "due"):
        result = run(*command.split(), repo=folder)
        assert result.exit_code == 1, (command, result.output)
        assert path.rpartition("/")[2] in result.stderr
        assert chinese(result.stderr)


def test_a_repository_without_rules_of_its_own_has_the_product_s(tmp_path: Path) -> None:
    folder = with_files(tmp_path / "repository", {"README.md": b"x"})
    assert run("score", *AS_OF, repo=folder).exit_code == 0


def test_a_working_calendar_that_is_missing_names_the_command(tmp_path: Path) -> None:
    builder = empty(tmp_path / "repository")
    calendar = (ROOT / "scoring/calendars/china-2022.yml").read_bytes()
    builder.direct({"scoring/calendars/china-2022.yml": calendar}, at=at("2023-01-01"))
    notice = "units/zhengfuban/2023/opinion-notice/2023-09-28-01.yml"
    builder.merge({notice: text("opinion-notice")}, at=at("2023-09-28"), unit="zhengfuban")
    builder.finish()
    for command in ("score", "explain wanshui", "due wanshui"):
        result = run(*command.split(), repo=builder.path)
        assert "gongkai calendar 2023" in result.stderr or result.exit_code == 0
    assert run("score", *AS_OF, repo=builder.path).exit_code == 1


# ---- records that cannot be read -----------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\x00\xff" * 1000, id="binary"),
        pytest.param(b"x" * 3_000_000, id="huge"),
        pytest.param(b"[" * 60_000, id="deep"),
        pytest.param(b"a: &a [*a, *a]\n", id="aliases"),
        pytest.param(b"", id="empty"),
        pytest.param(b"kind: news\ntitle: 9" + b"9" * 5000 + b"\n", id="number"),
    ],
)
def test_records_that_cannot_be_read_are_named_and_cost_nobody_else(
    tmp_path: Path, content: bytes
) -> None:
    builder = empty(tmp_path / "repository")
    builder.merge({NEWS: content}, at=at("2023-02-06"), unit="wanshui")
    builder.check_out()
    scored = run("score", *AS_OF, repo=builder.path)
    assert scored.exit_code == 0
    assert "有 1 份材料没有计入" in scored.stderr
    assert f"{NEWS}:" in scored.stderr
    checked = run("check", repo=builder.path)
    assert checked.exit_code == 1
    assert f"{NEWS}:" in checked.stdout


# ---- answers -------------------------------------------------------------------------------------


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
    assert "有 1 份材料还没有凭证证明什么时候收到，暂不计入" in result.stderr
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


# ---- what nobody foresaw -------------------------------------------------------------------------


def test_an_unforeseen_error_is_one_sentence_and_debug_shows_it_all(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("scripts.cli.score.boards", broken)
    result = run("score", *AS_OF, repo=made)
    assert result.exit_code == 1
    assert "程序出了意外：ZeroDivisionError: boom" in result.stderr
    debugged = CliRunner().invoke(main, ["--debug", "--repo", str(made), "score", *AS_OF])
    assert isinstance(debugged.exception, ZeroDivisionError)


def test_an_interruption_is_no_error_of_the_program(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scripts.cli.score.boards", interrupted)
    result = run("score", *AS_OF, repo=made)
    assert result.exit_code == 1
    assert "已中断" in result.stderr


def test_a_reader_that_stops_is_not_complained_about(made: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -c 'from scripts.cli import main; main()' --repo {made} "
        "score --format json --as-of 2024-02-16 | head -c 10",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout == '{\n  "schem'
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr


def test_the_machine_s_own_language_and_settings_change_nothing(made: Path) -> None:
    def told(**environment: str) -> bytes:
        return subprocess.run(
            [sys.executable, "-c", "from scripts.cli import main; main()",
             "--repo", str(made), "score", *AS_OF],
            cwd=ROOT,
            capture_output=True,
            check=True,
            env={**os.environ, **environment},
        ).stdout  # fmt: skip

    plain = told(LANG="C.UTF-8", TZ="UTC")
    latin = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert told(**latin, TZ="America/New_York") == plain
    assert told(PYTHONIOENCODING="ascii") == plain
    assert "宛水街道".encode() in plain


def test_a_workbook_is_not_poured_onto_a_terminal(made: Path) -> None:
    pty = pytest.importorskip("pty")  # not on Windows
    reader, terminal = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", "from scripts.cli import main; main()",
         "--repo", str(made), "score", "--format", "xlsx", *AS_OF],
        cwd=ROOT,
        stdout=terminal,
        stderr=subprocess.PIPE,
        check=False,
    )  # fmt: skip
    os.close(terminal)
    os.close(reader)
    assert done.returncode == 2
    assert "工作簿不能显示在屏幕上" in done.stderr.decode()
