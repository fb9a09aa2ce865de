"""Checkpoints held against the history: a head once published must stay on the chain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scoring.history.signers import CHECKPOINT, CHECKPOINTS, Signers
from scoring.history.sshsig import BadSignature, verify
from scripts.auditing.finding import Finding, fault
from scripts.checkpoints.model import Checkpoint
from scripts.checkpoints.store import Kept


@dataclass(frozen=True, slots=True)
class Held:
    """A checkpoint that could be read, with the place of its head on the chain (None: not there).

    ``source`` is the commit that keeps it, or the name of the file it was saved in.
    """

    checkpoint: Checkpoint
    kept: Kept
    source: str
    place: int | None


def hold(kept: Sequence[Kept], places: Mapping[str, int], source: str = "") -> list[Held]:
    """Return those of ``kept`` that could be read; ``source`` names what has no commit."""
    return [
        Held(checkpoint, each, each.commit or source, places.get(checkpoint.head))
        for each in kept
        if (checkpoint := each.checkpoint) is not None
    ]


def unreadable_findings(kept: Sequence[Kept], source: str = "") -> Iterator[Finding]:
    """Yield the checkpoints that are none."""
    for each in kept:
        if each.checkpoint is None:
            yield fault("checkpoint-unreadable", each.commit, source)


def head_findings(held: Sequence[Held]) -> Iterator[Finding]:
    """Yield the checkpoints whose head has left the chain, or stands at another place in it."""
    for each in held:
        head, source = each.checkpoint.head, each.source
        if each.place is None:
            yield fault("head-left-chain", head, "", source=source)
        elif each.place + 1 != each.checkpoint.commits:
            stated, counted = each.checkpoint.commits, each.place + 1
            yield fault("checkpoint-count", head, "", stated=stated, counted=counted, source=source)


def chain_findings(kept: Sequence[Held]) -> Iterator[Finding]:
    """Yield the breaks in the chain of the checkpoints kept (oldest first)."""
    before: Checkpoint | None = None
    for each in kept:
        expected = before.sha256 if before is not None else None
        checkpoint = each.checkpoint
        if checkpoint.previous != expected:
            yield fault("checkpoint-chain", each.source)
        if before is not None and checkpoint.commits < before.commits:
            yield fault("checkpoint-order", each.source)
        before = checkpoint


def saved_findings(saved: Held, kept: Sequence[Held]) -> Iterator[Finding]:
    """Yield what is wrong with a checkpoint brought along, held against those kept."""
    if kept and all(each.checkpoint.sha256 != saved.checkpoint.sha256 for each in kept):
        yield fault("checkpoint-left", "", saved.source, sha256=saved.checkpoint.sha256)


def signature_findings(held: Held, signers: Signers) -> Iterator[Finding]:
    """Yield what is wrong with a checkpoint's signature; ``signers`` are those of its head.

    Where no key for checkpoints is trusted there, there is nothing to hold a signature against.
    """
    if not signers.trusts(CHECKPOINT):
        return
    if held.kept.signature is None:
        yield fault("checkpoint-unsigned", held.source)
        return
    try:
        found = verify(held.kept.signature, held.kept.text)
    except BadSignature:
        yield fault("checkpoint-forged", held.source)
        return
    at = held.checkpoint.moment
    names = signers.principals(found.key, CHECKPOINTS, at=at, until=at)
    if found.namespace != CHECKPOINTS or CHECKPOINT not in names:
        yield fault("checkpoint-forged", held.source)
