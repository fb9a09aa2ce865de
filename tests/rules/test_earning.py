"""What is met earns, what is not loses, and a rule may do either or both."""

from typing import Any

import pytest

from scoring.records.registry import Unit
from scoring.rulebook.model import Rule
from scoring.rulebook.unusable import RulebookUnusable
from scoring.rules import earns, understand, varies
from scoring.rules.judgement import Context, Lapse, Progress
from tests.rules.stage import UNIT, Stage, ids, judge, told


def found(fields: dict[str, Any], context: Context) -> list[tuple[str, str, str, bool]]:
    return [(*told(each), each.earns) for each in judge(fields, context).lapses]


DEADLINE = {"kind": "deadline", "record": "paper", "due": "06-30", "earns": 10, "points": 2}


def test_a_deadline_met_earns_at_once_and_missed_loses() -> None:
    stage = Stage()
    assert found(DEADLINE, stage.seen("2023-06-29")) == []
    assert found(DEADLINE, stage.seen("2023-06-30")) == [("2", "2023", "deadline-missed", False)]
    stage.receive("paper", "2023-06-30")
    assert found(DEADLINE, stage.seen("2023-06-30")) == [("10", "2023", "deadline-met", True)]


def test_a_deadline_met_names_what_came_in_time_and_whole() -> None:
    stage = Stage()
    kept = stage.receive("paper", "2023-06-29", summary="x")
    stage.receive("paper", "2023-06-30")
    stage.receive("paper", "2023-07-01 00:00:00", summary="x")
    (lapse,) = judge({**DEADLINE, "requires": ["summary"]}, stage.seen("2023-12-31")).lapses
    assert (lapse.code, ids(lapse)) == ("deadline-met", [kept])
    assert lapse.values == {"due": "2023-06-30"}


def test_only_earning_or_only_losing() -> None:
    gain = {key: value for key, value in DEADLINE.items() if key != "points"}
    assert found(gain, Stage().seen("2023-12-31")) == []
    stage = Stage()
    stage.receive("paper", "2023-06-01")
    loss = {key: value for key, value in DEADLINE.items() if key != "earns"}
    assert found(loss, stage.seen("2023-12-31")) == []


QUOTA = {"kind": "quota", "record": "paper", "every": "month", "at_least": 2}


def papers(*days: str, **data: object) -> Stage:
    stage = Stage()
    for day in days:
        stage.receive("paper", day, **data)
    return stage


def test_a_surplus_earns_up_to_its_limit() -> None:
    stage = papers(*(f"2023-01-{day:02d}" for day in range(1, 8)))
    fields = {**QUOTA, "earns": 1, "earns_per_surplus": 2, "surplus_at_most": 3}
    assert found(fields, stage.seen("2023-01-31")) == [("7", "2023-01", "quota-surplus", True)]


def test_a_surplus_of_one_earns_and_none_earns_nothing() -> None:
    fields = {**QUOTA, "earns_per_surplus": 2}
    days = ("2023-01-01", "2023-01-02", "2023-01-03")
    assert found(fields, papers(*days[:2]).seen("2023-01-31")) == []
    assert found(fields, papers(*days).seen("2023-01-31")) == [
        ("2", "2023-01", "quota-surplus", True)
    ]


def test_a_period_short_costs_once_however_much_is_missing() -> None:
    fields = {**QUOTA, "at_least": 5, "points": 3, "earns": 1}
    assert found(fields, Stage().seen("2023-01-31")) == [("3", "2023-01", "quota-short", False)]


def test_all_periods_together() -> None:
    fields = {**QUOTA, "every": "half-year", "at_least": 1, "all": True, "earns": 7, "points": 2}
    stage = papers("2023-03-01")
    assert found(fields, stage.seen("2023-06-30")) == []
    assert found(fields, stage.seen("2023-12-31")) == [("2", "2023", "quota-not-all", False)]
    stage.receive("paper", "2023-08-01")
    assert found(fields, stage.seen("2023-12-30")) == []
    assert found(fields, stage.seen("2023-12-31")) == [("7", "2023", "quota-all", True)]


EACH = {"key": "column", "of": ["news", "plans"], "every": {"news": "half-month", "plans": "month"}}


def test_each_member_owes_in_periods_of_its_own() -> None:
    stage = papers("2023-01-05", column="news")
    fields = {**QUOTA, "at_least": 1, "points_per_missing": 1, "each": EACH}
    del fields["every"]
    lapses = judge(fields, stage.seen("2023-01-31")).lapses
    short = [(lapse.period.name, lapse.about) for lapse in lapses]
    assert short == [("2023-01-S2", "news"), ("2023-01", "plans")]


def test_the_members_may_stand_in_the_registry() -> None:
    columns = [{"code": "news", "name": "动态", "every": "month"}, {"code": "x", "name": "无"}]
    unit = Unit("one", "一镇", "一镇", "township", entry={"columns": columns})
    each = {"key": "column", "of": "columns", "every": "every"}
    fields = {**QUOTA, "every": "quarter", "at_least": 1, "points": 1, "each": each}
    lapses = judge(fields, Stage().seen("2023-03-31", unit=unit)).lapses
    assert [(each.period.name, each.about) for each in lapses] == [
        ("2023-01", "news"), ("2023-02", "news"), ("2023-03", "news"), ("2023Q1", "x"),
    ]  # fmt: skip
    assert judge(fields, Stage().seen("2023-03-31")).progress is Progress.IDLE


