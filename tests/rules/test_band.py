"""``band``: a figure falls into a band; nothing is divided, so nothing is rounded."""

from decimal import Decimal

import pytest

from scoring.rules.judgement import Judgement, Progress
from tests.rules.stage import Stage, judge, told

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
