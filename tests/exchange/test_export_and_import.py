"""`gongkai export annual-report` and `gongkai import`: out to Word, and back as a record."""

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scoring.records.yamltext import load_yaml
from scripts.cli import main
from scripts.exchange.annual_report import filled_in
from tests.support.annual_report import (
    fields_of,
    report,
    same_fields,
    with_document,
    with_figures,
    word,
)
from tests.support.records import as_yaml, at, registry_files
from tests.support.repo import RepoBuilder
from tests.support.submissions import empty

RECORD = "wanshui/2023/annual-report/2023-10-20-report"
APPROVAL = (
    "--drafted-by", "示例丙", "--reviewed-by", "示例乙", "--secrecy-reviewed-by", "示例丁",
    "--approved-by", "示例甲", "--approved-on", "2024-01-20",
)  # fmt: skip
FINAL = ("--edition", "final", *APPROVAL)
WRITTEN = "units/wanshui/2023/annual-report/2024-01-20-report-final.yml"


def run(repo: Path, *arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, ["--repo", str(repo), *map(str, arguments)])
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository in which 宛水街道 has filed its report for the assessment."""
    builder = empty(tmp_path / "repository")
    data = report(title="宛水街道办事处2023年政府信息公开工作年度报告")
    data["attachments"] = []
    content = word(data)
    data["attachments"] = [{"file": "report.docx", "sha256": _digest(content), "title": "报告"}]
    files = {f"units/{RECORD}.yml": as_yaml(data), f"units/{RECORD}/report.docx": content}
    builder.merge(files, at=at("2023-10-20"), unit="wanshui")
    return builder.check_out().path


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def files_in(repo: Path) -> set[str]:
    return {str(path.relative_to(repo)) for path in (repo / "units").rglob("*") if path.is_file()}


def exported(repo: Path, out: Path, *arguments: str | Path) -> bytes:
    done = run(repo, "export", "annual-report", *arguments, "--out", out)
    assert done.exit_code == 0, done.output
    return out.read_bytes()


def test_a_report_is_found_by_unit_by_id_and_by_file(repo: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告.docx"
    by_unit = exported(repo, out, "wanshui", "--year", "2023")
    assert by_unit == exported(repo, out, RECORD)
    assert by_unit == exported(repo, out, repo / "units" / f"{RECORD}.yml")
    assert by_unit == exported(tmp_path, out, repo / "units" / f"{RECORD}.yml")  # no repository
    assert by_unit == exported(repo, out, "wanshui", "--year", "2023", "--edition", "assessment")


def test_where_there_is_no_report_the_empty_form_is_offered(repo: Path, tmp_path: Path) -> None:
    for arguments in (["geyi"], ["wanshui", "--edition", "final"], ["wanshui", "--year", "2022"]):
        done = run(repo, "export", "annual-report", *arguments)
        assert done.exit_code == 2 and "--blank" in done.output
    blank = exported(repo, tmp_path / "a.docx", "geyi", "--year", "2024", "--blank")
    assert blank.startswith(b"PK")


def test_a_file_that_is_no_report_is_told_line_by_line(repo: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.yml"
    file.write_text("kind: annual-report\ntitle: x\n", encoding="utf-8")
    done = run(repo, "export", "annual-report", file)
    assert done.exit_code == 1 and f"{file}:1:1" in done.output
    assert run(repo, "export", "annual-report", tmp_path / "none.yml").exit_code == 2
    assert run(repo, "export", "annual-report", "wanshui/2023/news/x").exit_code == 2


def test_a_report_goes_out_and_comes_back_as_a_record(repo: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告.docx"
    exported(repo, out, "wanshui")
    done = run(repo, "import", out, "--unit", "wanshui", *FINAL)
    assert done.exit_code == 0, done.output
    assert WRITTEN in done.output and "gongkai check" in done.output
    data = load_yaml((repo / WRITTEN).read_bytes())
    before = load_yaml((repo / "units" / f"{RECORD}.yml").read_bytes())
    assert {name: data[name] for name in same_fields(before)} == same_fields(before)
    assert data["period"] == {"from": "2023-01-01", "to": "2023-12-31"}
    assert data["approval"]["approved_on"] == "2024-01-20"
    assert (repo / WRITTEN).with_suffix("").joinpath("report.docx").read_bytes() == out.read_bytes()
    assert run(repo, "check", repo / WRITTEN).exit_code == 0


def test_the_title_says_whose_report_it_is(repo: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告.docx"
    exported(repo, out, "wanshui")
    assert run(repo, "import", out, *FINAL).exit_code == 0
    other = run(repo, "import", out, "--unit", "geyi", *FINAL)
    assert other.exit_code == 1 and "宛水街道" in other.output


def test_what_the_form_does_not_hold_is_asked_for_by_name(repo: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告.docx"
    exported(repo, out, "wanshui")
    done = run(repo, "import", out)
    assert done.exit_code == 2
    assert "--edition --drafted-by --reviewed-by" in done.output
    assert "--until" in run(repo, "import", out, "--edition", "assessment", *APPROVAL).output


def test_nothing_is_written_where_a_sum_does_not_fit(repo: Path, tmp_path: Path) -> None:
    data = with_figures(
        report(title="宛水街道办事处2023年政府信息公开工作年度报告"),
        {("requests", "received", "businesses"): 3},
    )
    out = tmp_path / "报告.docx"
    out.write_bytes(word(data))
    before = files_in(repo)
    done = run(repo, "import", out, *FINAL)
    assert done.exit_code == 1
    assert "商业企业" in done.output and "合计 3" in done.output and "合计 0" in done.output
    assert files_in(repo) == before


def test_nothing_is_written_where_a_cell_is_unreadable(repo: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告.docx"
    exported(repo, out, "wanshui")
    out.write_bytes(with_document(out.read_bytes(), lambda text: text.replace(">12<", ">十二<")))
    before = files_in(repo)
    done = run(repo, "import", out, *FINAL)
    assert done.exit_code == 1 and "“行政许可”一行" in done.output and "十二" in done.output
    assert files_in(repo) == before


def test_what_is_there_is_not_written_over(repo: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告.docx"
    exported(repo, out, "wanshui")
    assert run(repo, "import", out, *FINAL).exit_code == 0
    kept = (repo / WRITTEN).read_bytes()
    again = run(repo, "import", out, *FINAL)
    assert again.exit_code == 2 and WRITTEN in again.output
    assert (repo / WRITTEN).read_bytes() == kept


def test_a_correction_names_what_it_corrects(repo: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告.docx"
    exported(repo, out, "wanshui")
    elsewhere = tmp_path / "elsewhere"
    done = run(
        repo, "import", out, "--edition", "assessment", "--until", "2023-10-15", "--supersedes",
        RECORD, "--out", elsewhere, *APPROVAL[:-1], "2023-10-20",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    made = elsewhere / "units/wanshui/2023/annual-report/2023-10-20-report-2.yml"
    assert load_yaml(made.read_bytes())["supersedes"] == RECORD


@pytest.mark.parametrize("name", ["报告.doc", "报告.wps", "报告"])
def test_other_types_are_refused_with_advice(repo: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0")
    done = run(repo, "import", tmp_path / name)
    assert done.exit_code == 2 and "docx" in done.output


def test_reading_gives_the_fields_that_the_form_holds() -> None:
    assert set(fields_of(filled_in(report()))) == {
        "title", "overview", "problems", "other_matters", "proactive", "requests", "disputes",
    }  # fmt: skip


def test_a_registry_without_an_assessing_office_has_its_tables_but_no_letter(
    tmp_path: Path,
) -> None:
    files = {
        path: text.replace(b"[assessor]", b"[hotline]") for path, text in registry_files().items()
    }
    builder = RepoBuilder(tmp_path / "repository").first(files, at=at("2022-12-01"))
    repo = builder.check_out().path
    for what in ("scores", "deductions"):
        done = run(repo, "export", what, "--year", "2023", "--out", tmp_path / f"{what}.csv")
        assert done.exit_code == 0, done.output
    letter = run(repo, "letter", "wanshui", "--year", "2023", "--out", tmp_path / "letter.docx")
    assert letter.exit_code == 1 and "考核职责" in letter.output
