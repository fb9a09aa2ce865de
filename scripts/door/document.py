"""What the door answers, as JSON for the portal's own forms."""

from collections.abc import Iterable, Sequence
from typing import Any

from scoring.ledger.text import to_json
from scoring.records.registry import Unit
from scripts.door.telling import ToldProblem, told_problems
from scripts.gate.answer import Answer
from scripts.gate.document import answer_document


def answer_json(answer: Answer, notes: Sequence[str]) -> str:
    """Return the whole answer for a program."""
    document = answer_document(answer, "zh")
    problems = document.pop("problems")
    effects = document.pop("effects")
    return to_json(
        {
            "accepted": answer.accepted,
            "receipt": document if answer.accepted else None,
            "problems": [
                {"code": each["code"], "where": told.where, "message": told.message,
                 "remedy": told.remedy, "level": each["level"]}
                for each, told in zip(problems, told_problems(answer.problems), strict=True)
            ],
            "effects": effects,
            "received_at": document["received_at"],
            "logged": answer.logged,
            "notes": list(notes),
        }
    )  # fmt: skip


def refusal_json(problems: Iterable[ToldProblem]) -> str:
    """Return a refusal without an answer of the gate, in the same form."""
    listed: list[dict[str, Any]] = [
        {"code": each.code, "where": each.where, "message": each.message,
         "remedy": each.remedy, "level": "warning" if each.warning else "error"}
        for each in problems
    ]  # fmt: skip
    return to_json({"accepted": False, "receipt": None, "problems": listed, "effects": []})


def who_json(login: str, units: Iterable[Unit]) -> str:
    """Return who one is at this door."""
    listed = [{"id": unit.id, "name": unit.short_name} for unit in units]
    return to_json({"login": login, "units": listed})
