"""rate: a ratio under its target, in exact integers (reading 7)."""

from decimal import Decimal
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.rules.judgement import Judgement, Progress
from tests.rules.stage import Stage, ids, judge, told

RULE = {
    "kind": "rate",
    "record": "figures",
    "rows": "rows",
    "numerator": "done",
    "denominator": "due",
    "target": Decimal("0.98"),
    "step": Decimal("0.01"),
    "points_per_step": Decimal("0.04"),
}


def report(stage: Stage, at: str, month: str, done: int, due: int, **more: object) -> str:
    rows = [{"unit": "one", "done": done, "due": due}, {"unit": "two", "done": 0, "due": 99}]
    return stage.receive("figures", at, unit="bureau", month=month, rows=rows, **more)  # type: ignore[arg-type]


def july(done: int, due: int, rule: dict = RULE) -> Judgement:
    stage = Stage()
    report(stage, "2023-08-05", "2023-07", done, due)
    return judge(rule, stage.seen("2023-08-31"))


@pytest.mark.parametrize(
    ("done", "due", "points"),
    [
        (1000, 1000, None),
        (980, 1000, None),
        (975, 1000, None),  # 97.5%: not a full percentage point
        (971, 1000, None),
        (970, 1000, "0.04"),  # 97%: exactly one
        (969, 1000, "0.04"),  # 96.9%: one and a bit
        (960, 1000, "0.08"),
        (97, 100, "0.04"),
        (33, 34, None),  # 97.06%
        (28, 29, "0.04"),  # 96.55%
        (0, 1, "3.92"),
        (0, 0, None),  # no orders: no deduction
    ],
)
def test_each_full_percentage_point_under_the_target_costs(
    done: int, due: int, points: str | None
) -> None:
    assert [str(lapse.points) for lapse in july(done, due).lapses] == ([points] if points else [])


def test_a_lapse_is_for_the_year_and_tells_its_sums() -> None:
    stage = Stage()
    named = [
        report(stage, "2023-08-05", "2023-07", 469, 500),
        report(stage, "2023-09-05", "2023-08", 500, 500),
    ]
    (lapse,) = judge(RULE, stage.seen("2023-09-30")).lapses
    assert told(lapse) == ("0.04", "2023", "rate")
    expected = {"due": 1000, "completed": 969, "target": Decimal("0.98"), "steps": 1}
    assert dict(lapse.values) == expected
    assert ids(lapse) == named and lapse.running and lapse.trigger is None


def test_later_months_can_make_up_for_earlier_ones() -> None:
    stage = Stage()
    report(stage, "2023-08-05", "2023-07", 90, 100)
    report(stage, "2023-09-05 09:00:00", "2023-08", 300, 300)
    assert judge(RULE, stage.seen("2023-09-05 09:00:00")).lapses[0].points == Decimal("0.32")
    assert judge(RULE, stage.seen("2023-09-05 09:00:01")).lapses == ()


def test_a_month_not_over_is_not_summed() -> None:
    stage = Stage()
    report(stage, "2023-07-20", "2023-07", 0, 100)
    assert judge(RULE, stage.seen("2023-07-31 23:59:59")).lapses == ()
    assert len(judge(RULE, stage.seen("2023-07-31")).lapses) == 1


def test_months_before_the_first_day_judged_are_not_summed() -> None:
    stage = Stage()
    report(stage, "2023-08-05", "2023-07", 0, 100)
    assert judge(RULE, stage.seen("2023-12-31", first_day="2023-07-02")).lapses == ()


def test_reports_that_do_not_name_the_unit_are_not_concerned() -> None:
    stage = Stage()
    own = report(stage, "2023-08-05", "2023-07", 90, 100)
    stage.receive("figures", "2023-09-05", unit="bureau", month="2023-08", rows=[{"unit": "two"}])
    (lapse,) = judge(RULE, stage.seen("2023-12-31")).lapses
    assert ids(lapse) == [own]


def test_another_length_of_period() -> None:
    rule = {**RULE, "every": "quarter"}
    stage = Stage()
    report(stage, "2023-08-05", "2023-07", 0, 100)
    report(stage, "2023-08-05", "2023Q2", 96, 100)
    assert [str(lapse.points) for lapse in judge(rule, stage.seen("2023-12-31")).lapses] == ["0.08"]


def test_progress_is_open_until_every_month_is_reported() -> None:
    stage = Stage()
    for month in range(1, 13):
        report(stage, "2024-01-05", f"2023-{month:02d}", 1, 1)
    assert judge(RULE, stage.seen("2024-01-04")).progress is Progress.OPEN
    assert judge(RULE, stage.seen("2024-01-05")).progress is Progress.DONE


GAINS = {**{name: value for name, value in RULE.items() if "points" not in name}, "earns": 5}


@pytest.mark.parametrize(
    ("done", "due", "earned"),
    [(0, 0, []), (1, 1, ["rate-met"]), (98, 100, ["rate-met"]), (979, 1000, [])],
)
def test_a_ratio_that_reaches_the_target_earns_and_no_ratio_does_not(
    done: int, due: int, earned: list[str]
) -> None:
    assert [lapse.code for lapse in july(done, due, GAINS).lapses] == earned


def test_what_is_earned_may_still_change_and_names_its_reports() -> None:
    stage = Stage()
    named = [report(stage, "2023-08-05", "2023-07", 98, 100)]
    (lapse,) = judge(GAINS, stage.seen("2023-08-31")).lapses
    assert lapse.earns and lapse.running and ids(lapse) == named


@pytest.mark.parametrize("done", [90, 100])
def test_what_is_found_of_a_year_that_runs_is_not_the_last_word(done: int) -> None:
    judgement = july(done, 100, {**RULE, "earns": 5})
    assert len(judgement.lapses) == 1 and judgement.progress is Progress.OPEN


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**6), st.data())
def test_it_is_the_formula_of_the_notice_in_integers(due: int, data: st.DataObject) -> None:
    done = data.draw(st.integers(0, due))
    steps = max(0, floor((98 * due - 100 * done) // due))
    assert [lapse.values["steps"] for lapse in july(done, due).lapses] == ([steps] if steps else [])
