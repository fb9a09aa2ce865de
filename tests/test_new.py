"""`gongkai new`: from options or from questions, checked as a push is, whole or not at all."""

import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import Result

from scoring.records.yamltext import load_yaml
from tests.support.command import run
from tests.support.files import docx_bytes
from tests.support.submissions import submissions

APPROVAL = [
    "--set", "approval.drafted_by=示例甲", "--set", "approval.reviewed_by=示例乙",
    "--set", "approval.secrecy_reviewed_by=示例丙", "--set", "approval.approved_by=示例丁",
    "--set", "approval.approved_on=2023-12-06",
]  # fmt: skip
NEWS = [
    "new", "news", "--unit", "宛水街道", "--set", "title=试行新办法", "--set", "category=创新工作",
    "--set", "published_on=2023年12月6日", "--set", "summary=摘要", "--set", "body=一段正文",
    *APPROVAL,
]  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return submissions(tmp_path_factory.mktemp("new")).path


@pytest.fixture(scope="module")
def shared_year(demo_repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("year") / "clone"
    subprocess.run(["git", "clone", "-q", str(demo_repository), str(place)], check=True)
    return place


def clean(repository: Path) -> Path:
    subprocess.run(["git", "-C", str(repository), "clean", "-fdq"], check=True)
    return repository


@pytest.fixture
def clone(shared: Path) -> Path:
    """A small repository with nothing in its working tree that is not committed."""
    return clean(shared)


@pytest.fixture
def year(shared_year: Path) -> Path:
    """The demo year, the same way: it has deductions to appeal against."""
    return clean(shared_year)


def gongkai(repository: Path, *arguments: str, typed: str = "") -> Result:
    return run(*arguments, repo=repository, typed=typed)


def new_files(repository: Path) -> list[str]:
    done = subprocess.run(
        ["git", "-C", str(repository), "status", "--short", "-uall"],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return sorted(line[3:] for line in done.stdout.splitlines())


def test_options_alone_make_a_record_that_passes_the_check(clone: Path) -> None:
    done = gongkai(clone, *NEWS)
    assert done.exit_code == 0, done.stderr
    (path,) = new_files(clone)
    assert path == "units/wanshui/2023/news/2023-12-06-01.yml"
    data = load_yaml((clone / path).read_bytes())
    assert (data["category"], data["published_on"]) == ("innovation", "2023-12-06")
    assert gongkai(clone, "check", str(clone / path)).exit_code == 0


def test_an_attachment_is_copied_and_hashed(clone: Path, tmp_path: Path) -> None:
    file = tmp_path / "会议 纪要.DOCX"
    file.write_bytes(docx_bytes("会议纪要"))
    done = gongkai(clone, *NEWS, "--attach", f"{file}=会议纪要")
    assert done.exit_code == 0, done.stderr
    stem = "units/wanshui/2023/news/2023-12-06-01"
    assert (clone / f"{stem}/会议-纪要.docx").read_bytes() == file.read_bytes()
    (entry,) = load_yaml((clone / f"{stem}.yml").read_bytes())["attachments"]
    assert entry == {
        "file": "会议-纪要.docx",
        "sha256": sha256(file.read_bytes()).hexdigest(),
        "title": "会议纪要",
    }


def test_text_is_read_from_a_file(clone: Path, tmp_path: Path) -> None:
    body = tmp_path / "正文.txt"
    body.write_text("第一段\n第二段\n", encoding="utf-8")
    assert gongkai(clone, *NEWS, "--set", f"body=@{body}").exit_code == 0
    (path,) = new_files(clone)
    assert load_yaml((clone / path).read_bytes())["body"] == "第一段\n第二段\n"


def test_lists_are_set_by_their_place(year: Path) -> None:
    done = gongkai(
        year, "new", "hotline-report", "--unit", "xinfang", "--date", "2024-01-05",
        "--year", "2023", "--set", "title=更正12月热线月报", "--set", "month=2023-12",
        "--set", "supersedes=xinfang/2023/hotline-report/2024-01-05-2023-12",
        "--set", "rows.0.unit=宛水街道", "--set", "rows.0.received=3",
        "--set", "rows.0.signed_late=0", "--set", "rows.0.due=3",
        "--set", "rows.0.completed_on_time=3", "--set", "rows.1.unit=geyi",
        "--set", "rows.1.received=1", "--set", "rows.1.signed_late=0", "--set", "rows.1.due=1",
        "--set", "rows.1.completed_on_time=1",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    (path,) = new_files(year)
    rows = load_yaml((year / path).read_bytes())["rows"]
    assert [row["unit"] for row in rows] == ["wanshui", "geyi"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--set", "category=散文"], "散文"),
        (["--set", "published_on=2023-02-30"], "不是日期"),
        (["--set", "titel=x"], "title"),
        (["--set", "quorum=x"], "没有“quorum”这个字段。"),
        (["--set", "title"], "字段=值"),
        (["--set", "approval=x"], "最末一级"),
        (["--set", "release.5.code=x"], "跳过"),
        (["--slug", "春耕"], "文件名"),
        (["--attach", "/nowhere/a.pdf"], "a.pdf"),
        (["--set", "body=身份证 11010519491231002X"], "没有通过检查"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    clone: Path, more: list[str], told: str
) -> None:
    done = gongkai(clone, *NEWS, *more)
    assert done.exit_code in (1, 2)
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert new_files(clone) == []


def test_an_empty_value_sets_nothing(clone: Path) -> None:
    assert gongkai(clone, *NEWS, "--set", "title=").exit_code == 0
    (path,) = new_files(clone)
    assert load_yaml((clone / path).read_bytes())["title"] == "试行新办法"


def test_without_a_terminal_nothing_is_asked_and_what_is_wanting_is_named(clone: Path) -> None:
    done = gongkai(clone, "new", "news", "--unit", "wanshui", "--set", "title=x")
    assert done.exit_code == 1
    assert "body" in done.stderr
    assert new_files(clone) == []


def test_questions_have_defaults_and_a_wrong_answer_is_asked_again(clone: Path) -> None:
    answers = "\n".join(
        ["试行新办法", "9", "4", "昨天", "2023-12-06", "摘要", ".", "正文", ".", "", "", "", "",
         "2023-12-06", ""]
    )  # fmt: skip
    done = gongkai(clone, "new", "news", "--unit", "wanshui", "--ask", typed=answers)
    assert done.exit_code == 0, done.stderr
    assert "不在可选的内容里" in done.stderr
    assert "不是日期" in done.stderr
    (path,) = new_files(clone)
    data = load_yaml((clone / path).read_bytes())
    assert (data["summary"], data["body"]) == ("摘要", "正文")
    assert data["approval"]["drafted_by"].startswith("示例")  # as in the unit's record before


def test_an_appeal_is_prefilled_by_the_command_that_explain_prints(year: Path) -> None:
    explained = gongkai(year, "explain", "geyi", "disclosure/news", "--as-of", "2023-12-01")
    lines = [each for each in explained.stdout.splitlines() if each.endswith("/2023-02")]
    (line,) = [each for each in lines if "gongkai new appeal" in each]
    command = line.partition("gongkai ")[2].split()
    done = gongkai(year, *command, "--set", "grounds=已经按时报送。", *APPROVAL)
    assert done.exit_code == 0, done.stderr
    (path,) = new_files(year)
    data = load_yaml((year / path).read_bytes())
    assert {name: data[name] for name in ("node", "rule", "period")} == {
        "node": "disclosure/news", "rule": "monthly", "period": "2023-02",
    }  # fmt: skip
    assert data["title"] == "关于格宜镇2023年2月“乡镇动态”扣分的申诉"
    assert "record" not in data


def test_a_ruling_is_prefilled_by_the_command_that_explain_prints(year: Path) -> None:
    explained = gongkai(year, "explain", "geyi", "disclosure/news", "--as-of", "2023-12-01")
    lines = [each for each in explained.stdout.splitlines() if each.endswith("/2023-02")]
    (line,) = [each for each in lines if "gongkai new ruling" in each]
    command = line.partition("gongkai ")[2].split()
    more = ("--date", "2023-12-01", "--set", "effect=免去扣分", "--set", "reason=事实清楚。")
    done = gongkai(year, *command, *more)
    assert done.exit_code == 0, done.stderr
    (path,) = new_files(year)
    assert path.startswith("units/zhengfuban/2023/ruling/2023-12-01")


def test_a_ruling_answers_the_appeal_and_names_the_record_that_cost_points(year: Path) -> None:
    done = gongkai(
        year, "new", "ruling", "--unit", "zhengfuban", "--date", "2024-02-10",
        "--deduction", "dongshan/disclosure/criticism/criticised/2023-05-17",
        "--set", "effect=驳回申诉", "--set", "reason=事实清楚。",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    (path,) = new_files(year)
    data = load_yaml((year / path).read_bytes())
    assert data["to"] == "dongshan"
    assert data["answers"] == "dongshan/2023/appeal/2023-05-26-01"
    assert data["record"] == "zhengfuban/2023/criticism/2023-05-17-dongshan"
    assert data["effect"] == "dismiss"


def test_a_deduction_that_is_not_there_is_told(year: Path) -> None:
    done = gongkai(
        year,
        "new",
        "appeal",
        "--unit",
        "geyi",
        "--deduction",
        "geyi/disclosure/news/monthly/2023-01",
    )
    assert done.exit_code == 2
    assert "没有“geyi/disclosure/news/monthly/2023-01”这笔扣分" in done.stderr


def test_a_kind_that_the_unit_may_not_write_is_refused(clone: Path) -> None:
    done = gongkai(clone, "new", "criticism", "--unit", "wanshui")
    assert done.exit_code == 2
    assert "不能报送" in done.stderr
