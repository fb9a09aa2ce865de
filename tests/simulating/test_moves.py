"""Who wins and loses under changed rules, by how much, on which clause."""

from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from scoring.assessment import Assessment
from scripts.simulating.result import spread_of
from scripts.simulating.sharing import shares_of
from tests.support.simulating import NEWS, clause_in, opened, tried, unit_in
from tests.support.trees import Scheme, schemes
from tests.test_explaining_properties import scored

D = Decimal
FINDING = {
    "at": "2023-08-16 09:00", "unit": "zhengfuban", "kind": "finding", "as": "finding",
    "set": {"to": "geyi", "node": "disclosure/gazette", "code": "irregular",
            "observed_on": "2023-08-15"},
}  # fmt: skip
RULING = {
    "at": "2023-09-10 09:00", "unit": "zhengfuban", "kind": "ruling", "as": "ruling",
    "set": {"to": "geyi", "answers": None, "node": "disclosure/gazette", "rule": "irregular",
            "period": "2023", "record": "{finding}", "points": D("0.2")},
}  # fmt: skip
IRREGULAR = "2023-township:disclosure/gazette.irregular"


def test_a_change_for_one_unit_costs_it_exactly_that_on_that_clause(empty: Assessment) -> None:
    found = tried(
        empty, f"{NEWS}={{by: unit, is: {{wanshui: 0.15}}, else: 0.1}}", until="2023-01-31"
    )
    townships = found.boards[0]
    assert townships.counts == {"up": 0, "down": 1, "same": 28, "other": 0}
    assert townships.units[0].unit == "wanshui"  # the one that loses stands first
    wanshui = unit_in(found, "wanshui")
    assert (wanshui.difference, wanshui.direction) == (D("-0.1"), "down")
    assert [(each.path, each.part, each.difference) for each in wanshui.clauses] == [
        ("disclosure/news", "findings", D("-0.1"))
    ]
    (change,) = wanshui.clauses[0].findings
    assert change.before is not None and change.after is not None
    assert (change.how, change.before.points, change.after.points) == (
        "changes",
        D("0.2"),
        D("0.3"),
    )
    (total,) = townships.clauses
    assert (total.units, total.down, total.difference) == (1, 1, D("-0.1"))
    assert found.boards[1].is_still


def test_ties_are_broken_and_made(empty: Assessment) -> None:
    worse = tried(
        empty, f"{NEWS}={{by: unit, is: {{wanshui: 0.15}}, else: 0.1}}", until="2023-01-31"
    )
    ranks = {unit.unit: (unit.before, unit.after) for unit in worse.boards[0].units}
    for unit, (before, after) in ranks.items():
        assert before is not None and after is not None
        assert (before.rank, after.rank) == (1, 29 if unit == "wanshui" else 1)
    assert worse.boards[0].ranks_moved == 1


def test_what_is_set_as_it_stands_changes_nothing(empty: Assessment) -> None:
    found = tried(empty, f"{NEWS}=0.10", "2023-township:disclosure.points=8")
    assert found.changes == () and found.before == found.after
    assert all(board.is_still for board in found.boards)
    assert all(unit.difference == 0 and not unit.clauses for unit in found.boards[0].units)


def test_a_cap_holds_on_both_sides(empty: Assessment) -> None:
    """A year without news asks 2.4 of the one point there is, and twice that is no more."""
    found = unit_in(tried(empty, f"{NEWS}=0.2"), "wanshui")
    assert (found.direction, found.difference) == ("same", 0)
    clause = clause_in(found, "disclosure/news")
    assert (clause.before, clause.after, clause.difference) == (0, 0, 0)
    assert len(clause.findings) == 12
    last = clause.findings[-1]
    assert last.before and last.after
    assert (last.before.applied, last.after.applied) == (0, 0)


def test_a_waiver_stays_as_it_was_ruled(tmp_path: Path) -> None:
    """The ruling takes 0.2 back, of half a point and of the whole one alike."""
    there = opened(tmp_path / "repository", [FINDING, RULING])
    found = unit_in(tried(there, f"{IRREGULAR}.points=1", until="2023-09-30"), "geyi")
    (finding,) = clause_in(found, "disclosure/gazette").findings
    assert finding.before and finding.after
    assert [each.waived for each in (finding.before, finding.after)] == [D("0.2"), D("0.2")]
    assert [each.applied for each in (finding.before, finding.after)] == [D("0.3"), D("0.8")]
    assert found.difference == D("-0.5")


def test_a_rule_taken_away_lets_its_findings_vanish(tmp_path: Path) -> None:
    there = opened(tmp_path / "repository", [FINDING])
    found = unit_in(tried(there, f"{IRREGULAR}=null", until="2023-08-31"), "geyi")
    (finding,) = clause_in(found, "disclosure/gazette").findings
    assert (finding.how, finding.after) == ("vanishes", None)
    assert found.difference == D("0.5")


