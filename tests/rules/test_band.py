"""``band``: a figure falls into a band; nothing is divided, so nothing is rounded."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from scoring.rulebook.model import Rule
from scoring.rules import understand
from scoring.rules.judgement import Judgement, Progress
from tests.rules.stage import UNIT, Stage, ids, judge, told

COUNT = {
    "kind": "band",
    "record": "paper",
    "every": "quarter",
    "figure": {"count": True},
    "bands": [{"at_least": 3, "earns": 8}, {"at_least": 1, "earns": 5}, {"points": 2}],
}
RATIO = {
    "kind": "band",
    "record": "figures",
    "rows": "rows",
    "every": "month",
    "figure": {"ratio": ["done", "due"]},
    "bands": [{"at_least": Decimal("0.98"), "earns": 8}, {"points": 2}],
}


def papers(*days: str, **data: object) -> Stage:
    stage = Stage()
    for day in days:
        stage.receive("paper", day, **data)
    return stage


def figures(done: int, due: int) -> Stage:
    stage = Stage()
    rows = [{"unit": "one", "done": done, "due": due}]
    stage.receive("figures", "2023-02-03", unit="office", month="2023-01", rows=rows)
    return stage


def banded(stage: Stage, fields: dict, as_of: str = "2023-03-31") -> Judgement:
    return judge(fields, stage.seen(as_of))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((), ("2", "2023Q1", "band-below")),
        (("2023-01-05",), ("5", "2023Q1", "band")),
        (("2023-01-05", "2023-02-05", "2023-03-31"), ("8", "2023Q1", "band")),
    ],
)
def test_records_are_counted_by_period(days: tuple[str, ...], expected: tuple) -> None:
    (found,) = banded(papers(*days), COUNT).lapses
    assert told(found) == expected
    assert found.earns == (expected[2] == "band")


def test_a_period_is_judged_when_it_is_over() -> None:
    early = banded(papers(), COUNT, "2023-03-30")
    assert early.lapses == () and early.progress is Progress.OPEN
    assert banded(papers(), COUNT, "2023-12-31").progress is Progress.DONE


def test_copies_count_once_where_they_have_to_differ() -> None:
    copies = papers("2023-01-05", "2023-02-05", "2023-03-05", text="一样")
    (found,) = banded(copies, {**COUNT, "distinct": ["text"]}).lapses
    assert found.values["have"] == 1


def test_a_figure_below_all_bands_is_held_against_the_lowest() -> None:
    (found,) = banded(papers(), COUNT).lapses
    assert (found.code, found.values) == ("band-below", {"have": 0, "at_least": 1})
    two = [{"at_least": 3, "earns": 8}, {"points": 2}]
    (found,) = banded(papers(), {**COUNT, "bands": two}).lapses
    assert (found.code, found.values) == ("band-below", {"have": 0, "at_least": 3})


def test_a_figure_is_told_with_what_its_band_asks_and_still_moves() -> None:
    (found,) = banded(papers("2023-01-05", "2023-02-05"), COUNT).lapses
    assert (found.code, found.values) == ("band", {"have": 2, "at_least": 1})
    assert found.running is True  # a ruling takes back what it was then, not what it becomes


def test_a_unit_that_left_before_any_period_ended_falls_into_no_band() -> None:
    gone = replace(UNIT, until=date(2023, 3, 30))
    found = judge(COUNT, papers("2023-01-05").seen("2023-12-31", unit=gone))
    assert (found.lapses, found.progress) == ((), Progress.IDLE)


@pytest.mark.parametrize(
    ("done", "due", "code"),
    [(98, 100, "band"), (49, 50, "band"), (979, 1000, "band-below"), (97, 99, "band-below")],
)
def test_a_ratio_is_compared_exactly(done: int, due: int, code: str) -> None:
    (found,) = banded(figures(done, due), RATIO).lapses
    assert (found.code, found.values["have"]) == (code, f"{done}/{due}")


def test_a_ratio_of_nothing_is_in_no_band() -> None:
    assert banded(figures(0, 0), RATIO).lapses == ()


def test_what_is_not_reported_is_open() -> None:
    found = banded(Stage(), RATIO)
    assert found.lapses == () and found.progress is Progress.OPEN


def test_a_sum_of_what_is_reported() -> None:
    fields = {**RATIO, "figure": {"sum": "done"}, "bands": [{"at_least": 10, "earns": 1}]}
    assert [told(each) for each in banded(figures(10, 20), fields).lapses] == [
        ("1", "2023-01", "band")
    ]
    assert banded(figures(9, 20), fields).lapses == ()


def test_a_sum_names_the_reports_of_the_year_that_it_is_read_from() -> None:
    fields = {**RATIO, "figure": {"sum": "done"}, "bands": [{"at_least": 10, "earns": 1}]}
    stage = figures(10, 20)
    rows = [{"unit": "one", "done": 5}]
    stage.receive("figures", "2023-02-04", unit="office", year=2022, month="2023-01", rows=rows)
    (found,) = banded(stage, fields).lapses
    assert found.values["have"] == 10
    assert ids(found) == [stage.records[0].id]


def test_what_is_reported_of_another_node_counts_there() -> None:
    fields = {
        "kind": "band",
        "record": "fault",
        "every": "month",
        "figure": {"sum": "done"},
        "bands": [{"at_least": 10, "earns": 1}],
    }
    stage = Stage()
    for node, done in (("top/leaf", 9), ("top/other", 90)):
        stage.receive("fault", "2023-01-05", to="one", node=node, seen_on="2023-01-05", done=done)
    assert banded(stage, fields).lapses == ()
    stage.receive("fault", "2023-01-06", to="one", node="top/leaf", seen_on="2023-01-06", done=1)
    assert [told(each) for each in banded(stage, fields).lapses] == [("1", "2023-01", "band")]


# --- replies in time ------------------------------------------------------------------------------

REPLIES = {
    "kind": "band",
    "record": "answer",
    "figure": {
        "in_time_ratio": {
            "to": "letter",
            "match": {"letter": "id"},
            "starts": ["received"],
            "within": {"workdays": 2},
        }
    },
    "bands": [{"at_least": Decimal("0.9"), "earns": 10}, {"at_least": Decimal("0.5"), "earns": 4},
              {"earns": 0}],
}  # fmt: skip


def letters(*answered: str | None, sent: str = "2023-03-01") -> Stage:
    """Letters of one day, each with the day of its answer."""
    stage = Stage()
    named = [
        stage.receive("letter", sent, unit="office", to=["one"], sent_on=sent) for _ in answered
    ]
    for letter, at in zip(named, answered, strict=True):
        if at is not None:
            stage.receive("answer", at, letter=letter)
    return stage


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        (("2023-03-02", "2023-03-03"), ("10", "2023", "band")),
        (("2023-03-02", "2023-03-06"), ("4", "2023", "band")),
        (("2023-03-02", None), ("4", "2023", "band")),
    ],
)
def test_the_share_of_replies_in_time_falls_into_a_band(
    answered: tuple[str | None, ...], expected: tuple
) -> None:
    (found,) = banded(letters(*answered), REPLIES, "2023-12-31").lapses
    assert told(found) == expected and found.earns


def test_replies_in_time_are_those_that_response_finds_in_time() -> None:
    stage = letters("2023-03-02", "2023-03-06", None, "2023-03-03")
    asked = REPLIES["figure"]["in_time_ratio"]  # type: ignore[index]
    one_by_one = {"kind": "response", "record": "answer", **asked, "earns": 1}
    met = judge(one_by_one, stage.seen("2023-12-31")).lapses
    (found,) = banded(stage, REPLIES, "2023-12-31").lapses
    assert found.values["have"] == f"{len(met)}/4"


def test_the_number_of_replies_in_time_falls_into_a_band() -> None:
    figure = {"in_time_count": REPLIES["figure"]["in_time_ratio"]}  # type: ignore[index]
    counted = {**REPLIES, "figure": figure, "bands": [{"at_least": 2, "earns": 3}, {"points": 1}]}
    (found,) = banded(letters("2023-03-02", "2023-03-03", None), counted, "2023-12-31").lapses
    assert (told(found)[0], found.values["have"]) == ("3", 2)
    (found,) = banded(Stage(), counted, "2023-12-31").lapses
    assert told(found) == ("1", "2023", "band-below")


def test_where_nothing_was_asked_a_ratio_is_worth_what_is_laid_down() -> None:
    assert banded(Stage(), REPLIES, "2023-12-31").lapses == ()
    laid_down = {**REPLIES, "without": {"earns": 10}}
    (found,) = banded(Stage(), laid_down, "2023-12-31").lapses
    assert told(found) == ("10", "2023", "band-without")
    (found,) = banded(figures(0, 0), {**RATIO, "without": {"points": 1}}).lapses
    assert told(found) == ("1", "2023-01", "band-without")


def test_what_still_runs_when_the_period_ends_is_not_counted_yet() -> None:
    quarterly = {**REPLIES, "every": "quarter", "without": {"earns": 7}}
    stage = letters(None, sent="2023-03-31")
    early = banded(stage, quarterly, "2023-03-31")
    assert told(early.lapses[0])[0] == "7" and early.progress is Progress.OPEN
    (late,) = banded(stage, {**quarterly, "bands": [{"points": 5}]}, "2023-04-30").lapses
    assert told(late) == ("5", "2023Q1", "band-below")


def test_a_year_is_open_while_a_reply_still_runs() -> None:
    stage = letters(None, sent="2023-12-31")
    assert banded(stage, REPLIES, "2023-12-31").progress is Progress.OPEN
    assert banded(stage, REPLIES, "2024-01-10").progress is Progress.DONE


# --- the items of a list --------------------------------------------------------------------------

MEETINGS = {
    "kind": "band",
    "record": "paper",
    "rows": "meetings",
    "figure": {"count": True},
    "bands": [{"at_least": 2, "points": 0}, {"at_least": 1, "points": 2}, {"points": 4}],
}


def test_a_count_with_rows_is_of_the_items_of_the_list() -> None:
    stage = Stage()
    stage.receive("paper", "2023-01-05", meetings=[{"date": "a"}])
    (found,) = banded(stage, MEETINGS, "2023-12-31").lapses
    assert (told(found)[0], found.values["have"]) == ("2", 1)
    stage.receive("paper", "2023-02-05", meetings=[{"date": "a"}, {"date": "b"}])
    assert banded(stage, MEETINGS, "2023-12-31").lapses == ()
    thrice = {**MEETINGS, "bands": [{"at_least": 3, "points": 0}, {"points": 4}]}
    assert banded(stage, thrice, "2023-12-31").lapses == ()
    (found,) = banded(stage, {**thrice, "distinct": ["date"]}, "2023-12-31").lapses
    assert found.values["have"] == 2 and len(found.concerned) == 2


def test_rows_that_name_units_are_counted_for_their_unit() -> None:
    counted = {**RATIO, "figure": {"count": True}, "bands": [{"at_least": 2, "earns": 1}]}
    stage = Stage()
    rows = [{"unit": "one"}, {"unit": "two"}, {"unit": "one"}]
    stage.receive("figures", "2023-02-03", unit="office", month="2023-01", rows=rows)
    (found,) = banded(stage, counted).lapses
    assert (told(found)[1], found.values["have"]) == ("2023-01", 2)


def test_a_band_may_begin_elsewhere_for_some_units() -> None:
    varying = {"by": "unit", "is": {"one": 2}, "else": 1}
    bands = [{"at_least": varying, "earns": 8}, {"points": 2}]
    for unit, code in ((UNIT, "band-below"), (replace(UNIT, id="two"), "band")):
        stage = Stage()
        stage.receive("paper", "2023-01-05", unit=unit.id)
        rule = Rule("rule", "band", {**COUNT, "bands": bands}, None, (), 0)
        (found,) = understand(rule, unit).judge(stage.seen("2023-03-31", unit=unit)).lapses
        assert found.code == code
