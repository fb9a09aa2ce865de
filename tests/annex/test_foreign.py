"""Annexes that we did not make: other heads, other orders, merged cells, points of any writing."""

import re
from decimal import Decimal
from typing import Any

import pytest
from docx import Document

from scoring.messages import sentence
from scripts.annex.layout import Role
from scripts.annex.skeleton import Given
from tests.support.annex import (
    ROOT,
    SAME_ABOVE,
    SAME_LEFT,
    add_table,
    codes,
    excel,
    fields,
    made,
    odd,
    read_back,
    saved,
    shipped,
    titles,
    word,
)
from tests.support.bad_files import with_body

L, U = SAME_LEFT, SAME_ABOVE
ABOVE = ["附件3", "示例县2024年政务公开考核指标", "（总分10分）"]
OTHER = [
    ["序号", "一级指标", "二级指标", "责任单位", "标准分（分）", "计分办法", "备注"],
    ["1", "主动公开（6分）", "信息报送", "各单位", "３分", "每月至少报送2条，每缺1条扣0.1分。", ""],
    ["2", U, "公开指南", U, "（3分）", "6月30日前报送，未按时报送的扣3分。", "须附Word版"],
    ["3", "依申请公开（4分）", L, "市司法局", "4", "超过20个工作日答复的，每件扣1分。", ""],
]


def numbered(rows: Any) -> Any:
    """The same rows as Excel has them: points as numbers."""
    return [
        [*row[:4], number, *row[5:]]
        for row, number in zip(rows, ["标准分", 3, 3.0, 4], strict=True)
    ]


@pytest.mark.parametrize(
    ("content", "file"),
    [(word(OTHER, ABOVE), "附件.docx"), (excel(OTHER, ABOVE), "附件.xlsx"),
     (excel(numbered(OTHER), ABOVE), "附件.xlsx")],
    ids=["word", "excel", "numbers"],
)  # fmt: skip
def test_other_heads_in_another_order_are_understood(content: bytes, file: str) -> None:
    drawn = made(content, file)
    book = read_back(drawn)
    assert (book.title, book.year, book.points) == (
        "示例县2024年政务公开考核指标",
        2024,
        Decimal(10),
    )
    assert book.source["annex"] == 3
    assert titles(book.nodes) == {
        "主动公开 6": {"信息报送 3": {}, "公开指南 3": {}},
        "依申请公开 4": {},
    }
    news, guide, requests = book.leaves()
    assert news.standard == "每月至少报送2条，每缺1条扣0.1分。"
    assert (news.responsible, guide.responsible) == ("各单位", "各单位")
    assert requests.responsible == "市司法局"
    assert odd(drawn) == ["annex-column"]
    assert "# 备注：须附Word版" in drawn.text
    assert "annex-sums" not in codes(drawn)


def test_every_place_to_be_filled_in_is_named_and_marked() -> None:
    drawn = made(word(OTHER, ABOVE))
    lines = drawn.text.splitlines()
    told = [each for each in drawn.remarks if each.code.startswith("annex-fill")]
    assert len(told) == sum("待填写：" in line for line in lines) == 6
    for each in told:
        assert "待填写：" in lines[each.line - 1], each
    first = next(each for each in told if each.code == "annex-fill-rules")
    assert "“信息报送”（第1张表第2行）" in sentence(first.code, first.values)
    assert "quota" in sentence(first.code, first.values)


def test_a_title_that_covers_several_requirements_gets_items_called_as_they_begin() -> None:
    rows = [
        ["考核项目", "考核内容", "分值", "评分标准"],
        ["主动公开", "领导分工(2分): 明确分管领导。", "2", "未明确的扣2分。"],
        [U, "政策解读：发布3日内报送解读材料。\n须同时报送Word版。", "3分", "每次扣1分。"],
        [
            U,
            "按要求做好其他公开工作，及时报送各类材料，不断提高公开的质量和水平。",
            "1",
            "酌情扣分。",
        ],
    ]
    drawn = made(word(rows))
    (top,) = read_back(drawn).nodes
    assert [(each.title, each.points) for each in top.nodes] == [
        ("领导分工", 2),
        ("政策解读", 3),
        ("按要求做好其他公开工作", 1),
    ]
    assert top.nodes[1].requirement == "政策解读：发布3日内报送解读材料。\n须同时报送Word版。"
    assert top.nodes[2].requirement == rows[3][1]
    assert "annex-fill-name" in odd(drawn)  # the last is called by a guess


