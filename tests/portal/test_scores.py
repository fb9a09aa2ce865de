"""Scores, clauses and annual reports as a reader finds them."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from scoring.messages import sentence
from scripts.portal import board
from scripts.portal.assembly import assemble
from scripts.portal.volume import volumes
from tests.support import memory
from tests.support.portal_fixture import portal, sent
from tests.support.portal_pages import page_of, read
from tests.support.records import at


def test_the_scoreboard_shows_every_score_and_leads_to_why(site: Path) -> None:
    data = portal()
    tables = board.tables(volumes(data)[0])
    assert [table.id for table in tables] == ["2023-township", "2023-department"]
    rows = {row.unit: row for table in tables for row in table.rows}
    for unit in data.years[0].ledger.units:
        assert float(rows[unit.unit].score) == float(unit.score)
        assert [cell.text for cell in rows[unit.unit].categories]
    page = read(site / "2023/scoreboard.html")
    assert "units/geyi.html#node/disclosure" in page.links


def test_equal_scores_share_a_rank() -> None:
    first, *rest = board.tables(volumes(portal())[0])[0].rows
    assert (first.rank, first.unit) == (1, "wanshui")
    tied = [row for row in rest if row.score == rest[0].score]
    assert {row.rank for row in tied} == {2}
    assert len(first.course) == 12


def test_a_unit_page_gives_clause_reason_and_evidence_of_every_deduction(site: Path) -> None:
    ledger = portal().years[0].ledger
    books = {book.id: book for book in memory.rulebooks()}
    for unit in ledger.units[:5] + tuple(u for u in ledger.units if u.unit in ("wanshui", "geyi")):
        text = read(site / f"2023/units/{unit.unit}.html").text
        for path, leaf in unit.leaves():
            node = books[unit.rulebook].node(path)
            assert node is not None
            assert f"node/{path}" in read(site / f"2023/units/{unit.unit}.html").ids
            for deduction in leaf.deductions or ():
                if deduction.reason.code == "incident":  # and what it was
                    assert "有一份按次扣分的记录：" in text
                elif deduction.reason.code != "coverage-partial":  # its codes are shown by name
                    assert sentence(deduction.reason.code, deduction.reason.values) in text
                assert node.standard.split("\n")[0] in text
                assert all(record in text for record in deduction.records)
                assert all(commit[:10] in text for commit in deduction.commits)


def test_codes_in_a_reason_are_shown_by_name(site: Path) -> None:
    text = read(site / "2023/units/wanshui.html").text
    assert "柳林居委会" in text
    assert "530381001008" not in text


def test_a_waived_deduction_is_struck_through_with_the_ruling(site: Path) -> None:
    source = (site / "2023/units/geyi.html").read_text(encoding="utf-8")
    assert "<s>−0.5</s>" in source
    assert "经核实，照片显示次日已规范展示。" in source
    assert "../appeals.html#ruling/2023-01-01-00008" in read(site / "2023/units/geyi.html").links


def test_an_appeal_shows_its_existence_and_outcome_only(site: Path) -> None:
    page = read(site / "2023/appeals.html")
    assert "格宜镇" in page.text and "免去扣分" in page.text
    assert "appeal/2023-01-01-00007" in page.ids


def test_results_are_marked_until_confirmed(site: Path) -> None:
    assert "未经核定" in read(site / "2023/scoreboard.html").text
    confirmation = "zhengfuban/2023/confirmation/2023-01-01-00019"
    for _, facts in assemble(portal(confirmed=confirmation)).pages:
        assert facts.confirmation is not None
        assert facts.confirmation.endswith("#confirmation/2023-01-01-00019")


def test_before_a_year_is_over_the_board_says_what_it_knows() -> None:
    early = portal(as_of=at("2023-03-15"))
    table = board.tables(volumes(early)[0])[0]
    assert len(table.months) == 2
    assert table.since == "2月"


# --- clauses -------------------------------------------------------------------------------------


def test_the_rules_are_shown_word_for_word(site: Path) -> None:
    def packed(text: str) -> str:
        return re.sub(r"\s+", "", text)

    for book in memory.rulebooks():
        name = book.id.removeprefix("2023-")
        text = packed(read(site / f"2023/rules/{name}.html").text)
        for node in book.walk():
            for words in (node.requirement, node.standard, node.method, node.responsible):
                assert packed(words) in text, (book.id, node.path)
            assert all(packed(reading) in text for reading in node.interpretation)
        assert all(packed(reading) in text for reading in book.interpretation)


def test_a_clause_counts_who_lost_on_it(site: Path) -> None:
    ledger = portal().years[0].ledger
    losers = [
        unit
        for unit in ledger.units
        if unit.rulebook == "2023-township"
        for path, leaf in unit.leaves()
        if path == "disclosure/guide" and any(item.applied for item in leaf.deductions or ())
    ]
    assert f"{len(losers)}个单位在本项失分" in read(site / "2023/rules/township.html").text


# --- annual reports ------------------------------------------------------------------------------


def _report(unit: str, edition: str, received: int, when: str) -> Any:
    data = json.loads(json.dumps(memory.example("annual-report"), default=float))
    data["edition"] = edition
    data["requests"]["received"]["natural_persons"] = received
    data["proactive"]["fees"] = "0.5"
    return replace(sent("annual-report", unit, at(when)), data=data)


def test_of_two_editions_the_final_one_alone_is_summed() -> None:
    reports = [
        _report("wanshui", "assessment", 5, "2023-10-20"),
        _report("wanshui", "final", 7, "2024-01-20"),
        _report("geyi", "assessment", 2, "2023-10-21"),
    ]
    body: Any = page_of(portal(reports), "2023/reports.html").body
    assert (body.final, body.assessment) == (1, 1)
    figures = {cell.path: cell.text for table in body.tables for row in table.rows for cell in row}
    assert figures["requests", "received", "natural_persons"] == "9"
    assert figures["requests", "received", "total"] == "9"
    assert figures["proactive", "fees"] == "1"
    own: Any = page_of(portal(reports), "2023/units/wanshui-report.html").body
    assert [edition.label for edition in own.editions] == ["法定全年报告", "考核报送稿"]


def test_the_printed_tables_are_rectangles(site: Path) -> None:
    source = (site / "2023/units/wanshui-report.html").read_text(encoding="utf-8")
    tables = re.findall(r'<table class="gk-table gk-form.*?</table>', source, re.DOTALL)
    assert len(tables) == 3
    assert [_columns(table) for table in tables] == [{4}, {10}, {15}]


def _columns(table: str) -> set[int]:
    """Return how many columns each row fills, spans of rows above counted."""
    widths: set[int] = set()
    hanging: list[int] = []  # rows that a cell from above still covers, one entry a column
    for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL):
        width = len(hanging)
        below = [rows - 1 for rows in hanging if rows > 1]
        for cell in re.findall(r"<t[hd][^>]*>", row):
            span = int(found[1]) if (found := re.search(r'colspan="(\d+)"', cell)) else 1
            rows = int(found[1]) if (found := re.search(r'rowspan="(\d+)"', cell)) else 1
            width += span
            below += [rows - 1] * span if rows > 1 else []
        hanging = below
        widths.add(width)
    return widths
