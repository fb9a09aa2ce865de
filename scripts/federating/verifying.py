"""A county's history held against its last checkpoint, under keys that the prefecture pinned."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scoring.assessment import Assessment
from scoring.history.repository import Repository
from scoring.history.signers import parse_signers
from scoring.ledger.text import ledger_sha256
from scoring.version import ENGINE
from scripts.auditing.checkpoints import (
    Held,
    chain_findings,
    head_findings,
    hold,
    saved_findings,
    signature_findings,
    unreadable_findings,
)
from scripts.auditing.finding import Finding, fault
from scripts.auditing.reckoning import NOT_RECKONED
from scripts.checkpoints.store import Kept, kept_in

PUBLISHED = "checkpoint.json"
"""What findings call the checkpoint that the county publishes."""
SEEN = "last-seen.json"
"""Likewise the newest one that the prefecture has verified before."""

Opener = Callable[[str], Assessment]
"""Opens the repository at a head."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it: ``last`` is the checkpoint verified, None where there is none at all."""

    last: Held | None
    findings: tuple[Finding, ...]


def verify_history(
    repository: Repository,
    head: str,
    keys: bytes,
    saved: Mapping[str, Kept],
    opened: Opener,
) -> Verdict:
    """Hold the history up to ``head`` against its checkpoints: those kept, and those ``saved``.

    ``keys`` is an allowed_signers file. Every checkpoint must be readable, stand on the chain at
    its place and name the one before; the last one, and each of ``saved``, must be signed by one of
    ``keys``; and the ledgers that the last one names must come out again to the byte.
    """
    places = {commit: place for place, commit in enumerate(repository.chain_ids(head)())}
    kept = kept_in(repository)
    ours = hold(kept, places)
    brought = [each for name, one in saved.items() for each in hold((one,), places, name)]
    last = _last([*ours[-1:], *brought])
    findings = [*unreadable_findings(kept)]
    for name, one in saved.items():
        findings += unreadable_findings((one,), name)
    findings += head_findings([*ours, *brought])
    findings += chain_findings(ours)
    for each in brought:
        findings += saved_findings(each, ours)
    signers = parse_signers(keys)
    for each in (*ours[-1:], *brought):
        findings += signature_findings(each, signers)
    if last is not None and not findings:
        findings += _ledger_findings(last, opened)
    return Verdict(last, tuple(findings))


def _last(held: Sequence[Held]) -> Held | None:
    """Return the newest: by its chain's length, then by its hour."""
    return max(
        held, key=lambda each: (each.checkpoint.commits, each.checkpoint.moment), default=None
    )


def _ledger_findings(held: Held, opened: Opener) -> Iterator[Finding]:
    """Yield the ledgers named that do not come out again."""
    checkpoint = held.checkpoint
    for named in checkpoint.ledgers:
        values: dict[str, str | int] = {"year": named.year, "source": held.source}
        try:
            ledger = opened(checkpoint.head).ledger(named.year, checkpoint.moment)
        except NOT_RECKONED:
            yield fault("ledger-not-reckoned", checkpoint.head, held.source, **values)
            continue
        # Another version bears another name and must reckon the same all the same.
        sha256 = ledger_sha256(replace(ledger, engine=checkpoint.engine))
        if sha256 == named.sha256:
            continue
        if checkpoint.engine != ENGINE:
            yield fault("federation-other-engine", engine=checkpoint.engine[:60], own=ENGINE)
            continue
        yield fault(
            "ledger-differs",
            checkpoint.head,
            held.source,
            published=named.sha256,
            reckoned=sha256,
            **values,
        )
