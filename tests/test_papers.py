"""The office's papers: laid out as GB/T 9704-2012 asks, true to the ledger, the same every time."""

import re
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import chdir
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Emu, Mm

from scoring.assessment import Assessment
from scoring.calendar import periods
from scoring.calendar.zone import SHANGHAI
from scoring.records.yamltext import load_yaml
from scripts.papers.circular import circular
from scripts.papers.letter import letter
from scripts.papers.source import Source, source_of
from scripts.papers.words import ordinal
from scripts.scoreboard.ranking import plain
from scripts.word.blocks import Closing, Paragraph, Table, Title
from scripts.word.writing import word_file
from tests.support import demo
from tests.support.command import run

AFTER_THE_QUARTER = datetime(2023, 10, 13, tzinfo=SHANGHAI)
AFTER_CONFIRMATION = datetime(2024, 3, 1, tzinfo=SHANGHAI)
Q3 = periods.parse("2023Q3")


@pytest.fixture(scope="module")
def assessment(demo_repository: Path) -> Assessment:
    return demo.opened(demo_repository)


@pytest.fixture(scope="module")
def october(assessment: Assessment) -> Source:
    return source_of(assessment, 2023, AFTER_THE_QUARTER)


def word(source: Source, blocks: object = None) -> bytes:
    made = circular(source, Q3, date(2023, 10, 13)) if blocks is None else blocks
    return word_file(made, title="x", creator="y", moment=source.as_of)  # type: ignore[arg-type]


def opened(content: bytes) -> Document:
    return Document(BytesIO(content))


def texts(content: bytes) -> str:
    document = opened(content)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


# --- layout ---------------------------------------------------------------------------------------


def test_the_page_is_laid_out_as_the_standard_asks(october: Source) -> None:
    (section,) = opened(word(october)).sections
    near = Mm(0.05)
    for found, wanted in [
        (section.page_width, 210),
        (section.page_height, 297),
        (section.top_margin, 37),
        (section.left_margin, 28),
        (section.page_width - section.left_margin - section.right_margin, 156),
        (section.page_height - section.top_margin - section.bottom_margin, 225),
    ]:
        assert abs(found - Mm(wanted)) <= near


def test_a_page_has_22_lines_of_28_characters(october: Source) -> None:
    (section,) = opened(word(october)).sections
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    height = Emu(section.page_height - section.top_margin - section.bottom_margin).pt
    width = Emu(section.page_width - section.left_margin - section.right_margin).pt
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    cell = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert int(height / pitch) == 22
    assert int(width / cell) == 28


def test_the_body_keeps_to_that_also_off_the_grid(october: Source) -> None:
    normal = opened(word(october)).styles["Normal"]
    assert normal.paragraph_format.line_spacing.pt * 22 <= 225 / 25.4 * 72 + 0.1
    tighter = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert int(156 / 25.4 * 72 / (16 + tighter)) == 28


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Normal", "仿宋_GB2312", 16),
        ("heading 1", "黑体", 16),
        ("heading 2", "楷体_GB2312", 16),
        ("footer", "宋体", 14),
    ],
)
def test_type_and_size_are_those_of_the_standard(
    october: Source, style: str, font: str, points: int
) -> None:
    face = opened(word(october)).styles[style]
    assert face.element.rPr.rFonts.get(qn("w:eastAsia")) == font
    assert face.font.size.pt == points


def test_page_numbers_stand_between_dashes_at_the_outer_edges(october: Source) -> None:
    document = opened(word(october))
    assert document.settings.odd_and_even_pages_header_footer
    (section,) = document.sections
    for footer, edge in [(section.footer, "right"), (section.even_page_footer, "left")]:
        (paragraph,) = footer.paragraphs
        assert re.fullmatch(r"— \d —", paragraph.text)
        assert "PAGE" in paragraph._p.xml
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == edge
        indent = paragraph._p.pPr.find(qn("w:ind"))
        assert indent.get(qn(f"w:{edge}Chars")) == "100"


