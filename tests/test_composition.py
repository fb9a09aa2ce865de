"""Caps, charges, once_with: examples with a pencil, and properties over random trees."""

from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.calendar import periods
from scoring.calendar.workdays import CalendarMissing
from scoring.composition.caps import Settlement, greatest_only, settle
from scoring.composition.charge import Charge, key_of
from scoring.composition.compose import assess_year
from scoring.errors import GongkaiError
from scoring.ledger.model import Ledger
from scoring.records.archive import archive_of
from scoring.records.registry import Unit
from scoring.rulebook.model import Node, Rulebook
from scoring.rulebook.parse import parse_rulebook
from scoring.rules.judgement import Lapse
from tests.support import memory
from tests.support.records import at


def rulebook(*nodes: dict, points: str = "10") -> Rulebook:
    return parse_rulebook(
        {
            "id": "invented",
            "title": "示例",
            "year": 2023,
            "assesses": {"kind": "township"},
            "points": Decimal(points),
            "closes_on": "2024-02-15",
            "calendar": "china",
            "nodes": list(nodes),
        },
        "0" * 64,
    )


def leaf(name: str, points: str | None = None, *rules: dict) -> dict:
    rules = rules or ({"id": "found"},)
    return {
        "id": name,
        "title": name,
        "points": None if points is None else Decimal(points),
        "rules": [{"kind": "incident", **rule} for rule in rules],
    }


def inner(name: str, points: str | None, *nodes: dict) -> dict:
    return {
        "id": name,
        "title": name,
        "points": None if points is None else Decimal(points),
        "nodes": list(nodes),
    }


def charge(
    book: Rulebook,
    path: str,
    points: str,
    period: str = "2023-06-01",
    rule: str = "",
    waived: str = "0",
) -> Charge:
    node = book.node(path)
    assert node is not None
    found = next(item for item in node.rules if not rule or item.id == rule)
    lapse = Lapse(Decimal(points), periods.parse(period), "incident", {})
    return Charge(node, found, lapse, Decimal(waived), "ruling" if waived != "0" else None)


def amounts(settled: Settlement, *charges: Charge) -> list[Decimal]:
    return [settled.left_of(item) for item in charges]


def lost_below(settled: Settlement) -> dict[str, Decimal]:
    """Points lost by each node that has points, by path."""
    return {
        path: result.points - result.score
        for path, result in settled.results.items()
        if path and result.points is not None and result.score is not None
    }


def lost(settled: Settlement) -> Decimal:
    """Points lost of the whole."""
    whole = settled.results[""]
    assert whole.points is not None and whole.score is not None
    return whole.points - whole.score


def test_a_leaf_loses_no_more_than_its_points() -> None:
    book = rulebook(leaf("news", "1"))
    three = [charge(book, "news", "0.4", f"2023-0{month}") for month in (1, 2, 3)]
    settled = settle(book, three)
    assert amounts(settled, *three) == [Decimal("0.4"), Decimal("0.4"), Decimal("0.2")]
    assert lost(settled) == 1


def test_periods_are_ordered_by_their_last_day_whatever_order_they_come_in() -> None:
    book = rulebook(leaf("news", "0.5"))
    year, march = charge(book, "news", "0.4", "2023"), charge(book, "news", "0.4", "2023-03")
    assert amounts(settle(book, [year, march]), year, march) == [Decimal("0.1"), Decimal("0.4")]


def test_a_node_without_points_charges_its_parent() -> None:
    book = rulebook(inner("areas", "0.5", leaf("health"), leaf("culture")))
    both = [charge(book, "areas/health", "0.4"), charge(book, "areas/culture", "0.4")]
    settled = settle(book, both)
    assert lost_below(settled) == {"areas": Decimal("0.5")}
    assert amounts(settled, *both) == [Decimal("0.4"), Decimal("0.1")]


def test_a_cap_above_does_not_change_what_the_child_lost() -> None:
    book = rulebook(inner("top", "1", leaf("one", "0.8"), leaf("two", "0.8")))
    both = [charge(book, "top/one", "0.8"), charge(book, "top/two", "0.8")]
    settled = settle(book, both)
    assert lost_below(settled) == {
        "top/one": Decimal("0.8"),
        "top/two": Decimal("0.8"),
        "top": Decimal(1),
    }
    assert amounts(settled, *both) == [Decimal("0.8"), Decimal("0.2")]


VETO = {"id": "filed", "charge_to": "disclosure"}