def owed(each: dict[str, Any], columns: list[Any], every: str | None) -> list[tuple[str, str]]:
    """What a unit with these columns owes to the end of March, of which one news was sent."""
    unit = Unit("one", "一镇", "一镇", "township", entry={"columns": columns})
    stage = papers("2023-02-01", column="news")
    fields = {**QUOTA, "every": every, "at_least": 1, "points": 1, "each": each}
    lapses = judge(fields, stage.seen("2023-03-31", unit=unit)).lapses
    return [(lapse.about, lapse.period.name) for lapse in lapses]


def test_an_item_of_the_registry_may_be_a_code_alone_and_what_has_none_owes_nothing() -> None:
    each = {"key": "column", "of": "columns", "every": "every"}
    columns = ["news", "plans", 7, {"code": 7}, {"name": "无"}]
    assert owed(each, columns, "quarter") == [("plans", "2023Q1")]


@pytest.mark.parametrize("own", [None, {"plans": "month"}])
def test_without_a_field_for_the_period_all_members_owe_in_that_of_the_rule(own: Any) -> None:
    each = {"key": "column", "of": "columns", "every": own}
    assert owed(each, ["news", {"code": "plans", "every": "month"}], "quarter") == [
        ("plans", "2023Q1")
    ]


def test_members_whose_period_is_told_nowhere_owe_nothing() -> None:
    each = {"key": "column", "of": "columns", "every": "every"}
    columns = ["x", {"code": "y", "every": "fortnight"}, {"code": "plans", "every": "quarter"}]
    assert owed(each, columns, None) == [("plans", "2023Q1")]


def test_members_named_without_a_period_owe_in_that_of_the_rule() -> None:
    each = {"key": "column", "of": ["news", "plans"], "every": {"news": "month"}}
    assert owed(each, [], "quarter") == [
        ("news", "2023-01"), ("news", "2023-03"), ("plans", "2023Q1"),
    ]  # fmt: skip


RESPONSE = {
    "kind": "response",
    "to": "letter",
    "record": "answer",
    "match": {"letter": "id"},
    "starts": ["sent_on"],
    "within": {"workdays": 3},
    "points": 1,
    "earns": 4,
}


def answered(on: str, **fields: Any) -> list[tuple[str, str, str, bool]]:
    stage = Stage()
    letter = stage.receive("letter", "2023-09-28", to="one", sent_on="2023-09-28")
    stage.receive("answer", on, letter=letter, on=fields.pop("says", None))
    return found({**RESPONSE, **fields}, stage.seen("2023-12-31"))


def test_working_days_pass_over_the_holidays() -> None:
    # 29 September to 6 October are days off, 7 and 8 October (a weekend) are worked.
    assert answered("2023-10-09") == [("4", "2023-09-28", "reply-met", True)]
    assert answered("2023-10-10") == [("1", "2023-09-28", "reply-late", False)]


def test_what_was_answered_is_what_it_is_earned_for() -> None:
    stage = Stage()
    for sent in ("2023-05-04", "2023-05-05"):
        letter = stage.receive("letter", sent, to="one", sent_on=sent)
        stage.receive("answer", "2023-05-06", letter=letter)
    gains = judge(RESPONSE, stage.seen("2023-12-31")).lapses
    assert [gain.values for gain in gains] == [{"due": "2023-05-08"}, {"due": "2023-05-09"}]
    triggers = [gain.trigger.record.id for gain in gains if gain.trigger is not None]
    assert triggers == [each.id for each in stage.records if each.kind == "letter"]


def test_a_last_day_that_is_off_moves_and_what_is_kept_then_earns() -> None:
    days = {
        **RESPONSE,
        "within": 2,
    }  # 30 September is off, as all days to 6 October
    stage = Stage()
    letter = stage.receive("letter", "2023-09-28", to="one", sent_on="2023-09-28")
    answer = stage.receive("answer", "2023-10-07", letter=letter)
    (lapse,) = judge(days, stage.seen("2023-12-31")).lapses
    assert told(lapse) == ("4", "2023-09-28", "reply-met")
    assert (lapse.values, ids(lapse)) == ({"due": "2023-10-07"}, [letter, answer])


def test_the_day_that_a_reply_states_may_count_instead_of_its_receipt() -> None:
    late = {"answered": "on"}
    assert answered("2023-12-01", says="2023-10-09", **late)[0][2] == "reply-met"
    assert answered("2023-10-01", says="2023-10-10", **late)[0][2] == "answer-late"
    assert answered("2023-10-01", **late)[0][2] == "reply-missing"


