"""Folds, bonuses, vetoes, grades, what does not apply: examples with a pencil."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scoring.calendar import periods
from scoring.composition.caps import Settlement, settle
from scoring.composition.charge import Charge
from scoring.composition.ranking import ranked, schema_for
from scoring.ledger.model import Status, UnitScore
from scoring.records.registry import Unit
from scoring.rulebook.model import Rulebook
from scoring.rulebook.numbers import rounded, simplest
from scoring.rulebook.parse import parse_rulebook
from scoring.rulebook.terms import Rounding
from scoring.rulebook.unusable import RulebookUnusable
from scoring.rules.judgement import Lapse

GRADES = [{"id": "good", "title": "好", "at_least": Decimal(8)}, {"id": "bad", "title": "差"}]
HUNDREDTHS = {"places": 2}


def book(*nodes: dict[str, Any], points: int = 10, **terms: Any) -> Rulebook:
    head: dict[str, Any] = {
        "id": "drawn",
        "title": "示例",
        "year": 2023,
        "assesses": {"kind": "township"},
        "points": points,
        "closes_on": "2024-02-15",
        "calendar": "china",
        "nodes": list(nodes),
    }
    return parse_rulebook({**head, **terms}, "0" * 64)


def leaf(name: str, points: int | None, **terms: Any) -> dict[str, Any]:
    rules = terms.pop("rules", [{"id": "r"}])
    rules = [{"kind": "incident", **rule} for rule in rules]
    return {"id": name, "title": name, "points": points, "rules": rules, **terms}


def inner(name: str, points: int, *nodes: dict[str, Any], **terms: Any) -> dict[str, Any]:
    return {"id": name, "title": name, "points": points, "nodes": list(nodes), **terms}


def charge(scheme: Rulebook, path: str, points: str, *, earns: bool = False) -> Charge:
    node = scheme.node(path)
    assert node is not None
    lapse = Lapse(Decimal(points), periods.parse("2023-06-01"), "incident", {}, earns=earns)
    return Charge(node, node.rules[0], lapse)


def scored(scheme: Rulebook, *charges: Charge, absent: tuple[str, ...] = ()) -> Settlement:
    return settle(scheme, charges, frozenset(absent))


def score(settled: Settlement, path: str = "") -> Decimal | None:
    return settled.results[path].score


def test_a_grade_fixed_at_a_node_scores_nothing_there() -> None:
    veto = {"id": "r", "fixes": {"node": "half", "grade": "bad"}}
    half = inner("half", 6, leaf("a", 6, rules=[veto]), grades=GRADES)
    scheme = book(half, leaf("b", 4))
    settled = scored(scheme, charge(scheme, "half/a", "0"))
    assert settled.results["half"].grade == "bad" and score(settled, "half") is None
    assert score(settled) == 4


def test_the_worst_grade_and_the_lowest_score_hold() -> None:
    grades = [*GRADES[:1], {"id": "fair", "title": "中", "at_least": Decimal(6)}, GRADES[1]]
    rules = [
        {"id": "r", "fixes": {"node": "total", "grade": "fair"}},
        {"id": "s", "fixes": {"node": "total", "grade": "bad"}},
    ]
    scheme = book(leaf("a", 10, rules=rules), grades=grades)
    one = charge(scheme, "a", "0")
    node = scheme.node("a")
    assert node is not None
    two = replace(one, rule=node.rules[1])
    assert scored(scheme, one, two).results[""].grade == "bad"
    assert scored(scheme, two, one).results[""].grade == "bad"
    assert scored(scheme, one).results[""].grade == "fair"
    waived = replace(two, waived_by="ruling")
    assert scored(scheme, one, waived).results[""].grade == "fair"


def test_a_score_that_is_set_is_no_more_but_may_be_less() -> None:
    rules = [{"id": "r", "sets": {"node": "half", "score": 2}}]
    scheme = book(inner("half", 6, leaf("a", 3, rules=rules), leaf("c", 3)), leaf("b", 4))
    assert score(scored(scheme, charge(scheme, "half/a", "0")), "half") == 2
    lower = scored(scheme, charge(scheme, "half/a", "0"), charge(scheme, "half/c", "3"))
    assert score(lower, "half") == 2  # 3 are left, 2 are set
    assert score(lower) == 6


def test_what_is_left_out_shrinks_the_total_up_to_a_fold() -> None:
    part = inner("half", 6, leaf("a", 4, absent="omit"), leaf("c", 2))
    scheme = book(part, leaf("b", 4))
    settled = scored(scheme, charge(scheme, "half/c", "1"), absent=("half/a",))
    assert (settled.results["half"].points, score(settled, "half")) == (2, 1)
    assert (settled.results[""].points, score(settled)) == (6, 5)
    folded = book({**part, "out_of": 6, "round": HUNDREDTHS}, leaf("b", 4))
    settled = scored(folded, charge(folded, "half/c", "1"), absent=("half/a",))
    assert (settled.results["half"].points, score(settled, "half")) == (6, 3)
    assert (settled.results[""].points, score(settled)) == (10, 7)


def test_what_is_spread_makes_the_rest_count_for_more() -> None:
    parts = [leaf("a", 4, absent="spread"), leaf("c", 2), leaf("d", 4)]
    scheme = book(*parts, round=HUNDREDTHS)
    settled = scored(scheme, charge(scheme, "c", "1"), absent=("a",))
    assert score(settled) == Decimal("8.33")  # 10 − 1 × 10 ÷ 6
    zero = book(*parts, round=HUNDREDTHS, begins="zero")
    settled = scored(zero, charge(zero, "c", "1"), absent=("a",))
    assert score(settled) == Decimal("8.33")


def test_an_average_is_of_what_applies() -> None:
    parts = [leaf("a", 10), leaf("b", 10), leaf("c", 10)]
    scheme = book(*parts, combine="average", round=HUNDREDTHS)
    found = [charge(scheme, "a", "4"), charge(scheme, "b", "1")]
    assert score(scored(scheme, *found)) == Decimal("8.33")
    assert score(scored(scheme, found[0], absent=("b", "c"))) == 6


def test_bonuses_pass_the_points_of_the_nodes_above_but_not_a_limit() -> None:
    half = inner("half", 6, leaf("a", 6), leaf("more", 3, bonus=True))
    for most, expected in ((None, 12), (11, 11)):
        terms = {} if most is None else {"most": most}
        scheme = book(half, leaf("b", 4), **terms)
        settled = scored(scheme, charge(scheme, "half/more", "2", earns=True))
        assert score(settled, "half") == 8
        assert score(settled) == expected


def test_a_bonus_may_wait_for_a_node_elsewhere() -> None:
    waits = leaf("more", 3, bonus=True, opens={"node": "a", "at_least": 5})
    scheme = book(leaf("a", 6), leaf("b", 4), waits)
    earned = charge(scheme, "more", "2", earns=True)
    assert score(scored(scheme, earned, charge(scheme, "a", "1"))) == 11
    closed = scored(scheme, earned, charge(scheme, "a", "1.5"))
    assert (score(closed), closed.left_of(earned)) == (Decimal("8.5"), 0)


def test_what_is_earned_over_the_points_is_taken_back_from_the_last() -> None:
    scheme = book(leaf("a", 10, begins="zero"))
    first, last = (charge(scheme, "a", points, earns=True) for points in ("7", "5"))
    last = replace(last, lapse=replace(last.lapse, period=periods.parse("2023-07-01")))
    settled = scored(scheme, last, first)
    assert (settled.left_of(first), settled.left_of(last), score(settled)) == (7, 3, 10)


@pytest.mark.parametrize(
    ("terms", "schema"),
    [
        ({}, "ledger/1"),
        ({"grades": GRADES}, "ledger/2"),
        ({"ranks": {"ties": "dense"}}, "ledger/2"),
        ({"least": -1}, "ledger/2"),
        ({"begins": "zero"}, "ledger/2"),
        ({"out_of": 100}, "ledger/2"),
        ({"round": HUNDREDTHS}, "ledger/2"),
    ],
)
def test_which_ledger_can_tell_a_rulebook(terms: dict[str, Any], schema: str) -> None:
    assert schema_for([book(leaf("a", 10), **terms)]) == schema


def test_one_rulebook_that_needs_it_gives_the_whole_year_the_second_ledger() -> None:
    plain, graded = book(leaf("a", 10)), book(leaf("a", 10), grades=GRADES)
    assert schema_for([plain, plain]) == "ledger/1"
    assert schema_for([plain, graded, plain]) == "ledger/2"


@pytest.mark.parametrize(("ties", "expected"), [("shared", [1, 1, 3, 4]), ("dense", [1, 1, 2, 3])])
def test_ranks_with_ties(ties: str, expected: list[int]) -> None:
    scheme = book(leaf("a", 10), ranks={"ties": ties}, grades=GRADES)

    def unit(name: str, points: str, fixed: bool = False) -> UnitScore:
        grade = "bad" if fixed else None
        made = UnitScore(name, name, "drawn", Decimal(10), Decimal(points), Status.JUDGED, ())
        return replace(made, grade=grade, fixed=fixed)

    units = [unit("a", "9"), unit("b", "9"), unit("c", "-1"), unit("d", "0", fixed=True)]
    assert [each.rank for each in ranked(scheme, units)] == expected
    assert [each.rank for each in ranked(scheme, units[::-1])] == expected[::-1]


@pytest.mark.parametrize(
    ("how", "number", "expected"),
    [
        ("half-up", Fraction(250, 3), "83.33"),
        ("half-up", Decimal("2.005"), "2.01"),
        ("half-up", Decimal("-2.005"), "-2.01"),
        ("down", Decimal("2.009"), "2.00"),
        ("down", Decimal("-2.009"), "-2.00"),
        ("up", Decimal("2.001"), "2.01"),
        ("up", Decimal("2"), "2.00"),
    ],
)
def test_rounding(how: str, number: Decimal | Fraction, expected: str) -> None:
    assert str(rounded(number, Rounding(2, how))) == expected


def test_a_fraction_with_an_end_is_a_decimal() -> None:
    assert simplest(Fraction(1, 8)) == Decimal("0.125")
    assert simplest(Fraction(-7, 40)) == Decimal("-0.175")
    assert simplest(Fraction(1, 3)) == Fraction(1, 3)
    with pytest.raises(ValueError):
        rounded(Fraction(1, 3), None)


def test_a_bonus_that_waits_for_itself_is_refused() -> None:
    waits = leaf("more", 3, bonus=True, opens={"node": "half", "at_least": 5})
    with pytest.raises(RulebookUnusable) as refused:
        book(inner("half", 10, leaf("a", 10), waits))
    assert refused.value.code == "rulebook-opens-circle"


def test_rules_of_which_only_one_is_charged_charge_the_same_node() -> None:
    joined = [{"id": "r"}, {"id": "veto", "once_with": "r", "charge_to": "above"}]
    with pytest.raises(RulebookUnusable) as refused:
        book(inner("above", 10, leaf("a", 10, rules=joined)))
    assert (refused.value.code, refused.value.values) == (
        "rulebook-once-with-charge",
        {"rule": "r"},
    )
    both = [{"id": "r", "charge_to": "above"}, joined[1]]
    assert book(inner("above", 10, leaf("a", 10, rules=both))).node("above/a") is not None


# --- a node without points that may lose so much at most ------------------------------------------


def test_a_node_without_points_takes_so_much_at_most_from_what_is_above() -> None:
    scheme = book(leaf("base", 10), leaf("minus", None, least=Decimal(-4)))
    charges = [charge(scheme, "minus", points) for points in ("3", "2", "1")]
    settled = scored(scheme, *charges)
    assert score(settled) == Decimal(6)
    assert sum(map(settled.left_of, charges)) == Decimal(4)
    assert score(scored(scheme, charges[0])) == Decimal(7)
    assert schema_for([scheme]) == "ledger/2"


def test_what_it_earns_makes_good_what_it_loses_first() -> None:
    rules = [{"id": "r"}, {"id": "e"}]
    scheme = book(leaf("base", 10), leaf("minus", None, least=Decimal(-4), rules=rules))
    lost = charge(scheme, "minus", "6")
    earned = charge(scheme, "minus", "1", earns=True)
    assert score(scored(scheme, lost, earned)) == Decimal(6)


def test_several_leaves_without_points_share_one_limit() -> None:
    minus = {"id": "minus", "title": "减分", "least": Decimal(-4),
             "nodes": [leaf("one", None), leaf("two", None)]}  # fmt: skip
    scheme = book(leaf("base", 10), minus)
    found = (charge(scheme, "minus/one", "3"), charge(scheme, "minus/two", "3"))
    assert score(scored(scheme, *found)) == Decimal(6)


def test_a_finding_may_set_the_score_of_its_own_node() -> None:
    rules = [{"id": "r"}, {"id": "s", "sets": {"node": "a", "score": Decimal(1)}}]
    scheme = book(leaf("a", 6, rules=rules), leaf("b", 4))
    node = scheme.node("a")
    assert node is not None
    lapse = Lapse(Decimal(0), periods.parse("2023-06-01"), "incident", {})
    settled = scored(scheme, Charge(node, node.rules[1], lapse))
    assert (score(settled, "a"), score(settled)) == (Decimal(1), Decimal(5))


def test_a_finding_cannot_set_what_has_no_points() -> None:
    rules = [{"id": "s", "sets": {"node": "a", "score": Decimal(0)}}]
    with pytest.raises(RulebookUnusable) as refused:
        book(leaf("a", None, rules=rules), leaf("b", 10))
    assert refused.value.code == "rulebook-above"
    assert refused.value.values["known"] == "total"


@pytest.mark.parametrize(
    ("applies_to", "who"),
    [
        ({"not": ["one"]}, "two three"),
        ({"not": {"duties": "mailbox"}}, "one three"),
        ({"duties": "mailbox"}, "two"),
        ({"not": {"duties": ["mailbox", "desk"]}}, "one"),
    ],
)
def test_a_node_may_be_for_all_but_some(applies_to: Any, who: str) -> None:
    node = book(leaf("a", 10, applies_to=applies_to)).node("a")
    assert node is not None
    duties = {"one": [], "two": ["mailbox"], "three": ["desk"]}
    units = [Unit(name, name, name, "township", entry={"duties": duties[name]}) for name in duties]
    assert [unit.id for unit in units if node.is_for(unit)] == who.split()


def test_points_spread_over_nothing_change_nothing() -> None:
    scheme = book(leaf("a", 10, absent="spread"), leaf("b", None), round=HUNDREDTHS)
    settled = scored(scheme, charge(scheme, "b", "1"), absent=("a",))
    assert settled.results["a"].absent == "spread"
    assert (settled.results[""].points, score(settled)) == (10, 9)


def test_what_is_left_out_of_an_average_shrinks_nothing() -> None:
    part = inner("half", 6, leaf("a", 6, absent="omit"), leaf("c", 6), combine="average")
    scheme = book({**part, "round": HUNDREDTHS}, leaf("b", 4))
    settled = scored(scheme, charge(scheme, "half/c", "1"), absent=("half/a",))
    assert (settled.results["half"].points, score(settled, "half")) == (6, 5)
    assert (settled.results[""].points, score(settled)) == (10, 9)


def test_a_bonus_that_is_not_for_a_unit_adds_nothing() -> None:
    scheme = book(leaf("a", 10), leaf("more", 3, bonus=True))
    settled = scored(scheme, charge(scheme, "a", "1"), absent=("more",))
    assert (score(settled, "more"), score(settled)) == (0, 9)


def test_several_bonuses_add_up() -> None:
    scheme = book(leaf("a", 10), leaf("more", 3, bonus=True), leaf("most", 5, bonus=True))
    gains = [charge(scheme, "more", "2", earns=True), charge(scheme, "most", "4", earns=True)]
    assert score(scored(scheme, *gains)) == 16


def test_what_is_earned_below_a_node_without_points_reaches_the_node_above() -> None:
    parts = [leaf("x", 4, begins="zero"), leaf("y", 6, begins="zero")]
    group = {"id": "group", "title": "group", "nodes": parts}
    scheme = book({**group, "points": None}, begins="zero")
    assert score(scored(scheme)) == 0
    assert score(scored(scheme, charge(scheme, "group/x", "3", earns=True))) == 3
