"""quota with `during`: owed only while an account is open (readings 4, 5, 6, 12)."""

from decimal import Decimal

import pytest

from scoring.rules.judgement import Progress
from tests.rules.stage import Stage, judge, lapsed, progress

DURING = {
    "kind": "quota",
    "record": "slip",
    "every": "week",
    "at_least": 1,
    "points_per_missing": Decimal("0.1"),
    "during": "channel",
}


def opened(stage: Stage, at: str, began: str, **more: object) -> str:
    return stage.receive("channel", at, began=began, **more)  # type: ignore[arg-type]


def closed(stage: Stage, at: str, ended: str, ends: str, **more: object) -> str:
    return stage.receive("channel", at, ended=ended, ends=ends, **more)  # type: ignore[arg-type]


def test_without_an_account_nothing_is_owed_and_nothing_applied() -> None:
    assert lapsed(DURING, Stage(), "2023-12-31") == []
    assert progress(DURING, Stage(), "2023-12-31 23:59:59") is Progress.OPEN
    assert progress(DURING, Stage(), "2023-12-31") is Progress.IDLE


def test_a_mid_year_account_obliges_from_the_first_whole_week() -> None:
    stage = Stage()
    opened(stage, "2023-03-08", "2023-03-08")  # a Wednesday
    assert lapsed(DURING, stage, "2023-03-26") == ["2023-W11", "2023-W12"]
    assert progress(DURING, stage, "2023-12-31") is Progress.DONE


def test_an_account_opened_on_a_monday_obliges_at_once() -> None:
    stage = Stage()
    opened(stage, "2023-03-14", "2023-03-13")
    assert lapsed(DURING, stage, "2023-03-19") == ["2023-W11"]
    tuesday = Stage()
    opened(tuesday, "2023-03-14", "2023-03-14")
    assert lapsed(DURING, tuesday, "2023-03-26") == ["2023-W12"]


def test_the_earlier_of_opening_and_receipt_counts() -> None:
    late = Stage()
    opened(late, "2023-03-22", "2023-03-08")
    assert lapsed(DURING, late, "2023-03-21") == []  # not known yet
    assert lapsed(DURING, late, "2023-03-26") == ["2023-W11", "2023-W12"]
    early = Stage()
    opened(early, "2023-03-08", "2023-06-01")
    assert lapsed(DURING, early, "2023-03-19") == ["2023-W11"]


def test_a_closing_ends_it_with_the_last_whole_week_before() -> None:
    stage = Stage()
    account = opened(stage, "2023-03-08", "2023-03-08")
    closed(stage, "2023-03-27", "2023-03-27", account)  # a Monday
    assert lapsed(DURING, stage, "2023-04-30") == ["2023-W11", "2023-W12"]


@pytest.mark.parametrize(
    ("received", "ended", "last"),
    [
        ("2023-03-26", "2023-03-26", "2023-W11"),  # on a Sunday: that week is not whole before it
        ("2023-03-26 23:59:59", "2023-03-01", "2023-W11"),
        ("2023-03-27 00:00:00", "2023-03-01", "2023-W12"),  # the receipt of the closing is later
        ("2023-03-01", "2023-03-27", "2023-W12"),  # the day of the closing is later
    ],
)
def test_the_later_of_closing_and_its_receipt_counts(received: str, ended: str, last: str) -> None:
    stage = Stage()
    account = opened(stage, "2023-02-22", "2023-02-22")
    closed(stage, received, ended, account)
    assert lapsed(DURING, stage, "2023-04-30")[-1] == last


def test_of_several_closings_the_earliest_end_counts() -> None:
    stage = Stage()
    account = opened(stage, "2023-03-08", "2023-03-08")
    closed(stage, "2023-04-10", "2023-04-10", account)
    closed(stage, "2023-03-20", "2023-03-20", account)
    assert lapsed(DURING, stage, "2023-05-31") == ["2023-W11"]


def test_several_accounts_oblige_together() -> None:
    stage = Stage()
    first = opened(stage, "2023-03-08", "2023-03-08")
    opened(stage, "2023-03-29", "2023-03-29")
    closed(stage, "2023-03-20", "2023-03-20", first)
    assert lapsed(DURING, stage, "2023-04-09") == ["2023-W11", "2023-W14"]


def test_an_account_of_an_earlier_year_still_open_obliges() -> None:
    stage = Stage()
    account = opened(stage, "2022-06-01", "2022-06-01", year=2022)
    assert lapsed(DURING, stage, "2023-01-15") == ["2023-W01", "2023-W02"]
    closed(stage, "2023-01-09", "2023-01-09", account)
    assert lapsed(DURING, stage, "2023-01-31") == ["2023-W01"]


def test_a_closing_of_next_years_folder_counts() -> None:
    stage = Stage()
    account = opened(stage, "2023-12-06", "2023-12-06")
    closed(stage, "2024-01-02", "2023-12-18", account, year=2024)
    assert lapsed(DURING, stage, "2024-01-31") == ["2023-W50", "2023-W51", "2023-W52"]


def test_a_closing_may_name_any_record_of_the_chain() -> None:
    stage = Stage()
    first = opened(stage, "2023-03-08", "2023-03-08")
    opened(stage, "2023-03-09", "2023-02-22", supersedes=first)
    assert lapsed(DURING, stage, "2023-03-12") == ["2023-W09", "2023-W10"]
    closed(stage, "2023-03-13", "2023-03-13", first)
    assert lapsed(DURING, stage, "2023-04-30") == ["2023-W09", "2023-W10"]


def test_an_account_entered_by_the_registrar_obliges_the_unit_it_names() -> None:
    stage = Stage()
    account = opened(stage, "2023-03-08", "2023-03-08", unit="registrar", to="one")
    assert lapsed(DURING, stage, "2023-03-19") == ["2023-W11"]
    closed(stage, "2023-03-20", "2023-03-20", account, unit="two")  # not about this unit
    assert lapsed(DURING, stage, "2023-03-26") == ["2023-W11", "2023-W12"]
    closed(stage, "2023-03-20", "2023-03-20", account, unit="registrar", to="one")
    assert lapsed(DURING, stage, "2023-03-26") == ["2023-W11"]


def test_a_kind_without_spans_obliges_never() -> None:
    rule = {**DURING, "during": "paper"}
    stage = Stage()
    stage.receive("paper", "2023-01-01")
    assert judge(rule, stage.seen("2023-12-31")).progress is Progress.IDLE
    assert judge({**DURING, "during": "nothing"}, stage.seen("2023-12-31")).lapses == ()
