"""An audit as a document for programs: schema ``audit/1``."""

from typing import Any

from scoring.calendar.zone import iso
from scoring.ledger.text import exact, to_json
from scoring.messages import fix, sentence
from scripts.auditing.finding import Finding, Statement
from scripts.auditing.governing import Change, Move
from scripts.auditing.report import Comparison, Report
from scripts.content.personal import masked_path
from scripts.language import Language
from scripts.printable import printable


def json_report(report: Report, language: Language) -> str:
    """Return the report as a document of schema ``audit/1``."""
    return to_json(
        {
            "schema": "audit/1",
            "head": report.head,
            "commits": report.commits,
            "records": report.records,
            "strengths": dict(sorted(report.strengths.items())),
            "checkpoints": report.checkpoints,
            "clean": not report.findings,
            "findings": [_finding(each, language) for each in report.findings],
            "changes": [_change(each) for each in report.changes],
            "ledgers": [_ledger(each) for each in report.ledgers],
            "statements": [_statement(each, language) for each in report.statements],
        }
    )


def _finding(finding: Finding, language: Language) -> dict[str, Any]:
    return {
        "code": finding.code,
        "commit": finding.commit or None,
        "path": printable(masked_path(finding.path)) or None,
        "values": {name: _value(value) for name, value in finding.values.items()},
        "message": sentence(finding.code, finding.values, language),
        "fix": fix(finding.code, language, finding.values),
    }


def _statement(statement: Statement, language: Language) -> dict[str, Any]:
    return {
        "code": statement.code,
        "values": {name: _value(value) for name, value in statement.values.items()},
        "message": sentence(statement.code, statement.values, language),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "commit": change.commit,
        "committed": iso(change.committed),
        "matters": {
            matter: [printable(path) for path in paths] for matter, paths in change.matters.items()
        },
        "signed_by": list(change.signers),
        "moves": None if change.moves is None else [_move(each) for each in change.moves],
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "year": move.year,
        "unit": move.unit,
        "before": None if move.before is None else exact(move.before),
        "after": None if move.after is None else exact(move.after),
    }


def _ledger(each: Comparison) -> dict[str, Any]:
    return {
        "source": each.source,
        "year": each.year,
        "as_of": each.as_of,
        "head": each.head,
        "engine": each.engine,
        "published_sha256": each.published,
        "reckoned_sha256": each.sha256,
        "same": each.same,
        "differences": [
            {"place": one.place, "published": one.published, "reckoned": one.reckoned}
            for one in each.differences
        ],
    }


def _value(value: Any) -> Any:
    return printable(value) if isinstance(value, str) else value
