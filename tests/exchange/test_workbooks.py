"""Workbooks to fill in and to take back: nothing is lost, errors name the cell."""

import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from scripts.exchange.sheet_cells import names_of
from scripts.exchange.sheet_layout import FILE, GRID_HEAD, HELP, KIND, NUMBER, YEAR, layout_of
from scripts.exchange.workbook import Reading, template
from tests.support.workbooks import (
    KINDS,
    MAIN,
    REGISTRY,
    cell_of,
    dated,
    edited,
    form,
    read,
    records,
    told,
    with_files,
    writer,
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_comes_back_as_it_was(kind: str) -> None:
    for example in form(kind).examples:
        data = with_files(example)
        raw = template(form(kind), REGISTRY, writer(kind), records=[data])
        # As a spreadsheet program saves it, not only as we wrote it.
        for content in (raw, edited(raw, lambda book: None)):
            reading = read(content, kind, example)
            if reading.problems and layout_of(form(kind)).dated:
                assert {each.code for each in reading.problems} == {"sheet-day"}
                content = edited(content, dated(kind))
                reading = read(content, kind, example)
            assert reading.problems == ()
            (got,) = records(reading)
            for entry in got.get("attachments", ()):
                assert len(entry.pop("sha256")) == 64
            assert got == {**data, "kind": kind}


def test_several_records_stand_in_several_rows_and_keep_what_is_theirs() -> None:
    example = form("gazette-display").examples[0]
    first, second = with_files(example), with_files(example)
    second["sites"] = second["sites"][:1]
    second["title"] = "第二份"
    raw = template(form("gazette-display"), REGISTRY, REGISTRY["wanshui"], records=[first, second])
    made = records(read(raw, "gazette-display", example))
    assert [len(each["sites"]) for each in made] == [len(first["sites"]), 1]
    assert [each["title"] for each in made] == [first["title"], "第二份"]


def test_records_of_one_day_get_names_of_their_own_past_those_that_are_taken() -> None:
    example = form("news").examples[0]
    raw = template(form("news"), REGISTRY, records=[example, {**example, "title": "又一条"}])
    reading = read(raw, "news", taken=lambda kind, year: {"2023-02-06-01"})
    assert sorted(reading.files) == [
        "units/wanshui/2023/news/2023-02-06-02.yml",
        "units/wanshui/2023/news/2023-02-06-03.yml",
    ]


def test_numbers_keep_their_digits() -> None:
    example = form("ruling").examples[0]
    for points in (Decimal("0.1"), Decimal("0.30"), 1):
        data = {**example, "points": points}
        raw = edited(template(form("ruling"), REGISTRY, records=[data]), dated("ruling"))
        (got,) = records(read(raw, "ruling"))
        assert got["points"] == points


def test_the_statutory_tables_come_back_from_their_grids() -> None:
    example = with_files(form("annual-report").examples[0])
    example["requests"]["results"]["granted"]["research"] = 7
    raw = template(form("annual-report"), REGISTRY, records=[example])
    names = load_workbook(io.BytesIO(raw)).sheetnames
    assert "三、收到和处理政府信息公开申请情况" in names
    (got,) = records(read(raw, "annual-report", form("annual-report").examples[0]))
    assert got["requests"] == example["requests"]


# --- what people type ----------------------------------------------------------------------------


def test_dates_months_units_and_choices_are_taken_as_people_write_them() -> None:
    from datetime import datetime

    def change(book: Workbook) -> None:
        main = layout_of(form("hotline-report")).main.name
        cell_of(book, main, "材料日期").value = "2023年8月5日"
        cell_of(book, main, "标题").value = "2023年7月热线办理情况"
        cell_of(book, main, "月份").value = datetime(2023, 7, 1)  # noqa: DTZ001 - as Excel has it
        rows = "各单位办理情况"
        cell_of(book, rows, "单位").value = "宛水街道办事处"
        for head, value in [("接收工单数", "1,200"), ("超时签收数", 0.0), ("应办结数", 3),
                            ("按时办结数", "3")]:  # fmt: skip
            cell_of(book, rows, head).value = value

    raw = edited(template(form("hotline-report"), REGISTRY, units=("wanshui", "geyi")), change)
    (got,) = records(read(raw, "hotline-report"))
    assert got["month"] == "2023-07"
    assert got["rows"] == [
        {"unit": "wanshui", "received": 1200, "signed_late": 0, "due": 3, "completed_on_time": 3}
    ]


def of_hotline(month: Any, received: Any) -> Reading:
    """A hotline sheet in which a month and a figure were typed as given."""

    def change(book: Workbook) -> None:
        main, rows = layout_of(form("hotline-report")).main.name, "各单位办理情况"
        cell_of(book, main, "材料日期").value = "2023-11-05"
        cell_of(book, main, "标题").value = "热线办理情况"
        cell_of(book, main, "月份").value = month
        cell_of(book, rows, "单位").value = "宛水街道"
        for head in ("接收工单数", "超时签收数", "应办结数", "按时办结数"):
            cell_of(book, rows, head).value = received

    raw = template(form("hotline-report"), REGISTRY, units=("wanshui",))
    return read(edited(raw, change), "hotline-report")


@pytest.mark.parametrize(
    ("month", "received", "code"),
    [
        (2023.1, 3, "sheet-month"),  # 2023.10, which a spreadsheet program makes a number of
        (45200, 3, "sheet-month"),
        ("2023-10", "12，13", "sheet-number"),
        ("2023-10", "1,5", "sheet-number"),
        ("2023-10", 1e300, "sheet-number"),
    ],
)
def test_what_could_mean_two_things_is_not_guessed(month: Any, received: Any, code: str) -> None:
    reading = of_hotline(month, received)
    assert {each.code for each in reading.problems} == {code}
    assert of_hotline("2023.10", "1，200").problems == ()


@pytest.mark.parametrize(("typed", "year"), [(2023, "2023"), (None, "2024"), (20231, None)])
def test_a_report_of_december_may_be_filed_in_january(typed: Any, year: str | None) -> None:
    example = form("hotline-report").examples[0]

    def change(book: Workbook) -> None:
        main = layout_of(form("hotline-report")).main.name
        cell_of(book, main, "材料日期").value = "2024-01-05"
        cell_of(book, main, YEAR).value = typed

    raw = template(form("hotline-report"), REGISTRY, records=[with_files(example)])
    reading = read(edited(raw, change), "hotline-report", example)
    assert [each.code for each in reading.problems] == ([] if year else ["sheet-year"])
    assert {path.split("/")[2] for path in reading.files} == ({year} if year else set())


def test_line_ends_of_windows_are_line_ends() -> None:
    example = form("news").examples[0]
    raw = template(form("news"), REGISTRY, records=[{**example, "body": "一\n二\n三"}])
    head = "正文"

    def change(book: Workbook) -> None:
        cell_of(book, "动态信息", head).value = "一_x000D_\n二\r\n三"

    (got,) = records(read(edited(raw, change), "news"))
    assert got["body"] == "一\n二\n三"


def test_a_name_that_two_units_share_means_neither() -> None:
    twin = replace(REGISTRY["geyi"], name="另一处", short_name=REGISTRY["wanshui"].short_name)
    names = names_of({**REGISTRY, "geyi": twin}, None)
    assert names.unit_id(twin.short_name) is None
    for unit in ("wanshui", "geyi"):
        assert names.unit_id(names.units[unit]) == unit
    assert names.unit_id("另一处") == "geyi"


def test_the_hotline_sheet_has_a_row_for_every_unit() -> None:
    units = tuple(sorted(unit.id for unit in REGISTRY.values() if unit.kind != "office"))
    raw = template(form("hotline-report"), REGISTRY, units=units)
    sheet = load_workbook(io.BytesIO(raw))["各单位办理情况"]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [
        REGISTRY[unit].short_name for unit in units
    ]


def test_a_template_has_drop_downs_checks_and_help() -> None:
    raw = template(form("gazette-display"), REGISTRY, REGISTRY["wanshui"])
    book = load_workbook(io.BytesIO(raw))
    sites = book["展示点"]
    kinds = {check.type for check in sites.data_validations.dataValidation}
    assert "list" in kinds
    options = {cell.value for row in book["选项"].iter_rows() for cell in row}
    assert "学苑居委会" in options
    assert "是,否" in {
        (check.formula1 or "").strip('"') for check in sites.data_validations.dataValidation
    }
    main = book[layout_of(form("gazette-display")).main.name]
    assert "date" in {check.type for check in main.data_validations.dataValidation}
    assert main.freeze_panes == "B2"
    helped = [row[1].value for row in book[HELP].iter_rows()]
    assert "政府公报展示（gazette-display）" in helped
    assert "信息发布审批：签发日期" in helped


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_template_says_so_and_the_same_form_gives_the_same_bytes(kind: str) -> None:
    raw = template(form(kind), REGISTRY, writer(kind), units=("wanshui",))
    assert raw == template(form(kind), REGISTRY, writer(kind), units=("wanshui",))
    reading = read(raw, kind)
    assert [each.code for each in reading.problems] == ["sheet-empty"]
    assert reading.files == {}


# --- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "value", "code"),
    [
        ("发布日期", "二月六日", "sheet-date"),
        ("发布日期", "2023-02-30", "sheet-date"),
        ("类别", "散文", "sheet-choice"),
        ("标题", "=1+1", "sheet-formula"),
        ("标题", None, "schema-required"),
        ("网址", "ftp://x", "schema-format-http-url"),
        ("信息发布审批：拟稿人", None, "schema-required"),
    ],
)
def test_an_error_names_sheet_row_and_column_and_nothing_is_made(
    head: str, value: Any, code: str
) -> None:
    example = form("news").examples[0]
    column = 0

    def change(book: Workbook) -> None:
        nonlocal column
        cell = cell_of(book, "动态信息", head, row=3)
        column = cell.column
        cell.value = value

    raw = edited(template(form("news"), REGISTRY, records=[example, example]), change)
    reading = read(raw, "news")
    assert reading.files == {}
    (problem,) = reading.problems
    assert (problem.code, problem.path, problem.line) == (code, MAIN, 3)
    assert problem.column == column or value is None