def veto_book() -> Rulebook:
    return rulebook(
        inner(
            "disclosure",
            "3",
            leaf("news", "2"),
            leaf("guide", None, VETO),
            leaf("report", None, VETO),
        ),
        leaf("media", "1"),
        points="5",
    )


def test_a_veto_takes_what_ordinary_deductions_have_left_of_the_ancestor() -> None:
    book = veto_book()
    news, guide = charge(book, "disclosure/news", "0.5"), charge(book, "disclosure/guide", "3")
    settled = settle(book, [guide, news])
    assert amounts(settled, news, guide) == [Decimal("0.5"), Decimal("2.5")]
    assert lost_below(settled) == {
        "disclosure/news": Decimal("0.5"),
        "disclosure": Decimal(3),
        "media": Decimal(0),
    }


def test_a_second_veto_has_nothing_left_and_bites_when_the_first_is_waived() -> None:
    book = veto_book()
    first, second = charge(book, "disclosure/guide", "3"), charge(book, "disclosure/report", "3")
    assert amounts(settle(book, [first, second]), first, second) == [3, 0]
    waived = charge(book, "disclosure/guide", "3", waived="3")
    settled = settle(book, [waived, second])
    assert amounts(settled, waived, second) == [0, 3]
    assert lost(settled) == 3


def joined_book() -> Rulebook:
    return rulebook(
        leaf(
            "gazette",
            "1",
            {"id": "shown"},
            {"id": "irregular", "once_with": "shown"},
            {"id": "not-shown"},
        )
    )


def test_of_joined_rules_only_the_greatest_unwaived_is_charged() -> None:
    book = joined_book()
    shown = charge(book, "gazette", "0.5", "2023", "shown")
    irregular = charge(book, "gazette", "0.5", "2023-08-15", "irregular")
    again = charge(book, "gazette", "0.5", "2023-09-15", "irregular")
    other = charge(book, "gazette", "0.3", "2023-09-15", "not-shown")
    assert greatest_only([shown, irregular, again, other]) == [other, irregular]


def test_where_the_greatest_is_waived_the_next_is_charged() -> None:
    book = joined_book()
    shown = charge(book, "gazette", "0.5", "2023", "shown")
    waived = charge(book, "gazette", "0.5", "2023-08-15", "irregular", waived="0.5")
    assert greatest_only([shown, waived]) == [shown]


POINTS = st.one_of(st.none(), st.integers(0, 30).map(lambda tenth: str(Decimal(tenth) / 10)))


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> list[dict]:
    numbers = count()

    def node(level: int, ancestors: tuple[str, ...]) -> dict:
        name = f"n{next(numbers)}"
        points = draw(POINTS)
        if level == 0 or draw(st.booleans()):
            rules = []
            for index in range(draw(st.integers(1, 2))):
                rule: dict = {"id": f"r{index}"}
                if ancestors and draw(st.booleans()):
                    rule["charge_to"] = draw(st.sampled_from(ancestors))
                rules.append(rule)
            if len(rules) == 2 and draw(st.booleans()):
                rules[1] = {**rules[0], "id": "r1", "once_with": "r0"}  # one node charged by both
            return leaf(name, points, *rules)
        below = ancestors if points is None else (*ancestors, name)
        return inner(
            name, points, *(node(level - 1, below) for _ in range(draw(st.integers(1, 3))))
        )

    return [node(depth, ()) for _ in range(draw(st.integers(1, 3)))]


@st.composite
def charged_trees(draw: st.DrawFn) -> tuple[Rulebook, list[Charge]]:
    book = rulebook(*draw(trees()), points=str(draw(st.integers(0, 10))))
    leaves = list(book.leaves())
    charges = []
    for _ in range(draw(st.integers(0, 12))):
        node: Node = draw(st.sampled_from(leaves))
        points = Decimal(draw(st.integers(1, 40))) / 10
        waived = min(points, Decimal(draw(st.integers(0, 20))) / 10)
        period = draw(st.sampled_from(["2023", "2023-03", "2023Q2", "2023-W20", "2023-06-01"]))
        rule = draw(st.sampled_from(node.rules)).id
        charges.append(charge(book, node.path, str(points), period, rule, str(waived)))
    return book, charges


@given(charged_trees())
def test_no_node_ever_loses_more_than_its_points(drawn: tuple[Rulebook, list[Charge]]) -> None:
    book, charges = drawn
    settled = settle(book, greatest_only(charges))
    for node in book.walk():
        if node.points is not None:
            assert 0 <= lost_below(settled)[node.path] <= node.points
    assert 0 <= lost(settled) <= book.points


