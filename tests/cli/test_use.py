"""Help, and wrong use: exit status 2, a sentence, what to do."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from scoring.errors import WrongUse
from scripts.cli import COMMANDS
from scripts.cli.values import day
from scripts.language import pick
from tests.support.command import chinese, run
from tests.support.records import ROOT


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
def test_every_command_has_help_in_either_language(name: str) -> None:
    zh, en = run(name, "-h"), run("--lang", "en", name, "--help")
    assert (zh.exit_code, en.exit_code) == (0, 0)
    assert "例：" in zh.stdout and chinese(zh.stdout)
    told, found, _ = en.stdout.partition("Examples:")
    assert found and not chinese(told)


def test_a_required_option_is_marked_in_either_language() -> None:
    assert "报送单位（编号或名称），必填" in run("new", "-h").stdout
    assert "[required]" in run("--lang", "en", "new", "-h").stdout


def test_the_list_of_commands_speaks_either_language() -> None:
    zh, en = run("-h").stdout, run("--lang", "en", "-h").stdout
    for name, told in COMMANDS.items():
        assert f"{name} " in zh and pick(told, "zh") in zh
        assert pick(told, "en") in en
    assert not chinese(en.replace("数据目录", ""))


def test_the_version_is_that_of_the_ledger() -> None:
    assert run("--version").stdout.startswith("gongkai 0.")


# --- wrong use -----------------------------------------------------------------------------------


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
        ("score --no-cache", "--no-cache 要写在命令名的前面"),
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
        ("site serve --port 99999", "--port 要写 0 至 65535 的整数"),
        ("demo --seed x folder", "--seed 要写 0 至"),
        ("score --out units", "--out：units 是文件夹，这里要写文件"),
        ("site build --out README.md", "--out：README.md 是文件，这里要写文件夹"),
        ("import nothing.xlsx", "没有 nothing.xlsx 这个文件或者文件夹"),
        ("letter wanshui --date 2024", "看不懂日期 2024。"),
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


@pytest.mark.parametrize("typed", ["2023-09-05", "2023-9-5", "2023-09-5"])
def test_a_day_may_be_typed_without_noughts(typed: str) -> None:
    assert day(typed) == date(2023, 9, 5)


@pytest.mark.parametrize("typed", ["", "20230905", "2023-9", "2023-2-30", "23-9-5", " 2023-9-5"])
def test_what_is_no_day_is_not_guessed_at(typed: str) -> None:
    with pytest.raises(WrongUse):
        day(typed)
