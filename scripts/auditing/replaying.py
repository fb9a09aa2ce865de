"""The records judged again along the chain, with what the gate alone would have judged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.admission.admit import arrivals_along
from scoring.admission.in_force import Sources, sources_at
from scoring.admission.product import ProductFiles
from scoring.admission.references import reference_problems
from scoring.admission.replay import Replay
from scoring.admission.results import Admission
from scoring.history.commits import REGULAR, Change, Commit
from scoring.history.evidence import Evidence
from scoring.history.objects import Objects
from scoring.history.repository import Repository
from scoring.history.tree import Tree
from scoring.problem import Problem
from scoring.records.record import Record
from scoring.records.yamltext import MAX_BYTES
from scripts.auditing.finding import Finding
from scripts.auditing.governing import SCORED, matters_of
from scripts.content.personal import masked_values


@dataclass(frozen=True, slots=True)
class Rules:
    """The files in force before and after a commit that changed them."""

    commit: Commit
    before: Sources
    after: Sources


@dataclass(frozen=True, slots=True)
class Replayed:
    """Everything the chain brought in, what the gate should have refused, each change of rules.

    ``at`` are the files in force after the commits asked for, by place; ``texts`` the objects of
    the admitted records' own files, by id.
    """

    admission: Admission
    faults: tuple[Finding, ...]
    rules: tuple[Rules, ...]
    at: Mapping[int, Sources]
    texts: Mapping[str, str]


def replay(
    repository: Repository,
    chain: Sequence[Commit],
    evidence: Sequence[Evidence],
    product: Path,
    wanted: frozenset[int],
) -> Replayed:
    """Judge all that ``chain`` brought in, as admission does, and watch the rules change.

    ``wanted`` are the places after which the files in force are to be kept. Raises
    RepositoryUnusable where git cannot give what the chain names.
    """
    products = ProductFiles(product)
    with repository.objects() as objects, repository.objects() as stream:
        arrivals = arrivals_along(chain)
        names = (change.blob for each in arrivals for change in each if change.mode in REGULAR)
        texts = stream.blobs(names, MAX_BYTES + 1)
        judging = _Judging(Replay(objects, products))
        watching = _Watching(objects, products)
        for commit, proven, changes in zip(chain, evidence, arrivals, strict=True):
            judging.judge(commit, proven, changes, texts)
            watching.go_on(commit, keep=commit.place in wanted)
        rules, at = tuple(watching.rules), watching.at
        admission = judging.replay.outcome()
        return Replayed(admission, tuple(judging.faults), rules, at, judging.texts)


class _Judging:
    """Admission's replay, with the references of what it admits."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.faults: list[Finding] = []
        self.texts: dict[str, str] = {}

    def judge(
        self,
        commit: Commit,
        evidence: Evidence,
        arrivals: Sequence[Change],
        texts: Iterator[tuple[str, bytes | None]],
    ) -> None:
        """Judge what ``commit`` brings; of ``texts`` those of its ``arrivals`` come next."""
        self.replay.begin(commit, evidence, judging=bool(arrivals))
        admitted: list[tuple[bytes, Change, Record]] = []
        for change in arrivals:
            text = next(texts)[1] if change.mode in REGULAR else None
            outcome = self.replay.judge(change, text)
            if text is not None and isinstance(outcome, Record):
                admitted.append((text, change, outcome))
                self.texts[outcome.id] = change.blob
        # Only now: what records name may have come with them.
        for text, change, record in admitted:
            assert self.replay.situation is not None  # they were held against it
            found = reference_problems(text, change.path, record.data, self.replay.situation)
            self.faults += [_found(problem, commit) for problem in found]
        self.replay.end()


class _Watching:
    """The files in force, before and after each commit that changes them."""

    def __init__(self, objects: Objects, product: ProductFiles) -> None:
        self._tree = Tree()
        self._objects = objects
        self._product = product
        self.rules: list[Rules] = []
        self.at: dict[int, Sources] = {}

    def go_on(self, commit: Commit, *, keep: bool) -> None:
        """Take ``commit`` over; ``keep``: the files in force after it are wanted."""
        moving = commit.place > 0 and not SCORED.isdisjoint(matters_of(commit))
        before = self._sources() if moving else None
        self._tree.apply(commit.changes)
        if before is not None:
            self.rules.append(Rules(commit, before, self._sources()))
        if keep:
            self.at[commit.place] = self._sources()

    def _sources(self) -> Sources:
        return sources_at(self._tree, self._objects, self._product)


def rejection_findings(admission: Admission) -> Iterator[Finding]:
    """Yield every problem of every file that claims to be a record and is none.

    No personal number in what they repeat is told in full: an audit's report goes far.
    """
    for rejection in admission.rejections:
        for problem in rejection.problems:
            values = masked_values(problem.values)
            yield Finding(problem.code, rejection.commit, rejection.path, values)


def _found(problem: Problem, commit: Commit) -> Finding:
    return Finding(problem.code, commit.id, problem.path, masked_values(problem.values))
