"""``mark``: an assessor's mark, or a result that another body reports, is what is earned."""

from decimal import Decimal

import pytest

from scoring.rules.judgement import Judgement, Progress
from tests.rules.stage import Stage, judge, kind, told

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
