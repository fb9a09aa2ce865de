"""The audit of one repository: everything read once, every promise judged, one report."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scoring.admission.product import ProductFiles
from scoring.history.commit_objects import MAX_BYTES, BadCommit, read_commit
from scoring.history.errors import RepositoryUnusable
from scoring.history.objects import Objects
from scoring.history.receipts import BadReceipt, parse_receipt
from scoring.history.repository import Repository, open_repository
from scoring.history.signers import CHECKPOINT, GATE, MAINTAINER
from scripts.auditing.appending import appending_findings
from scripts.auditing.attempts import Attempts
from scripts.auditing.checkpoints import (
    Held,
    chain_findings,
    head_findings,
    hold,
    saved_findings,
    signature_findings,
    unreadable_findings,
)
from scripts.auditing.comparing import Published
from scripts.auditing.effects import changes_of
from scripts.auditing.finding import Finding, Statement, fault, note
from scripts.auditing.governing import Change
from scripts.auditing.grouping import grouping_findings
from scripts.auditing.ledgers import compare, wanted_places
from scripts.auditing.lineage import Lineage
from scripts.auditing.merges import date_findings, shape_findings
from scripts.auditing.naming import naming_findings
from scripts.auditing.reading import History, read_history
from scripts.auditing.reckoning import Reckoner
from scripts.auditing.replaying import Replayed, rejection_findings, replay
from scripts.auditing.report import Report
from scripts.auditing.rulings import ruling_findings
from scripts.auditing.sealing import seal_findings, signer_findings
from scripts.auditing.state import (
    damage_findings,
    heads_logged,
    state_findings,
    state_statements,
)
from scripts.auditing.witnessing import witness_findings
from scripts.checkpoints.store import Kept, kept_in
from scripts.gate.attempts import ATTEMPTS
from scripts.gate.sealing import vouched


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of an audit.

    ``now`` (aware) is the auditor's clock. ``saved`` are checkpoints brought along and
    ``published`` ledgers, each by the name of its file. ``deep``: every object is read and held
    against its name.
    """

    product: Path
    now: datetime
    head: str | None = None
    saved: tuple[tuple[str, Kept], ...] = ()
    published: tuple[tuple[str, Published], ...] = ()
    deep: bool = True


def audit(path: str | os.PathLike[str], question: Question) -> Report:
    """Audit the repository at ``path``.

    Raises NoRepository where there is none. Whatever is wrong within it is a finding, never an
    error: also objects that are missing or cannot be read.
    """
    repository = open_repository(path)
    head = repository.head(question.head)
    findings = list(state_findings(repository))
    statements = list(state_statements(repository))
    if question.deep:
        findings += damage_findings(repository, head)
    report = Report(head)
    if repository.is_shallow:
        statements.append(note("audit-not-replayed"))
    else:
        try:
            report = _judged(repository, head, question)
        except RepositoryUnusable as error:
            findings.append(Finding(error.code, head, "", error.values))
            statements.append(note("audit-not-replayed"))
    return replace(
        report,
        findings=_once((*findings, *report.findings)),
        statements=(*report.statements, *statements),
    )


@dataclass(frozen=True, slots=True)
class _Checkpoints:
    """The checkpoints kept in the repository and those brought along."""

    kept: tuple[Held, ...]
    saved: tuple[Held, ...]

    @property
    def all(self) -> tuple[Held, ...]:
        return (*self.kept, *self.saved)


def _judged(repository: Repository, head: str, question: Question) -> Report:
    history = read_history(repository, head, question.product)
    kept = kept_in(repository)
    held = _Checkpoints(
        tuple(hold(kept, history.places)),
        tuple(
            each for name, saved in question.saved for each in hold((saved,), history.places, name)
        ),
    )
    replayed = _replay(repository, history, held, question)
    reckoner = Reckoner(replayed.admission.records, ProductFiles(question.product))
    comparisons, of_ledgers, unreckoned = compare(
        history, replayed, reckoner, held.all, question.published
    )
    changes = changes_of(history, replayed, reckoner)
    findings = (
        *date_findings(history.chain, question.now),
        *_of_history(repository, history),
        *rejection_findings(replayed.admission),
        *replayed.faults,
        *unreadable_findings(kept),
        *(each for name, saved in question.saved for each in unreadable_findings((saved,), name)),
        *_of_checkpoints(repository, history, held),
        *_of_receipts(repository, history, replayed, held),
        *of_ledgers,
    )
    return Report(
        head=head,
        commits=len(history.chain),
        records=len(replayed.admission.records),
        strengths=Counter(str(each.receipt.strength) for each in replayed.admission.records),
        checkpoints=len(kept),
        findings=findings,
        statements=(*_statements(repository, history, held, question, changes), *unreckoned),
        changes=changes,
        ledgers=comparisons,
    )


