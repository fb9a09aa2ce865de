"""What a paper is drafted from: every assessed unit's account, the office, what is confirmed."""

from dataclasses import dataclass
from datetime import datetime

from scoring.assessment import Assessment
from scoring.errors import GongkaiError
from scoring.ledger.model import Ledger
from scoring.records.record import Record
from scoring.records.registry import Unit
from scripts.confirming import confirmation_of
from scripts.explaining.account import Account, account_of
from scripts.scoreboard.ranking import Board, boards, titles_in_order

OFFICE = "assessor"


@dataclass(frozen=True, slots=True)
class Source:
    """One year as of a moment. ``accounts`` stand in the order of the boards, then of unit codes.

    ``assessor`` is the office that signs, None where the registry has none; ``confirmed`` is its
    confirmation of this very ledger.
    """

    year: int
    as_of: datetime
    ledger: Ledger
    assessor: Unit | None
    boards: tuple[Board, ...]
    accounts: tuple[Account, ...]
    kinds: tuple[str, ...]
    confirmed: Record | None

    @property
    def office(self) -> Unit:
        """The office that signs. Raises GongkaiError where the registry has none."""
        if self.assessor is None:
            raise GongkaiError("paper-no-office")
        return self.assessor

    def account(self, unit: str) -> Account | None:
        """Return the account of ``unit``, None where it is not assessed."""
        return next((each for each in self.accounts if each.entry.id == unit), None)


def source_of(assessment: Assessment, year: int, as_of: datetime) -> Source:
    """Gather what papers of ``year`` are drafted from."""
    ledger = assessment.ledger(year, as_of)
    view = assessment.view(as_of, year)
    books = {book.id: book for book in assessment.rulebooks_of(year)}
    registry = assessment.units_in(year, as_of)
    ranked = boards(ledger, titles_in_order(books.values()))
    accounts = tuple(
        account_of(ledger, unit, registry[unit.unit], books[board.rulebook], view)
        for board in ranked
        for unit in sorted(
            (standing.unit for standing in board.standings),
            key=lambda unit: (registry[unit.unit].code or "", unit.unit),
        )
    )
    return Source(
        year=year,
        as_of=as_of,
        ledger=ledger,
        assessor=next((u for u in assessment.registry.values() if OFFICE in u.roles), None),
        boards=ranked,
        accounts=accounts,
        kinds=_kinds(assessment, tuple(books[board.rulebook].assesses for board in ranked)),
        confirmed=confirmation_of(assessment, year, as_of, ledger),
    )


def _kinds(assessment: Assessment, assessed: tuple[object, ...]) -> tuple[str, ...]:
    """Return what the units of each board are called (the unit schema's ``x-labels``)."""
    unit = assessment.schemas.unit
    properties = unit.document.get("properties", {}) if unit is not None else {}
    names = properties.get("kind", {}).get("x-labels", {})
    kinds = (str(each.get("kind", "")) if isinstance(each, dict) else "" for each in assessed)
    return tuple(str(names.get(kind, kind)) for kind in kinds)
