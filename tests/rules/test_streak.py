"""streak: the same in several periods in a row (readings 8, 18)."""

from decimal import Decimal

import pytest

from scoring.rules.judgement import Progress
from tests.rules.stage import Stage, ids, judge, told

RULE = {
    "kind": "streak",
    "record": "circular",
    "where": {"issuer": "county", "subject": "shortage"},
    "once_per": ["number", "subject"],
    "period": "quarter",
    "every": "quarter",
    "consecutive": 4,
    "points": Decimal(1),
}


def circular(stage: Stage, at: str, quarter: str | None, **more: object) -> str:
    number = f"no. {len(stage.records)}"
    said = {"to": ["one"], "issuer": "county", "subject": "shortage", "number": number, **more}
    if quarter:
        said["quarter"] = quarter
    return stage.receive("circular", at, unit="office", **said)  # type: ignore[arg-type]


def three(stage: Stage) -> list[str]:
    return [
        circular(stage, at, quarter)
        for at, quarter in (
            ("2023-04-10", "2023Q1"),
            ("2023-07-10", "2023Q2"),
            ("2023-10-10", "2023Q3"),
        )
    ]


def test_four_quarters_in_a_row_cost_once_for_the_year() -> None:
    stage = Stage()
    named = [*three(stage), circular(stage, "2024-01-10 09:00:00", "2023Q4")]
    assert judge(RULE, stage.seen("2024-01-10 09:00:00")).lapses == ()
    (lapse,) = judge(RULE, stage.seen("2024-01-10 09:00:01")).lapses
    assert told(lapse) == ("1", "2023", "streak")
    assert dict(lapse.values) == {"count": 4}
    assert ids(lapse) == named and lapse.trigger is None and not lapse.running


QUARTERS = ("2023Q1", "2023Q2", "2023Q3", "2023Q4")


@pytest.mark.parametrize("missing", QUARTERS)
def test_a_quarter_without_breaks_the_run(missing: str) -> None:
    stage = Stage()
    for quarter in QUARTERS:
        if quarter != missing:
            circular(stage, "2024-01-10", quarter)
            circular(stage, "2024-01-11", quarter)
    assert judge(RULE, stage.seen("2024-01-31")).lapses == ()


def test_quarters_apart_are_no_run() -> None:
    stage = Stage()
    rule = {**RULE, "consecutive": 2}
    for quarter in ("2023Q1", "2023Q3"):
        circular(stage, "2024-01-10", quarter)
    assert judge(rule, stage.seen("2024-01-31")).lapses == ()
    circular(stage, "2024-02-01", "2023Q4")
    assert len(judge(rule, stage.seen("2024-02-01")).lapses) == 1


def test_all_that_fill_the_run_are_named_in_order_of_time() -> None:
    stage = Stage()
    late = circular(stage, "2023-03-01", "2023Q4")
    named = [late, *three(stage), circular(stage, "2023-11-01", "2023Q3")]
    (lapse,) = judge(RULE, stage.seen("2023-12-31")).lapses
    assert ids(lapse) == named


@pytest.mark.parametrize(
    "change",
    [{"issuer": "prefecture"}, {"subject": "other"}, {"to": ["two"]}, {"year": 2024}],
)
def test_what_does_not_match_fills_nothing(change: dict) -> None:
    stage = Stage()
    three(stage)
    circular(stage, "2024-01-10", "2023Q4", **change)
    assert judge(RULE, stage.seen("2024-01-31")).lapses == ()


def test_one_circular_entered_twice_counts_once_the_earliest() -> None:
    stage = Stage()
    three(stage)
    circular(stage, "2023-12-01", "2023Q3", number="twice")
    circular(stage, "2023-12-02", "2023Q4", number=" ｔｗｉｃｅ")
    assert judge(RULE, stage.seen("2024-01-31")).lapses == ()


@pytest.mark.parametrize("quarter", [None, "2023Q5", "fourth", "2023-10", "2023", "2022Q4"])
def test_a_period_that_is_none_of_them_fills_nothing(quarter: str | None) -> None:
    stage = Stage()
    three(stage)
    circular(stage, "2024-01-10", quarter)
    assert judge(RULE, stage.seen("2024-01-31")).lapses == ()


def test_periods_before_the_first_day_judged_do_not_count() -> None:
    stage = Stage()
    three(stage)
    rule = {**RULE, "consecutive": 3}
    assert len(judge(rule, stage.seen("2023-12-31")).lapses) == 1
    assert judge(rule, stage.seen("2023-12-31", first_day="2023-01-02")).lapses == ()


def test_only_the_first_run_is_charged() -> None:
    stage = Stage()
    named = three(stage)
    circular(stage, "2023-12-31", "2023Q4")
    (lapse,) = judge({**RULE, "consecutive": 2}, stage.seen("2023-12-31")).lapses
    assert ids(lapse) == named[:2] and dict(lapse.values) == {"count": 2}


def test_progress_is_open_to_the_years_end_charged_or_not() -> None:
    stage = Stage()
    assert judge(RULE, stage.seen("2023-12-31 23:59:59")).progress is Progress.OPEN
    three(stage)
    circular(stage, "2023-12-01", "2023Q4")
    judgement = judge(RULE, stage.seen("2023-12-30"))
    assert judgement.lapses and judgement.progress is Progress.OPEN
    assert judge(RULE, stage.seen("2023-12-31")).progress is Progress.DONE
