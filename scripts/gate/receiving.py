"""Receiving a branch: see it, queue, judge it, merge it or refuse it; all of it can be repeated.

Whoever is stopped at any point leaves ``main`` as it was or with the whole merge. Two gates at once
lose nothing: ``main`` moves only from where the branch was judged, and else it is judged again.
"""

import fcntl
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI
from scoring.errors import GongkaiError, WrongUse
from scoring.history.commits import shown
from scoring.history.errors import RepositoryUnusable
from scoring.history.objects import Objects
from scoring.history.receipts import ReceiptTrailers, receipt_message
from scoring.history.repository import Repository, open_repository
from scoring.history.signers import ALLOWED_SIGNERS, Signers
from scoring.history.tree import UNITS, TreeFile
from scoring.records.formats import is_submitter as is_login
from scoring.records.record import Receipt, Record, Strength
from scripts.checking.rules import Rules
from scripts.content.words import MAX_BYTES as WORD_LIST_BYTES
from scripts.content.words import PLACE as WORD_LIST
from scripts.content.words import WordList, product_words, word_list
from scripts.gate.answer import Answer, Received
from scripts.gate.attempts import Attempt, Event, append, believed, first_seen, read_log
from scripts.gate.branch import Branch, read_branch
from scripts.gate.effects import effects
from scripts.gate.judging import digests, judge
from scripts.gate.sealing import GateKey, signers_at, strength_of
from scripts.gate.self_check import Made, check_seal
from scripts.gate.verdict import Main, Verdict
from scripts.gate.writing import Writer

MAIN = "refs/heads/main"

_QUEUE = "gongkai-gate.queue"
_TRIES = 20
_SLACK = timedelta(minutes=5)

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Sent:
    """What is sent in: the branch, by whom, for which unit (None: to be told from it), and when.

    ``received_at`` is the server's own time for it (aware), None for now. ``name`` is what it is
    called where ``ref`` is a commit.
    """

    ref: str
    submitted_by: str
    unit: str | None = None
    received_at: datetime | None = None
    pull_request: str | None = None
    name: str = ""


@dataclass(frozen=True)
class Gate:
    """A gate at work on the repository at ``path``.

    ``product`` is the folder of the product's own schemas and rulebooks. ``clock`` tells the time;
    it is asked again after every wait. ``dry``: nothing is written at all; ``merging``: False where
    somebody else will merge what is found good here.
    """

    path: Path
    product: Path
    key: GateKey
    clock: Clock
    dry: bool = False
    merging: bool = True


def receive(gate: Gate, sent: Sent) -> Answer:
    """Judge what was sent in and, if nothing is wrong, merge it into ``main`` with a receipt.

    Raises WrongUse for a submitter or branch that cannot be, GongkaiError where the repository,
    its rules or the gate's key cannot be used: then nothing was merged, and nobody's fault is it.
    """
    now = _seconds(gate.clock())
    received = now if sent.received_at is None else min(_seconds(sent.received_at), now)
    if not is_login(sent.submitted_by):
        raise WrongUse("submitter-unreadable", login=sent.submitted_by[:80])
    repository = open_repository(gate.path)
    if repository.is_shallow:
        raise RepositoryUnusable("repository-shallow")
    tip = repository.head(sent.ref)
    return _Reception(gate, sent, repository, tip, received).run()


