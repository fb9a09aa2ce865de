"""Ledgers reckoned again: at any place of the chain, from the records judged once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from scoring.admission.in_force import InForce, Sources, in_force
from scoring.admission.product import ProductFiles
from scoring.calendar.workdays import CalendarMissing
from scoring.composition.compose import assess_year
from scoring.errors import GongkaiError
from scoring.history.evidence import Evidence
from scoring.ledger.model import Ledger
from scoring.records.archive import Archive, archive_of
from scoring.records.record import Record, Strength
from scoring.rulebook.unusable import RulebookUnusable

Scores = Mapping[int, Mapping[str, Decimal]]
"""Scores by year and unit."""

NOT_RECKONED = (GongkaiError, CalendarMissing, RulebookUnusable)
"""What rules that cannot be used raise."""


class Reckoner:
    """Reckons ledgers of one history; what is in force is read once for the same files."""

    def __init__(self, records: Sequence[Record], product: ProductFiles) -> None:
        self._records = records
        self._product = product
        self._known: list[tuple[Sources, InForce]] = []

    def archive(self, place: int, evidence: Sequence[Evidence] | None = None) -> Archive:
        """Return the records in by the commit at ``place``.

        ``evidence`` is that of the chain up to there: what no seal covered then had no time yet.
        """
        found = [record for record in self._records if record.receipt.place <= place]
        if evidence is not None:
            found = [_as_then(record, evidence) for record in found]
        return archive_of(found)

    def ledger(
        self, sources: Sources, archive: Archive, year: int, as_of: datetime, head: str
    ) -> Ledger:
        """Return the ledger of ``year`` under ``sources``. Raises what NOT_RECKONED names."""
        rules = self.rules(sources)
        return assess_year(
            archive=archive,
            kinds=rules.schemas.kinds,
            registry=rules.registry,
            rulebooks=rules.rulebooks,
            calendars=rules.calendars,
            year=year,
            as_of=as_of,
            head=head,
        )

    def scores(self, sources: Sources, archive: Archive, as_of: datetime) -> Scores:
        """Return the scores of all years under ``sources``. Raises what NOT_RECKONED names."""
        years = sorted({book.year for book in self.rules(sources).rulebooks})
        return {
            year: {
                unit.unit: unit.score
                for unit in self.ledger(sources, archive, year, as_of, "").units
            }
            for year in years
        }

    def rules(self, sources: Sources) -> InForce:
        """Return what ``sources`` put in force."""
        for files, rules in self._known:
            if files == sources:
                return rules
        rules = in_force(sources, self._product)
        self._known = [*self._known[-3:], (sources, rules)]
        return rules


def _as_then(record: Record, evidence: Sequence[Evidence]) -> Record:
    if record.receipt.strength is not Strength.UNVERIFIED:
        return record
    time = evidence[record.receipt.place].time
    return replace(record, receipt=replace(record.receipt, time=time))
