"""Which records count, for units that come and go, whatever the kind of rule."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from scoring.rules.judgement import Progress
from tests.rules.stage import UNIT, Stage, judge, told

CIRCULAR = {"kind": "incident", "record": "circular", "points": 1}


def said(on: str, about: str | None) -> Stage:
    """A circular to the unit, signed ``on`` a day, ``about`` a quarter."""
    stage = Stage()
    stage.receive("circular", on, unit="office", to="one", signed_on=on, quarter=about)
    return stage


@pytest.mark.parametrize(
    ("on", "about", "counts"),
    [
        ("2023-03-31", None, True),
        ("2023-04-10", None, False),
        ("2023-04-10", "2023Q1", True),
        ("2023-04-10", "2023Q2", False),
    ],
)
def test_what_is_said_after_a_unit_left_counts_of_a_period_that_was_over_by_then(
    on: str, about: str | None, counts: bool
) -> None:
    gone = replace(UNIT, until=date(2023, 3, 31))
    found = judge(CIRCULAR, said(on, about).seen("2023-12-31", unit=gone))
    assert bool(found.lapses) is counts


def test_what_is_said_from_the_first_day_judged_counts_of_a_period_before_it_too() -> None:
    for on, counts in (("2023-03-31", False), ("2023-04-01", True)):
        found = judge(CIRCULAR, said(on, "2023Q1").seen("2023-12-31", first_day="2023-04-01"))
        assert bool(found.lapses) is counts


def test_a_kind_that_is_known_no_more_still_counts_by_the_day_of_its_receipt() -> None:
    stage = Stage()
    stage.receive("fault", "2023-05-04", node="top/other", seen_on="2023-02-01")
    stage.kinds = {}
    banded: dict[str, Any] = {"kind": "band", "record": "fault", "every": "month"}
    banded |= {"figure": {"count": True}, "bands": [{"at_least": 1, "points": 1}]}
    found = judge(banded, stage.seen("2023-12-31"))
    assert [told(each) for each in found.lapses] == [("1", "2023-05", "band")]
    assert found.progress is Progress.DONE
