"""``mark``: an assessor's mark, or a result that another body reports, is what is earned."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from scoring.rules.judgement import Judgement, Progress
from tests.rules.stage import UNIT, Stage, ids, judge, kind, told

KINDS = {
    each.kind: each
    for each in (
        kind("score", unit_field="to", date_field="on", period_field="period", node_field="node"),
        kind("table", unit_field="rows[].unit", period_field="period"),
    )
}
MARK = {"kind": "mark", "record": "score", "value": "points", "every": "quarter"}


def stage(*marks: tuple[str, str, object]) -> Stage:
    seen = Stage(KINDS)
    for at, period, points in marks:
        seen.receive("score", at, to="one", on=at, period=period, node="top/leaf", points=points)
    return seen


def marked(seen: Stage, as_of: str = "2023-12-31", **fields: object) -> Judgement:
    return judge({**MARK, **fields}, seen.seen(as_of))


def test_a_mark_earns_its_points_in_its_own_period() -> None:
    found = marked(stage(("2023-04-10", "2023Q1", 8), ("2023-07-10", "2023Q2", Decimal("7.5"))))
    assert [told(each) for each in found.lapses] == [
        ("8", "2023Q1", "mark"),
        ("7.5", "2023Q2", "mark"),
    ]
    assert all(each.earns for each in found.lapses)


def test_a_mark_says_its_points_and_the_records_that_gave_it() -> None:
    seen = stage(
        ("2023-04-10", "2023Q1", 8), ("2023-07-10", "2023Q2", 7), ("2023-07-11", "2023Q2", 6)
    )
    one, last_of_two = marked(seen).lapses
    assert (one.values, ids(one)) == ({"points": 8}, [seen.records[0].id])
    assert last_of_two.values == {"points": 6, "count": 2}
    assert ids(last_of_two) == [each.id for each in seen.records[1:]]


@pytest.mark.parametrize("points", [0, Decimal("0.5")])
def test_a_year_with_its_mark_is_done_be_it_nothing(points: int | Decimal) -> None:
    found = marked(stage(("2023-04-10", "2023Q1", points)), every="year")
    assert [told(each) for each in found.lapses] == [(str(points), "2023", "mark")]
    assert found.progress is Progress.DONE


def test_a_mark_may_be_what_is_lost() -> None:
    (lapse,) = marked(stage(("2023-04-10", "2023Q1", 2)), losing=True).lapses
    assert not lapse.earns
    assert lapse.running is True  # a ruling takes back what it was then, not what it becomes


def test_a_mark_filed_in_another_year_is_none_of_this_one() -> None:
    seen = stage(("2023-04-10", "2023Q1", 8))
    seen.receive(
        "score", "2023-05-10", year=2022, to="one", on="2023-05-10", period="2023Q1",
        node="top/leaf", points=3,
    )  # fmt: skip
    assert [told(each) for each in marked(seen).lapses] == [("8", "2023Q1", "mark")]


def test_a_mark_counts_for_part_of_a_period_if_it_is_given() -> None:
    newcomer = replace(UNIT, since=date(2023, 2, 15))
    seen = stage(("2023-04-10", "2023Q1", 8))
    given = judge(MARK, seen.seen("2023-04-30", unit=newcomer))
    assert [told(each) for each in given.lapses] == [("8", "2023Q1", "mark")]
    whole = {**MARK, "every": "year", "missing": "zero"}
    assert judge(whole, Stage(KINDS).seen("2023-12-31", unit=newcomer)).progress is Progress.IDLE


@pytest.mark.parametrize(
    ("since", "until", "counts"),
    [
        (None, "2023-02-15", True),
        (None, "2023-01-01", True),
        ("2023-03-31", None, True),
        ("2023-04-01", None, False),
        (None, "2022-12-31", False),
    ],
)
def test_a_mark_counts_if_the_unit_was_there_on_any_day_of_its_period(
    since: str | None, until: str | None, counts: bool
) -> None:
    days = {"since": since, "until": until}
    unit = replace(UNIT, **{name: day and date.fromisoformat(day) for name, day in days.items()})
    found = judge(MARK, stage(("2023-04-10", "2023Q1", 8)).seen("2023-12-31", unit=unit))
    assert bool(found.lapses) is counts


def test_a_mark_for_a_period_before_the_first_day_judged_is_none() -> None:
    seen = stage(("2023-04-10", "2023Q1", 8))
    assert judge(MARK, seen.seen("2023-12-31", first_day="2023-04-01")).lapses == ()
    newcomer = replace(UNIT, since=date(2023, 2, 15))
    assert judge(MARK, seen.seen("2023-12-31", unit=newcomer, first_day="2023-03-01")).lapses == ()


def test_a_period_without_a_mark_stays_open_or_counts_as_nothing() -> None:
    seen = stage(("2023-04-10", "2023Q1", 8))
    assert marked(seen).progress is Progress.OPEN
    closed = marked(seen, missing="zero")
    assert closed.progress is Progress.DONE and len(closed.lapses) == 1


@pytest.mark.parametrize(
    ("over", "points"),
    [("last", "7"), ("sum", "22"), ("least", "6"), ("greatest", "9"), ("average", "7.33")],
)
def test_several_marks_of_a_period_become_one(over: str, points: str) -> None:
    seen = stage(*(("2023-02-10", "2023Q1", each) for each in (9, 6, 7)))
    rounding = {"round": {"places": 2}} if over == "average" else {}
    (lapse,) = marked(seen, over=over, **rounding).lapses
    assert told(lapse) == (points, "2023Q1", f"mark-{over}")
    assert lapse.values["count"] == 3


def test_an_average_is_rounded_as_the_rule_says() -> None:
    seen = stage(("2023-02-10", "2023Q1", 9), ("2023-02-10", "2023Q1", 6))
    for how, points in (("down", "7"), ("half-up", "8")):
        (lapse,) = marked(seen, over="average", round={"places": 0, "how": how}).lapses
        assert told(lapse)[0] == points


def test_levels_have_their_points_and_others_none() -> None:
    seen = Stage(KINDS)
    for level in ("good", "splendid", ["good"], None):
        seen.receive("score", "2023-02-10", to="one", node="top/leaf", level=level)
    fields = {"kind": "mark", "record": "score", "level": "level", "levels": {"good": 8}}
    (lapse,) = judge(fields, seen.seen("2023-12-31")).lapses
    assert told(lapse) == ("8", "2023", "mark")


def test_a_mark_for_another_node_or_unit_is_not_ours() -> None:
    seen = Stage(KINDS)
    seen.receive("score", "2023-02-10", to="one", node="top/other", points=8)
    seen.receive("score", "2023-02-10", to="two", node="top/leaf", points=8)
    assert marked(seen).lapses == ()


@pytest.mark.parametrize("points", [None, "8", True, -1, Decimal("NaN"), [8]])
def test_what_is_no_number_is_no_mark(points: object) -> None:
    assert marked(stage(("2023-02-10", "2023Q1", points))).lapses == ()


def test_a_table_has_a_row_for_each_unit() -> None:
    seen = Stage(KINDS)
    rows = [{"unit": "one", "n": 3}, {"unit": "two", "n": 4}]
    seen.receive("table", "2023-04-05", unit="office", period="2023Q1", rows=rows)
    fields = {"kind": "mark", "record": "table", "rows": "rows", "value": "n", "every": "quarter"}
    (lapse,) = judge(fields, seen.seen("2023-12-31")).lapses
    assert told(lapse) == ("3", "2023Q1", "mark")


def test_rows_of_a_kind_that_is_no_longer_described_are_those_of_their_records_unit() -> None:
    seen = Stage(KINDS)
    for unit, points in (("one", 4), ("two", 9)):
        seen.receive("score", "2023-04-10", unit="office", to=unit, rows=[{"points": points}])
    seen.kinds = {}
    assert [told(each) for each in marked(seen, rows="rows").lapses] == [("4", "2023Q2", "mark")]