def test_a_node_taken_away_gives_back_what_was_lost_there_and_no_more(empty: Assessment) -> None:
    found = tried(empty, "2023-township:disclosure/leadership=null")
    wanshui = unit_in(found, "wanshui")
    assert clause_in(wanshui, "disclosure/leadership").difference == 1
    assert wanshui.difference == sum(clause.difference for clause in wanshui.clauses) == 1
    assert {remark.code for remark in found.remarks} == {"rulebook-sums"}


def test_a_veto_is_the_share_of_the_clause_that_charges_it(empty: Assessment) -> None:
    """The departments' guide takes what is left of 政务公开; it has no points of its own."""
    found = unit_in(
        tried(empty, "2023-department:disclosure/statutory/guide.filed.due=12-31",
              until="2023-11-30"),
        "caizheng",
    )  # fmt: skip
    assert sum(clause.difference for clause in found.clauses) == found.difference
    guide = clause_in(found, "disclosure/statutory/guide")
    report = clause_in(found, "disclosure/statutory/annual-report")
    assert guide.difference == -report.difference > 0  # the other veto takes its place


def test_grades_and_ranks_may_be_tried_where_there_are_none(empty: Assessment) -> None:
    grades = "[{id: good, title: 良好, at_least: 9.8}, {id: poor, title: 较差}]"
    found = tried(
        empty, f"2023-township:grades={grades}", "2023-township:ranks={ties: dense}",
        f"{NEWS}={{by: unit, is: {{wanshui: 0.15}}, else: 0.1}}", until="2023-01-31",
    )  # fmt: skip
    assert (found.before.schema, found.after.schema) == ("ledger/1", "ledger/2")
    board = found.boards[0]
    assert board.grades_moved == 29
    wanshui, geyi = unit_in(found, "wanshui"), unit_in(found, "geyi")
    assert wanshui.before and wanshui.after and geyi.after
    assert wanshui.before.grade is None
    assert (wanshui.after.grade_title, wanshui.after.rank) == ("较差", 2)
    assert (geyi.after.grade_title, geyi.after.rank) == ("良好", 1)


def test_sums_are_of_all_units_whoever_is_asked_for(empty: Assessment) -> None:
    every = tried(empty, f"{NEWS}=0.2", until="2023-01-31").boards[0]
    only = tried(empty, f"{NEWS}=0.2", until="2023-01-31", only=frozenset({"geyi"}))
    (board,) = only.boards  # the departments' has none of those asked for
    assert [unit.unit for unit in board.units] == ["geyi"]
    assert (board.clauses, board.counts, board.spread_after) == (
        every.clauses, every.counts, every.spread_after,
    )  # fmt: skip


def test_what_moves_adds_up_over_a_real_year(demo_repository: Path) -> None:
    there = Assessment.open(demo_repository, product=Path(__file__).resolve().parents[2])
    found = tried(
        there, f"{NEWS}=0.3", "2023-township:disclosure/criticism.points=1",
        "2023-township:hotline.points=0.4", "2023-department:disclosure.least=1",
        "2023-department:disclosure/statutory/news=null",
    )  # fmt: skip
    moved = [unit for board in found.boards for unit in board.units if unit.clauses]
    assert len(moved) > 20
    for unit in moved:
        assert sum(clause.difference for clause in unit.clauses) == unit.difference, unit.unit
    for board in found.boards:
        whole = sum(total.difference for total in board.clauses)
        assert whole == sum(unit.difference or 0 for unit in board.units)
        assert board.spread_after and board.spread_before
        assert board.spread_after.total - board.spread_before.total == whole


def test_what_units_leave_behind_in_another_rulebook_is_summed_too(empty: Assessment) -> None:
    found = tried(
        empty, "2023-township:assesses.kind=department", "2023-department:assesses.kind=township"
    )
    for board in found.boards:
        whole = sum(total.difference for total in board.clauses)
        assert whole == sum(unit.difference or 0 for unit in board.units) != 0


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(schemes())
def test_shares_add_up_to_the_score_of_any_scheme(scheme: Scheme) -> None:
    unit = scored(scheme)
    shares = shares_of(unit, scheme.book)
    if not unit.fixed:
        assert sum(shares.values()) == unit.score


def test_means_are_exact() -> None:
    spread = spread_of([D("9.1"), D("9.2"), D("9.4")])
    assert spread is not None
    assert (str(spread.mean), spread.median, spread.total) == ("277/30", D("9.2"), D("27.7"))
    even = spread_of([D("9.1"), D("9.2")])
    assert even is not None and (even.mean, even.median) == (D("9.15"), D("9.15"))
    assert spread_of([]) is None