def test_the_date_ends_four_characters_from_the_edge_under_the_middle_of_the_signature() -> None:
    content = word_file(
        (Closing("宣威市人民政府办公室", "2023年10月13日"),),
        title="x", creator="y", moment=AFTER_THE_QUARTER,
    )  # fmt: skip
    *_, signed, dated = opened(content).paragraphs
    right = {
        each.text: int(each._p.pPr.find(qn("w:ind")).get(qn("w:rightChars")))
        for each in (signed, dated)
    }
    assert right == {"2023年10月13日": 400, "宣威市人民政府办公室": 250}


def test_headings_are_headings_and_the_tables_head_repeats(october: Source) -> None:
    document = opened(word(october))
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == [
        "一、总体情况",
        "二、扣分情况",
        "三、有关要求",
    ]
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        widths = [int(each.get(qn("w:w"))) for each in table._tbl.tblGrid]
        assert abs(sum(widths) - round(Mm(156).pt * 20)) <= 5


def test_headings_are_counted_past_what_a_list_usually_has() -> None:
    assert [ordinal(number) for number in (9, 10, 20, 99, 100)] == [
        "九", "十", "二十", "九十九", "100",
    ]  # fmt: skip


def test_the_same_circular_has_the_same_bytes_and_no_hour_of_writing(october: Source) -> None:
    content = word(october)
    assert content == word(october)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2023-10-12T16:00:00Z" in archive.read("docProps/core.xml")


def test_what_units_wrote_stays_text() -> None:
    hostile = '<w:p/>&amp;"\x07\ud800]]>'
    content = word_file(
        (Title(hostile), Paragraph(hostile), Table([("甲",), (hostile,)], (156,))),
        title=hostile, creator=hostile, moment=AFTER_THE_QUARTER,
    )  # fmt: skip
    told = '<w:p/>&amp;"]]>'
    assert [p.text for p in opened(content).paragraphs][:2] == [told, told]
    assert opened(content).tables[0].rows[1].cells[0].text == told


# --- what they say --------------------------------------------------------------------------------


def rows(content: bytes) -> Iterator[list[str]]:
    for table in opened(content).tables:
        for row in table.rows:
            yield [cell.text for cell in row.cells]


def test_the_circular_tells_every_deduction_of_the_quarter_and_no_other(october: Source) -> None:
    told = [row for row in rows(word(october)) if len(row) == 4 and row[0] != "单位"]
    wanted = [
        (unit.name, plain(item.applied))
        for unit in october.ledger.units
        for _, leaf in unit.leaves()
        for item in leaf.deductions or ()
        if item.waived < item.points and Q3.covers(periods.parse(item.period))
    ]
    assert sorted((row[0], row[3]) for row in told) == sorted(wanted)
    assert len(wanted) > 20


def test_a_waived_deduction_is_not_told(october: Source) -> None:
    """格宜镇's finding of 15 August was waived on 11 September."""
    told = [row for row in rows(word(october)) if row[0] == "格宜镇"]
    assert told
    assert not [row for row in told if "公报" in "".join(row)]


def test_every_table_of_deductions_follows_its_clause(october: Source) -> None:
    content = texts(word(october))
    assert "缺报一条扣 0.1 分；连续四季度被市政府办发文通报，扣 1 分。" in content


def test_the_units_are_listed_with_what_they_lost_in_the_quarter(october: Source) -> None:
    told = [row for row in rows(word(october)) if len(row) == 6 and row[0] != "序号"]
    assert [row[0] for row in told] == [str(number) for number in range(1, len(told) + 1)]
    assert ["杨柳镇", "乡（镇、街道）", "2", "8", "10"] in [row[1:] for row in told]


