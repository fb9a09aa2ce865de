"""An answer as a document for programs: schema ``receipt/1``."""

from typing import Any

from scoring.calendar.zone import iso
from scoring.ledger.text import exact, to_json
from scripts.checking.reporters import problem_document
from scripts.gate.answer import Answer
from scripts.gate.effects import NodeEffect, UnitEffect
from scripts.language import Language


def answer_json(answer: Answer, language: Language) -> str:
    """Return ``answer`` as a document of schema ``receipt/1``."""
    return to_json(answer_document(answer, language))


def answer_document(answer: Answer, language: Language) -> dict[str, Any]:
    """Return ``answer`` as a plain document, keys in its order."""
    return {
        "schema": "receipt/1",
        "accepted": answer.accepted,
        "tried": answer.tried,
        "ref": answer.ref,
        "branch": answer.tip,
        "submitted_by": answer.submitted_by,
        "unit": answer.unit,
        "received_at": iso(answer.received),
        "logged": answer.logged,
        "strength": None if answer.strength is None else str(answer.strength),
        "commit": answer.commit,
        "merged_at": None if answer.merged_at is None else iso(answer.merged_at),
        "records": [
            {"record": each.record, "sha256": each.digest, "time": iso(each.time)}
            for each in answer.records
        ],
        "registry": list(answer.registry),
        "effects": [_effect(each) for each in answer.effects],
        "problems": [problem_document(each, language) for each in answer.problems],
    }


def _effect(effect: UnitEffect) -> dict[str, Any]:
    return {
        "unit": effect.unit,
        "year": effect.year,
        "points": exact(effect.points),
        "before": None if effect.before is None else exact(effect.before),
        "after": None if effect.after is None else exact(effect.after),
        "nodes": [_node(node) for node in effect.nodes],
        "grades": [
            {"titles": list(each.titles), "before": each.before, "after": each.after}
            for each in effect.grades
        ],
        "ranks": {"before": effect.ranks[0], "after": effect.ranks[1]},
    }


def _node(node: NodeEffect) -> dict[str, Any]:
    return {
        "node": node.path,
        "before": None if node.before is None else exact(node.before),
        "after": None if node.after is None else exact(node.after),
        "was": str(node.was),
        "status": str(node.now),
    }
