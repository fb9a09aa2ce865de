"""The commands: a filled-in template becomes records, what is exported opens and agrees."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook

from scoring.records.yamltext import load_yaml
from scripts.exchange.workbook import template
from tests.support.command import run
from tests.support.files import docx_bytes, jpeg_bytes, pdf_bytes
from tests.support.workbooks import REGISTRY, form, with_files


def gongkai(repository: Path, *arguments: str) -> Result:
    return run(*arguments, repo=repository)


@pytest.fixture
def clone(demo_repository: Path, tmp_path: Path) -> Path:
    place = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(demo_repository), str(place)], check=True)
    return place


def test_a_filled_in_template_becomes_records_that_pass_the_check(
    clone: Path, tmp_path: Path
) -> None:
    form_file = tmp_path / "领导分工.xlsx"
    assert gongkai(clone, "template", "领导分工", "--out", str(form_file)).exit_code == 0
    example = with_files(form("leadership").examples[0])
    form_file.write_bytes(
        template(form("leadership"), REGISTRY, REGISTRY["geyi"], records=[example])
    )
    names = [entry["file"] for entry in example["attachments"]]
    done = gongkai(clone, "import", str(form_file), "--unit", "geyi")
    assert done.exit_code == 1
    assert names[0] in done.stderr
    assert subprocess.run(
        ["git", "-C", str(clone), "status", "--short"], capture_output=True, check=True
    ).stdout == b""  # fmt: skip
    for name in names:
        made = {"docx": docx_bytes, "jpg": jpeg_bytes, "pdf": pdf_bytes}[
            name[-3:].replace("ocx", "docx")
        ]
        (tmp_path / name).write_bytes(made("会议纪要"))
    done = gongkai(clone, "import", str(form_file), "--unit", "geyi")
    assert done.exit_code == 0, done.stderr
    (new,) = [
        path for path in clone.glob("units/geyi/2023/leadership/*.yml")
        if load_yaml(path.read_bytes())["title"] == example["title"]
    ]  # fmt: skip
    assert gongkai(clone, "check", str(new)).exit_code == 0


def test_what_only_the_whole_check_finds_is_told_by_its_cell_too(
    clone: Path, tmp_path: Path
) -> None:
    example = {**form("news").examples[0], "body": "身份证号码 11010519491231002X"}
    file = tmp_path / "动态.xlsx"
    file.write_bytes(template(form("news"), REGISTRY, records=[example]))
    done = gongkai(clone, "import", str(file), "--unit", "wanshui")
    assert done.exit_code == 1
    assert "动态.xlsx[动态信息]:2:6" in done.stderr
    assert not list(clone.glob("units/wanshui/2023/news/2023-02-06-0*.yml"))


@pytest.mark.parametrize("what", ["scores", "deductions", "submissions"])
def test_exports_are_clean_workbooks_and_csv_with_a_mark(
    demo_repository: Path, tmp_path: Path, what: str
) -> None:
    for ending in ("xlsx", "csv"):
        done = gongkai(
            demo_repository, "export", what, "--as-of", "2023-12-31",
            "--out", str(tmp_path / f"a.{ending}"),
        )  # fmt: skip
        assert done.exit_code == 0, done.stderr
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    book = load_workbook(tmp_path / "a.xlsx")
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.max_row > 10
        for row in sheet.iter_rows():
            assert not [cell for cell in row if cell.data_type == "f"]


def test_reasons_are_told_in_words_and_numbers_are_numbers(
    demo_repository: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.xlsx"
    gongkai(demo_repository, "export", "deductions", "--as-of", "2023-12-31", "--out", str(file))
    sheet = load_workbook(file).worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    reasons = [row[heads.index("扣分情形")].value for row in sheet.iter_rows(min_row=2)]
    assert not [each for each in reasons if each.isascii()]
    assert "应报 2 条，计入 1 条。" in reasons
    points = [row[heads.index("实扣")] for row in sheet.iter_rows(min_row=2)]
    assert all(isinstance(cell.value, int | float) for cell in points)
    assert {cell.number_format for cell in points} <= {"0.00##", "General"}


def test_the_ledger_and_the_export_agree(demo_repository: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    gongkai(demo_repository, "export", "scores", "--as-of", "2023-12-31", "--out", str(file))
    ledger = json.loads(
        gongkai(demo_repository, "score", "--as-of", "2023-12-31", "--format", "json").stdout
    )
    told_scores = {
        row[2].value: row[4].value
        for sheet in load_workbook(file).worksheets[:-1]
        for row in sheet.iter_rows(min_row=2)
    }
    assert told_scores == {unit["unit"]: unit["score"] for unit in ledger["units"]}
