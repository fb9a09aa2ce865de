"""The statutory tables: every field of the record has its printed place, every total is a sum."""

import pytest

from scripts.statutory import fields
from scripts.statutory.figures import INPUTS, TOTAL, amount, figures, group_total, totals
from scripts.statutory.naming import names
from scripts.statutory.printed import Sort, figure_text, placed, tables
from tests.support import memory
from tests.support.annual_report import report, with_figures
from tests.test_annual_report_form import TABLE_1, TABLE_2

EXAMPLE = figures([report()])


def title(*path: str) -> str:
    part = memory.schemas().kinds["annual-report"].whole.at(path)
    assert part is not None, path
    return part.title


def test_the_form_has_every_field_of_the_record_with_its_printed_name() -> None:
    for _, rows in fields.BLOCKS:
        for key, label in rows:
            assert title("proactive", key) == label
    for key, label, parts in fields.RESULTS:
        assert title("requests", "results", key) == label
        for part, text in parts:
            assert title("requests", "results", key, part) == text
    for key, label in (fields.RECEIVED, fields.CARRIED_IN, fields.HANDLED, fields.CARRIED_OUT):
        assert title("requests", key) == label
    for key, label in fields.APPLICANTS:
        assert title("requests", "received", key) == label
    for case, label in fields.DISPUTES:
        assert title("disputes", case) == label
        for outcome, told_as in fields.OUTCOMES:
            assert title("disputes", case, outcome) == told_as


def test_every_number_of_a_record_is_a_figure_and_no_other() -> None:
    data, found = report(), []

    def walk(value: object, path: tuple[str, ...]) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, (*path, key))
        else:
            found.append(path)

    for table in fields.TABLES:
        walk(data[table], (table,))
    assert sorted(found) == sorted(INPUTS)


def test_rows_are_printed_in_the_order_of_the_form() -> None:
    first, second, _ = tables(EXAMPLE)
    rows = [cell.text for row in first.rows for cell in row if cell.sort is Sort.ROW]
    assert rows == [label for _, label, _ in TABLE_1]
    heads = [cell.text for row in second.rows for cell in row if cell.sort is Sort.ROW]
    assert [text for text in heads if text != "（七）总计"] == TABLE_2
    assert heads[-2:] == ["（七）总计", "四、结转下年度继续办理"]


def test_every_figure_stands_once_and_the_empty_form_has_none() -> None:
    cells = [cell for table in tables(EXAMPLE) for row in table.rows for cell in row]
    paths = [cell.path for cell in cells if cell.sort is Sort.FIGURE]
    assert sorted(paths) == sorted({*INPUTS, *totals(EXAMPLE)}) == sorted(names())
    empty = [cell for table in tables(None) for row in table.rows for cell in row if cell.path]
    assert {cell.text for cell in empty} == {""}


@pytest.mark.parametrize("number", range(3))
def test_rows_of_merged_cells_are_all_of_one_width(number: int) -> None:
    table = tables(EXAMPLE)[number]
    for row in placed(table):
        assert sum(each.cell.columns for each in row) == table.columns
        assert [each.column for each in row] == sorted(each.column for each in row)


def test_a_total_adds_up_its_row_and_its_column() -> None:
    filled = figures([with_figures(report(), {path: number for number, path in enumerate(INPUTS)
                                              if path != ("proactive", "fees")})])  # fmt: skip
    for path in totals(filled):
        if path[0] == "requests" and path[-1] == TOTAL:
            columns = [filled[*path[:-1], key] for key, _ in fields.APPLICANTS]
            assert filled[path] == sum(columns)
    groups = [group_total(filled, group) for group, _, _ in fields.RESULTS]
    assert sum(groups) == filled["requests", "results", TOTAL, TOTAL]


def test_reports_add_up_figure_by_figure_and_fees_exactly() -> None:
    fees = ("proactive", "fees")
    several = [with_figures(report(), {fees: amount_}) for amount_ in ("0.1", "0.2", "12.345678")]
    whole = figures(several)
    assert figure_text(whole[fees]) == "12.645678"
    for path in INPUTS:
        assert whole[path] == sum(amount(each, path) for each in several)


@pytest.mark.parametrize(
    ("typed", "printed"), [("0", "0"), ("0.00", "0"), ("12.50", "12.5"), ("100", "100")]
)
def test_fees_are_printed_without_needless_zeros(typed: str, printed: str) -> None:
    fees = ("proactive", "fees")
    assert figure_text(figures([with_figures(report(), {fees: typed})])[fees]) == printed
