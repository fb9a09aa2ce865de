"""``sameness``: a text that is another unit's, or the unit's own of the year before."""

from scoring.records.registry import Unit
from scoring.rules.judgement import Context, Lapse, Progress
from tests.rules.stage import UNIT, Stage, ids, judge, told

SAME = {
    "kind": "sameness",
    "record": "paper",
    "fields": ["text"],
    "with": ["other-units", "last-year"],
    "points": 5,
}
OTHER = Unit("two", "二镇人民政府", "二镇", "township")


def found(stage: Stage, unit: Unit = UNIT, **fields: object) -> tuple[Lapse, ...]:
    seen = stage.seen("2023-12-31", unit=unit)
    context = Context(
        seen.unit, seen.node, seen.view, seen.calendar, 2023, None, {"one": UNIT, "two": OTHER}
    )
    return judge({**SAME, **fields}, context).lapses


def test_who_copies_pays_and_who_was_first_does_not() -> None:
    stage = Stage()
    first = stage.receive("paper", "2023-05-01", unit="two", text="二镇2023年公开 100条")
    copy = stage.receive("paper", "2023-05-02", text="一镇２０２３年公开100条")
    (lapse,) = found(stage)
    assert told(lapse) == ("5", "2023-05-02", "same-as-other")
    assert (lapse.values["unit"], lapse.values["other"]) == ("two", first)
    assert ids(lapse) == [copy, first]
    # What a ruling has to name that takes the points back.
    assert lapse.trigger is not None and lapse.trigger.names(copy)
    assert not lapse.trigger.names(first)
    assert found(stage, OTHER) == ()


def test_a_text_of_ones_own_is_like_no_other() -> None:
    stage = Stage()
    stage.receive("paper", "2023-05-01", unit="two", text="二镇公开100条")
    stage.receive("paper", "2023-05-02", text="一镇公开101条")
    assert found(stage) == ()


def test_last_years_text_with_the_year_changed() -> None:
    stage = Stage()
    old = stage.receive("paper", "2022-05-01", year=2022, text="2022年比2021年多10条")
    stage.receive("paper", "2023-05-02", text="2023年比2022年多10条")
    (lapse,) = found(stage)
    assert (lapse.code, lapse.values) == ("same-as-last-year", {"other": old})
    assert found(stage, **{"with": ["other-units"]}) == ()


def test_a_text_of_another_node_is_not_looked_at() -> None:
    for node, copies in (("top/other", 0), ("top/leaf", 1)):
        stage = Stage()
        same = {"seen_on": "2023-05-01", "text": "公开100条"}
        stage.receive("fault", "2023-05-01", unit="two", to="two", node=node, **same)
        stage.receive("fault", "2023-05-02", to="one", node="top/leaf", **same)
        assert len(judge({**SAME, "record": "fault"}, stage.seen("2023-12-31")).lapses) == copies


def test_a_copy_from_before_the_first_day_costs_nothing() -> None:
    stage = Stage()
    for day in ("2023-05-01", "2023-07-01"):
        stage.receive("paper", day, unit="two", text=f"{day}公开100条")
        stage.receive("paper", day, text=f"{day}公开100条")
    seen = stage.seen("2023-12-31", first_day="2023-06-01")
    assert [told(each) for each in judge(SAME, seen).lapses] == [
        ("5", "2023-07-01", "same-as-other")
    ]


def test_each_copy_costs_or_all_of_them_once() -> None:
    stage = Stage()
    for day in ("2023-05-01", "2023-06-01"):
        stage.receive("paper", day, unit="two", text=f"第{day[6]}期")
    for day in ("2023-05-02", "2023-06-02"):
        stage.receive("paper", day, text=f"第{day[6]}期")
    assert len(found(stage)) == 2
    assert len(found(stage, once=True)) == 1


def test_rules_with_other_conditions_see_other_texts() -> None:
    stage = Stage()
    stage.receive("paper", "2023-05-01", unit="two", text="公开100条", edition="a")
    stage.receive("paper", "2023-05-02", text="公开100条", edition="b")
    seen = stage.seen("2023-12-31")
    for edition, copies in (("a", 0), ("b", 0), (["a", "b"], 1)):
        fields = {**SAME, "where": {"edition": edition}}
        assert len(judge(fields, seen).lapses) == copies, edition


def test_nothing_is_like_nothing() -> None:
    stage = Stage()
    stage.receive("paper", "2023-05-01", unit="two", text="")
    stage.receive("paper", "2023-05-02")
    assert found(stage) == ()


def test_another_units_text_of_the_year_before_is_not_looked_at() -> None:
    stage = Stage()
    stage.receive("paper", "2022-05-01", unit="two", year=2022, text="公开100条")
    stage.receive("paper", "2023-05-02", text="公开100条")
    assert found(stage) == ()


def test_lists_are_compared_by_what_they_say() -> None:
    stage = Stage()
    stage.receive("paper", "2023-05-01", unit="two", text=["公开", "100条"])
    stage.receive("paper", "2023-05-02", text=["公开", "101条"])
    copy = stage.receive("paper", "2023-05-03", text=["公开", "１００条"])
    (lapse,) = found(stage)
    assert ids(lapse)[0] == copy


def test_progress_is_open_to_the_years_end() -> None:
    assert judge(SAME, Stage().seen("2023-12-31 23:59:59")).progress is Progress.OPEN
    assert judge(SAME, Stage().seen("2023-12-31")).progress is Progress.DONE
