"""Files from anybody: bounded, never executed, refused in words; nothing they say escapes."""

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from scoring.errors import GongkaiError
from scoring.messages import fix, sentence
from scoring.records.yamltext import load_yaml
from scripts.annex.opening import opened
from tests.support.annex import add_table, excel, made, read_back, saved, word
from tests.support.bad_files import (
    bomb,
    encrypted_zip,
    overlapping,
    part_of,
    related,
    retyped,
    rezipped,
    twice,
    with_body,
)

ROWS = [["考核指标", "分值", "评分标准"], ["指南", "1", "未报送的扣1分。"]]


def entity(name: str, part: str) -> Callable[[], bytes]:
    def build() -> bytes:
        content = word(ROWS) if name.endswith("docx") else excel(ROWS)
        old = part_of(content, part).decode()
        head, _, rest = old.partition("?>")
        told = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        return rezipped(content, {part: f"{head}?>{told}{rest}".replace("指南", "&e;").encode()})

    return build


def nested() -> bytes:
    from docx import Document

    document = Document()
    table = add_table(document, ROWS)
    inner = table.cell(1, 2).add_table(rows=1, cols=2)
    inner.cell(0, 0).text = "每次"
    return saved(document)


def many_rows() -> bytes:
    row = "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in ROWS[1])
    table = f"<w:tbl><w:tblPr/><w:tblGrid/>{f'<w:tr>{row}</w:tr>' * 2_001}</w:tbl>"
    return with_body(word(ROWS), table)


