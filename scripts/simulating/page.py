"""A simulation as one page that needs nothing but itself: no script, no request, one style.

Everything that comes from records, registry or rulebooks is escaped by the template; the policy in
its head lets a browser do nothing but bear the one style.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from scoring.ledger.model import Ledger
from scoring.ledger.text import ledger_sha256
from scoring.messages import fix, sentence
from scripts.design_tokens import tokens
from scripts.html_pages import reading_policy, templates
from scripts.simulating import telling
from scripts.simulating.plotting import Dumbbell, Scale, scale_of
from scripts.simulating.result import Board, ClauseMove, Finding, Simulation, UnitMove
from scripts.times import told_moment

_FOLDER = Path(__file__).with_name("templates")


@dataclass(frozen=True, slots=True)
class _Change:
    rulebook: str
    place: str
    what: str


@dataclass(frozen=True, slots=True)
class _Finding:
    when: str
    amounts: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Clause:
    title: str
    scores: str
    difference: str
    findings: tuple[_Finding, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    name: str
    direction: str
    before: str
    after: str
    difference: str
    ranks: str
    grades: str
    dumbbell: Dumbbell | None
    clauses: tuple[_Clause, ...]


@dataclass(frozen=True, slots=True)
class _Total:
    title: str
    path: str
    units: int
    up: int
    down: int
    difference: str


@dataclass(frozen=True, slots=True)
class _Board:
    title: str
    counts: str
    points: str
    spreads: tuple[tuple[str, ...], ...]
    scale: Scale | None
    graded: bool
    units: tuple[_Unit, ...]
    clauses: tuple[_Total, ...]
    still: bool

    @property
    def moved(self) -> tuple[_Unit, ...]:
        """The units for which something changes."""
        return tuple(unit for unit in self.units if unit.clauses)


@dataclass(frozen=True, slots=True)
class _Page:
    year: int
    as_of: str
    head: str
    engine: str
    digest: str
    final: bool
    partial: bool
    changes: tuple[_Change, ...]
    moved: tuple[str, ...]
    remarks: tuple[tuple[str, str], ...]
    boards: tuple[_Board, ...]


def simulation_page(simulation: Simulation) -> str:
    """Return ``simulation`` as one HTML document."""
    return _environment().get_template("page.html").render(page=_page(simulation))


@cache
def _environment() -> Environment:
    style = tokens() + (_FOLDER / "page.css").read_text(encoding="utf-8")
    environment = templates(_FOLDER)
    environment.globals.update(style=Markup(style), policy=reading_policy(style))
    return environment


def _page(simulation: Simulation) -> _Page:
    ledger: Ledger = simulation.before
    return _Page(
        year=ledger.year,
        as_of=told_moment(ledger.as_of),
        head=ledger.head,
        engine=ledger.engine,
        digest=ledger_sha256(ledger),
        final=ledger.final and simulation.after.final,
        partial=simulation.only is not None,
        changes=tuple(
            _Change(each.rulebook, telling.told_place(each, "zh"), telling.told_change(each, "zh"))
            for each in simulation.changes
        ),
        moved=tuple(
            f"{rulebook} {telling.told_moved(moved, 'zh')}" for rulebook, moved in simulation.moved
        ),
        remarks=tuple(
            (sentence(each.code, each.values), fix(each.code, "zh", each.values))
            for each in simulation.remarks
        ),
        boards=tuple(map(_board, simulation.boards)),
    )


def _board(board: Board) -> _Board:
    scale = scale_of(board)
    differs = board.before is not None and board.before.points != board.after.points
    return _Board(
        title=telling.told_board(board, "zh"),
        counts=telling.told_counts(board, "zh"),
        points="" if differs else telling.scored(board.after.points),
        spreads=(
            ("现行", *telling.told_spread(board.spread_before)),
            ("试算", *telling.told_spread(board.spread_after)),
        ),
        scale=scale,
        graded=board.has_grades,
        still=board.is_still,
        units=tuple(_unit(unit, scale) for unit in board.units),
        clauses=tuple(
            _Total(
                telling.told_clause(each.titles, each.part, "zh"),
                each.path,
                each.units,
                each.up,
                each.down,
                telling.signed(each.difference),
            )
            for each in board.clauses
        ),
    )


def _unit(unit: UnitMove, scale: Scale | None) -> _Unit:
    return _Unit(
        name=unit.name,
        direction=unit.direction,
        before=telling.score_of(unit.before),
        after=telling.score_of(unit.after),
        difference=telling.signed(unit.difference),
        ranks=telling.told_ranks(unit),
        grades=telling.told_grades(unit),
        dumbbell=None if scale is None else scale.dumbbell(unit),
        clauses=tuple(_clause(clause, unit) for clause in unit.clauses),
    )


def _clause(clause: ClauseMove, unit: UnitMove) -> _Clause:
    return _Clause(
        title=telling.told_clause(clause.titles, clause.part, "zh"),
        scores=telling.arrow(telling.scored(clause.before), telling.scored(clause.after)),
        difference=telling.signed(clause.difference),
        findings=tuple(_finding(finding, unit) for finding in clause.findings),
    )


def _finding(finding: Finding, unit: UnitMove) -> _Finding:
    before, after = telling.told_reasons(finding, unit, "zh")
    return _Finding(
        when=telling.told_when(finding, "zh"),
        amounts=telling.told_amounts(finding, "zh"),
        before=before if after and before != after else "",
        after=after or before,
    )
