"""What is owed: what would be lost if nothing more came in, and nothing else."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI, end_of
from scoring.composition.ahead import Threat, threats
from scoring.composition.judging import scheme_of
from scoring.composition.moments import before, view_at
from scoring.records.archive import archive_of
from scoring.rulebook.parse import parse_rulebook
from scripts.owing.due import Due
from scripts.owing.feed import feed
from scripts.owing.gather import dues_ahead
from scripts.owing.sentences import due_text
from scripts.owing.tables import dues_json, dues_text
from tests.support import memory
from tests.support.memory import Sent
from tests.support.records import ROOT, text
from tests.support.scenario import cases, replay
from tests.support.submissions import submissions


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2023, month, day, hour, tzinfo=SHANGHAI)


def sent(unit: str, kind: str, when: datetime, **changes: Any) -> Sent:
    return Sent(unit, kind, when, {**memory.example(kind), **changes})


def ahead(items: list[Sent], as_of: datetime, unit: str = "wanshui") -> list[Threat]:
    kind = memory.registry()[unit].kind
    book = next(book for book in memory.rulebooks() if book.assesses["kind"] == kind)
    view = view_at(archive_of(memory.records(items)), memory.schemas().kinds, before(as_of))
    return list(threats(scheme_of(book, memory.calendar()), memory.registry()[unit], view))


def told(found: list[Threat]) -> list[tuple[str, str, date, str]]:
    return [
        (each.leaf.path, each.lapse.period.name, each.last_day, str(each.lapse.points))
        for each in found
    ]


def test_deadlines_are_owed_until_they_are_met() -> None:
    guide = ("disclosure/guide", "2023", date(2023, 10, 31), "1")
    assert guide in told(ahead([], at(10, 20)))
    assert guide not in told(ahead([sent("wanshui", "guide", at(10, 12))], at(10, 20)))


def test_what_would_cost_a_unit_nothing_is_not_owed() -> None:
    points = {"by": "unit", "is": {"wanshui": 0}, "else": 1}
    rule = {
        "id": "by-june",
        "kind": "deadline",
        "record": "guide",
        "due": "06-30",
        "points": points,
    }
    book = parse_rulebook(
        {
            "id": "drawn",
            "title": "示例",
            "year": 2023,
            "assesses": {"kind": "township"},
            "points": 1,
            "closes_on": "2024-02-15",
            "calendar": "china",
            "nodes": [{"id": "guide", "title": "指南", "points": 1, "rules": [rule]}],
        },
        "0" * 64,
    )
    view = view_at(archive_of(()), memory.schemas().kinds, before(at(6, 1)))
    owed = {
        unit: told(list(threats(scheme_of(book, memory.calendar()), memory.registry()[unit], view)))
        for unit in ("wanshui", "geyi")
    }
    assert owed == {"wanshui": [], "geyi": [("guide", "2023", date(2023, 6, 30), "1")]}


def test_what_is_lost_already_is_owed_no_more() -> None:
    paths = {each.leaf.path for each in ahead([], at(11, 1, 0))}
    assert "disclosure/guide" not in paths
    assert "disclosure/leadership" in paths


def test_the_last_second_of_the_last_day_still_counts() -> None:
    last = end_of(date(2023, 10, 31)) - timedelta(seconds=1)
    assert "disclosure/guide" in {each.leaf.path for each in ahead([], last)}


def test_a_moved_deadline_is_owed_on_its_new_day() -> None:
    moved = sent(
        "zhengfuban", "deadline", at(10, 8), node="disclosure/guide", to=["wanshui"],
        due_on="2023-11-10",
    )  # fmt: skip
    assert ("disclosure/guide", "2023", date(2023, 11, 10), "1") in told(ahead([moved], at(10, 20)))


def test_a_month_owes_what_it_still_lacks() -> None:
    one = sent("wanshui", "news", at(10, 6))
    found = {each.lapse.period.name: each.lapse for each in ahead([one], at(10, 20))}
    assert found["2023-10"].values == {"have": 1, "need": 2}
    assert found["2023-10"].points == Decimal("0.1")


def test_a_notice_is_owed_an_answer_until_the_day_the_calendar_sets() -> None:
    notice = sent("zhengfuban", "opinion-notice", at(9, 28))
    (found,) = [each for each in ahead([notice], at(10, 1)) if each.lapse.trigger is not None]
    assert (found.last_day, found.lapse.points) == (date(2023, 10, 7), Decimal("0.2"))


def test_weeks_are_owed_only_while_an_account_obliges() -> None:
    opened = sent("wanshui", "media-account", at(10, 4), registered_on="2023-10-04")
    assert not [each for each in ahead([], at(10, 20)) if each.leaf.path == "media"]
    weeks = [each for each in ahead([opened], at(10, 4, 12)) if each.leaf.path == "media"]
    assert weeks[0].lapse.period.name == "2023-W41"


def test_a_department_owes_only_what_it_answers_for() -> None:
    paths = {each.leaf.path for each in ahead([], at(1, 2), "tongji")}
    assert "disclosure/statutory/statistics" in paths
    assert "disclosure/statutory/audit" not in paths
    assert "disclosure/key-areas/health" not in paths


def test_after_the_close_nothing_is_owed() -> None:
    assert ahead([], datetime(2024, 2, 16, tzinfo=SHANGHAI)) == []


SENDING = st.lists(
    st.builds(
        sent,
        st.just("wanshui"),
        st.sampled_from(["news", "guide", "leadership", "media-account", "gazette-display"]),
        st.builds(at, st.integers(1, 12), st.integers(1, 28)),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(SENDING, st.builds(at, st.integers(1, 12), st.integers(1, 28)))
def test_what_is_owed_is_what_the_year_will_cost_if_nothing_more_comes(
    items: list[Sent], as_of: datetime
) -> None:
    known = [item for item in items if item.at < as_of]
    close = datetime(2024, 2, 16, tzinfo=SHANGHAI)

    def deductions(moment: datetime) -> set[tuple[str, str, str]]:
        unit = memory.ledger(known, moment, ["wanshui"]).unit("wanshui")
        assert unit is not None
        return {
            (path, item.rule, item.period)
            for path, node in unit.leaves()
            for item in node.deductions or ()
        }

    owed = {(each.leaf.path, each.rule.id, each.lapse.period.name) for each in ahead(known, as_of)}
    assert owed == deductions(close) - deductions(as_of)


DUE = Due(
    unit="wanshui",
    unit_name="宛水街道",
    node="disclosure/news",
    node_title="乡镇动态",
    rule="monthly",
    kind="news",
    period="2023-10",
    last_day=date(2023, 10, 31),
    points=Decimal("0.10"),
    code="owed-more",
    values={"kind": "动态信息", "have": 1, "need": 2, "missing": 1},
)


def test_the_table_says_by_when_what_and_what_is_at_stake() -> None:
    text = dues_text([DUE], 2023, at(10, 20), "zh")
    assert "2023-10-31（周二）" in text
    assert "11天" in text
    assert "2023年10月再报送“动态信息”1份（要求2份，已收到1份）" in text
    assert "没有要报送的" in dues_text([], 2023, at(10, 20), "zh")


def test_json_has_exact_points() -> None:
    text = dues_json([DUE], 2023, at(10, 20))
    assert '"points": 0.1,' in text
    assert '"due": "2023-10-31"' in text


def test_the_feed_is_icalendar() -> None:
    raw = feed([DUE], name="宛水街道", as_of=at(10, 20), version=7, language="zh")
    lines = raw.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "\n" not in "".join(lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = raw.decode().replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20231031\r\n" in unfolded
    assert "DTEND;VALUE=DATE:20231101\r\n" in unfolded
    assert "DTSTAMP:20231020T020000Z\r\n" in unfolded
    assert "SEQUENCE:7\r\n" in unfolded
    assert "SUMMARY:宛水街道：2023年10月再报送“动态信息”1份（要求2份，已收到1份）\r\n" in unfolded


def test_a_moved_day_or_another_count_keeps_the_event() -> None:
    def uid(due: Due) -> str:
        text = feed([due], name="x", as_of=at(10, 20), version=7, language="zh").decode()
        return next(line for line in text.split("\r\n") if line.startswith("UID:"))

    moved = replace(DUE, last_day=date(2023, 11, 10), values={**DUE.values, "missing": 2})
    assert uid(DUE) == uid(moved)
    assert uid(DUE) != uid(replace(DUE, period="2023-11"))


def test_text_in_a_feed_is_escaped() -> None:
    raw = feed([], name="a,b;c\\d\ne\x07", as_of=at(10, 20), version=7, language="zh").decode()
    assert "X-WR-CALNAME:a\\,b\\;c\\\\d\\ne\r\n" in raw


def test_a_place_that_a_rule_adds_is_named(tmp_path: Path) -> None:
    made = submissions(tmp_path / "repository")
    shown = text(
        "gazette-display",
        sites=[{"place": "530381001004", "gazettes": ["province"], "mini_program": True,
                "photo": "a.jpg"}],
        attachments=[{"file": "a.jpg", "sha256": sha256(b"x").hexdigest()}],
    )  # fmt: skip
    stem = "units/wanshui/2023/gazette-display/2023-06-20-a"
    made.merge({f"{stem}.yml": shown, f"{stem}/a.jpg": b"x"}, at=at(11, 2), unit="wanshui")
    made.finish()
    assessment = Assessment.open(made.path, product=ROOT)
    units = [assessment.registry[name] for name in ("wanshui", "geyi")]
    dues = dues_ahead(assessment, 2023, at(12, 1), units, until=None, begun=False)
    places = [due.values["places"] for due in dues if due.rule == "shown"]
    assert len(places) == 2  # one has shown something, the other nothing
    assert all("党群服务中心" in each and "party-service-centre" not in each for each in places)


def test_of_many_places_the_table_names_the_first_few() -> None:
    places = [f"第{number}村" for number in range(1, 41)]
    due = Due(
        "wanshui", "宛水街道", "disclosure/gazette", "政府公报", "shown", "gazette-display", "2023",
        date(2023, 12, 31), Decimal(1), "owed-shown",
        {"kind": "公报展示", "need": 40, "missing": 40, "places": places},
    )  # fmt: skip
    table = dues_text([due], 2023, at(11, 1), "zh")
    assert "第1村、第2村、第3村等40处" in table
    assert "第4村" not in table
    assert "第40村" in dues_json([due], 2023, at(11, 1))
    few = replace(due, values={**due.values, "places": places[:3]})
    assert "第1村、第2村、第3村 " in dues_text([few], 2023, at(11, 1), "zh")


def test_what_only_earns_is_listed_as_what_can_be_earned(tmp_path: Path) -> None:
    case = next(case for case in cases() if case.file == "earning")
    assessment, _, _ = replay(tmp_path / "repository", case)
    unit = assessment.registry["geyi"]
    dues = dues_ahead(assessment, 2023, at(5, 20), [unit], until=None, begun=True)
    told = {(due.node, due.period): (due.points, due.earns) for due in dues}
    assert told == {
        ("guide", "2023"): (0, 4),
        ("news", "2023Q2"): (0, 1),
        ("leadership", "2023"): (2, 0),
    }
    table = dues_text(dues, 2023, at(5, 20), "zh")
    assert "可得4分" in table and "可得1分" in table
    (guide,) = (due for due in dues if due.node == "guide")
    assert due_text(guide, "zh").endswith("按时报送可得4分")
    assert '"earns": 4' in dues_json(dues, 2023, at(5, 20))


def test_what_has_been_earned_or_can_no_longer_be_is_not_listed(tmp_path: Path) -> None:
    case = next(case for case in cases() if case.file == "earning")
    assessment, _, _ = replay(tmp_path / "repository", case)
    units = [assessment.registry[name] for name in ("wanshui", "geyi")]
    early = dues_ahead(assessment, 2023, at(3, 1), units, until=None, begun=True)
    assert [(due.unit, due.period) for due in early if due.node == "news"] == [("geyi", "2023Q1")]
    late = dues_ahead(assessment, 2023, at(7, 10), units, until=None, begun=True)
    assert "guide" not in {due.node for due in late}


def test_a_reply_that_counts_in_a_share_is_owed_without_points_of_its_own(tmp_path: Path) -> None:
    case = next(each for each in cases() if each.file == "yunling" and "按期回复率" in each.title)
    assessment, _, _ = replay(tmp_path / "repository", case)
    units = [assessment.registry["wanshui"], assessment.registry["geyi"]]
    dues = dues_ahead(assessment, 2023, at(9, 5), units, until=None, begun=False)
    replies = [due for due in dues if due.node == "basic/daily/messages"]
    assert [due.unit for due in replies] == ["wanshui"] * 5 + ["geyi"]
    assert {(due.last_day, due.points, due.in_share) for due in replies} == {
        (date(2023, 9, 11), Decimal(0), True)
    }
    assert due_text(replies[0], "zh").endswith("；计入按期率，按档次计分")
    later = dues_ahead(assessment, 2023, at(9, 11, 20), units, until=None, begun=False)
    left = [due.unit for due in later if due.node == "basic/daily/messages"]
    assert left == ["wanshui", "geyi"]
