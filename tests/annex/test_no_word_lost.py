"""No word of a foreign annex is lost unsaid: it stands in the skeleton, or its place is told."""

from collections.abc import Sequence
from typing import Any

import pytest
from docx import Document

from tests.support.annex import (
    SAME_LEFT,
    add_table,
    codes,
    excel,
    fields,
    made,
    read_back,
    saved,
    titles,
    word,
)
from tests.support.bad_files import with_body

HEADS = ["考核指标", "分值", "评分标准"]
GUIDE = ["指南", "3", "未报送扣3分"]
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
CHOICES = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def test_a_heading_across_the_table_is_kept_however_long() -> None:
    heading = f"一、基础工作（{'考核材料以报送系统记录为准，' * 8}以下各项扣完为止）"
    drawn = made(word([HEADS, [heading, SAME_LEFT, SAME_LEFT], GUIDE]))
    assert "以下各项扣完为止" in drawn.text


def test_what_a_row_of_sums_says_beside_its_points_is_kept() -> None:
    drawn = made(word([HEADS, GUIDE, ["合计", "3", "扣完为止，不计负分"]]))
    assert "合计：扣完为止，不计负分" in drawn.text
    assert fields(drawn)["points"] == 3
    assert "annex-outside" in codes(drawn)


@pytest.mark.parametrize(
    ("heads", "row", "kept"),
    [
        ([*HEADS, "备注", "备注"], ["指南", 3, "未报送扣3分", "甲注", "乙注"], ("甲注", "乙注")),
        (HEADS, ["指南", 3, "未报送扣3分", "没有表头的话"], ("没有表头的话",)),
        (["序号", *HEADS], ["2（重点）", "指南", 3, "未报送扣3分"], ("重点",)),
    ],
    ids=["two columns of one name", "beyond the heads", "beside a number"],
)
def test_words_of_columns_without_a_use_are_kept(
    heads: Sequence[Any], row: Sequence[Any], kept: tuple[str, ...]
) -> None:
    width = max(len(heads), len(row))
    drawn = made(excel([[*heads, *[None] * (width - len(heads))], row]), "附件.xlsx")
    assert all(word_ in drawn.text for word_ in kept)


def two_tables(between: str, second: Sequence[Sequence[str]]) -> bytes:
    document = Document()
    add_table(document, [HEADS, GUIDE])
    document.add_paragraph(between)
    add_table(document, second)
    return saved(document)


@pytest.mark.parametrize("between", ["续表", "（接上表）", "续表1"])
@pytest.mark.parametrize("heads", [[], [HEADS]], ids=["without heads", "with heads"])
def test_a_table_said_to_go_on_does(between: str, heads: list[list[str]]) -> None:
    drawn = made(two_tables(between, [*heads, ["年报", "2", "未公布扣2分"]]))
    assert titles(read_back(drawn).nodes) == {"指南 3": {}, "年报 2": {}}


def test_a_table_that_was_not_read_is_told() -> None:
    drawn = made(two_tables("另附：", [["年报", "2", "甲", "未公布扣2分"]]))
    told = [each.values["place"] for each in drawn.remarks if each.code == "annex-table-left"]
    assert told == ["第2张表"]


def standard(inner: str) -> bytes:
    """Return an annex whose one standard is what ``inner`` shows."""

    def cell(content: str) -> str:
        return f"<w:tc><w:tcPr/><w:p>{content}</w:p></w:tc>"

    texts = [f"<w:r><w:t>{each}</w:t></w:r>" for each in (*HEADS, *GUIDE[:2])]
    cells = [cell(each) for each in (*texts, inner)]
    rows = f"<w:tr>{''.join(cells[:3])}</w:tr><w:tr>{''.join(cells[3:])}</w:tr>"
    spaces = f'xmlns:w="{WORDS}" xmlns:m="{MATHS}" xmlns:mc="{CHOICES}"'
    return with_body(saved(Document()), f"<w:tbl {spaces}><w:tblPr/><w:tblGrid/>{rows}</w:tbl>")


@pytest.mark.parametrize(
    ("inner", "read"),
    [
        (
            "<w:r><w:t>得分=</w:t></w:r><m:oMath><m:f><m:num><m:r><m:t>实报</m:t></m:r></m:num>"
            "<m:den><m:r><m:t>应报</m:t></m:r></m:den></m:f></m:oMath>",
            "得分=(实报)/(应报)",
        ),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>yin</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>注音</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "注音",
        ),
        ("<w:r><w:t>率</w:t><w:sym w:font='Symbol' w:char='F0B3'/><w:t>90%</w:t></w:r>", "率≥90%"),
        ("<w:r><w:t>率</w:t><w:sym w:font='宋体' w:char='2265'/><w:t>90%</w:t></w:r>", "率≥90%"),
        (
            "<w:r><mc:AlternateContent><mc:Choice><w:t>报送</w:t></mc:Choice>"
            "<mc:Fallback><w:t>报送</w:t></mc:Fallback></mc:AlternateContent></w:r>",
            "报送",
        ),
        ("<w:r><w:t>甲</w:t><w:ptab/><w:t>乙</w:t></w:r>", "甲 乙"),
    ],
    ids=["formula", "ruby", "sign of an old font", "sign", "choice", "tab"],
)
def test_what_word_shows_is_read(inner: str, read: str) -> None:
    (only,) = read_back(made(standard(inner))).nodes
    assert only.standard == read


@pytest.mark.parametrize(
    "inner", ["<w:sym w:font='Webdings' w:char='F061'/>", "<w:footnoteReference w:id='2'/>"]
)
def test_what_has_no_text_leaves_a_mark_and_is_told(inner: str) -> None:
    drawn = made(standard(f"<w:r><w:t>扣1分</w:t>{inner}</w:r>"))
    assert read_back(drawn).nodes[0].standard == "扣1分\ufffd"
    assert [each.values["place"] for each in drawn.remarks if each.code == "annex-sign"] == [
        "第1张表第2行"
    ]