def _replay(
    repository: Repository, history: History, held: _Checkpoints, question: Question
) -> Replayed:
    places = wanted_places(held.all, question.published, history)
    return replay(repository, history.chain, history.evidence, question.product, places)


def _of_history(repository: Repository, history: History) -> Iterator[Finding]:
    """Yield what is wrong with the commits themselves: shape, dates, content, signatures."""
    chain = history.chain
    lineage = Lineage(chain, history.others.values())
    with repository.objects() as objects:
        yield from shape_findings(lineage, lambda commit: _claims(objects, commit, history))
    yield from appending_findings(chain)
    yield from naming_findings(chain)
    yield from grouping_findings(chain)
    yield from seal_findings(chain, history.verdicts, history.signers)
    yield from signer_findings(chain, history.signers)


def _claims(objects: Objects, commit: str, history: History) -> bool:
    """Tell whether a commit beside the chain is a receipt: ``main`` once stood there.

    Where a gate key was ever trusted, one that such a key has signed: anybody can write the words
    into a branch, and shall not make the gate's own merge of it look like a foxtrot.
    """
    ((_, raw),) = objects.commits((commit,), MAX_BYTES)
    try:
        parse_receipt(read_commit(raw or b"").message)
    except (BadCommit, BadReceipt):
        return False
    keyed = [each for each in history.all_signers if each.trusts(GATE)]
    return not keyed or any(vouched(raw or b"", each) for each in keyed)


def _of_checkpoints(
    repository: Repository, history: History, held: _Checkpoints
) -> Iterator[Finding]:
    yield from head_findings(held.all)
    yield from chain_findings(held.kept)
    for each in held.saved:
        yield from saved_findings(each, held.kept)
    for each in held.all:
        if each.place is not None and (each.kept.commit or each.kept.signature is not None):
            yield from signature_findings(each, history.signers_after(each.place))
    known = {each.checkpoint.head for each in held.all}
    for head in heads_logged(repository):
        if head not in history.places and head not in known:
            yield fault("head-left-chain", head, "", source="reflog")


def _of_receipts(
    repository: Repository, history: History, replayed: Replayed, held: _Checkpoints
) -> Iterator[Finding]:
    log = repository.refs(ATTEMPTS).get(ATTEMPTS)
    with repository.objects() as objects:
        attempts = Attempts(repository, objects, replayed, log)
        yield from attempts.findings(history.all_signers, history.trusting_since)
        for each in held.all:
            if not attempts.knows(each.checkpoint.attempts):
                yield fault("attempts-left", each.checkpoint.attempts or "", source=each.source)
        dates = [commit.committed for commit in history.chain]
        yield from witness_findings(replayed.admission.records, dates, held.all, attempts.seen)
        if log is not None:
            yield from ruling_findings(replayed.admission.records, attempts.presented)


def _statements(
    repository: Repository,
    history: History,
    held: _Checkpoints,
    question: Question,
    changes: Sequence[Change],
) -> Iterator[Statement]:
    """Yield what was not or could not be checked."""
    if not held.kept:
        yield note("audit-no-checkpoints")
    if not held.saved:
        yield note("audit-no-saved")
    if not repository.refs(ATTEMPTS):
        yield note("audit-no-attempts")
    if not question.published:
        yield note("audit-no-ledger")
    if held.all and not any(each.trusts(CHECKPOINT) for each in history.signers):
        yield note("audit-checkpoints-unsigned")
    bare = sum(
        1
        for commit, trusted in zip(history.chain, history.trusted, strict=True)
        if commit.place and not trusted
    )
    if bare:
        yield note("audit-no-gate-key", count=bare)
    listed = sum(
        1
        for change in changes
        if not history.signers[history.places[change.commit]].trusts(MAINTAINER)
    )
    if listed:
        yield note("audit-no-maintainer-key", count=listed)


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return each finding once, in the order found."""
    known: dict[tuple[str, str, str, str], Finding] = {}
    for each in findings:
        known.setdefault((each.code, each.commit, each.path, repr(each.values)), each)
    return tuple(known.values())