def test_every_error_is_told_at_once() -> None:
    example = form("news").examples[0]

    def change(book: Workbook) -> None:
        cell_of(book, "动态信息", "类别", row=2).value = "x"
        cell_of(book, "动态信息", "发布日期", row=3).value = "y"

    raw = edited(template(form("news"), REGISTRY, records=[example, example]), change)
    assert [each[0] for each in told(read(raw, "news"))] == ["sheet-choice", "sheet-date"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda book: book.remove(book["附件"]), "sheet-missing"),
        (lambda book: setattr(book["动态信息"]["B1"], "value", "题目"), "sheet-column-unknown"),
        (lambda book: book["动态信息"].delete_cols(2), "sheet-column-missing"),
        (lambda book: setattr(book["动态信息"]["A3"], "value", 1), "sheet-number-twice"),
        (lambda book: setattr(book["动态信息"]["A3"], "value", "一"), "sheet-number-bad"),
        (lambda book: book["附件"].append([9, "a.pdf"]), "sheet-number-unknown"),
        (lambda book: book["附件"].append([None, "a.pdf"]), "sheet-number-missing"),
        (lambda book: book["附件"].append([1, "a.pdf"]), "sheet-file-missing"),
        (lambda book: book.remove(book[HELP]), "sheet-kind"),
        (lambda book: setattr(book["动态信息"]["Z2"], "value", "x"), "sheet-no-column"),
        (lambda book: book["动态信息"].merge_cells("D2:D3"), "sheet-merged"),
    ],
)
def test_a_template_that_was_changed_is_told_in_words(change: Any, code: str) -> None:
    example = form("news").examples[0]
    raw = edited(template(form("news"), REGISTRY, records=[example, example]), change)
    reading = read(raw, "news")
    assert code in {each.code for each in reading.problems}
    assert reading.files == {}


def test_a_file_that_is_not_what_the_cell_says_is_refused() -> None:
    example = with_files(form("policy").examples[0])
    example["attachments"][0]["sha256"] = "0" * 64
    raw = template(form("policy"), REGISTRY, records=[example])
    assert "sheet-file-digest" in {each.code for each in read(raw, "policy", example).problems}


def test_no_two_sheets_or_columns_of_a_form_share_a_name() -> None:
    for kind in KINDS:
        layout = layout_of(form(kind))
        assert len(set(layout.names)) == len(layout.names)
        for columns in (layout.main.columns, *(rows.columns for rows in layout.rows)):
            heads = [column.head for column in columns]
            assert len(set(heads)) == len(heads)
            assert not {NUMBER, FILE, GRID_HEAD, KIND} & set(heads)
