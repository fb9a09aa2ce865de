"""`gongkai rulebook`: print an annex, read one, be told what is left to do."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scripts.cli import main
from tests.support.annex import rulebook, shipped, tree, word
from tests.support.submissions import empty

ROWS = [
    ["考核指标", "分值", "评分标准"],
    ["指南", "1", "未报送的扣1分。"],
    ["制度", "3", "扣3分。"],
]
ABOVE = ["附件1", "乡镇2024年考核指标", "总分5分"]


def run(*arguments: str | Path, repo: Path | None = None) -> Result:
    chosen = ["--repo", str(repo)] if repo is not None else []
    result = CliRunner().invoke(main, [*chosen, *map(str, arguments)])
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return empty(tmp_path / "repository").check_out().path


@pytest.fixture
def annex(tmp_path: Path) -> Path:
    path = tmp_path / "附件.docx"
    path.write_bytes(word(ROWS, ABOVE))
    return path


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_out_and_back_over_the_command_line(repo: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"附件2.{ending}"
    done = run("rulebook", "export", "2023-department", "--out", file, repo=repo)
    assert done.exit_code == 0 and str(file) in done.output
    done = run("rulebook", "import", file, "--ids", "2023-department", "--out", tmp_path, repo=repo)
    assert done.exit_code == 0, done.output

    back = rulebook(tmp_path / "2023-department.yml")
    assert tree(back.nodes) == tree(shipped("2023-department").nodes)
    assert "27 项要写规则" in done.output


def test_check_says_of_the_skeleton_only_that_rules_are_lacking(repo: Path, tmp_path: Path) -> None:
    file = tmp_path / "附件1.docx"
    assert run("rulebook", "export", "2023-township", "--out", file, repo=repo).exit_code == 0
    done = run(
        "rulebook", "import", file, "--id", "2024-township", "--year", "2024",
        "--number", "示政办发〔2024〕1号", "--closes", "2025-02-15", repo=repo,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    written = repo / "scoring" / "rulebooks" / "2024-township.yml"
    assert str(written) in done.output
    checked = run("check", written, repo=repo)
    assert checked.exit_code == 0
    told = [line for line in checked.stdout.splitlines() if not line.startswith("  ")]
    assert len(told) == 10 and all(" rulebook-no-rules " in line for line in told), told


def test_it_tells_each_place_and_what_does_not_add_up(annex: Path, tmp_path: Path) -> None:
    done = run("rulebook", "import", annex, "--out", tmp_path)
    assert done.exit_code == 0
    assert "“指南”（第1张表第2行）要写规则" in done.output
    assert "“总分”（附件.docx）的分值是 5，下级分值之和是 4" in done.output
    assert (tmp_path / "2024-township.yml").is_file()


def test_nothing_is_ever_replaced(annex: Path, tmp_path: Path) -> None:
    (tmp_path / "2024-township.yml").write_text("mine", encoding="utf-8")
    done = run("rulebook", "import", annex, "--out", tmp_path)
    assert done.exit_code == 2 and "没有覆盖" in done.output
    assert (tmp_path / "2024-township.yml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--id", "Ä b"], "编号"),
        (["--column", "指标"], "表头=用处"),
        (["--column", "指标=nonsense"], "表头=用处"),
        (["--ids", "of-nobody"], "没有细则"),
        (["--table", "7"], "没有“7”这张考核指标表"),
    ],
)
def test_wrong_use_is_told(annex: Path, tmp_path: Path, arguments: list[str], words: str) -> None:
    done = run("rulebook", "import", annex, "--out", tmp_path / "out", *arguments)
    assert done.exit_code in (1, 2) and words in done.output
    assert not (tmp_path / "out").exists()


def test_a_file_of_another_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "附件.doc"
    path.write_bytes(b"x")
    done = run("rulebook", "import", path, "--out", tmp_path)
    assert done.exit_code == 2 and "另存为 docx" in done.output
    done = run("rulebook", "export", "2023-township", "--out", tmp_path / "a.pdf")
    assert done.exit_code == 2


def test_a_text_that_no_rulebook_holds_refuses_all(tmp_path: Path) -> None:
    path = tmp_path / "附件.docx"
    path.write_bytes(word([ROWS[0], ["指南", "1", "甲" * 6_000]]))
    done = run("rulebook", "import", path, "--out", tmp_path / "out")
    assert done.exit_code == 1 and "什么也没有写" in done.output
    assert not (tmp_path / "out").exists()


def test_an_unknown_rulebook_is_told_with_those_there_are(tmp_path: Path) -> None:
    done = run("rulebook", "export", "2099-township", "--out", tmp_path / "a.docx")
    assert done.exit_code == 2 and "2023-township" in done.output


def test_a_rulebook_file_can_be_printed_wherever_it_lies(annex: Path, tmp_path: Path) -> None:
    assert run("rulebook", "import", annex, "--out", tmp_path).exit_code == 0
    out = tmp_path / "again.docx"
    done = run("rulebook", "export", tmp_path / "2024-township.yml", "--out", out)
    assert done.exit_code == 0 and out.is_file()


def test_help_speaks_english_too() -> None:
    assert "annex" in run("--lang", "en", "rulebook", "import", "-h").output
