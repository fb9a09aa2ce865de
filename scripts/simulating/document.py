"""A simulation as JSON of schema ``simulation/1``: exact numbers, keys in the schema's order."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.ledger.model import Deduction, Ledger
from scoring.ledger.text import exact, exact_or_ratio, ledger_sha256, to_json
from scoring.messages import fix, sentence
from scoring.problem import Problem
from scoring.rulebook.model import Rulebook
from scripts.language import Language
from scripts.reasons import told_reason
from scripts.simulating import telling
from scripts.simulating.differing import Change
from scripts.simulating.result import (
    Board,
    ClauseMove,
    ClauseTotal,
    Finding,
    Side,
    Simulation,
    Spread,
    UnitMove,
)


def simulation_json(simulation: Simulation, language: Language) -> str:
    """Return ``simulation`` as JSON; its sentences are in ``language``."""
    return to_json(simulation_document(simulation, language))


def simulation_document(simulation: Simulation, language: Language) -> dict[str, Any]:
    """Return ``simulation`` as the plain document of its schema."""
    ledger = simulation.before
    return {
        "schema": "simulation/1",
        "year": ledger.year,
        "as_of": ledger.as_of,
        "head": ledger.head,
        "engine": ledger.engine,
        "ledgers": {"before": _ledger(ledger), "after": _ledger(simulation.after)},
        "changes": [_change(each, language) for each in simulation.changes],
        "moved_dates": [
            {
                "rulebook": rulebook,
                "place": moved.place,
                "before": moved.before,
                "after": moved.after,
            }
            for rulebook, moved in simulation.moved
        ],
        "remarks": [_remark(each, language) for each in simulation.remarks],
        "only": None if simulation.only is None else list(simulation.only),
        "boards": [_board(each, language) for each in simulation.boards],
    }


def _ledger(ledger: Ledger) -> dict[str, Any]:
    return {
        "schema": ledger.schema,
        "final": ledger.final,
        "sha256": ledger_sha256(ledger),
        "rulebooks": [{"id": ref.id, "sha256": ref.sha256} for ref in ledger.rulebooks],
    }


def _change(change: Change, language: Language) -> dict[str, Any]:
    return {
        "rulebook": change.rulebook,
        "change": change.how,
        "path": change.path,
        "titles": list(change.titles),
        "rule": change.rule or None,
        "field": change.field or None,
        "name": change.name or None,
        "before": _plain(change.before),
        "after": _plain(change.after),
        "text": f"{telling.told_place(change, language)} {telling.told_change(change, language)}",
    }


def _remark(problem: Problem, language: Language) -> dict[str, Any]:
    return {
        "code": problem.code,
        "line": problem.line or None,
        "column": problem.column or None,
        "message": sentence(problem.code, problem.values, language),
        "fix": fix(problem.code, language, problem.values),
    }


def _board(board: Board, language: Language) -> dict[str, Any]:
    return {
        "before": None if board.before is None else _rulebook(board.before),
        "after": _rulebook(board.after),
        "counts": dict(board.counts),
        "ranks_moved": board.ranks_moved,
        "grades_moved": board.grades_moved,
        "spread": {"before": _spread(board.spread_before), "after": _spread(board.spread_after)},
        "clauses": [_total(each) for each in board.clauses],
        "units": [_unit(each, language) for each in board.units],
    }


def _rulebook(book: Rulebook) -> dict[str, Any]:
    return {"id": book.id, "title": book.title, "points": exact(book.points)}


def _spread(spread: Spread | None) -> dict[str, Any] | None:
    if spread is None:
        return None
    return {
        "units": spread.units,
        "total": exact(spread.total),
        "mean": exact_or_ratio(spread.mean),
        "median": exact(spread.median),
        "least": exact(spread.least),
        "greatest": exact(spread.greatest),
    }


def _total(clause: ClauseTotal) -> dict[str, Any]:
    return {
        "path": clause.path,
        "titles": list(clause.titles),
        "part": clause.part,
        "units": clause.units,
        "up": clause.up,
        "down": clause.down,
        "difference": exact(clause.difference),
    }


def _unit(unit: UnitMove, language: Language) -> dict[str, Any]:
    return {
        "unit": unit.unit,
        "name": unit.name,
        "direction": unit.direction,
        "difference": _number(unit.difference),
        "before": _side(unit.before),
        "after": _side(unit.after),
        "clauses": [_clause(each, unit, language) for each in unit.clauses],
    }


def _side(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        "points": exact(side.points),
        "score": _number(side.score),
        "rank": side.rank,
        "grade": side.grade,
        "grade_title": side.grade_title or None,
        "status": str(side.status),
    }


def _clause(clause: ClauseMove, unit: UnitMove, language: Language) -> dict[str, Any]:
    return {
        "path": clause.path,
        "titles": list(clause.titles),
        "part": clause.part,
        "before": _number(clause.before),
        "after": _number(clause.after),
        "difference": exact(clause.difference),
        "findings": [_finding(each, unit, language) for each in clause.findings],
    }


def _finding(finding: Finding, unit: UnitMove, language: Language) -> dict[str, Any]:
    return {
        "change": finding.how,
        "rule": finding.either.rule,
        "period": finding.either.period,
        "before": _deduction(finding.before, finding, unit, language),
        "after": _deduction(finding.after, finding, unit, language),
    }


def _deduction(
    found: Deduction | None, finding: Finding, unit: UnitMove, language: Language
) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "effect": found.effect,
        "points": exact(found.points),
        "waived": exact(found.waived),
        "applied": exact(found.applied),
        "reason": {"code": found.reason.code, "values": _plain(found.reason.values)},
        "text": told_reason(found.reason, unit.entry, finding.kind, language),
        "records": list(found.records),
        "charged_to": found.charged_to,
        "waived_by": found.waived_by,
    }


def _number(number: Decimal | None) -> Decimal | int | None:
    return None if number is None else exact(number)


def _plain(value: Any) -> Any:
    """Return ``value`` with every decimal in its shortest form."""
    if isinstance(value, Decimal):
        return exact(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
