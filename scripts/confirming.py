"""Whether the office has confirmed a year's results: only then are they more than 未经核定."""

from dataclasses import replace
from datetime import datetime

from scoring.assessment import Assessment
from scoring.ledger.model import Ledger
from scoring.ledger.text import ledger_sha256
from scoring.records.record import Record


def confirmation_of(
    assessment: Assessment, year: int, as_of: datetime, ledger: Ledger
) -> Record | None:
    """Return the confirmation whose ledger says what ``ledger`` says, None where there is none.

    A confirmation names a ledger by head, as-of time and digest. That ledger is made again from
    the records received before its as-of time; only if digest and results agree is it believed.
    """
    view = assessment.view(as_of)
    for kind in assessment.schemas.kinds.values():
        if kind.effect != "confirm":
            continue
        for entry in reversed(view.of(kind.kind, year)):
            data = entry.record.data
            then = assessment.ledger(year, datetime.fromisoformat(data["as_of"]))
            named = replace(then, head=data["head"])
            if ledger_sha256(named) == data["ledger_sha256"] and named.units == ledger.units:
                return entry.record
    return None
