"""incident: each matching record costs points (readings 13, 16, 18)."""

from decimal import Decimal

from scoring.rules.judgement import Progress
from tests.rules.stage import Stage, ids, judge, told

FOUND = {
    "kind": "incident",
    "record": "fault",
    "where": {"code": "untidy"},
    "points": Decimal("0.5"),
}
BLAMED = {
    "kind": "incident",
    "record": "circular",
    "where": {"subject": ["leak", "error"]},
    "once_per": ["number", "subject"],
    "points_by": {"issuer": {"province": Decimal("1.5"), "county": Decimal("0.5")}},
}


def fault(stage: Stage, at: str, **more: object) -> str:
    said = {"to": "one", "node": "top/leaf", "code": "untidy", "seen_on": "2023-08-15", **more}
    return stage.receive("fault", at, unit="office", **said)  # type: ignore[arg-type]


def circular(stage: Stage, at: str, **more: object) -> str:
    said = {"to": ["one"], "issuer": "county", "subject": "leak", "number": "1", **more}
    said.setdefault("signed_on", "2023-03-01")
    return stage.receive("circular", at, unit="office", **said)  # type: ignore[arg-type]


def test_a_record_costs_at_once_on_the_day_it_speaks_of() -> None:
    stage = Stage()
    found = fault(stage, "2023-08-16 10:00:00")
    assert judge(FOUND, stage.seen("2023-08-16 10:00:00")).lapses == ()
    (lapse,) = judge(FOUND, stage.seen("2023-08-16 10:00:01")).lapses
    assert told(lapse) == ("0.5", "2023-08-15", "incident")
    assert dict(lapse.values) == {"code": "untidy"}
    assert ids(lapse) == [found]
    assert lapse.trigger is not None and lapse.trigger.record.id == found


def test_each_record_costs_by_itself() -> None:
    stage = Stage()
    fault(stage, "2023-08-16")
    fault(stage, "2023-09-16", seen_on="2023-09-15")
    assert [lapse.period.name for lapse in judge(FOUND, stage.seen("2023-12-31")).lapses] == [
        "2023-08-15",
        "2023-09-15",
    ]


def test_only_records_of_this_node_unit_code_and_year() -> None:
    stage = Stage()
    fault(stage, "2023-08-16", node="top")
    fault(stage, "2023-08-16", node="leaf")
    fault(stage, "2023-08-16", to="two")
    fault(stage, "2023-08-16", code="absent")
    stage.receive(
        "fault", "2023-08-16", unit="office", year=2022, to="one", node="top/leaf", code="untidy"
    )
    assert judge(FOUND, stage.seen("2023-12-31")).lapses == ()


def test_a_late_record_counts_for_its_day_whenever_it_is_received() -> None:
    stage = Stage()
    fault(stage, "2024-02-01", seen_on="2023-12-31")
    assert [told(each)[1] for each in judge(FOUND, stage.seen("2024-02-15")).lapses] == [
        "2023-12-31"
    ]


def test_days_before_the_first_day_judged_are_left_out() -> None:
    stage = Stage()
    fault(stage, "2023-09-20", seen_on="2023-09-18")
    fault(stage, "2023-09-20", seen_on="2023-09-19")
    lapses = judge(FOUND, stage.seen("2023-12-31", first_day="2023-09-19")).lapses
    assert [lapse.period.name for lapse in lapses] == ["2023-09-19"]


def test_progress_is_open_to_the_years_end() -> None:
    assert judge(FOUND, Stage().seen("2023-12-31 23:59:59")).progress is Progress.OPEN
    assert judge(FOUND, Stage().seen("2023-12-31")).progress is Progress.DONE


def test_a_kind_without_a_date_speaks_of_its_day_of_receipt() -> None:
    stage = Stage()
    stage.receive("paper", "2023-03-01T17:00:00+00:00")
    (lapse,) = judge(
        {"kind": "incident", "record": "paper", "points": 1}, stage.seen("2023-12-31")
    ).lapses
    assert lapse.period.name == "2023-03-02"


def test_the_price_depends_on_a_field() -> None:
    stage = Stage()
    circular(stage, "2023-03-02", number="1")
    circular(stage, "2023-03-03", number="2", issuer="province", subject="error")
    first, second = judge(BLAMED, stage.seen("2023-12-31")).lapses
    assert (first.points, second.points) == (Decimal("0.5"), Decimal("1.5"))
    assert dict(second.values) == {"subject": "error", "issuer": "province"}


