"""response: each trigger needs its reply in time (readings 3, 15)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from scoring.calendar.workdays import CalendarMissing, WorkCalendar
from scoring.rulebook.unusable import RulebookUnusable
from scoring.rules.judgement import Judgement, Progress
from tests.rules.stage import UNIT, Stage, ids, judge, told

RULE = {
    "kind": "response",
    "to": "letter",
    "record": "answer",
    "match": {"letter": "id"},
    "starts": ["sent_on", "received"],
    "within": 3,
    "points": Decimal("0.2"),
}
ORDERS = {
    **RULE,
    "to": "order",
    "record": "paper",
    "match": {"number": "number"},
    "starts": ["signed_on"],
    "requires": ["word", "public-statement", "explanation"],
}
WHOLE = {
    "facts": frozenset(("public-statement",)),
    "attachments": [{"file": "order.docx"}],
    "explanation": {"title": "解读"},
}
NO_CALENDAR = WorkCalendar("china", {})


def letter(stage: Stage, at: str, sent_on: str, **more: object) -> str:
    said = {"unit": "office", "to": ["one"], "sent_on": sent_on, **more}
    return stage.receive("letter", at, **said)  # type: ignore[arg-type]


def judged(stage: Stage, as_of: str, rule: dict = RULE, **seen: object) -> Judgement:
    return judge(rule, stage.seen(as_of, **seen))  # type: ignore[arg-type]


def codes(stage: Stage, as_of: str, rule: dict = RULE, **seen: object) -> list[str]:
    return [told(lapse)[2] for lapse in judged(stage, as_of, rule, **seen).lapses]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2023-10-07 23:59:59", []),  # a make-up workday, a Saturday
        ("2023-10-08 00:00:00", ["reply-late"]),
        ("2023-10-07T15:59:59+00:00", []),
        ("2023-10-07T16:00:00+00:00", ["reply-late"]),
        ("2023-09-28 12:00:00", []),
    ],
)
def test_a_letter_of_28_september_is_due_on_7_october(at: str, expected: list[str]) -> None:
    stage = Stage()
    sent = letter(stage, "2023-09-28", "2023-09-28")
    stage.receive("answer", at, letter=sent)
    assert codes(stage, "2023-12-31") == expected


def test_the_first_day_is_not_counted_and_a_worked_last_day_is_the_last() -> None:
    stage = Stage()
    letter(stage, "2023-11-06", "2023-11-06")
    assert codes(stage, "2023-11-09 23:59:59") == []
    (lapse,) = judged(stage, "2023-11-09").lapses
    assert told(lapse) == ("0.2", "2023-11-06", "reply-missing")
    assert dict(lapse.values) == {"due": "2023-11-09"}


def test_a_last_day_off_moves_to_the_next_working_day() -> None:
    stage = Stage()
    letter(stage, "2023-11-08", "2023-11-08")  # due on a Saturday
    assert judged(stage, "2023-11-12").progress is Progress.OPEN
    assert codes(stage, "2023-11-12") == []
    assert codes(stage, "2023-11-13") == ["reply-missing"]


def test_a_weekend_day_worked_to_make_up_is_a_working_day() -> None:
    stage = Stage()
    letter(stage, "2023-05-03", "2023-05-03")  # due on Saturday 6 May, worked
    assert codes(stage, "2023-05-06") == ["reply-missing"]


def test_a_lapse_names_the_letter_and_what_came_late() -> None:
    stage = Stage()
    sent = letter(stage, "2023-11-06", "2023-11-06")
    late = stage.receive("answer", "2023-11-10 00:00:00", letter=sent)
    (lapse,) = judged(stage, "2023-12-31").lapses
    assert dict(lapse.values) == {"due": "2023-11-09", "received": "2023-11-10T00:00:00+08:00"}
    assert ids(lapse) == [sent, late]
    assert lapse.trigger is not None and lapse.trigger.record.id == sent
    assert not lapse.running


def test_each_letter_is_judged_by_itself() -> None:
    stage = Stage()
    first = letter(stage, "2023-11-06", "2023-11-06")
    second = letter(stage, "2023-11-07", "2023-11-07")
    stage.receive("answer", "2023-11-08", letter=second)
    (lapse,) = judged(stage, "2023-11-30").lapses
    assert ids(lapse) == [first]


def test_the_clock_starts_on_the_later_of_date_and_receipt() -> None:
    late, early = Stage(), Stage()
    letter(late, "2023-11-07", "2023-11-01")
    assert codes(late, "2023-11-10 23:59:59") == []
    assert codes(late, "2023-11-10") == ["reply-missing"]
    letter(early, "2023-11-01", "2023-11-07")
    assert codes(early, "2023-11-10 23:59:59") == []
    assert codes(early, "2023-11-10") == ["reply-missing"]


def test_received_in_the_last_second_of_a_day_is_received_on_that_day() -> None:
    stage = Stage()
    letter(stage, "2023-11-06 23:59:59", "2023-11-06")
    assert codes(stage, "2023-11-09") == ["reply-missing"]
    later = Stage()
    letter(later, "2023-11-06T16:00:00+00:00", "2023-11-06")  # the 7th in Beijing
    assert codes(later, "2023-11-09") == [] and codes(later, "2023-11-10") == ["reply-missing"]


def test_an_answer_to_any_letter_of_a_chain_counts() -> None:
    for named in (0, 1):
        stage = Stage()
        chain = [letter(stage, "2023-11-06", "2023-11-06")]
        chain.append(letter(stage, "2023-11-07", "2023-11-06", supersedes=chain[0]))
        stage.receive("answer", "2023-11-10", letter=chain[named])
        assert codes(stage, "2023-11-30") == []


def test_of_a_chain_the_latest_due_date_holds() -> None:
    stage = Stage()
    first = letter(stage, "2023-11-06", "2023-11-10")
    letter(
        stage, "2023-11-07", "2023-11-06", supersedes=first
    )  # an earlier date takes nothing away
    assert codes(stage, "2023-11-10") == []
    assert codes(stage, "2023-11-13") == ["reply-missing"]
    (lapse,) = judged(stage, "2023-11-30").lapses
    assert lapse.period.name == "2023-11-06"  # of the record in force


def test_a_unit_that_a_chain_no_longer_names_owes_nothing() -> None:
    stage = Stage()
    first = letter(stage, "2023-11-06", "2023-11-06")
    assert codes(stage, "2023-11-09") == ["reply-missing"]
    letter(stage, "2023-11-20", "2023-11-06", to=["two"], supersedes=first)
    assert codes(stage, "2023-11-19") == ["reply-missing"]
    assert codes(stage, "2023-11-30") == []


def test_a_unit_named_later_has_its_term_from_then_on() -> None:
    stage = Stage()
    first = letter(stage, "2023-11-01", "2023-11-01", to=["two"])
    letter(stage, "2023-11-20", "2023-11-01", to=["two", "one"], supersedes=first)
    assert codes(stage, "2023-11-23 23:59:59") == []
    assert codes(stage, "2023-11-23") == ["reply-missing"]


def test_a_term_is_not_shortened_by_links_about_others() -> None:
    stage = Stage()
    first = letter(stage, "2023-11-01", "2023-11-30", to=["two"])
    letter(stage, "2023-11-06", "2023-11-06", to=["one"], supersedes=first)
    assert codes(stage, "2023-11-09") == ["reply-missing"]


def test_answers_of_other_folders_years_count_and_letters_of_other_years_do_not() -> None:
    stage = Stage()
    sent = letter(stage, "2023-12-29", "2023-12-29")
    letter(stage, "2023-11-06", "2023-11-06", year=2022)
    stage.receive("answer", "2024-01-02 23:59:59", year=2024, letter=sent)
    assert codes(stage, "2024-01-31") == []


def test_an_answer_of_another_unit_does_not_count() -> None:
    stage = Stage()
    sent = letter(stage, "2023-11-06", "2023-11-06")
    stage.receive("answer", "2023-11-07", unit="two", letter=sent)
    assert codes(stage, "2023-11-30") == ["reply-missing"]


def test_a_letter_to_all_is_owed_by_each() -> None:
    stage = Stage()
    letter(stage, "2023-11-06", "2023-11-06", to="all")
    assert codes(stage, "2023-11-30") == ["reply-missing"]


def test_letters_dated_before_the_first_day_judged_are_left_out() -> None:
    stage = Stage()
    letter(stage, "2023-11-08", "2023-11-05")
    assert codes(stage, "2023-11-30", first_day="2023-11-06") == []
    assert codes(stage, "2023-11-30", first_day="2023-11-05") == ["reply-missing"]


def test_where_speaks_of_the_answers() -> None:
    stage = Stage()
    rule = {**RULE, "where": {"settled": True}}
    sent = letter(stage, "2023-11-06", "2023-11-06")
    stage.receive("answer", "2023-11-07", letter=sent, settled=False)
    assert codes(stage, "2023-11-30", rule) == ["reply-missing"]
    stage.receive("answer", "2023-11-08", letter=sent, settled=True)
    assert codes(stage, "2023-11-30", rule) == []


def test_progress_is_open_while_the_year_or_a_term_runs() -> None:
    stage = Stage()
    assert judged(stage, "2023-12-31 23:59:59").progress is Progress.OPEN
    assert judged(stage, "2023-12-31").progress is Progress.DONE
    sent = letter(stage, "2023-12-29", "2023-12-29")  # due on 2 January
    assert judged(stage, "2024-01-01").progress is Progress.OPEN
    assert judged(stage, "2024-01-02").progress is Progress.DONE
    stage.receive("answer", "2023-12-30", letter=sent)
    assert judged(stage, "2024-01-01").progress is Progress.DONE


def test_a_calendar_is_needed_only_where_a_day_off_could_matter() -> None:
    stage = Stage()
    kept = letter(stage, "2023-11-06", "2023-11-06")
    stage.receive("answer", "2023-11-09 23:59:59", letter=kept)
    letter(stage, "2023-11-20", "2023-11-20")
    assert codes(stage, "2023-11-23 23:59:59", calendar=NO_CALENDAR) == []
    with pytest.raises(CalendarMissing) as missing:
        judged(stage, "2023-11-23", calendar=NO_CALENDAR)
    assert missing.value.year == 2023


def order(stage: Stage, number: str = "示政办发〔2023〕1号", at: str = "2023-05-09") -> str:
    said = {"unit": "office", "to": "one", "number": number, "signed_on": "2023-05-09"}
    return stage.receive("order", at, **said)


def test_an_order_is_matched_by_its_number_however_it_is_typed() -> None:
    stage = Stage()
    order(stage)
    stage.receive("paper", "2023-05-12 23:59:59", number="示政办发〔２０２３〕 1 号", **WHOLE)
    assert codes(stage, "2023-05-31", ORDERS) == []


def test_another_number_or_none_does_not_match() -> None:
    stage = Stage()
    order(stage)
    stage.receive("paper", "2023-05-10", number="示政办发〔2023〕2号", **WHOLE)
    stage.receive("paper", "2023-05-10", **WHOLE)
    assert codes(stage, "2023-05-31", ORDERS) == ["reply-missing"]


def test_a_correction_may_change_the_number() -> None:
    stage = Stage()
    first = order(stage)
    said = {"to": "one", "number": "新", "signed_on": "2023-05-09", "supersedes": first}
    stage.receive("order", "2023-05-10", unit="office", **said)
    stage.receive("paper", "2023-05-12", number="示政办发〔2023〕1号", **WHOLE)
    assert codes(stage, "2023-05-31", ORDERS) == []


def test_earlier_than_the_order_is_in_time() -> None:
    stage = Stage()
    stage.receive("paper", "2023-05-01", number="示政办发〔2023〕1号", **WHOLE)
    order(stage, at="2023-06-20")
    assert codes(stage, "2023-06-30", ORDERS) == []


def test_the_clock_of_an_order_does_not_wait_for_its_receipt() -> None:
    stage = Stage()
    order(stage, at="2023-06-20")
    stage.receive("paper", "2023-06-20", number="示政办发〔2023〕1号", **WHOLE)
    assert codes(stage, "2023-06-30", ORDERS) == ["reply-late"]


@pytest.mark.parametrize(
    ("without", "lacking"),
    [
        ("facts", ["public-statement"]),
        ("attachments", ["word"]),
        ("explanation", ["explanation"]),
    ],
)
def test_an_incomplete_reply_says_what_it_lacks(without: str, lacking: list[str]) -> None:
    stage = Stage()
    issued = order(stage)
    said = {name: value for name, value in WHOLE.items() if name != without}
    reply = stage.receive("paper", "2023-05-10", number="示政办发〔2023〕1号", **said)  # type: ignore[arg-type]
    (lapse,) = judged(stage, "2023-05-31", ORDERS).lapses
    assert lapse.code == "reply-incomplete"
    assert dict(lapse.values) == {"due": "2023-05-12", "lacking": lacking}
    assert ids(lapse) == [issued, reply]


def test_only_triggers_of_the_rules_node_where_the_kind_names_one() -> None:
    rule = {**RULE, "to": "fault", "match": {"fault": "id"}, "starts": ["seen_on"]}
    stage = Stage()
    for node in ("top/leaf", "top/other"):
        stage.receive(
            "fault", "2023-11-06", unit="office", to="one", node=node, seen_on="2023-11-06"
        )
    assert codes(stage, "2023-11-30", rule) == ["reply-missing"]


STATED = {**RULE, "answered": "on", "earns": Decimal(1)}


def test_a_stated_day_that_is_late_is_told_as_a_day() -> None:
    stage = Stage()
    sent = letter(stage, "2023-11-06", "2023-11-06")
    stage.receive("answer", "2023-11-07", letter=sent, on="2023-11-10")
    (lapse,) = judged(stage, "2023-11-30", STATED).lapses
    assert lapse.code == "answer-late"
    assert dict(lapse.values) == {"due": "2023-11-09", "answered": "2023-11-10"}


def test_a_reply_is_kept_by_its_stated_day_however_late_it_was_received() -> None:
    stage = Stage()
    sent = letter(stage, "2023-11-06", "2023-11-06")
    reply = stage.receive("answer", "2023-11-20", letter=sent, on="2023-11-09")
    (lapse,) = judged(stage, "2023-11-30", STATED).lapses
    assert lapse.code == "reply-met" and ids(lapse) == [sent, reply]


def test_a_trigger_that_names_no_day_starts_the_clock_on_its_receipt() -> None:
    stage = Stage()
    rule = {**RULE, "starts": ["sent_on"]}
    stage.receive("letter", "2023-11-06", unit="office", to=["one"])
    assert codes(stage, "2023-11-09 23:59:59", rule) == []
    assert codes(stage, "2023-11-09", rule) == ["reply-missing"]


def test_a_term_that_runs_on_the_last_day_of_a_unit_costs_nothing() -> None:
    stage = Stage()
    letter(stage, "2023-11-06", "2023-11-06")
    for until, expected in (("2023-11-08", []), ("2023-11-09", ["reply-missing"])):
        unit = replace(UNIT, until=date.fromisoformat(until))
        assert codes(stage, "2023-11-30", unit=unit) == expected


def test_who_took_over_from_who_took_over_may_answer() -> None:
    stage = Stage()
    sent = letter(stage, "2023-11-06", "2023-11-06")
    stage.receive("answer", "2023-11-08", unit="three", letter=sent)
    heir = replace(UNIT, id="two", into=("three",))
    for into, expected in ((("two",), []), ((), ["reply-missing"])):
        seen = stage.seen("2023-11-30", unit=replace(UNIT, into=into))
        context = replace(seen, registry={"two": heir})
        assert [lapse.code for lapse in judge(RULE, context).lapses] == expected


def test_only_replies_of_the_rules_node_where_their_kind_names_one() -> None:
    stage = Stage()
    rule = {**RULE, "record": "fault"}
    sent = letter(stage, "2023-11-06", "2023-11-06")
    stage.receive("fault", "2023-11-07", to="one", node="top/other", letter=sent)
    assert codes(stage, "2023-11-30", rule) == ["reply-missing"]
    stage.receive("fault", "2023-11-07", to="one", node="top/leaf", letter=sent)
    assert codes(stage, "2023-11-30", rule) == []


def test_a_term_of_working_days_is_one_at_least() -> None:
    stage = Stage()
    letter(stage, "2023-11-06", "2023-11-06")
    assert codes(stage, "2023-11-07", {**RULE, "within": {"workdays": 1}}) == ["reply-missing"]
    with pytest.raises(RulebookUnusable) as refused:
        judged(stage, "2023-11-07", {**RULE, "within": {"workdays": 0}})
    assert refused.value.values["field"] == "within"