def test_results_are_called_unconfirmed_until_the_office_names_this_ledger(
    assessment: Assessment, october: Source
) -> None:
    assert "（未经核定）" in texts(word(october))
    confirmed = source_of(assessment, 2023, AFTER_CONFIRMATION)
    account = confirmed.account("wanshui")
    assert account is not None
    told = texts(word(confirmed, letter(confirmed, account, date(2024, 3, 1))))
    assert "未经核定" not in told
    assert "核定。" in told
    earlier = source_of(assessment, 2023, datetime(2024, 2, 16, tzinfo=SHANGHAI))
    own = earlier.account("wanshui")
    assert own is not None
    assert "未经核定" in texts(word(earlier, letter(earlier, own, date(2024, 2, 16))))


def test_the_letter_tells_the_score_the_place_and_every_deduction(assessment: Assessment) -> None:
    source = source_of(assessment, 2023, AFTER_CONFIRMATION)
    account = source.account("jiaoti")
    assert account is not None
    told = texts(word(source, letter(source, account, date(2024, 3, 1))))
    assert f"得分{plain(account.unit.score)}分（满分5分）" in told
    deductions = [item for _, leaf in account.unit.leaves() for item in leaf.deductions or ()]
    table = list(rows(word(source, letter(source, account, date(2024, 3, 1)))))
    assert len([row for row in table if len(row) == 4 and row[0] != "期间"]) == len(deductions)


# --- the commands ---------------------------------------------------------------------------------


def gongkai(repository: Path, *arguments: str, cwd: Path) -> Result:
    with chdir(cwd):
        return run(*arguments, repo=repository)


@pytest.fixture
def clone(demo_repository: Path, tmp_path: Path) -> Path:
    place = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(demo_repository), str(place)], check=True)
    return place


def test_the_command_writes_a_draft_once_and_never_over_an_edited_one(
    clone: Path, tmp_path: Path
) -> None:
    arguments = ("circular", "2023Q3", "--as-of", "2023-10-12", "--date", "2023-10-13")
    done = gongkai(clone, *arguments, cwd=tmp_path)
    assert done.exit_code == 0, done.stderr
    made = tmp_path / "关于2023年第三季度政务公开工作情况的通报.docx"
    made.write_bytes(b"edited")
    again = gongkai(clone, *arguments, cwd=tmp_path)
    assert again.exit_code == 2
    assert "没有覆盖" in again.stderr
    assert made.read_bytes() == b"edited"


def test_criticisms_are_drafted_only_when_asked_for_and_pass_the_check(
    clone: Path, tmp_path: Path
) -> None:
    arguments = (
        "circular", "2023Q3", "--as-of", "2023-10-12", "--date", "2023-10-13", "--out", "c.docx",
    )  # fmt: skip
    before = sorted(clone.glob("units/**/*.yml"))
    assert gongkai(clone, *arguments, cwd=tmp_path).exit_code == 0
    assert sorted(clone.glob("units/**/*.yml")) == before
    done = gongkai(
        clone, *arguments, "--criticism", "--number", "宣政办通〔2023〕99号", cwd=tmp_path
    )
    assert done.exit_code == 0, done.stderr
    (new,) = set(clone.glob("units/**/*.yml")) - set(before)
    data = load_yaml(new.read_bytes())
    assert data["to"] == ["geyi", "tianba", "wude"]
    assert (data["subject"], data["quarter"]) == ("news-shortage", "2023Q3")
    assert gongkai(clone, "check", str(new), cwd=tmp_path).exit_code == 0
    # The same again would write over it.
    again = gongkai(
        clone, *arguments, "--criticism", "--number", "宣政办通〔2023〕99号", cwd=tmp_path
    )
    assert again.exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["circular", "2023-07"], "不是季度"),
        (["circular", "2023Q3", "--criticism"], "文号"),
        (["circular", "2023Q4", "--as-of", "2023-10-12"], "还没有结束"),
        (["letter", "zhengfuban"], "不考核"),
        (["letter", "nowhere"], "没有"),
    ],
)
def test_wrong_use_is_told_in_words(
    demo_repository: Path, tmp_path: Path, arguments: list[str], told: str
) -> None:
    done = gongkai(demo_repository, *arguments, cwd=tmp_path)
    assert done.exit_code == 2
    assert told in done.stderr
    assert list(tmp_path.glob("*.docx")) == []