def test_a_title_without_a_year_takes_that_of_the_notices_number() -> None:
    above = ["示政办发〔2021〕7号", "附件1", "乡镇考核细则"]
    drawn = made(word(OTHER, above))
    assert read_back(drawn).year == 2021
    assert "annex-fill-year" in odd(drawn)  # to be checked all the same


def test_a_number_each_month_is_hinted_at_as_a_quota() -> None:
    asked = "每月在网站发布信息，城关镇不少于8条，其他乡镇不少于5条。每少1条扣2分。"
    rows = [["指标", "分值", "评分标准"], ["信息发布", "3", asked]]
    assert "quota（定期定量报送）" in made(word(rows)).text


def test_rows_that_only_add_standards_are_one_item() -> None:
    rows = [
        ["考核指标", "考核要求", "分值", "评分标准"],
        ["信息报送", "按月报送信息。", "3", "缺报一条扣0.1分。"],
        [U, U, U, "被通报一次扣1分。"],
    ]
    drawn = made(word(rows))
    (only,) = read_back(drawn).nodes
    assert (only.points, only.nodes) == (3, ())
    assert only.standard == "缺报一条扣0.1分。\n被通报一次扣1分。"
    assert set(odd(drawn)) == {"annex-fill-title", "annex-fill-year", "annex-joined"}


def test_blank_cells_go_on_with_what_stands_above_as_in_many_workbooks() -> None:
    rows = [
        ["类别", "指标", "分值", "评分标准"],
        ["公开", "指南", 1, "未报送的扣1分。"],
        ["", "制度", 1.5, "未报送的扣1.5分。"],
        ["回应", "留言", 2, "逾期的扣2分。"],
    ]
    book = read_back(made(excel(rows, ["2024年考核指标"]), "a.xlsx"))
    assert titles(book.nodes) == {"公开": {"指南 1": {}, "制度 1.5": {}}, "回应": {"留言 2": {}}}


def test_two_rows_of_heads_and_points_of_each_level() -> None:
    rows = [
        ["考核指标", L, L, L, "评分标准"],
        ["一级指标", "分值", "二级指标", "分值", U],
        ["公开", "60", "指南", "20", "甲"],
        [U, U, "制度", "40", "乙"],
        ["回应", "40", "留言", "40", "丙"],
    ]
    book = read_back(made(word(rows)))
    assert titles(book.nodes) == {
        "公开 60": {"指南 20": {}, "制度 40": {}},
        "回应 40": {"留言 40": {}},
    }


def test_headings_across_the_table_are_a_level_and_notes_below_are_kept() -> None:
    rows = [
        ["考核指标", "分值", "评分标准"],
        ["一、政务公开（3分）", L, L],
        ["指南", "1", "甲"],
        ["制度", "2", "乙"],
        ["二、新媒体（2分）", L, L],
        ["更新", "2", "丙"],
        ["合计", "6", ""],
        ["注：同一问题不重复扣分。", L, L],
    ]
    drawn = made(word(rows))
    book = read_back(drawn)
    assert titles(book.nodes) == {
        "一、政务公开 3": {"指南 1": {}, "制度 2": {}},
        "二、新媒体 2": {"更新 2": {}},
    }
    assert "#   注：同一问题不重复扣分。" in drawn.text
    assert book.points == 6 and "annex-sums" in codes(drawn)  # 3 and 2 are not 6


@pytest.mark.parametrize(
    ("written", "points"),
    [("3", "3"), ("3分", "3"), ("5 分", "5"), ("（10分）", "10"), ("１０", "10"), ("0.5", "0.5"),
     ("最高5分", "5"), ("２.５分", "2.5"), ("三分", None), ("30%", None), ("5-10", None),
     ("99999", None)],
)  # fmt: skip
def test_points_are_read_as_people_write_them_and_never_guessed(
    written: str, points: str | None
) -> None:
    drawn = made(word([["考核指标", "分值", "评分标准"], ["指南", written, "甲"]]))
    (only,) = read_back(drawn).nodes
    assert only.points == (None if points is None else Decimal(points))
    assert ("annex-points" in odd(drawn)) == (points is None)


