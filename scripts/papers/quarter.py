"""What was lost in one quarter: the deductions whose period ends in it, by leaf of the rulebook."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from scoring.calendar import periods
from scoring.calendar.periods import Period
from scoring.ledger.model import EARNS, LOSES
from scripts.explaining.account import Account, Leaf, Loss


@dataclass(frozen=True, slots=True)
class Case:
    """What one unit lost at one leaf in the quarter."""

    account: Account
    leaf: Leaf
    losses: tuple[Loss, ...]

    @property
    def applied(self) -> Decimal:
        """Points taken in the quarter."""
        return sum((loss.deduction.applied for loss in self.losses), Decimal(0))


@dataclass(frozen=True, slots=True)
class Matter:
    """One leaf of a rulebook with every unit that lost something there."""

    rulebook: str
    leaf: Leaf
    cases: tuple[Case, ...]


def matters(accounts: Iterable[Account], quarter: Period) -> tuple[Matter, ...]:
    """Return what was lost in ``quarter``, in the order of rulebooks, leaves and units.

    A deduction belongs to the quarter in which its period's last day lies, as they are ordered.
    What a ruling has waived, or is charged under another rule, is not told.
    """
    found: dict[tuple[str, str], list[Case]] = {}
    for account in accounts:
        for leaf in account.leaves:
            losses = tuple(loss for loss in leaf.losses if _told(loss, quarter))
            cases = found.setdefault((account.rulebook.id, leaf.node.path), [])
            if losses:
                cases.append(Case(account, leaf, losses))
    return tuple(
        Matter(rulebook, cases[0].leaf, tuple(cases))
        for (rulebook, _), cases in found.items()
        if cases
    )


def _told(loss: Loss, quarter: Period) -> bool:
    deduction = loss.deduction
    if loss.once_with is not None or deduction.effect == EARNS:
        return False
    if deduction.effect == LOSES and deduction.waived >= deduction.points:
        return False
    if deduction.effect != LOSES and deduction.waived_by is not None:
        return False
    return quarter.first <= periods.parse(deduction.period).last <= quarter.last
