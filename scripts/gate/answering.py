"""The answer to a submission: what was received and what it changes, or why it was not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scoring.assessment import Assessment
from scoring.records.record import Receipt, Record, Strength
from scripts.content.personal import masked_problem
from scripts.gate.answer import Answer, Received
from scripts.gate.effects import effects
from scripts.gate.verdict import Verdict


def refused(seen: Answer, verdict: Verdict) -> Answer:
    """Return ``seen`` (what is known of any submission) with the reasons of a refusal."""
    return replace(
        seen,
        problems=tuple(map(masked_problem, verdict.problems)),
        unit=None if verdict.unit is None else verdict.unit.id,
        unit_name="" if verdict.unit is None else verdict.unit.short_name,
    )


@dataclass(frozen=True)
class Acceptance:
    """What accepting a branch came to; ``commit`` is None where it was only tried.

    ``contents`` and ``times`` are digest and time of each record by id, ``at`` is the merge's own
    date, ``place`` its number on the chain of ``main``.
    """

    contents: Mapping[str, str]
    times: Mapping[str, datetime]
    strength: Strength
    at: datetime
    commit: str | None
    place: int


def accepted(seen: Answer, verdict: Verdict, acceptance: Acceptance, before: Assessment) -> Answer:
    """Return ``seen`` with the receipt of ``acceptance``; ``before`` is ``main`` without it.

    Where no gate seals, the time that counts is that of the merge.
    """
    assert verdict.unit is not None
    sealed = acceptance.strength is Strength.SEALED
    records = tuple(
        Received(record, acceptance.contents[record], time if sealed else acceptance.at)
        for record, time in sorted(acceptance.times.items())
    )
    return replace(
        seen,
        accepted=True,
        problems=tuple(map(masked_problem, verdict.problems)),
        unit=verdict.unit.id,
        unit_name=verdict.unit.short_name,
        registry=tuple(sorted(verdict.files)) if verdict.registry else (),
        records=records,
        strength=acceptance.strength,
        commit=acceptance.commit,
        merged_at=acceptance.at,
        effects=effects(before, _counted(verdict, records, acceptance), acceptance.at),
        kept=any(time < seen.received for time in acceptance.times.values()),
    )


def _counted(
    verdict: Verdict, received: Sequence[Received], acceptance: Acceptance
) -> list[Record]:
    """Return the records as they will be seen, for reckoning what they change."""
    times = {each.record: each.time for each in received}
    commit, place, strength = acceptance.commit or "", acceptance.place, acceptance.strength
    return [
        replace(record, receipt=Receipt(commit, place, times[record.id], strength))
        for record in verdict.records
    ]