def test_sums_that_do_not_add_up_are_told_with_their_place_and_left() -> None:
    rows = [
        ["一级指标", "二级指标", "评分标准"],
        ["公开（8分）", "指南（3分）", "甲"],
        [U, "制度（4分）", "乙"],
    ]
    drawn = made(word(rows, ["考核指标8分"]))
    (top,) = read_back(drawn).nodes
    assert top.points == 8 and [each.points for each in top.nodes] == [3, 4]
    (told,) = [each for each in drawn.remarks if each.code == "annex-sums"]
    said = sentence(told.code, told.values)
    assert "第1张表第2行" in said and "8" in said and "7" in said


def test_points_behind_the_title_and_in_the_column_that_differ_are_told() -> None:
    drawn = made(word([["考核指标", "分值", "评分标准"], ["指南（2分）", "3", "甲"]]))
    assert read_back(drawn).nodes[0].points == 3
    assert "annex-points-differ" in odd(drawn)


def test_points_over_some_rows_of_an_item_are_told_and_given_to_none() -> None:
    rows = [
        ["一级指标", "二级指标", "分值", "评分标准"],
        ["公开", "指南", "3", "甲"],
        [U, "制度", U, "乙"],
        [U, "目录", "1", "丙"],
    ]
    drawn = made(word(rows))
    assert titles(read_back(drawn).nodes) == {"公开": {"指南": {}, "制度": {}, "目录 1": {}}}
    assert "annex-points-shared" in odd(drawn)


def test_the_right_table_of_a_notice_is_asked_for() -> None:
    document = Document()
    document.add_paragraph("示政办发〔2024〕12号")
    add_table(document, [["联系人", "电话"], ["示例", "0000"]])
    for number, unit in ((1, "乡镇"), (2, "部门")):
        document.add_paragraph(f"附件{number}")
        document.add_paragraph(f"{unit}2024年考核指标")
        add_table(document, [["考核指标", "分值", "评分标准"], [f"{unit}指南", "1", "甲"]])
    content = saved(document)
    with pytest.raises(Exception, match="annex-refused") as several:
        made(content)
    (problem,) = several.value.problems  # type: ignore[attr-defined]
    assert "1：第2张表（乡镇2024年考核指标）" in sentence(problem.code, problem.values)
    second = made(content, which="2")
    book = read_back(second)
    assert book.id == "2024-department"
    assert [node.title for node in book.nodes] == ["部门指南"]
    assert book.source == {"document_number": "示政办发〔2024〕12号", "annex": 2}


def test_a_sheet_is_asked_for_by_its_name() -> None:
    rows = [["考核指标", "分值", "评分标准"], ["指南", 1, "甲"]]
    assert read_back(made(excel(rows), "a.xlsx", which="指标")).nodes[0].title == "指南"


def test_a_table_broken_by_a_page_goes_on_with_its_titles_repeated() -> None:
    head = ["考核指标", "考核内容", "考核要求", "评分标准"]
    document = Document()
    add_table(document, [head, ["公开(2分)", "指南(1分)", "甲", "一"]])
    document.add_paragraph("")
    add_table(document, [head, ["公开 (2分)", "制度(1分)", "乙", "二"]])
    document.add_paragraph("")
    add_table(document, [["公开(2分)", "", "丙", "三"], ["回应(1分)", "留言(1分)", "丁", "四"]])
    book = read_back(made(saved(document)))
    assert list(titles(book.nodes)) == ["公开 2", "回应 1"]


def test_automatic_numbers_of_word_are_words_of_the_clause() -> None:
    document = Document()
    table = add_table(document, [["考核指标", "分值", "评分标准"], ["指南", "1", ""]])
    cell = table.cell(1, 2)
    cell.paragraphs[0].text = "未报送的，扣1分。"
    cell.paragraphs[0].style = "List Number"
    cell.add_paragraph("不规范的，扣0.5分。", style="List Number")
    cell.add_paragraph("扣完为止。", style="List Bullet")
    (only,) = read_back(made(saved(document))).nodes
    assert only.standard == "1. 未报送的，扣1分。\n2. 不规范的，扣0.5分。\n扣完为止。"


