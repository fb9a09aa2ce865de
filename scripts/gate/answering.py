"""The answer to a submission: what was received and what it changes, or why it was not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scoring.assessment import Assessment
from scoring.records.record import Receipt, Record, Strength
from scripts.content.personal import hushed
from scripts.gate.answer import Answer, Received
from scripts.gate.effects import effects
from scripts.gate.verdict import Verdict


def refused(seen: Answer, verdict: Verdict) -> Answer:
    """Return ``seen`` (what is known of any submission) with the reasons of a refusal."""
    return replace(
        seen,
        problems=tuple(map(hushed, verdict.problems)),
        unit=None if verdict.unit is None else verdict.unit.id,
        unit_name="" if verdict.unit is None else verdict.unit.short_name,
    )


@dataclass(frozen=True)
class Merge:
    """What there is to tell of a merge (or of one that was only tried: then without ``commit``).

    ``contents`` and ``times`` are digest and time of each record by id, ``at`` is the merge's own
    date, ``place`` its number on the chain of ``main``.
    """

    contents: Mapping[str, str]
    times: Mapping[str, datetime]
    strength: Strength
    at: datetime
    commit: str | None
    place: int


def accepted(seen: Answer, verdict: Verdict, merge: Merge, before: Assessment) -> Answer:
    """Return ``seen`` with the receipt of ``merge``; ``before`` is ``main`` without it.

    Where no gate seals, the time that counts is that of the merge.
    """
    assert verdict.unit is not None
    sealed = merge.strength is Strength.SEALED
    records = tuple(
        Received(record, merge.contents[record], time if sealed else merge.at)
        for record, time in sorted(merge.times.items())
    )
    return replace(
        seen,
        accepted=True,
        problems=tuple(map(hushed, verdict.problems)),
        unit=verdict.unit.id,
        unit_name=verdict.unit.short_name,
        registry=tuple(sorted(verdict.files)) if verdict.registry else (),
        records=records,
        strength=merge.strength,
        commit=merge.commit,
        merged_at=merge.at,
        effects=effects(before, _counted(verdict, records, merge), merge.at),
        kept=any(time < seen.received for time in merge.times.values()),
    )


def _counted(verdict: Verdict, received: Sequence[Received], merge: Merge) -> list[Record]:
    """Return the records as they will be seen, for reckoning what they change."""
    times = {each.record: each.time for each in received}
    commit, place, strength = merge.commit or "", merge.place, merge.strength
    return [
        replace(record, receipt=Receipt(commit, place, times[record.id], strength))
        for record in verdict.records
    ]
