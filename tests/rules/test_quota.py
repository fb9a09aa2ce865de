"""quota: so many records in every period, by time of receipt (readings 4, 5, 6, 12)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.rulebook.unusable import RulebookUnusable
from scoring.rules.judgement import Progress
from tests.rules.stage import Stage, ids, judge, lapsed, moment, progress, told

MONTHLY = {
    "kind": "quota",
    "record": "paper",
    "every": "month",
    "at_least": 2,
    "points_per_missing": Decimal("0.1"),
}
DISTINCT = {**MONTHLY, "distinct": ["body", "url"]}
WEEKLY = {**MONTHLY, "record": "slip", "every": "week", "at_least": 1}


def test_each_missing_item_costs_and_what_did_count_is_named() -> None:
    stage = Stage()
    only = stage.receive("paper", "2023-01-10")
    first, second = judge(MONTHLY, stage.seen("2023-02-28")).lapses
    assert told(first) == ("0.1", "2023-01", "quota-short")
    assert dict(first.values) == {"have": 1, "need": 2} and ids(first) == [only]
    assert told(second) == ("0.2", "2023-02", "quota-short")
    assert first.about == second.about == ""
    assert dict(second.values) == {"have": 0, "need": 2} and ids(second) == []


def test_a_period_is_judged_once_it_is_over() -> None:
    assert lapsed(MONTHLY, Stage(), "2023-01-31 23:59:59") == []
    assert lapsed(MONTHLY, Stage(), "2023-01-31") == ["2023-01"]


@pytest.mark.parametrize(
    ("at", "month"),
    [
        ("2023-01-31 23:59:59", "2023-01"),
        ("2023-02-01 00:00:00", "2023-02"),
        ("2023-02-28 23:59:59", "2023-02"),
        ("2023-03-01 00:00:00", "2023-03"),
        ("2023-01-31T16:00:00+00:00", "2023-02"),
        ("2023-02-01T00:59:59+09:00", "2023-01"),
    ],
)
def test_records_count_in_the_month_of_receipt_by_beijing_time(at: str, month: str) -> None:
    stage = Stage()
    stage.receive("paper", at)
    one = {**MONTHLY, "at_least": 1}
    assert month not in lapsed(one, stage, "2023-03-31")
    assert len(lapsed(one, stage, "2023-03-31")) == 2


def test_a_surplus_does_not_carry_over() -> None:
    stage = Stage()
    for day in range(1, 9):
        stage.receive("paper", f"2023-01-0{day}")
    assert lapsed(MONTHLY, stage, "2023-02-28") == ["2023-02"]


def test_what_was_received_before_the_year_counts_in_no_period() -> None:
    stage = Stage()
    stage.receive("paper", "2022-12-31 23:59:59")
    assert lapsed({**MONTHLY, "at_least": 1}, stage, "2023-01-31") == ["2023-01"]


@pytest.mark.parametrize(
    ("every", "names"),
    [
        ("quarter", ["2023Q1", "2023Q2", "2023Q3", "2023Q4"]),
        ("half-year", ["2023-H1", "2023-H2"]),
        ("year", ["2023"]),
    ],
)
def test_quarters_half_years_and_the_year_are_calendar(every: str, names: list[str]) -> None:
    rule = {**MONTHLY, "every": every}
    assert lapsed(rule, Stage(), "2023-12-31") == names
    assert lapsed(rule, Stage(), "2023-12-31 23:59:59") == names[:-1]


def test_periods_before_the_first_day_judged_are_left_out() -> None:
    assert lapsed(MONTHLY, Stage(), "2023-11-30", first_day="2023-09-19") == ["2023-10", "2023-11"]
    assert lapsed(MONTHLY, Stage(), "2023-09-30", first_day="2023-09-01") == ["2023-09"]
    assert progress(MONTHLY, Stage(), "2023-12-31", first_day="2024-01-01") is Progress.IDLE


def test_progress_is_open_to_the_last_period_of_the_year() -> None:
    assert progress(MONTHLY, Stage(), "2023-12-31 23:59:59") is Progress.OPEN
    assert progress(MONTHLY, Stage(), "2023-12-31") is Progress.DONE


def test_the_same_text_counts_once_however_it_is_typed() -> None:
    stage = Stage()
    first = stage.receive("paper", "2023-01-05", body="会议于２月６日 召开（摘要）。")
    stage.receive("paper", "2023-01-06", body="会议于2月6日\n召开(摘要)。")
    (lapse,) = judge(DISTINCT, stage.seen("2023-01-31")).lapses
    assert dict(lapse.values) == {"have": 1, "need": 2} and ids(lapse) == [first]


def test_the_same_link_counts_once_over_the_whole_year() -> None:
    stage = Stage()
    for day, body, url in (("01-05", "a", "u"), ("01-06", "b", "v"), ("02-05", "c", "u")):
        stage.receive("paper", f"2023-{day}", body=body, url=url)
    fresh = stage.receive("paper", "2023-02-06", body="d", url="w")
    (lapse,) = judge(DISTINCT, stage.seen("2023-02-28")).lapses
    assert lapse.period.name == "2023-02" and ids(lapse) == [fresh]


def test_absent_or_empty_fields_are_not_the_same() -> None:
    stage = Stage()
    stage.receive("paper", "2023-01-05", body="a")
    stage.receive("paper", "2023-01-06", body="b", url=" ")
    stage.receive("paper", "2023-02-05", body="c", url="")
    stage.receive("paper", "2023-02-06", body="d", url=None)
    assert lapsed(DISTINCT, stage, "2023-02-28") == []


def test_only_what_counted_stands_in_the_way_of_what_is_like_it() -> None:
    stage = Stage()
    stage.receive("paper", "2023-01-05", body="a", url="u")
    stage.receive("paper", "2023-01-06", body="a", url="v")  # a copy: does not count
    stage.receive("paper", "2023-01-07", body="b", url="v")  # like the copy only: counts
    assert lapsed(DISTINCT, stage, "2023-01-31") == []


def test_a_copy_is_looked_for_among_what_the_rule_is_about() -> None:
    stage = Stage()
    rule = {**DISTINCT, "where": {"topic": "health"}}
    stage.receive("paper", "2023-01-04", body="a", topic="culture")
    stage.receive("paper", "2023-01-04", body="b", topic="health", unit="two")
    stage.receive("paper", "2023-01-05", body="a", topic="health")
    stage.receive("paper", "2023-01-06", body="b", topic="health")
    assert lapsed(rule, stage, "2023-01-31") == []


def test_what_lacks_a_requirement_does_not_count() -> None:
    stage = Stage()
    rule = {**MONTHLY, "at_least": 1, "requires": ["word"]}
    stage.receive("paper", "2023-01-05", attachments=[{"file": "a.pdf"}])
    assert lapsed(rule, stage, "2023-01-31") == ["2023-01"]
    stage.receive("paper", "2023-01-06", attachments=[{"file": "a.docx"}])
    assert lapsed(rule, stage, "2023-01-31") == []


def test_a_correction_counts_in_the_month_of_the_first() -> None:
    stage = Stage()
    first = stage.receive("paper", "2023-01-31")
    stage.receive("paper", "2023-02-10", supersedes=first)
    assert lapsed({**MONTHLY, "at_least": 1}, stage, "2023-02-28") == ["2023-02"]


# --- weeks, and records with a week of their own -------------------------------------------------


def test_weeks_are_those_of_the_iso_year() -> None:
    assert lapsed(WEEKLY, Stage(), "2023-01-08 23:59:59") == []
    assert lapsed(WEEKLY, Stage(), "2023-01-08") == ["2023-W01"]  # 2 to 8 January
    assert lapsed(WEEKLY, Stage(), "2023-12-31")[-1] == "2023-W52"
    assert len(lapsed(WEEKLY, Stage(), "2023-12-31")) == 52
    assert lapsed(WEEKLY, Stage(), "2021-01-02", year=2020)[-1] == "2020-W52"
    assert lapsed(WEEKLY, Stage(), "2021-01-03", year=2020)[-1] == "2020-W53"
    assert progress(WEEKLY, Stage(), "2021-01-02", year=2020) is Progress.OPEN
    assert progress(WEEKLY, Stage(), "2021-01-03", year=2020) is Progress.DONE


def test_a_week_that_begins_in_the_year_before_belongs_to_its_iso_year() -> None:
    stage = Stage()
    stage.receive("slip", "2024-12-31", year=2025, week="2025-W01")
    assert lapsed(WEEKLY, stage, "2025-01-12", year=2025) == ["2025-W02"]
    assert lapsed(WEEKLY, stage, "2025-01-12", year=2025, first_day="2025-01-01") == ["2025-W02"]


@pytest.mark.parametrize(
    ("own", "counts"),
    [
        ("2023-W12", True),
        ("2023-W11", True),
        ("2023-W10", False),
        ("2023-W13", False),  # a week that is still to come
        ("2022-W12", False),
        ("2023-03", True),  # of another length: says nothing about weeks
        (None, True),
    ],
)
def test_a_record_counts_for_its_own_week_or_the_one_after(own: str | None, counts: bool) -> None:
    stage = Stage()
    stage.receive("slip", "2023-03-24", week=own)  # in week 12
    assert ("2023-W12" not in lapsed(WEEKLY, stage, "2023-03-26")) is counts


def test_lag_says_how_far_back_the_own_period_may_lie() -> None:
    stage = Stage()
    stage.receive("slip", "2023-03-24", week="2023-W10")
    assert "2023-W12" in lapsed(WEEKLY, stage, "2023-03-26")
    assert "2023-W12" not in lapsed({**WEEKLY, "lag": 2}, stage, "2023-03-26")
    stage.receive("slip", "2023-03-31", week="2023-W12")
    assert "2023-W13" in lapsed({**WEEKLY, "lag": 0}, stage, "2023-04-02")


def test_the_first_week_may_be_met_for_the_last_week_of_the_year_before() -> None:
    stage = Stage()
    stage.receive("slip", "2023-01-04", week="2022-W52")
    assert lapsed(WEEKLY, stage, "2023-01-08") == []


def test_sunday_is_the_last_day_of_a_week() -> None:
    stage = Stage()
    stage.receive("slip", "2023-01-08 23:59:59", week="2023-W01")
    stage.receive("slip", "2023-01-16 00:00:00", week="2023-W02")  # Monday of week 3
    assert lapsed(WEEKLY, stage, "2023-01-22") == ["2023-W02"]


def test_one_record_meets_one_week() -> None:
    stage = Stage()
    stage.receive("slip", "2023-01-04", week="2023-W01")
    stage.receive("slip", "2023-01-05", week="2023-W01")
    assert lapsed(WEEKLY, stage, "2023-01-15") == ["2023-W02"]


# --- what is told of a period, of a member and of the year ---------------------------------------

GAINS = {**{name: value for name, value in MONTHLY.items() if "points" not in name}, "earns": 1}
COLUMNS = {"key": "column", "of": ["news", "plans"], "every": {"news": "month", "plans": "month"}}
BY_COLUMN = {"kind": "quota", "record": "paper", "at_least": 1, "each": COLUMNS}


def january(papers: int, **data: object) -> tuple[Stage, list[str]]:
    """So many papers received in January, and their ids."""
    stage = Stage()
    return stage, [stage.receive("paper", "2023-01-10", **data) for _ in range(papers)]  # type: ignore[arg-type]


@pytest.mark.parametrize(("have", "earned"), [(1, []), (2, ["quota-met"]), (3, ["quota-met"])])
def test_a_period_earns_from_the_number_asked_for_on(have: int, earned: list[str]) -> None:
    stage, named = january(have)
    lapses = judge(GAINS, stage.seen("2023-01-31")).lapses
    assert [lapse.code for lapse in lapses] == earned
    assert all(ids(lapse) == named for lapse in lapses)


def test_a_price_for_the_period_is_due_only_where_one_is_missing_and_names_what_came() -> None:
    rule = {**GAINS, "points": 3}
    stage, (only,) = january(1)
    (lapse,) = judge(rule, stage.seen("2023-01-31")).lapses
    assert (told(lapse), ids(lapse)) == (("3", "2023-01", "quota-short"), [only])
    stage.receive("paper", "2023-01-11")
    (lapse,) = judge(rule, stage.seen("2023-01-31")).lapses
    assert told(lapse) == ("1", "2023-01", "quota-met")


def test_where_says_which_records_count() -> None:
    stage, _ = january(2, topic="culture")
    rule = {**MONTHLY, "where": {"topic": "health"}}
    assert lapsed(rule, stage, "2023-01-31") == ["2023-01"]


@pytest.mark.parametrize(
    ("step", "points", "code", "steps"),
    [
        (1, "5", "quota-surplus", {}),
        (2, "3", "quota-surplus-steps", {"step": 2}),
        (3, "1", "quota-met", None),
    ],
)
def test_a_surplus_tells_its_steps(step: int, points: str, code: str, steps: dict | None) -> None:
    stage, _ = january(4)
    rule = {**GAINS, "earns_per_surplus": 2, "surplus_step": step}
    (lapse,) = judge(rule, stage.seen("2023-01-31")).lapses
    assert told(lapse) == (points, "2023-01", code)
    surplus = {} if steps is None else {"surplus": 2, "each": Decimal(2), **steps}
    assert dict(lapse.values) == {"have": 4, "need": 2, **surplus}


@pytest.mark.parametrize(("field", "value"), [("surplus_step", 0), ("surplus_at_most", 0)])
def test_no_surplus_is_counted_in_steps_of_nothing_or_up_to_nothing(field: str, value: int) -> None:
    with pytest.raises(RulebookUnusable) as refused:
        judge({**GAINS, "earns_per_surplus": 2, field: value}, Stage().seen("2023-01-31"))
    assert refused.value.values["field"] == field


def test_a_surplus_of_one_at_most() -> None:
    stage, _ = january(4)
    rule = {**GAINS, "earns_per_surplus": 2, "surplus_at_most": 1}
    (lapse,) = judge(rule, stage.seen("2023-01-31")).lapses
    assert lapse.points == 3


def test_a_member_is_named_in_what_it_costs_and_in_what_it_earns() -> None:
    stage, named = january(1, column="plans")
    rule = {**BY_COLUMN, "points_per_missing": 1, "earns": 2}
    short, met = judge(rule, stage.seen("2023-01-31")).lapses
    assert (short.about, met.about) == ("news", "plans")
    assert told(short) == ("1", "2023-01", "quota-member-short")
    assert dict(short.values) == {"have": 0, "need": 1, "member": "news"}
    assert told(met) == ("2", "2023-01", "quota-met") and ids(met) == named


def test_what_is_costed_at_most_tells_the_price_of_each_and_the_most() -> None:
    rule = {**BY_COLUMN, "at_least": 5, "points_per_missing": 1, "points_at_most": 3}
    news, plans = judge(rule, Stage().seen("2023-01-31")).lapses
    capped = {"have": 0, "need": 5, "each": Decimal(1), "at_most": Decimal(3)}
    assert news.code == plans.code == "quota-member-short-capped"
    assert dict(news.values) == {**capped, "member": "news"}


def test_the_year_tells_its_periods_kept_and_names_what_counted() -> None:
    rule = {**GAINS, "every": "half-year", "at_least": 1, "all": True, "points": 2}
    stage = Stage()
    named = [stage.receive("paper", "2023-03-01")]
    assert judge(rule, stage.seen("2023-12-30")).progress is Progress.OPEN
    (lapse,) = judge(rule, stage.seen("2023-12-31")).lapses
    assert (told(lapse), ids(lapse)) == (("2", "2023", "quota-not-all"), named)
    assert dict(lapse.values) == {"kept": 1, "periods": 2, "need": 1}
    named.append(stage.receive("paper", "2023-08-01"))
    (lapse,) = judge(rule, stage.seen("2023-12-31")).lapses
    assert (told(lapse), ids(lapse)) == (("1", "2023", "quota-all"), named)
    assert dict(lapse.values) == {"kept": 2, "periods": 2, "need": 1}


# --- in general ----------------------------------------------------------------------------------

MINUTES = st.integers(0, 365 * 24 * 60 - 1)


def year_of(minutes: list[int]) -> Stage:
    """Records of their own text and link, each received so many minutes into the year."""
    stage = Stage()
    for number, minute in enumerate(sorted(minutes)):
        at = moment("2023-01-01 00:00") + timedelta(minutes=minute)
        stage.receive("paper", at.isoformat(), body=f"text {number}", url=f"link {number}")
    return stage


def cost(stage: Stage) -> Decimal:
    lapses = judge(DISTINCT, stage.seen("2023-12-31")).lapses
    return sum((lapse.points for lapse in lapses), Decimal(0))


@settings(max_examples=60, deadline=None)
@given(st.lists(MINUTES, max_size=30), MINUTES)
def test_one_more_new_record_never_costs_anything(minutes: list[int], more: int) -> None:
    assert 0 <= cost(year_of([*minutes, more])) <= cost(year_of(minutes)) <= Decimal("2.4")


@pytest.mark.parametrize(
    ("have", "expected"),
    [
        (0, ("3", "2023", "quota-short-capped")),
        (2, ("3", "2023", "quota-short")),
        (3, ("2", "2023", "quota-short")),
    ],
)
def test_what_a_period_lacks_costs_so_many_points_at_most(have: int, expected: tuple) -> None:
    stage = Stage()
    for _ in range(have):
        stage.receive("paper", "2023-01-10")
    yearly = {**MONTHLY, "every": "year", "at_least": 5, "points_per_missing": 1}
    (found,) = judge({**yearly, "points_at_most": 3}, stage.seen("2023-12-31")).lapses
    assert told(found) == expected


@pytest.mark.parametrize(
    ("have", "gain"), [(2, None), (4, None), (5, "0.5"), (10, "1.0"), (20, "1.5")]
)
def test_a_surplus_may_count_in_steps(have: int, gain: str | None) -> None:
    stage = Stage()
    for _ in range(have):
        stage.receive("paper", "2023-01-10")
    stepped = {
        "kind": "quota",
        "record": "paper",
        "every": "year",
        "at_least": 2,
        "earns_per_surplus": Decimal("0.5"),
        "surplus_step": 3,
        "surplus_at_most": 9,
    }
    found = judge(stepped, stage.seen("2023-12-31")).lapses
    assert [told(each) for each in found] == (
        [] if gain is None else [(gain, "2023", "quota-surplus-steps")]
    )