def test_a_head_that_nobody_knows_can_be_named() -> None:
    rows = [["事由", "记分", "怎么算"], ["指南", "1", "未报送的扣1分。"]]
    uses = {"事由": Role.TITLE, "记分": Role.POINTS, "怎么算": Role.STANDARD}
    (only,) = read_back(made(word(rows), uses=uses)).nodes
    assert (only.title, only.points, only.standard) == ("指南", 1, "未报送的扣1分。")


def test_options_say_what_the_annex_does_not() -> None:
    rows = [["考核指标", "分值", "评分标准"], ["指南", "1", "甲"]]
    given = Given(id="mine", year=2025, kind="office", number="示办〔2025〕1号")
    drawn = made(word(rows), given=given)
    data = fields(drawn)
    assert (data["id"], data["year"], data["assesses"]) == ("mine", 2025, {"kind": "office"})
    assert data["source"]["document_number"] == "示办〔2025〕1号"
    assert "annex-fill-number" not in codes(drawn)


# --- the notice itself ----------------------------------------------------------------------------


def notice(annex: int) -> list[list[str]]:
    """The table of an annex as the notice prints it: a blank cell goes on with the one above."""
    text = (ROOT / "scoring/rulebooks/sources/notice-2023-107.txt").read_text(encoding="utf-8")
    part = re.split(r"^附件 [12]$", text, flags=re.MULTILINE)[annex]
    lines = part[part.index("考核指标\t") :].splitlines()
    rows = [
        [re.sub(r"<[^>]*>", "", cell).strip() for cell in line.split("\t")]
        for line in lines
        if line.strip()
    ]
    return [rows[0], *([cell or U for cell in row] for row in rows[1:])]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(("annex", "name"), [(1, "2023-township"), (2, "2023-department")])
def test_the_notice_s_own_tables_give_the_items_points_and_words_of_our_rulebooks(
    annex: int, name: str
) -> None:
    book = shipped(name)
    back = read_back(made(word(notice(annex))))
    own, ours = list(back.leaves()), list(book.leaves())
    assert len(own) == len(ours)
    for found, wanted in zip(own, ours, strict=True):
        if wanted.path != "media":  # the notice names it twice
            assert squeezed(found.title) == squeezed(wanted.title)
            assert found.points == wanted.points
        for text in ("requirement", "standard", "responsible", "method"):
            assert squeezed(getattr(found, text)) == squeezed(getattr(wanted, text)), found.title
    assert [node.points for node in back.nodes] == [node.points for node in book.nodes]


# --- how programs keep what people see ------------------------------------------------------------


def test_rich_text_of_excel_is_read_whole() -> None:
    from io import BytesIO

    from openpyxl import Workbook
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    workbook = Workbook()
    sheet = workbook.active
    for row in (["考核指标", "分值", "评分标准"], ["指南", 0.1, ""]):
        sheet.append(row)
    sheet["C2"] = CellRichText("未报送的，", TextBlock(InlineFont(b=True), "扣0.1分"), "。")
    packed = BytesIO()
    workbook.save(packed)
    (only,) = read_back(made(packed.getvalue(), "a.xlsx")).nodes
    assert (only.points, only.standard) == (Decimal("0.1"), "未报送的，扣0.1分。")


def test_runs_revisions_and_old_merges_of_word_are_seen_through() -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

    def cell(inner: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{inner}</w:p></w:tc>"

    def run(text: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'

    revised = (
        f"{run('未')}{run('报送')}<w:del w:id='1'><w:r><w:delText>扣2分</w:delText></w:r></w:del>"
        f"<w:ins w:id='2'>{run('扣1分')}</w:ins><w:r><w:br/><w:t>扣完为止</w:t></w:r>"
    )
    rows = [
        [cell(run("一级指标")), cell(run("二级指标")), cell(run("分值")), cell(run("评分标准"))],
        [cell(run("公开"), '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"),
         cell(run("1")), cell(revised)],
    ]  # fmt: skip
    table = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    drawn = made(
        with_body(
            saved(Document()), f'<w:tbl xmlns:w="{space}"><w:tblPr/><w:tblGrid/>{table}</w:tbl>'
        )
    )
    (only,) = read_back(drawn).nodes
    assert (only.title, only.nodes, only.standard) == ("公开", (), "未报送扣1分\n扣完为止")
