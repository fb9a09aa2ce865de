"""Signatures and receipts: who vouches for each commit of the chain, and whether they may."""

from collections.abc import Iterator, Sequence

from scoring.admission.paths import is_submission
from scoring.history.commits import Commit
from scoring.history.faults import Fault
from scoring.history.path_text import shown_path
from scoring.history.signers import GATE, MAINTAINER, Signers
from scoring.history.verdicts import SealVerdict
from scripts.auditing.finding import Finding, fault
from scripts.auditing.governing import matters_of

_OF_RULES = ("registry-", "signature-", "receipt-submitter")


def seal_findings(
    chain: Sequence[Commit], verdicts: Sequence[SealVerdict], signers: Sequence[Signers]
) -> Iterator[Finding]:
    """Yield the commits that nobody entitled to them has signed.

    ``signers`` are, for each commit, those of its first parent. Where none is trusted yet, changes
    are listed elsewhere and not faulted.
    """
    for commit, verdict, trusted in zip(chain, verdicts, signers, strict=True):
        if commit.place == 0:
            continue
        submits = any(is_submission(each.path) for each in commit.changes)
        # One that changes nothing moves the head all the same, and brings in whatever it merges.
        moves = not commit.changes and MAINTAINER not in verdict.principals
        if trusted.trusts(GATE) and (submits or moves):
            yield from _receipt_findings(commit, verdict)
        if trusted.trusts(MAINTAINER):
            yield from _governing_findings(commit, verdict)


def signer_findings(chain: Sequence[Commit], signers: Sequence[Signers]) -> Iterator[Finding]:
    """Yield the lines of allowed_signers that say nothing to us, with the commit they came in."""
    before: Signers | None = None
    for commit, trusted in zip(chain[:-1], signers[1:], strict=True):
        if before is not trusted and trusted.faults:
            for each in trusted.faults:
                yield Finding(each.code, commit.id, "scoring/trust/allowed_signers", each.values)
        before = trusted


def _receipt_findings(commit: Commit, verdict: SealVerdict) -> Iterator[Finding]:
    if verdict.valid and not verdict.registry:
        return
    if not verdict.signed and verdict.receipt is None:
        yield fault("receipt-missing", commit.id)
    else:
        yield from _told(commit, verdict.faults)


def _governing_findings(commit: Commit, verdict: SealVerdict) -> Iterator[Finding]:
    matters = matters_of(commit)
    if not matters or MAINTAINER in verdict.principals or (verdict.valid and verdict.registry):
        return
    for matter, paths in matters.items():
        path = shown_path(paths[0])
        yield fault("governance-unsigned", commit.id, path, matter=matter, files=len(paths))
    if not verdict.signed:
        return
    # The form of a receipt is not what such a commit lacks: only who signed it, and for whom.
    yield from _told(commit, [each for each in verdict.faults if each.code.startswith(_OF_RULES)])


def _told(commit: Commit, faults: Sequence[Fault]) -> Iterator[Finding]:
    for each in faults:
        path = str(each.values.get("path", ""))
        yield Finding(each.code, commit.id, path, each.values)
