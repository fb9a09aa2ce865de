"""The end of the year: the office confirms the results, as the engine itself reckons them."""

from hashlib import sha256
from pathlib import Path

from scoring.assessment import Assessment
from scoring.calendar.zone import day_of, end_of, iso
from scoring.ledger.text import ledger_json
from scripts.demo.desk import Submission
from scripts.demo.stage import Stage, moment
from scripts.product import product_root


def confirmation(stage: Stage, folder: Path, head: str) -> Submission:
    """Hand in the confirmation of the ledger at ``head`` of the repository in ``folder``.

    As of the moment the year closed. Raises GongkaiError where the engine cannot reckon it.
    """
    assessment = Assessment.open(folder, head=head, product=product_root())
    closes = max(book.closes_on for book in assessment.rulebooks_of(stage.year))
    ledger = assessment.ledger(stage.year, end_of(closes))
    plan = stage.departures("confirmation")
    received = moment(plan["received"])
    data = {
        "title": plan["title"],
        "head": head,
        "as_of": iso(end_of(closes)),
        "ledger_sha256": sha256(ledger_json(ledger).encode()).hexdigest(),
        "document_number": plan["document_number"],
        "confirmed_on": day_of(received).isoformat(),
    }
    office = stage.holder("assessor").id
    return stage.desk.take(
        office, "confirmation", day_of(received), "results", data, received, approved=False
    )