def test_a_record_may_answer_itself() -> None:
    stage = Stage()
    for sent, said in (("2023-05-04", "2023-05-08"), ("2023-05-04", "2023-05-30")):
        stage.receive("letter", "2023-06-01", to="one", sent_on=sent, said_on=said)
    fields = {**RESPONSE, "record": "letter", "match": {"id": "id"}, "answered": "said_on"}
    assert [each[2] for each in found(fields, stage.seen("2023-12-31"))] == [
        "reply-met", "answer-late",
    ]  # fmt: skip


def test_only_triggers_that_meet_their_condition() -> None:
    stage = Stage()
    stage.receive("letter", "2023-05-04", to="one", sent_on="2023-05-04", text="other")
    fields = {**RESPONSE, "to_where": {"text": "urgent"}}
    assert found(fields, stage.seen("2023-12-31")) == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "incident", "record": "order", "earns": 2}, "merit"),
        ({"kind": "incident", "record": "order", "earns_by": {"text": {"a": 2}}}, "merit"),
        (
            {"kind": "streak", "record": "order", "period": "q", "every": "quarter",
             "consecutive": 1, "earns": 2},
            "streak-earned",
        ),
    ],
)  # fmt: skip
def test_records_may_earn(fields: dict[str, Any], code: str) -> None:
    stage = Stage()
    stage.receive("order", "2023-05-04", to="one", signed_on="2023-05-04", text="a", q="2023Q2")
    ((points, _, told_code, gains),) = found(fields, stage.seen("2023-12-31"))
    assert (points, told_code, gains) == ("2", code, True)


def figures(done: int) -> Context:
    stage = Stage()
    rows = [{"unit": "one", "n": done, "m": 10}]
    stage.receive("figures", "2023-02-03", unit="office", month="2023-01", rows=rows)
    return stage.seen("2023-02-28")


def test_figures_may_earn() -> None:
    tally = {"kind": "tally", "record": "figures", "rows": "rows", "field": "n", "every": "month",
             "earns_each": 2}  # fmt: skip
    assert found(tally, figures(3)) == [("6", "2023-01", "tally-earned", True)]
    rate = {"kind": "rate", "record": "figures", "rows": "rows", "numerator": "n",
            "denominator": "m", "target": 1, "step": 1, "earns": 5}  # fmt: skip
    assert found(rate, figures(10)) == [("5", "2023", "rate-met", True)]
    assert found(rate, figures(9)) == []


VARYING = {"by": "unit", "is": {"one": 3, "two": 4}, "else": 2}


@pytest.mark.parametrize(
    ("by", "unit", "points"),
    [
        ("unit", UNIT, "3"),
        ("unit", Unit("six", "六镇", "六镇", "township"), "2"),
        ("kind", Unit("x", "x", "x", "one"), "3"),
        ("tier", Unit("x", "x", "x", "township", entry={"tier": "two"}), "4"),
        ("duties", Unit("x", "x", "x", "township", entry={"duties": ["a", "two"]}), "4"),
        ("tier", UNIT, "2"),
    ],
)
def test_a_number_differs_by_unit(by: str, unit: Unit, points: str) -> None:
    rule = Rule("r", "deadline", {**DEADLINE, "points": {**VARYING, "by": by}}, None, (), 0)
    assert varies(rule) and earns(rule)
    (lapse,) = understand(rule, unit).judge(Stage().seen("2023-12-31", unit=unit)).lapses
    assert isinstance(lapse, Lapse) and str(lapse.points) == points


def test_without_a_unit_a_number_that_varies_is_that_of_a_unit_not_named() -> None:
    rule = Rule("r", "deadline", {**DEADLINE, "points": VARYING}, None, (), 0)
    (lapse,) = understand(rule).judge(Stage().seen("2023-12-31")).lapses
    assert str(lapse.points) == "2"


@pytest.mark.parametrize(
    ("kind", "fields", "may"),
    [
        ("deadline", {"earns": 1}, True),
        ("quota", {"earns_per_surplus": 1}, True),
        ("deadline", {"points": 1}, False),
        ("mark", {}, True),
        ("mark", {"losing": False}, True),
        ("mark", {"losing": True}, False),
        ("band", {"bands": [{"at_least": 1, "points": 1}, {"earns": 1}]}, True),
        ("band", {"bands": [{"at_least": 1, "points": 1}, {"points": 2}]}, False),
        ("band", {"bands": [{"points": 1}], "without": {"earns": 1}}, True),
        ("band", {"bands": [{"points": 1}], "without": {"points": 1}}, False),
    ],
)
def test_which_rules_may_earn(kind: str, fields: dict[str, Any], may: bool) -> None:
    assert earns(Rule("r", kind, fields, None, (), 0)) is may


@pytest.mark.parametrize("wrong", [{"is": {"one": "3"}}, {"else": True}, {"is": [3]}, {"by": 3}])
def test_a_number_that_varies_is_a_number_for_everybody(wrong: dict[str, Any]) -> None:
    written = {**DEADLINE, "points": {**VARYING, **wrong}}
    with pytest.raises(RulebookUnusable):
        understand(Rule("r", "deadline", written, None, (), 0))
