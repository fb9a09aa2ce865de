"""Receiving a branch: see it, queue, judge it, merge it or refuse it; all of it can be repeated.

Whoever is stopped at any point leaves ``main`` as it was or with the whole merge. Two gates at once
lose nothing: ``main`` moves only from where the branch was judged, and else it is judged again.
"""

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scoring.assessment import Assessment
from scoring.calendar.zone import day_of
from scoring.errors import GongkaiError, WrongUse
from scoring.history.errors import RepositoryUnusable
from scoring.history.objects import Objects
from scoring.history.path_text import shown_path
from scoring.history.receipts import is_pull_request
from scoring.history.repository import MAIN, Repository, open_repository
from scoring.history.seals import signers_in
from scoring.history.signers import ALLOWED_SIGNERS, Signers
from scoring.records.formats import is_submitter as is_login
from scoring.records.record import Strength
from scripts.gate.answer import Answer
from scripts.gate.answering import Acceptance, accepted, refused
from scripts.gate.attempts import Attempt, Event, append, believed, read_log
from scripts.gate.branch import Branch, read_branch
from scripts.gate.judging import digests, judge
from scripts.gate.mainline import main_of
from scripts.gate.merging import MergeWriter, receipt_of
from scripts.gate.sealing import GateKey, strength_of
from scripts.gate.self_check import check_seal
from scripts.gate.timing import committer_date, seconds, times_of
from scripts.gate.verdict import Main, Verdict
from scripts.gate.writing import Writer

_QUEUE = "gongkai-gate.queue"
_TRIES = 20

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Submission:
    """A branch sent in: by whom, for which unit (None: to be told from its paths), and when.

    ``received_at`` is the server's own time for it (aware), None for now. ``name`` is what it is
    called where ``ref`` is a commit.
    """

    ref: str
    submitted_by: str
    unit: str | None = None
    received_at: datetime | None = None
    pull_request: str | None = None
    name: str = ""


def _nothing_to_keep() -> None:
    """Keep nothing: the objects of the branch are where they belong."""


@dataclass(frozen=True)
class Gate:
    """A gate at work on the repository at ``path``.

    ``product`` is the folder of the product's own schemas and rulebooks. ``clock`` tells the time;
    it is asked again after every wait. ``dry``: nothing is written at all; ``merging``: False where
    somebody else will merge what is found good here. ``keep`` is called before the merge of a
    branch found good; where its objects lie in quarantine it takes them out, and may be called
    again.
    """

    path: Path
    product: Path
    key: GateKey
    clock: Clock
    dry: bool = False
    merging: bool = True
    keep: Callable[[], None] = _nothing_to_keep


def receive(gate: Gate, sent: Submission) -> Answer:
    """Judge what was sent in and, if nothing is wrong, merge it into ``main`` with a receipt.

    Raises WrongUse for a submitter or branch that cannot be, GongkaiError where the repository,
    its rules or the gate's key cannot be used: then nothing was merged, and the submitter is not to
    blame.
    """
    now = seconds(gate.clock())
    received = now if sent.received_at is None else min(seconds(sent.received_at), now)
    if not is_login(sent.submitted_by):
        raise WrongUse("submitter-unreadable", login=sent.submitted_by[:80])
    if sent.pull_request is not None and not is_pull_request(sent.pull_request):
        raise WrongUse("pull-request-unreadable", told=shown_path(sent.pull_request[:80]))
    repository = open_repository(gate.path)
    if repository.is_shallow:
        raise RepositoryUnusable("repository-shallow")
    tip = repository.head(sent.ref)
    return _Reception(gate, sent, repository, tip, received).run()


