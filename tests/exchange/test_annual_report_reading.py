"""Annual reports as offices really fill them in: read where they can be, else told of."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest

from scoring.messages import sentence
from scripts.exchange.annual_report import blank
from scripts.exchange.annual_report_docx import report_document
from scripts.exchange.annual_report_figures import figure
from scripts.exchange.annual_report_reading import read_report
from scripts.statutory.figures import figures
from scripts.statutory.printed import placed, tables
from tests.support.annual_report import (
    cell_changed,
    fields_of,
    refused,
    report,
    row_changed,
    same_fields,
    with_document,
    word,
)

RECEIVED = "一、本年新收政府信息公开申请数量"
SECRET = "1.属于国家秘密"
Change = Callable[[str], str]


def told(change: Change) -> list[str]:
    """Return in words why a report changed so is refused."""
    problems = refused(with_document(word(report()), change))
    return [sentence(each.code, each.values) for each in problems]


def read(change: Change) -> dict[str, Any]:
    return fields_of(read_report("报告.docx", with_document(word(report()), change)).report)


def replaced(old: str, new: str) -> Change:
    return lambda document: document.replace(old, new)


# --- what makes no difference ---------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["２", " 2 ", "2件", "\u30002\u00a0", "2\n"])
def test_a_figure_typed_with_blanks_or_wide_digits_is_that_figure(typed: str) -> None:
    assert read(cell_changed(RECEIVED, 7, typed)) == same_fields(report())


@pytest.mark.parametrize("typed", ["", " ", "-", "—", "/", "无"])
def test_an_empty_cell_is_nothing(typed: str) -> None:
    assert read(cell_changed(SECRET, 3, typed)) == same_fields(report())


@pytest.mark.parametrize("typed", ["", "—"])
def test_a_total_may_be_left_empty(typed: str) -> None:
    assert read(cell_changed("（七）总计", 1, typed)) == same_fields(report())


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        (SECRET, "属于国家秘密"),  # numbered automatically: the number is no text
        (SECRET, "１．属 于 国 家 秘 密"),
        ("3.危及“三安全一稳定”", "3.危及&quot;三安全一稳定&quot;"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "（二）部分公开"),
        ("行政规范性文件", "规范性文件"),
        ("（七）总计", "(七)总计"),
        ("自然人", "自 然 人"),
        ("社会公益组织", "社会</w:t><w:br/><w:t>公益</w:t><w:br/><w:t>组织"),
        ("第二十条第（一）项", "第二十条第(一)项"),
        ("一、总体情况", "总体情况"),
        ("一、总体情况", "一、 总体情况："),
        ("五、存在的主要问题及改进情况", "五、政府信息公开工作存在的问题及改进措施"),
        ("六、其他需要报告的事项", "六．其它需要报告的事项"),
    ],
)
def test_words_written_another_way_are_known(printed: str, typed: str) -> None:
    assert read(replaced(f">{printed}<", f">{typed}<")) == same_fields(report())


def test_words_cut_into_runs_are_whole() -> None:
    def cut(document: str) -> str:
        runs = '</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>'
        return document.replace("政府信息公开申请数量", f"政府信息{runs}公开申请数量")

    assert read(cut) == same_fields(report())


def test_a_table_broken_in_two_is_one() -> None:
    def broken(row: str) -> str:
        return f"</w:tbl><w:p/><w:tbl>{row}"

    assert read(row_changed("1.信访举报投诉类申请", broken)) == same_fields(report())


def test_struck_out_words_are_not_read() -> None:
    struck = '<w:p><w:del w:id="1"><w:r><w:delText>六、其他需要报告的事项</w:delText></w:r>'
    struck += "</w:del></w:p>"
    assert read(replaced("<w:body>", f"<w:body>{struck}")) == same_fields(report())


def test_content_controls_are_looked_through() -> None:
    def wrapped(document: str) -> str:
        start, end = document.index("<w:tbl>"), document.index("</w:tbl>") + len("</w:tbl>")
        inside = f"<w:sdt><w:sdtContent>{document[start:end]}</w:sdtContent></w:sdt>"
        return document[:start] + inside + document[end:]

    assert read(wrapped) == same_fields(report())


_BOX = (
    "<w:p><w:r><w:pict><w:box><w:txbxContent>{}<w:p/></w:txbxContent></w:box></w:pict></w:r></w:p>"
)
_TWICE = (
    "<w:p><w:r><w:AlternateContent><w:Choice><w:txbxContent>{0}</w:txbxContent></w:Choice>"
    "<w:Fallback><w:txbxContent>{0}</w:txbxContent></w:Fallback></w:AlternateContent></w:r></w:p>"
)
_CELL = "<w:tbl><w:tr><w:tc>{}<w:p/></w:tc></w:tr></w:tbl>"


@pytest.mark.parametrize("around", [_BOX, _TWICE, _CELL], ids=["text box", "kept twice", "cell"])
def test_a_table_in_a_text_box_or_in_a_cell_is_found(around: str) -> None:
    def put(document: str) -> str:
        start, end = document.index("<w:tbl>"), document.index("</w:tbl>") + len("</w:tbl>")
        return document[:start] + around.format(document[start:end]) + document[end:]

    assert read(put) == same_fields(report())


def test_what_closes_a_report_is_no_part_of_it() -> None:
    def signed(document: str) -> str:
        close = "".join(
            f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
            for text in ("", "宛水街道办事处", "2024年1月20日")
        )
        return document.replace("<w:sectPr ", f"{close}<w:sectPr ", 1)

    assert read(signed) == same_fields(report())


def test_what_stands_before_the_first_section_is_kept() -> None:
    def begun(document: str) -> str:
        said = "<w:p><w:r><w:t>本报告统计至2023年12月31日。</w:t></w:r></w:p>"
        at = document.index("<w:p>", document.index("</w:p>"))
        return document[:at] + said + document[at:]

    overview = read(begun)["overview"]
    assert overview == "本报告统计至2023年12月31日。\n" + same_fields(report())["overview"]


def test_words_beside_a_table_are_told_of() -> None:
    note = "<w:p><w:r><w:t>注：本表不含垂直管理部门。</w:t></w:r></w:p>"
    content = with_document(
        word(report()), lambda text: text.replace("</w:tbl>", f"</w:tbl>{note}", 1)
    )
    remarks = read_report("报告.docx", content).remarks
    assert [each.code for each in remarks] == ["import-text-left"]


# --- what is refused, and how it is told ----------------------------------------------------------


@pytest.mark.parametrize("typed", ["二", "1.5", "-1", "3人", "12345678", "见附件"])
def test_a_cell_that_is_no_number_is_named_by_table_row_and_column(typed: str) -> None:
    (said,) = told(cell_changed(RECEIVED, 6, typed))
    assert said == (
        f"表二（三、收到和处理政府信息公开申请情况） “{RECEIVED}”一行“商业企业”一列"
        f"写的是“{typed}”，不是件数。"
    )


def test_an_amount_is_named_likewise() -> None:
    (said,) = told(cell_changed("行政事业性收费", 1, "约3万"))
    assert "表一" in said and "“行政事业性收费”一行" in said and "“约3万”" in said


def test_a_total_that_is_not_the_sum_is_named_with_both_sums() -> None:
    said = told(cell_changed(RECEIVED, 1, "9"))
    assert said == [
        f"表二（三、收到和处理政府信息公开申请情况） “{RECEIVED}”一行“总计”一列"
        "印的总计是 9，各项相加是 2。"
    ]
    (column,) = told(cell_changed("（七）总计", 7, "5"))
    assert "“（七）总计”一行“自然人”一列印的总计是 5，各项相加是 1" in column
    (case,) = told(lambda text: text[::-1].replace(">t:w/<0>", ">t:w/<4>", 1)[::-1])
    assert "表三" in case and "“复议后起诉”一行“总计”一列" in case


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (replaced(f">{SECRET}<", ">1.属于商业秘密<"), "“1.属于商业秘密”"),
        (row_changed("2.重复申请", lambda row: ""), "缺“（五）不予处理 2.重复申请”一行"),
        (row_changed("2.重复申请", lambda row: row + row), "2.重复申请”一行出现了两次"),
        (row_changed("行政强制", lambda row: ""), "缺“行政强制”一行"),
        (row_changed("行政强制", lambda row: row + row), "“行政强制”一行出现了两次"),
        (replaced(">科研机构<", "><"), "缺这些列：科研机构"),
        (replaced(">复议后起诉<", "><"), "缺这些列：复议后起诉"),
        (replaced(">本年废止件数<", "><"), "“规章”一行找不到“本年废止件数”一列"),
        (replaced(">五、存在的主要问题及改进情况<", "><"), "找不到标题“五、存在的主要问题"),
        (replaced("年度报告<", "年度总结<"), "找不到以“报告”结尾的标题"),
        (lambda text: re.sub(r"<w:tbl>.*?</w:tbl>", "", text, count=1), "找不到表一"),
    ],
)  # fmt: skip
def test_what_lacks_in_the_form_is_named(change: Change, part: str) -> None:
    assert any(part in said for said in told(change)), told(change)


def test_cells_merged_across_two_columns_are_not_guessed() -> None:
    def merged(row: str) -> str:
        cells = re.findall(r"<w:tc>.*?</w:tc>", row, re.DOTALL)
        wide = cells[-4].replace("<w:vAlign", '<w:gridSpan w:val="2"/><w:vAlign', 1)
        return row.replace(cells[-4] + cells[-3], wide, 1)

    said = told(row_changed(SECRET, merged))
    assert len(said) == 2 and all("找不到" in each and "（三）不予公开" in each for each in said)


def test_everything_wrong_is_told_at_once() -> None:
    def twice(document: str) -> str:
        document = cell_changed(RECEIVED, 7, "甲")(document)
        return cell_changed("行政许可", 1, "乙")(document)

    assert len(told(twice)) == 2


def test_the_empty_form_wants_its_texts() -> None:
    content = report_document(blank("宛水街道2024年政府信息公开工作年度报告"))
    assert [each.code for each in refused(content)] == ["import-section-empty"] * 3


# --- what is hostile ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100]
)
def test_what_is_no_word_file_is_refused(content: bytes) -> None:
    (problem,) = refused(content)
    assert problem.code.startswith("attachment-")


def test_a_macro_refuses_the_file() -> None:
    written = io.BytesIO(word(report()))
    with zipfile.ZipFile(written, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert [each.code for each in refused(written.getvalue())] == ["attachment-macro"]


def test_what_would_be_fetched_refuses_the_file() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word(report()))) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/_rels/document.xml.rels":
                part = part.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument'
                    b'/2006/relationships/image" Target="http://example.org/a.png" '
                    b'TargetMode="External"/></Relationships>',
                )
            new.writestr(name, part)
    assert [each.code for each in refused(written.getvalue())] == ["attachment-external"]


def test_a_bomb_is_not_unpacked() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in zipfile.ZipFile(io.BytesIO(word(report()))).namelist():
            archive.writestr(name, b" " * (40 * 1024 * 1024))
    assert [each.code for each in refused(written.getvalue())] == ["attachment-bomb"]


def test_entities_and_deep_nesting_are_refused() -> None:
    entity = '<!DOCTYPE a [<!ENTITY x "y">]>'
    changed = with_document(
        word(report()), lambda text: text.replace("<w:document", f"{entity}<w:document", 1)
    )
    assert refused(changed)
    deep = "<w:sdt><w:sdtContent>" * 900
    close = "</w:sdtContent></w:sdt>" * 900
    changed = with_document(
        word(report()), lambda text: text.replace("<w:body>", f"<w:body>{deep}<w:p/>{close}", 1)
    )
    assert refused(changed)


def test_spans_without_end_are_refused() -> None:
    changed = with_document(
        word(report()), replaced('<w:gridSpan w:val="3"/>', '<w:gridSpan w:val="900"/>')
    )
    assert [each.code for each in refused(changed)] == ["attachment-bomb"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("007", 7), ("1,234", 1234), ("12,34", None), ("+1", None), ("²", None)],
)  # fmt: skip
def test_numbers_are_those_people_write(text: str, value: int | None) -> None:
    assert figure(text) == value


def test_a_file_made_to_choke_is_answered_soon_and_briefly() -> None:
    rows = "<w:tr><w:tc><w:p><w:r><w:t>规章总和</w:t></w:r></w:p></w:tc></w:tr>" * 1_500
    blanks = " " * 500_000
    line = f"<w:p><w:r><w:t>{blanks}一、总体情况{blanks}一</w:t></w:r></w:p>" * 3

    def choking(document: str) -> str:
        document = document.replace("<w:body>", f"<w:body>{line}", 1)
        return row_changed("行政许可", lambda row: row + rows)(document)

    problems = refused(with_document(word(report()), choking))
    assert len(problems) == 50


def typed_by_hand() -> bytes:
    """Return a report as somebody types it who has only a printed copy of the form before him."""
    document = docx.Document()
    for line in ("附件2", "宛水街道办事处", "2023年度政府信息公开工作", "年度报告", ""):
        document.add_paragraph(line)
    document.add_paragraph("根据条例规定编制本报告。")
    document.add_paragraph("一、总体情况")
    document.add_paragraph("街道认真落实条例。")
    document.add_paragraph("二、主动公开政府信息情况")
    made = document.add_table(0, 4)
    for cells in (
        ["第二十条 第（一）项"],
        ["信息内容", "本年\n制发件数", "本年\n废止件数", "现行有\n效件数"],
        ["规 章", "", "", ""],
        ["行政规范性文件", "１", "0", "3"],
        ["第二十条 第（五）项"],
        ["信息内容", "本年处理决定数量"],
        ["行政许可", "12"],
        ["第二十条 第（六）项"],
        ["信息内容", "本年处理决定数量"],
        ["行政处罚", "3"],
        ["行政强制", ""],
        ["第二十条 第（八）项"],
        ["信息内容", "本年收费金额（单位：万元）"],
        ["行政事业性收费", "1.20"],
    ):
        row = made.add_row().cells  # short rows are left as four cells, the last of them empty
        for cell, text in zip(row, cells, strict=False):
            cell.text = text
    document.add_paragraph("三、收到和处理政府信息公开申请情况")
    made = document.add_table(0, 10)
    for printed in placed(tables(figures([report()]))[1]):
        row = made.add_row().cells
        for each in printed:
            if each.begins:  # what hangs down from above is left as empty cells
                row[each.column].text = each.cell.text if each.cell.text != "0" else ""
                if each.cell.columns > 1:
                    row[each.column].merge(row[each.column + each.cell.columns - 1])
    document.add_paragraph("四、政府信息公开行政复议、行政诉讼情况")
    made = document.add_table(0, 15)
    for printed in placed(tables(None)[2]):
        row = made.add_row().cells
        for each in printed:
            if each.begins:
                row[each.column].merge(row[each.column + each.cell.columns - 1])
                row[each.column].text = each.cell.text
    for line in (
        "五、存在的主要问题及改进情况", "解读形式单一。", "六、其他需要报告的事项",
        "未收取信息处理费。", "", "宛水街道办事处", "2024年1月18日",
    ):  # fmt: skip
        document.add_paragraph(line)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def test_a_form_typed_by_hand_is_read() -> None:
    found = read_report("报告.docx", typed_by_hand())
    assert found.report.title == "宛水街道办事处2023年度政府信息公开工作年度报告"
    assert found.year == 2023
    assert found.report.texts == {
        "overview": "根据条例规定编制本报告。\n街道认真落实条例。",
        "problems": "解读形式单一。",
        "other_matters": "未收取信息处理费。",
    }
    data = fields_of(found.report)
    assert data["requests"] == same_fields(report())["requests"]
    assert data["proactive"]["normative_documents"] == {"issued": 1, "repealed": 0, "in_force": 3}
    assert data["proactive"]["fees"] == "1.2"
    assert found.remarks == ()