@given(charged_trees())
def test_what_is_applied_adds_up_to_what_the_unit_lost(
    drawn: tuple[Rulebook, list[Charge]],
) -> None:
    book, charges = drawn
    settled = settle(book, greatest_only(charges))
    assert sum(amounts(settled, *charges), Decimal(0)) == lost(settled)
    assert all(0 <= settled.left_of(item) <= item.remaining for item in charges)


@given(charged_trees(), st.randoms())
def test_the_order_of_charges_given_changes_no_loss(
    drawn: tuple[Rulebook, list[Charge]], random: object
) -> None:
    book, charges = drawn
    shuffled = list(charges)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    in_order = settle(book, greatest_only(charges))
    assert lost_below(settle(book, greatest_only(shuffled))) == lost_below(in_order)


@given(charged_trees())
def test_one_more_charge_never_gives_points_back(drawn: tuple[Rulebook, list[Charge]]) -> None:
    book, charges = drawn
    for number in range(len(charges)):
        fewer = settle(book, greatest_only(charges[:number] + charges[number + 1 :]))
        assert lost(fewer) <= lost(settle(book, greatest_only(charges)))


def assessed(*sent: memory.Sent, **given: Any) -> Ledger:
    """Return the ledger of 2023 over ``sent``, with what is ``given`` in place of the usual."""
    usual: dict[str, Any] = {
        "archive": archive_of(memory.records(sent)),
        "kinds": memory.schemas().kinds,
        "registry": memory.registry(),
        "rulebooks": memory.rulebooks(),
        "calendars": {"china": memory.calendar()},
        "year": 2023,
        "as_of": at("2023-12-31"),
        "head": "0" * 40,
    }
    return assess_year(**{**usual, **given})


def test_a_working_calendar_that_is_not_there_is_named() -> None:
    asked = memory.example("opinion-notice")
    notice = memory.Sent("zhengfuban", "opinion-notice", at("2023-09-28"), asked)
    with pytest.raises(CalendarMissing) as missing:
        assessed(notice, calendars={})
    assert (missing.value.calendar, missing.value.year) == ("china", 2023)


def test_a_year_without_a_rulebook_is_named() -> None:
    with pytest.raises(GongkaiError) as refused:
        assessed(year=2031)
    assert (refused.value.code, refused.value.values) == ("rulebook-none", {"year": 2031})


def test_a_ledger_says_whether_what_it_rests_on_was_committed() -> None:
    assert assessed().dirty is False
    assert assessed(dirty=True).dirty is True


def test_what_is_taken_down_from_public_pages_counts_as_before() -> None:
    news = memory.Sent("wanshui", "news", at("2023-02-06"), memory.example("news"))
    (record,) = memory.records((news,))
    withheld = {"effect": "withhold", "to": "wanshui", "record": record.id, "reason": "含个人信息"}
    ruling = memory.Sent("zhengfuban", "ruling", at("2023-02-20"), withheld)
    assert assessed(news).units != assessed().units
    assert assessed(news, ruling).units == assessed(news).units


def test_a_branch_of_the_tree_is_for_those_whose_entry_says_so() -> None:
    scheme = rulebook({**leaf("a", "10"), "applies_to": {"duties": "mailbox"}})
    entries = {"one": {"duties": ["mailbox"]}, "two": {"duties": []}, "three": {}}
    units = [Unit(name, name, name, "township", entry=entry) for name, entry in entries.items()]
    assert [scheme.not_for(unit) for unit in units] == [set(), {"a"}, {"a"}]


def test_who_does_not_answer_for_a_branch_answers_for_nothing_below_it() -> None:
    top = {**inner("top", "4", leaf("one", "2"), leaf("two", "2")), "applies_to": ["wanshui"]}
    scheme = rulebook(top, leaf("b", "6"))
    units = [Unit(name, name, name, "township") for name in ("wanshui", "geyi")]
    assert [scheme.not_for(unit) for unit in units] == [set(), {"top", "top/one", "top/two"}]


def test_what_two_members_lack_in_one_period_are_two_findings() -> None:
    scheme = rulebook(leaf("a", "10"))
    month = periods.parse("2023-06")
    short = [Lapse(Decimal(1), month, "short", {}, about=about) for about in ("", "news", "plans")]
    keys = [key_of(scheme.nodes[0], scheme.nodes[0].rules[0], lapse) for lapse in short]
    assert len(set(keys)) == 3
    again = replace(short[1], points=Decimal(2))
    assert key_of(scheme.nodes[0], scheme.nodes[0].rules[0], again) == keys[1]
