"""Rulings that waive: which deductions existed at a ruling's own time, and how much it takes back.

A ruling waives the deductions that exist at its own time and match it; the last ruling on a
deduction replaces earlier ones; of a running sum it takes at most what that was then (reading 17).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from scoring.calendar import periods
from scoring.composition.charge import ZERO, Charge, Key, Waiver, key_of
from scoring.composition.judging import Scheme
from scoring.composition.moments import WAIVE, rulings, view_at
from scoring.records.registry import Unit
from scoring.records.view import Entry, View
from scoring.rules.judgement import Lapse


@dataclass(frozen=True, slots=True)
class PastRuling:
    """A waiving ruling and the archive as it stood when it was made."""

    entry: Entry
    view: View


def past_rulings(view: View, year: int) -> tuple[PastRuling, ...]:
    """Return the waiving rulings of the assessment ``year`` seen in ``view``, in order of time."""
    found = []
    for entry in rulings(view, WAIVE):
        if entry.record.year == year:
            first = entry.links[0]
            moment = (entry.time, first.receipt.place, first.path)
            found.append(PastRuling(entry, view_at(view.archive, view.kinds, moment)))
    return tuple(found)


def waivers_for(
    unit: Unit, scheme: Scheme, rulings_seen: tuple[PastRuling, ...]
) -> Mapping[Key, Waiver]:
    """Return what rulings take back of this unit's deductions, the last ruling on each."""
    waivers: dict[Key, Waiver] = {}
    for ruling in rulings_seen:
        record = ruling.entry.record
        leaf = scheme.rulebook.node(str(record.data.get("node")))
        if leaf is None or not record.is_about(unit.id):
            continue
        for rule, judgement in scheme.judge_leaf(leaf, unit, ruling.view, record.data.get("rule")):
            for lapse in judgement.lapses:
                if not lapse.earns and _matches(record.data, lapse):
                    points = _points_taken_back(record.data, lapse)
                    waivers[key_of(leaf, rule, lapse)] = Waiver(record.id, points)
    return waivers


def waive(charge: Charge, waivers: Mapping[Key, Waiver]) -> Charge:
    """Return ``charge`` with what its ruling, if any, takes back of it."""
    waiver = waivers.get(key_of(charge.leaf, charge.rule, charge.lapse))
    if waiver is None:
        return charge
    points = charge.lapse.points
    waived = points if waiver.points is None else min(points, max(ZERO, waiver.points))
    return replace(charge, waived=waived, waived_by=waiver.ruling)


def _matches(data: Mapping[str, Any], lapse: Lapse) -> bool:
    if "period" in data and not periods.parse(data["period"]).covers(lapse.period):
        return False
    if "record" in data:
        return lapse.trigger is not None and lapse.trigger.names(data["record"])
    return True


def _points_taken_back(data: Mapping[str, Any], lapse: Lapse) -> Decimal | None:
    """Return the most that the ruling in ``data`` takes back of ``lapse``; None: all of it."""
    limits = [] if data.get("points") is None else [Decimal(data["points"])]
    if lapse.running:
        limits.append(lapse.points)
    return min(limits, default=None)