class _Reception:
    """One branch on its way through the gate."""

    def __init__(
        self, gate: Gate, sent: Submission, repository: Repository, tip: str, received: datetime
    ) -> None:
        self._gate = gate
        self._sent = sent
        self._repository = repository
        self._tip = tip
        self._received = received
        self._writer = Writer(repository.git_dir)
        self._name = shown_path(sent.name or sent.ref)
        self._logged = True

    def run(self) -> Answer:
        """See, queue, judge, merge."""
        contents = self._see()
        with self._queue():
            for _ in range(_TRIES):
                answer = self._judge(contents)
                if answer is not None:
                    return replace(answer, logged=self._logged)
        raise GongkaiError("gate-busy", ref=MAIN)

    def _see(self) -> Mapping[str, str]:
        """Return the digests of what is presented, by record; note in the log that it was seen.

        That comes before the queue and before anything is judged, so that no wait and no fault of
        ours can cost anybody the time.
        """
        with self._repository.objects() as objects:
            branch = read_branch(self._repository, self._repository.head(MAIN), self._tip, objects)
            contents = digests(branch.touched, objects)
        if contents:
            self._log(Event.SEEN, contents)
        return contents

    def _log(self, event: Event, contents: Mapping[str, str], codes: tuple[str, ...] = ()) -> None:
        if self._gate.dry:
            return
        attempt = Attempt(
            event=event,
            at=self._received,
            submitted_by=self._sent.submitted_by,
            unit=self._sent.unit,
            ref=self._name[:200],
            tip=self._tip,
            records=contents,
            codes=codes,
        )
        now = seconds(self._gate.clock())
        self._logged &= append(attempt, self._repository, self._writer, self._gate.key, now)

    @contextmanager
    def _queue(self) -> Iterator[None]:
        """Wait for the gates before this one, in this repository; a stopped one waits no longer."""
        if self._gate.dry or not self._gate.merging:
            yield
            return
        with (self._repository.git_dir / _QUEUE).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _judge(self, contents: Mapping[str, str]) -> Answer | None:
        """Judge against ``main`` as it stands now; None where it moved before the merge."""
        try:
            assessment = Assessment.open(self._gate.path, head=MAIN, product=self._gate.product)
        except GongkaiError as error:
            self._log(Event.REFUSED, contents, (error.code,))
            raise
        with self._repository.objects() as objects:
            branch = read_branch(self._repository, assessment.head, self._tip, objects)
            main = main_of(assessment, objects)
            who = self._sent.submitted_by
            verdict = judge(
                branch, who, self._sent.unit, main, objects, self._name, day_of(self._received)
            )
            if not verdict.accepted:
                self._log(Event.REFUSED, contents, verdict.codes)
                return refused(self._seen(), verdict)
            judged = _Judged(assessment, main, branch, verdict, objects)
            return self._accept(judged, contents)

    def _seen(self) -> Answer:
        """Return what there is to say of any submission."""
        return Answer(
            accepted=False,
            ref=self._name,
            tip=self._tip,
            submitted_by=self._sent.submitted_by,
            received=self._received,
            tried=self._gate.dry,
        )

    def _accept(self, judged: "_Judged", contents: Mapping[str, str]) -> Answer | None:
        at = committer_date(seconds(self._gate.clock()), judged.main.chain)
        signers = judged.signers()
        strength = strength_of(self._gate.key, signers, at)
        log = believed(read_log(self._repository), contents.items(), signers, judged.objects)
        times = times_of(judged.verdict.records, contents, self._received, log)
        commit = None
        if self._gate.merging and not self._gate.dry:
            commit = self._merge(judged, times, strength, at)
            if commit is None:
                return None
        acceptance = Acceptance(contents, times, strength, at, commit, len(judged.main.chain))
        return accepted(self._seen(), judged.verdict, acceptance, judged.assessment)

    def _merge(
        self,
        judged: "_Judged",
        times: Mapping[str, datetime],
        strength: Strength,
        at: datetime,
    ) -> str | None:
        """Let ``main`` go on to the merge and return its name; None where it stands elsewhere."""
        sent, verdict, head = self._sent, judged.verdict, judged.assessment.head
        self._gate.keep()
        merges = MergeWriter(self._repository, self._writer, self._gate.key)
        receipt = receipt_of(times, self._received, verdict, sent.submitted_by, sent.pull_request)
        made = merges.write(head, judged.branch, verdict, receipt, at)
        if strength is Strength.SEALED:
            registry = judged.assessment.registry
            check_seal(made, self._repository, judged.objects, judged.signers(), registry)
        moved = self._writer.move(MAIN, made.commit, made.head, "gongkai receive")
        return made.commit if moved else None


@dataclass(frozen=True)
class _Judged:
    """A branch found good, with what it was judged by."""

    assessment: Assessment
    main: Main
    branch: Branch
    verdict: Verdict
    objects: Objects

    def signers(self) -> Signers:
        """Return the keys that ``main`` trusts."""
        return signers_in(self.main.admission.tree.file(ALLOWED_SIGNERS), self.objects)