class _Reception:
    """One branch on its way through the gate."""

    def __init__(
        self, gate: Gate, sent: Sent, repository: Repository, tip: str, received: datetime
    ) -> None:
        self._gate = gate
        self._sent = sent
        self._repository = repository
        self._tip = tip
        self._received = received
        self._writer = Writer(repository.git_dir)
        self._name = shown(sent.name or sent.ref)
        self._logged = True

    def run(self) -> Answer:
        """See, queue, judge, merge."""
        contents = self._see()
        with self._queue():
            for _ in range(_TRIES):
                answer = self._attempt(contents)
                if answer is not None:
                    return replace(answer, logged=self._logged)
        raise GongkaiError("gate-busy", ref=MAIN)

    def _see(self) -> Mapping[str, str]:
        """Return the digests of what is presented, by record; note in the log that it was seen.

        That comes before the queue and before anything is judged, so that no wait and no fault of
        ours can cost anybody the time.
        """
        with self._repository.objects() as objects:
            branch = read_branch(self._repository, self._repository.head(MAIN), self._tip)
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
        now = _seconds(self._gate.clock())
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

    def _attempt(self, contents: Mapping[str, str]) -> Answer | None:
        """Judge against ``main`` as it stands now; None where it moved before the merge."""
        try:
            assessment = Assessment.open(self._gate.path, head=MAIN, product=self._gate.product)
        except GongkaiError as error:
            self._log(Event.REFUSED, contents, (error.code,))
            raise
        with self._repository.objects() as objects:
            branch = read_branch(self._repository, assessment.head, self._tip)
            main = _main(assessment, objects)
            who = self._sent.submitted_by
            verdict = judge(branch, who, self._sent.unit, main, objects, self._name)
            if not verdict.accepted:
                codes = verdict.codes
                self._log(Event.REFUSED, contents, codes)
                return self._refused(verdict)
            return self._accept(assessment, main, branch, verdict, contents, objects)

    def _refused(self, verdict: Verdict) -> Answer:
        return Answer(
            accepted=False,
            ref=self._name,
            tip=self._tip,
            submitted_by=self._sent.submitted_by,
            received=self._received,
            problems=verdict.problems,
            unit=None if verdict.unit is None else verdict.unit.id,
            unit_name="" if verdict.unit is None else verdict.unit.short_name,
            tried=self._gate.dry,
        )

    def _accept(
        self,
        assessment: Assessment,
        main: Main,
        branch: Branch,
        verdict: Verdict,
        contents: Mapping[str, str],
        objects: Objects,
    ) -> Answer | None:
        assert verdict.unit is not None
        at = self._committer_date(main)
        signers = signers_at(assessment.admission.tree.file(ALLOWED_SIGNERS), objects)
        strength = strength_of(self._gate.key, signers, at)
        times = self._times(verdict, contents, signers, objects)
        receipt = _receipt(times, self._received, verdict, self._sent)
        commit = None
        if self._gate.merging and not self._gate.dry:
            made = self._merge(assessment.head, branch, verdict, receipt, at)
            if strength is Strength.SEALED:
                registry = assessment.registry
                check_seal(made, self._repository, objects, signers, registry)
            if not self._writer.move(MAIN, made.commit, made.head, "gongkai receive"):
                return None
            commit = made.commit
        records = tuple(
            Received(record, contents[record], time if strength is Strength.SEALED else at)
            for record, time in sorted(times.items())
        )
        counted = _counted(verdict, records, strength, commit or "", len(main.chain))
        return Answer(
            accepted=True,
            ref=self._name,
            tip=branch.tip,
            submitted_by=self._sent.submitted_by,
            received=self._received,
            problems=verdict.problems,
            unit=verdict.unit.id,
            unit_name=verdict.unit.short_name,
            registry=tuple(sorted(verdict.files)) if verdict.registry else (),
            records=records,
            strength=strength,
            commit=commit,
            merged_at=at,
            effects=effects(assessment, counted, at),
            kept=any(time < self._received for time in times.values()),
            tried=self._gate.dry,
        )

    def _committer_date(self, main: Main) -> datetime:
        """Return now; the last commit's date where the clock is a little behind it.

        Raises GongkaiError where it is far behind: dates on ``main`` may not go back.
        """
        now, last = _seconds(self._gate.clock()), main.chain[-1].committed
        if last - now > _SLACK:
            raise GongkaiError("gate-clock", now=now.isoformat(), last=last.isoformat())
        return max(now, last)

    def _times(
        self, verdict: Verdict, contents: Mapping[str, str], signers: Signers, objects: Objects
    ) -> dict[str, datetime]:
        """Return when each record's very content was first seen."""
        log = believed(read_log(self._repository), contents.items(), signers, objects)
        seen = first_seen(log)
        now = self._received
        return {
            record.id: min(now, seen.get((record.id, contents[record.id]), now))
            for record in verdict.records
        }

    def _merge(
        self, head: str, branch: Branch, verdict: Verdict, receipt: ReceiptTrailers, at: datetime
    ) -> Made:
        """Write the merge; ``main`` does not go on to it yet."""
        assert branch.base is not None
        writer = self._writer
        tree = writer.tree(head, verdict.files)
        changes = self._repository.changes(head, tree)
        brought = {(each.path, each.mode, each.blob) for each in changes}
        wanted = {(path, file.mode, file.blob) for path, file in verdict.files.items()}
        if brought != wanted:  # no merge brings anything but what was judged
            raise GongkaiError("gate-tree", head=head, tree=tree)
        message = receipt_message(_title(verdict), receipt)
        commit = self._gate.key.commit(writer, tree, (head, self._tip), at, message)
        return Made(commit, head, self._tip, branch.base, at)


def _main(assessment: Assessment, objects: Objects) -> Main:
    admission = assessment.admission
    files = dict(admission.tree.select(lambda path: path.startswith(UNITS)))
    rules = Rules(
        schemas=assessment.schemas,
        registry=assessment.registry,
        rulebooks=assessment.rulebooks,
        problems=(),
        words=_words(admission.tree.file(WORD_LIST), objects),
    )
    chain = assessment.repository.first_parent_chain(assessment.head)
    return Main(rules, admission, chain, files)


def _words(file: TreeFile | None, objects: Objects) -> WordList:
    """Return the word list on ``main``; the product's where it has none that can be used."""
    if file is None or not file.is_regular:
        return product_words()
    words, _ = word_list(objects.read(file.blob, WORD_LIST_BYTES + 1) or b"")
    return words


def _receipt(
    times: Mapping[str, datetime], received: datetime, verdict: Verdict, sent: Sent
) -> ReceiptTrailers:
    assert verdict.unit is not None
    usual = received
    if times:
        usual = max(Counter(times.values()).items(), key=lambda each: (each[1], each[0]))[0]
    differing = {record: time for record, time in sorted(times.items()) if time != usual}
    return ReceiptTrailers(
        received_at=usual,
        per_record=differing,
        submitted_by=sent.submitted_by,
        unit=verdict.unit.id,
        pull_request=sent.pull_request,
    )


def _title(verdict: Verdict) -> str:
    assert verdict.unit is not None
    if verdict.registry:
        return f"接收{verdict.unit.short_name}更新的单位登记 {len(verdict.files)} 份"
    return f"接收{verdict.unit.short_name}报送的材料 {len(verdict.records)} 份"


def _counted(
    verdict: Verdict,
    received: tuple[Received, ...],
    strength: Strength,
    commit: str,
    place: int,
) -> list[Record]:
    """Return the records as they will be seen, for reckoning what they change."""
    times = {each.record: each.time for each in received}
    return [
        replace(record, receipt=Receipt(commit, place, times[record.id], strength))
        for record in verdict.records
    ]


def _seconds(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(microsecond=0)
