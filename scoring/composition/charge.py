"""A lapse on its way into the ledger: the rule that found it and what a ruling takes back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scoring.ledger.model import EARNS, FIXES, LOSES, SETS, Deduction, Reason
from scoring.rulebook.model import Node, Rule
from scoring.rules.judgement import Lapse

ZERO = Decimal(0)

Key = tuple[str, str, str]
"""What a deduction is, whatever its amount: leaf path, rule id, trigger (or period where none)."""


def key_of(leaf: Node, rule: Rule, lapse: Lapse) -> Key:
    """Return the identity by which a ruling finds this deduction again.

    A trigger is known by the first record of its chain, so that a correction of it changes
    nothing; what has no trigger is known by its period.
    """
    which = lapse.trigger.links[0].id if lapse.trigger else lapse.period.name
    return (leaf.path, rule.id, f"{which}#{lapse.about}" if lapse.about else which)


@dataclass(frozen=True, slots=True)
class Waiver:
    """What a ruling takes back of one deduction: ``points`` at most (None: all of it)."""

    ruling: str
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Charge:
    """One lapse with its rule and, where a ruling waives it, how much of it and by which."""

    leaf: Node
    rule: Rule
    lapse: Lapse
    waived: Decimal = ZERO
    waived_by: str | None = None

    @property
    def remaining(self) -> Decimal:
        """Points left after the ruling."""
        return self.lapse.points - self.waived

    @property
    def effect(self) -> str:
        """What the finding does: ``loses``, ``earns``, ``sets`` or ``fixes``."""
        if self.rule.fixes is not None:
            return FIXES
        if self.rule.sets is not None:
            return SETS
        return EARNS if self.lapse.earns else LOSES

    @property
    def stands(self) -> bool:
        """Tell whether it has any effect: no ruling has waived it whole."""
        return self.waived_by is None or self.remaining > 0

    @property
    def order(self) -> tuple[date, int, str]:
        """Order of charging: period by its last day, rule by its place, then record or member."""
        trigger = self.lapse.trigger
        which = trigger.record.id if trigger else self.lapse.about
        return (self.lapse.period.last, self.rule.place, which)

    def deduction(self, applied: Decimal) -> Deduction:
        """Return the ledger's deduction; ``applied`` points of it are left under the caps."""
        lapse = self.lapse
        entries = {entry.record.id: entry for entry in lapse.concerned}
        if lapse.trigger is not None:
            entries.setdefault(lapse.trigger.record.id, lapse.trigger)
        ordered = sorted(entries.values(), key=lambda entry: entry.order)
        return Deduction(
            points=lapse.points,
            waived=self.waived,
            applied=applied,
            rule=self.rule.id,
            period=lapse.period.name,
            reason=Reason(lapse.code, lapse.values),
            records=tuple(entry.record.id for entry in ordered),
            commits=tuple(dict.fromkeys(entry.record.receipt.commit for entry in ordered)),
            charged_to=self.rule.charge_to,
            waived_by=self.waived_by,
            effect=self.effect,
        )
