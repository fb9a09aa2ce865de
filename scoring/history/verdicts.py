"""One merge judged: is it a receipt merge that a gate key vouches for, and if not, why not.

Gate and audit judge by the same function, so that they cannot come to differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from scoring.calendar.zone import iso
from scoring.history.commit_objects import SIGNATURE_HEADERS, CommitObject
from scoring.history.faults import Fault
from scoring.history.merge_form import form_faults, is_registry_merge
from scoring.history.merges import Authorities, FirstParent, Merge
from scoring.history.receipts import BadReceipt, ReceiptTrailers, parse_receipt
from scoring.history.signers import GATE, GIT, MAINTAINER
from scoring.history.sshsig import BadSignature, Signature
from scoring.history.verifying import signature_of

MAX_FAULTS = 50
"""Faults named of one merge; a hostile one may have any number."""


@dataclass(frozen=True, slots=True)
class SealVerdict:
    """Whether a commit is a valid receipt merge, and everything that keeps it from being one.

    ``principals`` are those for whom the key that signed it speaks; none where it bears no valid
    signature. ``signed``: it bears any. ``receipt`` is there wherever the trailers could be read.
    ``registry``: it changes entries of the registry. ``judged`` is False where no key is trusted,
    and then there is nothing to hold it against.
    """

    valid: bool = False
    faults: tuple[Fault, ...] = ()
    principals: frozenset[str] = frozenset()
    receipt: ReceiptTrailers | None = None
    registry: bool = False
    signed: bool = False
    judged: bool = True

    @property
    def principal(self) -> str | None:
        """Who signed it: the gate, else a maintainer; None where neither did."""
        return next((each for each in (GATE, MAINTAINER) if each in self.principals), None)


NOT_JUDGED = SealVerdict(judged=False)
"""Of a commit at whose first parent no key is trusted."""


def judge_merge(merge: Merge, parent: FirstParent) -> SealVerdict:
    """Judge one commit. Pure, so that the gate can judge a merge that it has just made."""
    commit = merge.object
    if commit is None or commit.committed != merge.commit.committed:
        return SealVerdict(faults=(Fault("commit-unreadable"),))
    principals, faults = _signed_by(commit, merge.verified, parent)
    receipt, of_trailers = _receipt(commit)
    faults.extend(of_trailers)
    if receipt is not None:
        faults.extend(_of_receipt(receipt, commit, parent.authorities))
    if len(merge.commit.parents) != 2:
        faults.append(Fault("receipt-parents", parents=len(merge.commit.parents)))
    else:
        faults.extend(islice(form_faults(merge, parent, receipt), MAX_FAULTS))
    return SealVerdict(
        valid=not faults,
        faults=tuple(faults),
        principals=principals,
        receipt=receipt,
        registry=is_registry_merge(merge.commit),
        signed=commit.signature is not None,
    )


def _signed_by(
    commit: CommitObject, verified: Mapping[str, str] | None, parent: FirstParent
) -> tuple[frozenset[str], list[Fault]]:
    """Return for whom the commit's signature speaks, and why it is no gate's if it is not."""
    name = SIGNATURE_HEADERS.get(len(commit.tree), "gpgsig")
    if commit.signature is None:
        return frozenset(), [Fault("signature-missing")]
    if commit.headers.count(name) != 1:
        return frozenset(), [Fault("signature-bad", detail=f"{name} twice")]
    try:
        signature = signature_of(commit, verified)
    except BadSignature as error:
        return frozenset(), [Fault("signature-bad", detail=str(error)[:100])]
    return _spoken_for(signature, commit.committed, parent)


def _spoken_for(
    signature: Signature, at: datetime, parent: FirstParent
) -> tuple[frozenset[str], list[Fault]]:
    # A key that has run out cannot be used with an older date: not older than the last seal.
    until = at if parent.sealed is None else max(at, parent.sealed)
    if signature.namespace != GIT:
        return frozenset(), [Fault("signature-namespace", namespace=signature.namespace[:60])]
    principals = parent.signers.principals(signature.key, GIT, at=at, until=until)
    if GATE in principals:
        return principals, []
    refusal = parent.signers.refusal(GATE, signature.key, GIT, at=at, until=until)
    return principals, [] if refusal is None else [refusal]


def _receipt(commit: CommitObject) -> tuple[ReceiptTrailers | None, tuple[Fault, ...]]:
    try:
        return parse_receipt(commit.message), ()
    except BadReceipt as error:
        return None, error.faults


def _of_receipt(
    receipt: ReceiptTrailers, commit: CommitObject, authorities: Authorities
) -> Iterator[Fault]:
    """Yield what of the trailers does not agree with the commit and the registry."""
    own = SIGNATURE_HEADERS.get(len(commit.tree), "gpgsig")
    headers = tuple(name for name in commit.headers if name != own)
    if headers != ("tree", *("parent",) * len(commit.parents), "author", "committer"):
        # What git leaves out of the signature, or a reader of trailers never sees.
        yield Fault("commit-headers", headers=", ".join(headers)[:100])
    for record, moment in (("", receipt.received_at), *receipt.per_record.items()):
        if moment > commit.committed:
            times = {"received": iso(moment), "committed": iso(commit.committed)}
            yield Fault("receipt-later", record=record or "*", **times)
    if not authorities.submits(receipt.unit, receipt.submitted_by):
        yield Fault("receipt-submitter", login=receipt.submitted_by, unit=receipt.unit)
