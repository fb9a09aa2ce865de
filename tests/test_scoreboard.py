"""Scoreboards: places with ties, CSV and workbook that no spreadsheet program runs."""

import csv
import io
from datetime import datetime
from decimal import Decimal

import openpyxl

from scoring.calendar.zone import SHANGHAI
from scoring.ledger.model import (
    Deduction,
    Ledger,
    NodeScore,
    Reason,
    RulebookRef,
    Status,
    UnitScore,
)
from scripts.scoreboard.grid import deductions_grid
from scripts.scoreboard.ranking import boards, plain
from scripts.scoreboard.screen import scoreboard_text
from scripts.scoreboard.sheets import scoreboard_csv, scoreboard_xlsx
from scripts.spreadsheets import csv_bytes

ONE = Decimal(1)
TITLES = {"town": "乡镇", "office": "部门"}


def unit(name: str, score: str, *, rulebook: str = "town", title: str = "示例") -> UnitScore:
    lost = ONE - Decimal(score)
    deductions = (
        Deduction(
            points=lost,
            waived=Decimal(0),
            applied=lost,
            rule="monthly",
            period="2023-02",
            reason=Reason("quota-short", {"have": 1, "need": 2}),
            records=("a/2023/news/2023-02-01-x", "a/2023/news/2023-02-02-y"),
            commits=("1" * 40, "2" * 40),
            charged_to=None,
            waived_by=None,
        ),
    )
    node = NodeScore("news", "动态", ONE, Decimal(score), Status.JUDGED, deductions=deductions)
    return UnitScore(name, title, rulebook, ONE, Decimal(score), Status.PENDING, (node,))


def ledger(*units: UnitScore) -> Ledger:
    return Ledger(
        year=2023,
        as_of=datetime(2023, 11, 1, tzinfo=SHANGHAI).isoformat(),
        head="0" * 40,
        engine="gongkai 0",
        final=False,
        rulebooks=(RulebookRef("office", "0" * 64), RulebookRef("town", "0" * 64)),
        units=units,
    )


def test_equal_scores_share_a_place_and_the_next_place_is_skipped() -> None:
    made = ledger(unit("c", "0.5"), unit("b", "0.9"), unit("a", "0.9"), unit("d", "0.1"))
    standings = boards(made, TITLES)[0].standings
    assert [(item.rank, item.unit.unit) for item in standings] == [
        (1, "a"),
        (1, "b"),
        (3, "c"),
        (4, "d"),
    ]


def test_units_of_different_rulebooks_are_never_ranked_together() -> None:
    made = ledger(unit("a", "0.9"), unit("b", "0.8", rulebook="office"))
    assert [(board.title, len(board.standings)) for board in boards(made, TITLES)] == [
        ("乡镇", 1),
        ("部门", 1),
    ]


def test_one_unit_alone_keeps_its_place_among_all() -> None:
    made = ledger(unit("a", "0.9"), unit("b", "0.8"))
    (board,) = boards(made, TITLES, {"b"})
    assert [(item.rank, item.unit.unit) for item in board.standings] == [(2, "b")]


def test_the_table_says_until_when_and_that_it_is_not_final() -> None:
    made = ledger(unit("a", "0.9"))
    text = scoreboard_text(made, boards(made, TITLES), "zh")
    assert "截至2023-10-31 24:00" in text
    assert "未结账" in text
    assert "（没有单位）" in text


def test_points_are_written_without_needless_zeros() -> None:
    assert [plain(Decimal(text)) for text in ("10.0", "9.80", "1E+1", "0")] == [
        "10",
        "9.8",
        "10",
        "0",
    ]


def test_csv_opens_in_excel_and_no_cell_is_a_formula() -> None:
    raw = csv_bytes([["=1+1", "+a", "-b", "@c", "\tx", "＝y", "宛水", 3, Decimal("0.10"), None]])
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\r\n")
    (row,) = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    assert row == ["'=1+1", "'+a", "'-b", "'@c", "'\tx", "'＝y", "宛水", "3", "0.1", ""]


def test_csv_has_a_row_a_unit_and_a_column_a_category() -> None:
    made = ledger(unit("a", "0.9"), unit("b", "0.8", rulebook="office"))
    raw = scoreboard_csv(boards(made, TITLES), "zh").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(raw)))
    assert [(row["名次"], row["单位编号"], row["得分"], row["动态"]) for row in rows] == [
        ("1", "a", "0.9", "0.9"),
        ("1", "b", "0.8", "0.8"),
    ]


def test_a_name_that_begins_like_a_formula_is_text_in_the_workbook() -> None:
    made = ledger(unit("a", "0.9", title="=HYPERLINK(1)"))
    book = openpyxl.load_workbook(io.BytesIO(scoreboard_xlsx(made, boards(made, TITLES), "zh")))
    assert book.sheetnames == ["town", "office", "扣分明细"]
    cell = book["town"]["C2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    assert book["town"]["F2"].value == 0.9


def test_the_workbook_lists_every_deduction_with_its_sentence() -> None:
    made = ledger(unit("a", "0.9"))
    heads, row = deductions_grid(made, "zh")
    told = dict(zip(heads, row, strict=True))
    assert told["原因"] == "应报 2 条，计入 1 条。"
    assert told["材料"] == "a/2023/news/2023-02-01-x\na/2023/news/2023-02-02-y"
    assert told["实扣"] == Decimal("0.1")


def test_the_same_ledger_gives_the_same_workbook() -> None:
    made = ledger(unit("a", "0.9"))
    ranked = boards(made, TITLES)
    assert scoreboard_xlsx(made, ranked, "zh") == scoreboard_xlsx(made, ranked, "zh")
