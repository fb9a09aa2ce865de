"""coverage: every member of a set shown, completely, by the year's end (reading 14)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from scoring.records.registry import Member
from scoring.rules.judgement import Judgement, Progress
from tests.rules.stage import UNIT, Stage, ids, judge, told

RULE = {
    "kind": "coverage",
    "record": "display",
    "items": "sites",
    "key": "place",
    "of": "villages",
    "plus": ["centre"],
    "complete": {"papers": ["province", "city"], "sign": True},
    "none": Decimal(1),
    "partial": Decimal("0.5"),
}


def site(place: str, papers: object = ("province", "city"), sign: object = True) -> dict:
    return {
        "place": place,
        "papers": list(papers) if isinstance(papers, tuple) else papers,
        "sign": sign,
    }


def display(stage: Stage, at: str, *sites: object, **more: object) -> str:
    return stage.receive("display", at, sites=list(sites), **more)  # type: ignore[arg-type]


def judged(stage: Stage, as_of: str = "2023-12-31", rule: dict = RULE, **seen: object) -> Judgement:
    return judge(rule, stage.seen(as_of, **seen))  # type: ignore[arg-type]


ALL = (site("centre"), site("v1"), site("v2"))


def test_all_shown_is_judged_at_once() -> None:
    stage = Stage()
    display(stage, "2023-06-20", *ALL)
    assert judged(stage, "2023-06-20") == Judgement((), Progress.DONE)


def test_all_shown_earns_where_the_rule_says_so() -> None:
    stage = Stage()
    shown = display(stage, "2023-05-01", *map(site, ("v1", "v2", "centre")))
    (lapse,) = judged(stage, rule={**RULE, "earns": Decimal(2)}).lapses
    assert (told(lapse), lapse.earns) == (("2", "2023", "coverage-met"), True)
    assert ids(lapse) == [shown] and dict(lapse.values) == {"need": 3}


def test_nothing_shown_costs_the_whole_at_the_years_end() -> None:
    assert judged(Stage(), "2023-12-31 23:59:59") == Judgement((), Progress.OPEN)
    (lapse,) = judged(Stage()).lapses
    assert told(lapse) == ("1", "2023", "coverage-none")
    assert dict(lapse.values) == {"need": 3} and ids(lapse) == [] and lapse.trigger is None


def test_some_missing_costs_a_part_and_names_them_in_their_order() -> None:
    stage = Stage()
    shown = display(stage, "2023-06-20", site("v2"))
    (lapse,) = judged(stage).lapses
    assert told(lapse) == ("0.5", "2023", "coverage-partial")
    assert dict(lapse.values) == {"shown": 1, "need": 3, "missing": ["v1", "centre"]}
    assert ids(lapse) == [shown]


@pytest.mark.parametrize(
    "poor",
    [
        site("v1", sign=False),
        site("v1", papers=("province",)),
        site("v1", papers=()),
        site("v1", papers=("province", "county")),
        site("v1", sign=1),
        {"place": "v1"},
    ],
)
def test_a_place_has_to_have_all(poor: dict) -> None:
    stage = Stage()
    display(stage, "2023-06-20", site("centre"), poor, site("v2"))
    (lapse,) = judged(stage).lapses
    assert lapse.values["missing"] == ["v1"]


def test_entries_of_one_place_are_joined_over_records() -> None:
    stage = Stage()
    display(stage, "2023-06-20", site("centre"), site("v1", ("province",), False), site("v2"))
    display(stage, "2023-12-31 23:59:59", site("v1", ("city",), False), site("v1", (), True))
    assert judged(stage) == Judgement((), Progress.DONE)


def test_what_comes_after_the_years_end_is_too_late() -> None:
    stage = Stage()
    display(stage, "2024-01-01 00:00:00", *ALL)
    assert [lapse.code for lapse in judged(stage, "2024-01-31").lapses] == ["coverage-none"]
    utc = Stage()
    display(utc, "2023-12-31T15:59:59+00:00", *ALL)
    assert judged(utc, "2024-01-31").lapses == ()


def test_something_is_shown_where_one_paper_hangs_at_one_place() -> None:
    stage = Stage()
    display(stage, "2023-06-20", site("v1", ("city",), False))
    assert [lapse.code for lapse in judged(stage).lapses] == ["coverage-partial"]


def test_a_sign_without_a_paper_shows_nothing_unless_the_rule_says_so() -> None:
    stage = Stage()
    seen = display(stage, "2023-06-20", site("v1", (), True), site("v2", ("county",), True))
    (lapse,) = judged(stage).lapses
    assert (lapse.code, ids(lapse)) == ("coverage-none", [seen])
    rule = {**RULE, "shown_by": "sign"}
    assert [lapse.code for lapse in judged(stage, rule=rule).lapses] == ["coverage-partial"]


def test_places_that_are_no_members_do_not_count() -> None:
    stage = Stage()
    display(stage, "2023-06-20", site("v9"), site("None"), {"papers": ["province"]})
    assert [lapse.code for lapse in judged(stage).lapses] == ["coverage-none"]


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    stage = Stage()
    first = display(stage, "2023-06-20", *ALL)
    display(stage, "2024-01-10", site("v1"), supersedes=first)
    assert judged(stage, "2024-01-09").lapses == ()
    (lapse,) = judged(stage, "2024-01-31").lapses
    assert lapse.values["missing"] == ["v2", "centre"]


def test_a_unit_without_members_answers_for_nothing() -> None:
    rule = {name: value for name, value in RULE.items() if name != "plus"} | {"of": "schools"}
    assert judged(Stage(), rule=rule) == Judgement((), Progress.IDLE)


def test_a_year_that_is_not_judged_to_its_end_is_not_judged() -> None:
    assert judged(Stage(), first_day="2024-01-01").progress is Progress.IDLE
    assert len(judged(Stage(), first_day="2023-12-31").lapses) == 1


def test_at_most_sixty_missing_members_are_named() -> None:
    many = tuple(Member(f"v{number}", "村") for number in range(100))
    stage = Stage()
    display(stage, "2023-06-20", site("v99"))
    (lapse,) = judged(stage, unit=replace(UNIT, sets={"villages": many})).lapses
    assert lapse.values["missing"] == [f"v{number}" for number in range(60)]
    assert (lapse.values["shown"], lapse.values["need"]) == (1, 101)


@pytest.mark.parametrize("sites", [None, "v1", 7, {"place": "v1"}, ["v1", None, 7, [], {}]])
def test_items_that_are_none_show_nothing(sites: object) -> None:
    stage = Stage()
    stage.receive("display", "2023-06-20", sites=sites)
    assert [lapse.code for lapse in judged(stage).lapses] == ["coverage-none"]


def test_where_says_which_records_show_something() -> None:
    stage = Stage()
    display(stage, "2023-06-20", *ALL, edition="draft")
    rule = {**RULE, "where": {"edition": "final"}}
    assert [lapse.code for lapse in judged(stage, rule=rule).lapses] == ["coverage-none"]


def test_a_unit_gone_before_the_years_end_owes_nothing_but_earns_what_it_has_shown() -> None:
    gone = replace(UNIT, until=date(2023, 6, 30))
    stage, rule = Stage(), {**RULE, "earns": Decimal(2)}
    assert judged(stage, rule=rule, unit=gone) == Judgement((), Progress.IDLE)
    display(stage, "2023-06-20", *ALL)
    assert [lapse.code for lapse in judged(stage, rule=rule, unit=gone).lapses] == ["coverage-met"]