def test_what_has_no_price_costs_nothing_and_is_no_incident() -> None:
    stage = Stage()
    circular(stage, "2023-03-02", issuer="village")
    assert judge(BLAMED, stage.seen("2023-12-31")).lapses == ()
    priced = circular(stage, "2023-03-03")  # the same number and subject, but priced
    (lapse,) = judge(BLAMED, stage.seen("2023-12-31")).lapses
    assert ids(lapse) == [priced]


def test_the_same_number_and_subject_count_once_the_earliest() -> None:
    stage = Stage()
    first = circular(stage, "2023-03-02", number="示〔2023〕1号")
    circular(stage, "2023-03-03", number="示〔2023〕 １号", issuer="province")
    other = circular(stage, "2023-03-04", number="示〔2023〕1号", subject="error")
    lapses = judge(BLAMED, stage.seen("2023-12-31")).lapses
    assert [ids(lapse) for lapse in lapses] == [[first], [other]]


def test_what_lacks_a_number_is_like_no_other() -> None:
    stage = Stage()
    circular(stage, "2023-03-02", number=None)
    circular(stage, "2023-03-03", number=None)
    assert len(judge(BLAMED, stage.seen("2023-12-31")).lapses) == 2


def test_a_unit_taken_out_by_a_correction_loses_nothing() -> None:
    stage = Stage()
    first = circular(stage, "2023-03-02", to=["one", "two"])
    circular(stage, "2023-04-02", to=["two"], supersedes=first)
    assert len(judge(BLAMED, stage.seen("2023-04-01")).lapses) == 1
    assert judge(BLAMED, stage.seen("2023-04-02")).lapses == ()


def test_a_correction_changes_what_is_said_and_stays_one_incident() -> None:
    stage = Stage()
    first = circular(stage, "2023-03-02")
    again = circular(
        stage, "2023-04-02", issuer="province", supersedes=first, signed_on="2023-02-28"
    )
    (lapse,) = judge(BLAMED, stage.seen("2023-12-31")).lapses
    assert told(lapse) == ("1.5", "2023-02-28", "incident")
    assert ids(lapse) == [again] and lapse.trigger is not None and lapse.trigger.names(first)


def test_of_those_that_count_once_the_earliest_counts_or_the_greatest() -> None:
    stage = Stage()
    first = circular(stage, "2023-03-02", issuer="county")
    greater = circular(stage, "2023-03-05", issuer="province")
    circular(stage, "2023-03-06", issuer="province")
    other = circular(stage, "2023-03-07", number="2")
    context = stage.seen("2023-12-31")
    assert [ids(lapse) for lapse in judge(BLAMED, context).lapses] == [[first], [other]]
    found = judge({**BLAMED, "keeps": "greatest"}, context).lapses
    assert [ids(lapse) for lapse in found] == [[greater], [other]]
    assert [str(lapse.points) for lapse in found] == ["1.5", "0.5"]


def test_a_price_of_nothing_is_the_least() -> None:
    stage = Stage()
    circular(stage, "2023-03-02", issuer="province")
    greater = circular(stage, "2023-03-05", issuer="county")
    prices = {"issuer": {"province": 0, "county": Decimal("0.5")}}
    fields = {**BLAMED, "points_by": prices, "keeps": "greatest"}
    (lapse,) = judge(fields, stage.seen("2023-12-31")).lapses
    assert (ids(lapse), lapse.points) == ([greater], Decimal("0.5"))


def test_what_is_not_said_has_no_price_whatever_the_prices_are_called() -> None:
    stage = Stage()
    circular(stage, "2023-03-02", issuer=None)
    fields = {**BLAMED, "points_by": {"issuer": {"None": 1}}}
    assert judge(fields, stage.seen("2023-12-31")).lapses == ()


def test_a_day_still_to_come_costs_nothing_before_it_has_begun() -> None:
    stage = Stage()
    fault(stage, "2023-08-14", seen_on="2023-08-16")
    assert judge(FOUND, stage.seen("2023-08-16 00:00:00")).lapses == ()
    assert len(judge(FOUND, stage.seen("2023-08-16 00:00:01")).lapses) == 1
