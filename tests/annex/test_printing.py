"""The annex as printed: laid out as a notice's, merged where it merges, always the same."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from openpyxl import load_workbook

from scripts.annex.drawing import annex_document
from scripts.annex.labels import label_in, lead_in
from scripts.annex.layout import Role, laid_out
from scripts.annex.remarks import remarks, totals
from scripts.annex.workbook import annex_workbook
from tests.support.annex import ROOT, rulebook, shipped

SCHEMES = ROOT / "tests" / "scenarios" / "rulebooks"


def opened(content: bytes) -> Document:
    return Document(BytesIO(content))


def heads(name: str, **how: bool) -> list[str]:
    return [column.head for column in laid_out(shipped(name), **how).columns]


def test_the_columns_are_the_notice_s() -> None:
    assert heads("2023-township") == ["考核指标", "考核内容", "考核要求", "评分标准", "考核方式"]
    assert heads("2023-department") == [
        "考核指标", "考核内容", "考核要求", "评分标准", "责任部门", "考核方式",
    ]  # fmt: skip
    assert heads("2023-township", points_column=True)[2] == "分值"


def test_mark_title_and_points_stand_above_as_in_the_notice() -> None:
    document = opened(annex_document(shipped("2023-township")))
    above = [paragraph.text for paragraph in document.paragraphs[:3]]
    assert above == [
        "附件1",
        "乡（镇、街道）2023年政务公开工作及政务新媒体建设考核指标",
        "考核指标10分（其中政务公开8分、政务新媒体建设1分、12345政务服务热线办理1分）",
    ]
    styles = [paragraph.style.name for paragraph in document.paragraphs[:3]]
    assert styles == ["附件序号", "Title", "题下说明"]
    assert document.styles["附件序号"].font.name == "黑体"


def test_the_page_is_the_standard_s_turned() -> None:
    (section,) = opened(annex_document(shipped("2023-township"))).sections
    for found, wanted in [
        (section.page_width, 297),
        (section.page_height, 210),
        (section.page_width - section.left_margin - section.right_margin, 225),
        (section.page_height - section.top_margin - section.bottom_margin, 156),
    ]:
        assert abs(found - Mm(wanted)) <= Mm(0.05)


def test_categories_are_merged_over_their_items_and_heads_repeat() -> None:
    (table,) = opened(annex_document(shipped("2023-township"))).tables
    column = [row.cells[0]._tc for row in table.rows]
    assert all(cell is column[1] for cell in column[1:8])  # 政务公开, seven items
    assert column[8] is table.rows[8].cells[1]._tc  # 政务新媒体建设 has no second level
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    requirement = [row.cells[2] for row in table.rows]
    assert requirement[9]._tc is requirement[10]._tc  # both of the hotline, one cell


def test_the_items_of_departments_stand_in_their_requirements_as_in_the_notice() -> None:
    (table,) = opened(annex_document(shipped("2023-department"))).tables
    first = [cell.text for cell in table.rows[1].cells]
    assert first[:2] == ["政务公开\n（3分）", "法定主动公开\n（2.5分）"]
    assert first[2].startswith("领导分工 (0.1 分): 明确")
    standards = [row.cells[3]._tc for row in table.rows]
    assert standards[1] is not standards[2]
    assert len({id(cell) for cell in standards[13:22]}) == 1  # no points of their own: one cell


def test_what_no_column_says_stands_below() -> None:
    said = list(remarks(rulebook(SCHEMES / "wanzhi-2021.yml")))
    assert "总分的等次：60分以上为合格，其余为不合格（“以上”包括本数）。" in said
    assert "“政府网站”不含加分高于80分的，“网站加分项（示例）”才计入。" in said
    assert list(remarks(shipped("2023-township"))) == []
    averaged = list(remarks(rulebook(SCHEMES / "sample-2023.yml")))
    assert averaged[0].startswith("总分取下级各项的平均（权重：日常工作6、公开质量4）")
    document = opened(annex_document(rulebook(SCHEMES / "wanzhi-2021.yml")))
    assert "说明" in [paragraph.text for paragraph in document.paragraphs]


def test_numbers_that_differ_by_unit_are_told_below() -> None:
    said = list(remarks(rulebook(SCHEMES / "varied-2023.yml")))
    assert "“信箱”分值因单位而异，一般为1，部分单位为4。" in said
    assert "“网站”考核用分因单位而异，一般为100，部分单位为50。" in said


def test_readings_are_appended_when_asked_for() -> None:
    book = shipped("2023-township")
    texts = [each.text for each in opened(annex_document(book, readings=True)).paragraphs]
    assert "执行口径" in texts and f"1. {book.interpretation[0]}" in texts
    assert "执行口径" not in [each.text for each in opened(annex_document(book)).paragraphs]


def test_the_line_of_points_is_left_short_where_they_do_not_add_up() -> None:
    assert totals(rulebook(SCHEMES / "sample-2023.yml")) == "考核指标10分"


@pytest.mark.parametrize("path", sorted(SCHEMES.glob("*.yml")), ids=lambda path: path.stem)
def test_every_scheme_fills_its_table_without_gaps_or_overlaps(path: Path) -> None:
    for points_column in (False, True):
        layout = laid_out(rulebook(path), points_column=points_column)
        covered = [
            (row, column)
            for cell in layout.cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        ]
        rows = max(row for row, _ in covered) + 1
        assert len(covered) == len(set(covered)) == rows * len(layout.columns)


def test_words_of_a_category_s_own_have_a_row(tmp_path: Path) -> None:
    text = (SCHEMES / "invented.yml").read_text(encoding="utf-8")
    text = text.replace("    points: 12\n", "    points: 12\n    requirement: 总的要求。\n")
    path = tmp_path / "invented.yml"
    path.write_text(text, encoding="utf-8")
    layout = laid_out(rulebook(path))
    place = [column.role for column in layout.columns].index(Role.REQUIREMENT)
    assert [cell.row for cell in layout.cells if cell.column == place and cell.text] == [0, 1]


def test_the_workbook_holds_text_only_and_prints_wide() -> None:
    sheet = load_workbook(BytesIO(annex_workbook(shipped("2023-department")))).active
    assert sheet.title == "附件2"
    assert sheet.page_setup.orientation == "landscape"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert {"A1:F1", "A5:A28", "B5:B16", "A29:B29"} <= merged


@pytest.mark.parametrize(
    ("cell", "title", "points"),
    [("政务公开\n(8 分)", "政务公开", "8"), ("领导分工（1分）", "领导分工", "1"),
     ("网络舆情处置(网民留言回复)(1分)", "网络舆情处置(网民留言回复)", "1"),
     ("网络舆情处置(网民留言回复)", "网络舆情处置(网民留言回复)", None),
     ("12345 政务服务热线办理(1分)", "12345 政务服务热线办理", "1"),
     ("Web\nportal（最多5分）", "Web portal", "5"), ("（5分）", "（5分）", None)],
)  # fmt: skip
def test_a_title_cell_says_title_and_points(cell: str, title: str, points: str | None) -> None:
    label = label_in(cell)
    assert (label.title, None if label.points is None else str(label.points)) == (title, points)


@pytest.mark.parametrize(
    ("clause", "lead"),
    [("领导分工 (0.1 分): 明确", "领导分工"), ("政务指南: 报送", "政务指南"),
     ("规划 (0.2 分)\n1. 报送", "规划"), ("1. 报送：及时", None), ("每月报送，及时：好", None)],
)  # fmt: skip
def test_a_clause_that_begins_with_its_item_is_known(clause: str, lead: str | None) -> None:
    found = lead_in(clause)
    assert (found.title if found else None) == lead
