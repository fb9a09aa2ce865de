"""The annual report as a Word file: in the official form, and read back as it was."""

import io
import random
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.records.yamltext import load_yaml
from scripts.content.files import contents_of
from scripts.exchange.annual_report import blank
from scripts.exchange.annual_report_docx import report_document
from scripts.exchange.annual_report_reading import read_report, year_in
from scripts.statutory.fields import SECTIONS
from scripts.statutory.figures import FEES, INPUTS
from tests.support.annual_report import fields_of, report, same_fields, with_figures, word

SOFFICE = shutil.which("soffice")


def read(content: bytes) -> dict[str, Any]:
    return fields_of(read_report("报告.docx", content).report)


# --- what is written ------------------------------------------------------------------------------


def test_the_document_has_the_six_sections_and_three_tables_in_their_order() -> None:
    document = docx.Document(io.BytesIO(word(report())))
    heads = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert heads == [title for _, title in SECTIONS]
    assert [len(table.columns) for table in document.tables] == [4, 10, 15]
    assert [len(table.rows) for table in document.tables] == [14, 28, 4]


def test_merged_heads_are_those_of_the_form() -> None:
    tables = docx.Document(io.BytesIO(word(report()))).tables
    block, requests, disputes = tables
    assert {block.cell(0, column).text for column in range(4)} == {"第二十条第（一）项"}
    assert {block.cell(5, column).text for column in (1, 2, 3)} == {"本年处理决定数量"}
    assert {requests.cell(row, column).text for row in range(3) for column in range(3)} == {
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    }
    assert {requests.cell(1, column).text for column in range(4, 9)} == {"法人或其他组织"}
    assert {requests.cell(row, 0).text for row in range(5, 27)} == {"三、本年度办理结果"}
    assert {requests.cell(row, 1).text for row in range(7, 15)} == {"（三）不予公开"}
    assert requests.cell(26, 1).text == requests.cell(26, 2).text == "（七）总计"
    assert {disputes.cell(0, column).text for column in range(5)} == {"行政复议"}
    assert {disputes.cell(1, column).text for column in range(5, 10)} == {"未经复议直接起诉"}
    assert {disputes.cell(1, 0).text, disputes.cell(2, 0).text} == {"结果维持"}


def test_totals_are_computed() -> None:
    received = ("requests", "received")
    data = with_figures(report(), {(*received, "natural_persons"): 3, (*received, "others"): 4})
    requests = docx.Document(io.BytesIO(word(data))).tables[1]
    assert requests.rows[3].cells[9].text == "7"
    assert [cell.text for cell in requests.rows[26].cells[3:]] == list("1000001")


def test_the_short_tables_stay_on_one_page_and_the_heads_of_the_long_one_repeat() -> None:
    def kept(table: Any) -> list[bool]:
        return [row._tr.find(f".//{qn('w:keepNext')}") is not None for row in table.rows]

    first, requests, disputes = docx.Document(io.BytesIO(word(report()))).tables
    for table in (first, disputes):
        assert kept(table) == [True] * (len(table.rows) - 1) + [False]
    assert kept(requests).count(True) < len(requests.rows) / 2
    repeated = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in requests.rows]
    assert repeated == [True] * 3 + [False] * 25


def test_the_same_report_is_the_same_bytes() -> None:
    assert word(report()) == word(report())
    with zipfile.ZipFile(io.BytesIO(word(report()))) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {each.create_system for each in archive.infolist()} == {3}
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_STORED}


def test_the_file_passes_the_checks_of_attachments() -> None:
    contents = contents_of("report.docx", word(report()), wants_text=True)
    assert contents.faults == []
    assert contents.authors == []


def test_the_empty_form_has_every_cell_and_no_figure() -> None:
    document = docx.Document(
        io.BytesIO(report_document(blank("宛水街道2024年政府信息公开工作年度报告")))
    )
    figures = [cell.text for row in document.tables[1].rows[3:] for cell in row.cells[3:]]
    assert len(figures) == 175 and set(figures) == {""}


# --- what is read back ----------------------------------------------------------------------------


def test_a_report_comes_back_as_it_was() -> None:
    assert read(word(report())) == same_fields(report())


LINES = st.text(
    st.characters(codec="utf-8", categories=("Lu", "Ll", "Lo", "Nd", "Po")), min_size=1, max_size=30
)
TEXT = st.lists(LINES, min_size=1, max_size=4).map("\n".join)


def drawn(seed: int) -> dict[tuple[str, ...], Any]:
    """Return figures for every cell: most of them 0 or small, some as large as may be."""
    dice = random.Random(seed)
    counts = {path: dice.choice((0, 0, dice.randint(1, 99), 9_999_999)) for path in INPUTS}
    fees = Decimal(dice.randint(0, 10**11)).scaleb(-dice.randint(0, 6))
    return {**counts, FEES: f"{fees:f}" if fees < 10**8 else "0"}


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    texts=st.fixed_dictionaries(dict.fromkeys(("overview", "problems"), TEXT)),
)
def test_any_figures_and_texts_come_back(seed: int, texts: Any) -> None:
    data = with_figures(report(**texts), drawn(seed))
    assert read(word(data)) == same_fields(data)


def test_the_reports_of_the_demo_year_come_back(demo_repository: Path) -> None:
    paths = sorted(demo_repository.glob("units/*/*/annual-report/*.yml"))
    assert len(paths) > 60
    for path in paths[::7]:
        data = load_yaml(path.read_bytes())
        assert read(word(data)) == same_fields(data), path
        file = path.with_suffix("") / "report.docx"
        if file.exists():
            assert read(file.read_bytes()) == same_fields(data), file


@pytest.mark.skipif(SOFFICE is None, reason="there is no soffice on this machine")
@pytest.mark.parametrize("route", [("docx",), ("odt", "docx"), ("doc", "docx")])
def test_a_report_saved_by_another_program_comes_back(
    tmp_path: Path, route: tuple[str, ...]
) -> None:
    data = with_figures(report(), {("requests", "received", "others"): 1, FEES: "12.5",
                                   ("requests", "carried_out", "others"): 1})  # fmt: skip
    file = tmp_path / "report.docx"
    file.write_bytes(word(data))
    for number, ending in enumerate(route):
        out = tmp_path / str(number)
        done = subprocess.run(
            [SOFFICE or "", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
             "--convert-to", ending, "--outdir", str(out), str(file)],
            capture_output=True, check=False, timeout=120,
        )  # fmt: skip
        file = out / f"report.{ending}"
        assert file.exists(), done.stderr
    assert read(file.read_bytes()) == same_fields(data)


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("宛水街道2023年政府信息公开工作年度报告", 2023),
        ("宛水街道２０２３年政府信息公开工作年度报告", 2023),
        ("宛水街道二〇二三年政府信息公开工作年度报告", 2023),
        ("宛水街道2023年度政府信息公开报告", 2023),
        ("宛水街道政府信息公开工作年度报告", None),
    ],
)
def test_the_title_names_the_year(title: str, year: int | None) -> None:
    assert year_in(title) == year
