"""deadline: received by the due date, 24:00, with all that is required (readings 2, 17)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from scoring.rules.judgement import Progress
from tests.rules.stage import KINDS, UNIT, Stage, ids, judge, kind, told

RULE = {"kind": "deadline", "record": "paper", "due": "10-31", "points": 1}
WORD = {**RULE, "requires": ["word"]}
DOCX = {"attachments": [{"file": "Guide.DOCX"}]}
PDF = {"attachments": [{"file": "guide.pdf"}]}


def outcome(stage: Stage, as_of: str, rule: dict = RULE, **seen: object) -> tuple:
    judgement = judge(rule, stage.seen(as_of, **seen))  # type: ignore[arg-type]
    return ([told(lapse)[2] for lapse in judgement.lapses], judgement.progress)


MET = ([], Progress.DONE)
RUNNING = ([], Progress.OPEN)
MISSED = (["deadline-missed"], Progress.DONE)
LATE = (["deadline-late"], Progress.DONE)
INCOMPLETE = (["deadline-incomplete"], Progress.DONE)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2023-10-31 23:59:59", MET),
        ("2023-11-01 00:00:00", LATE),
        ("2023-10-31T15:59:59+00:00", MET),  # the same second, told from Greenwich
        ("2023-10-31T16:00:00+00:00", LATE),
        ("2023-10-31T23:59:59+09:00", MET),
        ("2023-11-01T01:59:59+10:00", MET),  # by that clock November, in Beijing not yet
    ],
)
def test_the_last_second_is_in_time_and_the_next_is_late(at: str, expected: tuple) -> None:
    stage = Stage()
    stage.receive("paper", at)
    assert outcome(stage, "2023-12-01") == expected


def test_what_came_is_judged_at_once_and_what_did_not_when_the_day_is_over() -> None:
    stage = Stage()
    assert outcome(stage, "2023-10-31 23:59:59") == RUNNING
    assert outcome(stage, "2023-10-31") == MISSED
    stage.receive("paper", "2023-06-01")
    assert outcome(stage, "2023-06-01") == MET


def test_a_missed_deadline_costs_its_points_for_the_year() -> None:
    (lapse,) = judge(RULE, Stage().seen("2023-12-31")).lapses
    assert (lapse.points, lapse.period.name) == (Decimal(1), "2023")
    assert dict(lapse.values) == {"due": "2023-10-31"}
    assert lapse.concerned == () and lapse.trigger is None and not lapse.running


def test_a_late_record_is_named_with_the_time_it_came() -> None:
    stage = Stage()
    late = stage.receive("paper", "2023-11-01T01:00:00+09:00")
    later = stage.receive("paper", "2023-11-02")
    (lapse,) = judge(RULE, stage.seen("2023-12-31")).lapses
    assert dict(lapse.values) == {"due": "2023-10-31", "received": "2023-11-01T00:00:00+08:00"}
    assert ids(lapse) == [late, later]


def test_what_came_in_time_but_lacks_something_says_what_it_lacks() -> None:
    stage = Stage()
    bare = stage.receive("paper", "2023-10-01", **PDF)
    rule = {**RULE, "requires": ["word", "public-statement", "summary"]}
    (lapse,) = judge(rule, stage.seen("2023-12-31")).lapses
    assert lapse.code == "deadline-incomplete"
    assert lapse.values["lacking"] == ["word", "public-statement", "summary"]
    assert ids(lapse) == [bare]


def test_of_several_incomplete_ones_the_one_that_lacks_least_says_what_it_lacks() -> None:
    stage = Stage()
    stage.receive("paper", "2023-10-01", **DOCX)
    stage.receive("paper", "2023-10-02", summary="x", signed="x")
    rule = {**RULE, "requires": ["word", "signed", "summary"]}
    (lapse,) = judge(rule, stage.seen("2023-12-31")).lapses
    assert (lapse.code, lapse.values["lacking"]) == ("deadline-incomplete", ["word"])


def test_an_incomplete_record_a_second_too_late_is_late() -> None:
    stage = Stage()
    stage.receive("paper", "2023-11-01 00:00:00", **PDF)
    assert outcome(stage, "2023-12-31", WORD) == LATE


@pytest.mark.parametrize("said", ["", "  \n", None, [], {}])
def test_a_required_field_has_to_say_something(said: object) -> None:
    stage = Stage()
    stage.receive("paper", "2023-10-01", summary=said)
    assert outcome(stage, "2023-10-31", {**RULE, "requires": ["summary"]}) == INCOMPLETE


def test_a_fact_read_from_the_attachments_meets_a_requirement() -> None:
    stage = Stage()
    stage.receive("paper", "2023-10-01", facts=frozenset(("public-statement",)))
    assert outcome(stage, "2023-10-31", {**RULE, "requires": ["public-statement"]}) == MET


def test_an_incomplete_record_in_time_followed_by_a_whole_one_too_late_is_late() -> None:
    stage = Stage()
    stage.receive("paper", "2023-10-01", **PDF)
    stage.receive("paper", "2023-11-02", **PDF)
    assert outcome(stage, "2023-12-31", WORD) == INCOMPLETE
    whole = stage.receive("paper", "2023-11-03 10:00:00", **DOCX)
    (lapse,) = judge(WORD, stage.seen("2023-12-31")).lapses
    assert lapse.code == "deadline-late" and whole in ids(lapse)
    assert lapse.values["received"] == "2023-11-03T10:00:00+08:00"


def test_where_says_which_records_are_meant() -> None:
    stage = Stage()
    rule = {**RULE, "where": {"edition": ["first", "second"], "signed": True}}
    stage.receive("paper", "2023-10-01", edition="final", signed=True)
    stage.receive("paper", "2023-10-01", edition="first", signed=1)
    assert outcome(stage, "2023-10-31", rule) == MISSED
    stage.receive("paper", "2023-10-02", edition="second", signed=True)
    assert outcome(stage, "2023-10-31", rule) == MET


def test_another_units_or_another_years_record_does_not_count() -> None:
    stage = Stage()
    stage.receive("paper", "2023-10-01", unit="two")
    stage.receive("paper", "2023-10-01", year=2022)
    assert outcome(stage, "2023-10-31") == MISSED


def test_a_correction_keeps_the_time_and_is_judged_by_what_it_says() -> None:
    stage = Stage()
    first = stage.receive("paper", "2023-10-01", **PDF)
    assert outcome(stage, "2023-11-30", WORD) == INCOMPLETE
    stage.receive("paper", "2023-12-01", supersedes=first, **DOCX)
    assert outcome(stage, "2023-11-30", WORD) == INCOMPLETE
    assert outcome(stage, "2023-12-01", WORD) == MET


def test_a_time_given_by_a_ruling_counts() -> None:
    stage = Stage()
    late = stage.receive("paper", "2023-11-02")
    given = {late: "2023-10-31 23:50:00"}
    assert outcome(stage, "2023-11-30") == LATE
    assert outcome(stage, "2023-11-30", given=given) == MET


def test_a_full_date_may_lie_in_the_next_year() -> None:
    rule = {**RULE, "due": "2024-01-31"}
    stage = Stage()
    assert outcome(stage, "2023-12-31", rule) == RUNNING
    assert outcome(stage, "2024-01-31", rule) == MISSED
    stage.receive("paper", "2024-01-31 23:59:59")
    assert outcome(stage, "2024-01-31", rule) == MET


def test_a_due_date_on_a_day_off_does_not_roll_over() -> None:
    stage = Stage()
    stage.receive("paper", "2023-10-08")
    assert outcome(stage, "2023-10-31", {**RULE, "due": "10-01"}) == LATE  # a Sunday, a holiday


def test_the_29th_of_february_is_the_28th_of_a_common_year() -> None:
    rule = {**RULE, "due": "02-29"}
    assert outcome(Stage(), "2023-02-28", rule) == MISSED
    assert outcome(Stage(), "2024-02-28", rule, year=2024) == RUNNING
    assert outcome(Stage(), "2024-02-29", rule, year=2024) == MISSED


def test_a_due_date_before_the_first_day_judged_is_not_judged() -> None:
    assert outcome(Stage(), "2023-12-31", first_day="2023-11-01") == ([], Progress.IDLE)
    assert outcome(Stage(), "2023-12-31", first_day="2023-10-31") == MISSED


def test_a_due_date_within_a_month_is_that_day() -> None:
    rule = {**RULE, "due": "10-15"}
    assert outcome(Stage(), "2023-10-15 23:59:59", rule) == RUNNING
    assert outcome(Stage(), "2023-10-15", rule) == MISSED


def test_a_unit_owes_what_is_due_on_its_last_day_and_nothing_after() -> None:
    for until, expected in (("2023-10-31", MISSED), ("2023-10-30", ([], Progress.IDLE))):
        unit = replace(UNIT, until=date.fromisoformat(until))
        assert outcome(Stage(), "2023-12-31", unit=unit) == expected


def test_a_unit_gone_before_the_due_date_earns_what_it_has_met() -> None:
    stage = Stage()
    stage.receive("paper", "2023-06-01")
    gone = replace(UNIT, until=date(2023, 6, 30))
    met = (["deadline-met"], Progress.DONE)
    assert outcome(stage, "2023-12-31", {**RULE, "earns": 1}, unit=gone) == met


def move(stage: Stage, at: str, due_on: str, **changed: object) -> str:
    said = {"unit": "office", "to": ["one"], "node": "top/leaf", "due_on": due_on, **changed}
    return stage.receive("extension", at, **said)  # type: ignore[arg-type]


def due(stage: Stage, as_of: str = "2023-12-31", **seen: object) -> str:
    (lapse,) = judge(RULE, stage.seen(as_of, **seen)).lapses  # type: ignore[arg-type]
    return str(lapse.values["due"])


def test_a_later_date_holds_even_after_the_fact() -> None:
    stage = Stage()
    stage.receive("paper", "2023-11-05")
    assert outcome(stage, "2023-11-19") == LATE
    move(stage, "2023-11-20", "2023-11-05")
    assert outcome(stage, "2023-11-19") == LATE  # not seen yet
    assert outcome(stage, "2023-11-20") == MET


def test_an_earlier_date_holds_only_if_received_before_the_day_it_sets() -> None:
    stage = Stage()
    move(stage, "2023-10-20 00:00:00", "2023-10-20")
    assert due(stage) == "2023-10-31"
    move(stage, "2023-10-20 23:59:59", "2023-10-21")
    assert due(stage) == "2023-10-21"
    assert outcome(stage, "2023-10-21 23:59:59") == RUNNING
    assert outcome(stage, "2023-10-21") == MISSED


def test_each_move_is_held_against_the_date_then_in_force() -> None:
    stage = Stage()
    move(stage, "2023-10-08", "2023-11-30")
    move(stage, "2023-11-01", "2023-11-15")  # later than 31 October, earlier than 30 November
    assert due(stage) == "2023-11-15"
    move(stage, "2023-11-15", "2023-11-10")  # too late for that
    assert due(stage) == "2023-11-15"


def test_a_move_is_for_its_node_its_units_and_its_year() -> None:
    stage = Stage()
    move(stage, "2023-10-01", "2023-11-10", to=["two"])
    move(stage, "2023-10-01", "2023-11-11", node="top")
    move(stage, "2023-10-01", "2023-11-12", year=2022)
    assert due(stage) == "2023-10-31"
    move(stage, "2023-10-01", "2023-11-13", to="all")
    assert due(stage) == "2023-11-13"


def test_records_of_every_kind_that_moves_due_dates_move_them_and_no_others() -> None:
    reprieve = kind("reprieve", unit_field="to", node_field="node", effect="move-due")
    stage = Stage({**KINDS, "reprieve": reprieve})
    said = {"unit": "office", "to": "one", "node": "top/leaf"}
    stage.receive("fault", "2023-10-08", due_on="2023-12-01", **said)  # type: ignore[arg-type]
    assert due(stage) == "2023-10-31"
    move(stage, "2023-10-08", "2023-11-15")
    assert due(stage) == "2023-11-15"
    stage.receive("reprieve", "2023-10-09", due_on="2023-11-20", **said)  # type: ignore[arg-type]
    assert due(stage) == "2023-11-20"


def test_a_correction_of_a_move_takes_its_place() -> None:
    stage = Stage()
    first = move(stage, "2023-10-08", "2023-11-30")
    move(stage, "2023-10-09", "2023-11-10", supersedes=first)
    assert due(stage) == "2023-11-10"


def test_a_correction_of_the_words_alone_leaves_an_earlier_date_in_force() -> None:
    stage = Stage()
    first = move(stage, "2023-10-08", "2023-10-20", reason="错字")
    move(stage, "2023-10-25", "2023-10-20", reason="改正", supersedes=first)
    assert due(stage) == "2023-10-20"


def test_a_unit_named_only_by_a_correction_is_not_late_before_it_was_told() -> None:
    stage = Stage()
    first = move(stage, "2023-10-08", "2023-10-20", to=["two"])
    move(stage, "2023-10-25", "2023-10-20", to=["two", "one"], supersedes=first)
    assert due(stage) == "2023-10-31"


def test_a_correction_cannot_set_an_earlier_date_that_is_already_past() -> None:
    stage = Stage()
    first = move(stage, "2023-10-08", "2023-10-25")
    move(stage, "2023-10-24", "2023-10-20", supersedes=first)
    assert due(stage) == "2023-10-31"