def long_sheet(rows: int) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in [ROWS[0], *([f"指标{n}", 1, "甲"] for n in range(rows))]:
        sheet.append(row)
    packed = BytesIO()
    workbook.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("build", "file", "code"),
    [
        (bomb, "a.docx", "attachment-bomb"),
        (overlapping, "a.docx", "attachment-bomb"),
        (twice, "a.docx", "attachment-broken"),
        (lambda: encrypted_zip(word(ROWS)), "a.docx", "attachment-encrypted"),
        (lambda: b"PK\x03\x04 nothing", "a.docx", "attachment-broken"),
        (lambda: b"", "a.docx", "attachment-type"),
        (lambda: b"", "a.xlsx", "attachment-broken"),
        (lambda: word(ROWS), "a.xlsx", "attachment-type-other"),
        (lambda: excel(ROWS), "a.docx", "attachment-type-other"),
        (lambda: retyped(word(ROWS), "wordprocessingml.document.main",
                         "ms-word.document.macroEnabled.main"), "a.docx", "attachment-macro"),
        (lambda: rezipped(excel(ROWS), {"xl/vbaProject.bin": b"x"}), "a.xlsx", "attachment-macro"),
        (lambda: related(word(ROWS), "attachedTemplate", "http://example.org/x.dotm"),
         "a.docx", "attachment-external"),
        (entity("a.docx", "word/document.xml"), "a.docx", "attachment-broken"),
        (entity("a.xlsx", "xl/worksheets/sheet1.xml"), "a.xlsx", "attachment-broken"),
        (nested, "a.docx", "annex-nested"),
        (many_rows, "a.docx", "attachment-bomb"),
        (lambda: long_sheet(10_000), "a.xlsx", "annex-large"),
        (lambda: long_sheet(600), "a.xlsx", "annex-many"),
        (lambda: word([["姓名", "电话"], ["示例", "0"]]), "a.docx", "annex-none"),
        (lambda: word([ROWS[0]]), "a.docx", "annex-none"),
        (lambda: word([[*(f"{n}级指标" for n in "一二三四五"), *["指标"] * 5, "评分标准"],
                       [*map(str, range(10)), "甲"]]), "a.docx", "annex-deep"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_words(build: Callable[[], bytes], file: str, code: str) -> None:
    with pytest.raises(GongkaiError) as refused:
        made(build(), file)
    assert refused.value.code == "annex-refused"
    (problem,) = refused.value.problems
    assert problem.code == code, problem
    assert sentence(problem.code, problem.values) and fix(problem.code, "zh", problem.values)


def test_a_merge_over_the_whole_sheet_is_read_within_bounds() -> None:
    content = excel(ROWS)
    part = part_of(content, "xl/worksheets/sheet1.xml").decode()
    merged = '<mergeCells count="1"><mergeCell ref="A9:XFD1048576"/></mergeCells>'
    old = part.replace("</sheetData>", f"</sheetData>{merged}")
    book = read_back(made(rezipped(content, {"xl/worksheets/sheet1.xml": old.encode()}), "a.xlsx"))
    assert [node.title for node in book.nodes] == ["指南"]


@pytest.mark.parametrize(
    ("ranges", "code"),
    [
        ([f"{get_column_letter(column)}1:{get_column_letter(column)}1900" for column in
          range(400, 4300)], None),
        ([f"A1:{get_column_letter(column)}1900" for column in range(2, 290)], "annex-large"),
    ],
    ids=["beyond all columns", "one over another"],
)  # fmt: skip
def test_merges_without_end_are_read_within_bounds(ranges: list[str], code: str | None) -> None:
    content = excel([*ROWS, *[["", "", "又一条"]] * 1900])
    part = part_of(content, "xl/worksheets/sheet1.xml").decode()
    merged = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    part = part.replace("</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>")
    packed = rezipped(content, {"xl/worksheets/sheet1.xml": part.encode()})
    if code is None:
        assert max(len(row.cells) for row in opened("a.xlsx", packed).tables[0].rows) < 10
        return
    with pytest.raises(GongkaiError) as refused:
        opened("a.xlsx", packed)
    assert [each.code for each in refused.value.problems] == [code]


def test_a_formula_is_never_believed() -> None:
    drawn = made(excel([ROWS[0], ["指南", "=1+1", '=HYPERLINK("x")']]), "a.xlsx")
    (only,) = read_back(drawn).nodes
    assert (only.points, only.standard) == (None, "")
    assert "annex-formula" in [each.code for each in drawn.remarks]


@pytest.mark.parametrize(
    "text",
    ["甲\u2028nodes: []", "甲\x85id: other", "# 乙\n- id: evil", "'\"{[&*!|>%@`",
     "甲\u202e乙\ufeff",
     "yes",      "2023-10-31", "a: b", " -", "\n\n甲\n\n乙  \n"],
)  # fmt: skip
def test_no_text_leaves_its_place_in_the_rulebook(text: str) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph(f"{text}\n2024年考核指标")
    table = add_table(document, [[*ROWS[0], "其他"], ["指南", "1", "", ""]])
    table.cell(1, 2).text = table.cell(1, 3).text = text
    document.add_paragraph(text)
    drawn = made(saved(document))
    book = read_back(drawn)
    assert [node.title for node in book.nodes] == ["指南"]
    wanted = [
        line.strip() for line in text.replace("\u2028", "\n").replace("\x85", "\n").split("\n")
    ]
    kept = "\n".join(wanted).strip("\n").replace("\u202e", "").replace("\ufeff", "")
    assert book.nodes[0].standard == kept
    assert load_yaml(drawn.text.encode())["id"] == book.id


def test_a_text_far_too_long_is_refused_with_its_place() -> None:
    drawn = made(word([ROWS[0], ["指南", "1", "甲" * 6_000]]))
    from scripts.cli.rulebooks.finding import rulebook_in

    book, problems = rulebook_in(f"{drawn.id}.yml", drawn.text.encode())
    assert book is None and problems[0].line > 1


def test_a_title_far_too_long_is_cut_and_kept_beside() -> None:
    drawn = made(word([ROWS[0], ["指" * 150, "1", "甲"]]))
    (only,) = read_back(drawn).nodes
    assert only.title == "指" * 99 + "…"
    assert f"# 名称全文：{'指' * 150}" in drawn.text
    assert "annex-fill-name" in [each.code for each in drawn.remarks]
