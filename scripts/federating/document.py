"""The comparison as JSON: schema ``federation/1`` (``schemas/comparison.json``)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from scoring.calendar.zone import iso
from scoring.ledger.text import exact, to_json
from scoring.version import ENGINE
from scripts.federating.comparing import Board, Clause, Reports, Row, Spread
from scripts.federating.telling import told_state, told_why
from scripts.statutory.city import LINES, value
from scripts.statutory.figures import Figures

SCHEMA = "federation/1"


def comparison_json(title: str, boards: Sequence[Board], as_of: datetime) -> str:
    """Return the comparison's text: keys in a fixed order, decimals exact, LF at the end."""
    return to_json(
        {
            "schema": SCHEMA,
            "title": title,
            "as_of": iso(as_of),
            "engine": ENGINE,
            "complete": not any(board.missing for board in boards),
            "years": [_board(board) for board in boards],
        }
    )


def _board(board: Board) -> dict[str, Any]:
    return {
        "year": board.year,
        "units": board.units,
        "shares": _spread(board.spread),
        "kinds": _kinds(board.kinds),
        "counties": [_row(row) for row in board.rows],
        "clauses": [_clause(each) for each in board.clauses],
        "reports": _reports(board.reports),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "county": row.county,
        "name": row.name,
        "state": str(row.state),
        "told": told_state(row.state),
        "reason": None if row.why is None else {"code": row.why.code, "sentence": told_why(row)},
        "head": row.head,
        "commits": row.commits,
        "beyond": row.beyond,
        "final": row.final,
        "confirmed": row.confirmed,
        "units": row.units,
        "shares": _spread(row.spread),
        "kinds": _kinds(row.kinds),
        "worst": None if row.worst is None else _clause(row.worst),
        "reports": None if row.reports is None else _reports(row.reports),
    }


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "units": spread.units,
        "mean": _or_none(spread.mean),
        "median": _or_none(spread.median),
        "least": _or_none(spread.least),
        "most": _or_none(spread.most),
    }


def _kinds(kinds: Mapping[str, Spread]) -> list[dict[str, Any]]:
    return [{"kind": kind, **_spread(spread)} for kind, spread in kinds.items()]


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "kind": clause.kind_title,
        "clause": clause.clause,
        "title": clause.title,
        "counties": clause.counties,
        "units": clause.units,
        "lost": clause.lost,
        "times": clause.times,
        "points": exact(clause.points),
    }


def _reports(reports: Reports) -> dict[str, Any]:
    return {
        "final": reports.final,
        "assessment": reports.assessment,
        "missing": reports.missing,
        "lines": [{"label": each.label, "value": value(each, reports.sums)} for each in LINES],
        "figures": _figures(reports.sums),
    }


def _figures(sums: Figures) -> dict[str, Any]:
    return {".".join(path): exact(Decimal(number)) for path, number in sums.items()}


def _or_none(number: Decimal | None) -> Decimal | int | None:
    return None if number is None else exact(number)
