"""tally: a summed figure costs points each, period by period (reading 7)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from scoring.rules.judgement import Progress
from tests.rules.stage import KINDS, UNIT, Stage, ids, judge, kind, told

RULE = {
    "kind": "tally",
    "record": "figures",
    "rows": "rows",
    "field": "late",
    "every": "month",
    "points_each": Decimal("0.01"),
}


def report(
    stage: Stage, at: str, month: str, late: object, unit: str = "one", **more: object
) -> str:
    rows = [{"unit": unit, "late": late}, {"unit": "two", "late": 50}]
    return stage.receive("figures", at, unit="bureau", month=month, rows=rows, **more)  # type: ignore[arg-type]


def test_each_one_costs_in_the_month_it_is_reported_for() -> None:
    stage = Stage()
    july = report(stage, "2023-08-05", "2023-07", 3)
    (lapse,) = judge(RULE, stage.seen("2023-08-31")).lapses
    assert told(lapse) == ("0.03", "2023-07", "tally")
    assert dict(lapse.values) == {"count": 3, "each": Decimal("0.01")}
    assert ids(lapse) == [july] and lapse.running and lapse.trigger is None


def test_months_are_charged_one_by_one_in_their_order() -> None:
    stage = Stage()
    report(stage, "2023-08-05", "2023-07", 1)
    report(stage, "2023-09-05", "2023-06", 2)
    lapses = judge(RULE, stage.seen("2023-09-30")).lapses
    assert [told(lapse)[:2] for lapse in lapses] == [("0.02", "2023-06"), ("0.01", "2023-07")]


def test_a_month_is_judged_only_when_it_is_over() -> None:
    stage = Stage()
    report(stage, "2023-07-20", "2023-07", 3)
    assert judge(RULE, stage.seen("2023-07-31 23:59:59")).lapses == ()
    assert len(judge(RULE, stage.seen("2023-07-31")).lapses) == 1


def test_a_report_counts_from_its_receipt_on() -> None:
    stage = Stage()
    report(stage, "2023-08-05 09:00:00", "2023-07", 3)
    assert judge(RULE, stage.seen("2023-08-05 09:00:00")).lapses == ()
    assert len(judge(RULE, stage.seen("2023-08-05 09:00:01")).lapses) == 1


@pytest.mark.parametrize("late", [0, None, "3", True, -2, Decimal("NaN"), Decimal("Infinity")])
def test_nothing_or_no_number_costs_nothing(late: object) -> None:
    stage = Stage()
    report(stage, "2023-08-05", "2023-07", late)
    assert judge(RULE, stage.seen("2023-08-31")).lapses == ()


def test_a_unit_absent_from_the_rows_counts_as_zero() -> None:
    stage = Stage()
    report(stage, "2023-08-05", "2023-07", 3, unit="three")
    assert judge(RULE, stage.seen("2023-08-31")).lapses == ()


@pytest.mark.parametrize("rows", [None, [], "rows", [7, None, {}], {"unit": "one"}])
def test_rows_that_are_none_cost_nothing(rows: object) -> None:
    stage = Stage()
    stage.receive("sheet", "2023-08-05", unit="one", month="2023-07", rows=rows)
    assert judge({**RULE, "record": "sheet"}, stage.seen("2023-08-31")).lapses == ()


def test_a_correction_replaces_the_figures() -> None:
    stage = Stage()
    first = report(stage, "2023-08-05", "2023-07", 3)
    again = report(stage, "2023-08-07", "2023-07", 1, supersedes=first)
    (lapse,) = judge(RULE, stage.seen("2023-08-31")).lapses
    assert told(lapse)[0] == "0.01" and ids(lapse) == [again]


def test_reports_of_another_year_or_for_another_length_do_not_count() -> None:
    stage = Stage()
    report(stage, "2023-08-05", "2022-07", 3)
    report(stage, "2023-08-05", "2023Q2", 3)
    report(stage, "2023-08-05", "2023-07", 3, year=2022)
    assert judge(RULE, stage.seen("2023-12-31")).lapses == ()


def test_months_before_the_first_day_judged_are_left_out() -> None:
    stage = Stage()
    report(stage, "2023-09-05", "2023-08", 3)
    report(stage, "2023-10-05", "2023-09", 3)
    lapses = judge(RULE, stage.seen("2023-12-31", first_day="2023-08-02")).lapses
    assert [lapse.period.name for lapse in lapses] == ["2023-09"]


def test_months_that_end_after_the_units_last_day_are_left_out() -> None:
    stage = Stage()
    report(stage, "2023-08-05", "2023-07", 3)
    for until, months in (("2023-07-30", []), ("2023-07-31", ["2023-07"])):
        unit = replace(UNIT, until=date.fromisoformat(until))
        lapses = judge(RULE, stage.seen("2023-12-31", unit=unit)).lapses
        assert [lapse.period.name for lapse in lapses] == months


def test_reports_that_name_another_node_do_not_count() -> None:
    stage = Stage({**KINDS, "count": kind("count", period_field="month", node_field="node")})
    rule = {name: value for name, value in RULE.items() if name != "rows"} | {"record": "count"}
    for node, late in (("top/other", 30), ("top/leaf", 4)):
        stage.receive("count", "2023-08-05", month="2023-07", node=node, late=late)
    (lapse,) = judge(rule, stage.seen("2023-08-31")).lapses
    assert told(lapse)[0] == "0.04"


def test_where_says_which_reports_are_meant() -> None:
    stage = Stage()
    report(stage, "2023-08-05", "2023-07", 3, line="12345")
    assert judge({**RULE, "where": {"line": "110"}}, stage.seen("2023-08-31")).lapses == ()


def test_progress_is_open_until_every_month_is_reported_whichever_units_it_names() -> None:
    stage = Stage()
    for month in range(1, 12):
        report(stage, "2023-12-20", f"2023-{month:02d}", 0, unit="three")
    assert judge(RULE, stage.seen("2024-01-31")).progress is Progress.OPEN
    report(stage, "2024-01-05 09:00:00", "2023-12", 0, unit="three")
    assert judge(RULE, stage.seen("2024-01-05 09:00:00")).progress is Progress.OPEN
    assert judge(RULE, stage.seen("2024-01-05 09:00:01")).progress is Progress.DONE


def test_december_reported_before_it_is_over_leaves_it_open() -> None:
    stage = Stage()
    for month in range(1, 13):
        report(stage, "2023-12-20", f"2023-{month:02d}", 0)
    assert judge(RULE, stage.seen("2023-12-31 23:59:59")).progress is Progress.OPEN
    assert judge(RULE, stage.seen("2023-12-31")).progress is Progress.DONE


def test_nothing_is_open_where_nothing_is_judged() -> None:
    seen = Stage().seen("2023-12-31", first_day="2024-01-01")
    assert judge(RULE, seen).progress is Progress.IDLE


def test_without_rows_the_figures_are_the_records_own() -> None:
    stage = Stage()
    rule = {name: value for name, value in RULE.items() if name != "rows"} | {"record": "sheet"}
    own = stage.receive("sheet", "2023-08-05", month="2023-07", late=4)
    stage.receive("sheet", "2023-08-05", unit="two", month="2023-07", late=40)
    (lapse,) = judge(rule, stage.seen("2023-08-31")).lapses
    assert told(lapse)[0] == "0.04" and ids(lapse) == [own]


def test_rows_without_units_are_all_about_the_records_unit() -> None:
    stage = Stage()
    stage.receive("sheet", "2023-08-05", month="2023-07", rows=[{"late": 2}, {"late": 3}])
    stage.receive("sheet", "2023-08-05", unit="two", month="2023-07", rows=[{"late": 40}])
    (lapse,) = judge({**RULE, "record": "sheet"}, stage.seen("2023-08-31")).lapses
    assert lapse.points == Decimal("0.05")


def test_rows_of_a_list_that_names_no_units_are_all_about_the_units_spoken_of() -> None:
    stage = Stage()
    report(stage, "2023-08-05", "2023-07", 3, others=[{"late": 4}, {"late": 5}])
    (lapse,) = judge({**RULE, "rows": "others"}, stage.seen("2023-08-31")).lapses
    assert told(lapse)[0] == "0.09"


def test_amounts_are_exact() -> None:
    stage = Stage()
    for month in range(1, 4):
        report(stage, "2023-08-05", f"2023-{month:02d}", Decimal("0.1"))
    rule = {**RULE, "every": "month", "points_each": Decimal("0.1")}
    lapses = judge(rule, stage.seen("2023-08-31")).lapses
    assert sum(lapse.points for lapse in lapses) == Decimal("0.03")
