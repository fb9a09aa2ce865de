"""The one pass over the chain: every record that ever came in, admitted or rejected.

What counts is the first content of a path, in the tree of the commit that brought it in, under the
rules of that commit's first parent. What happens to the file later changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from scoring.admission.attachments import listed
from scoring.admission.authorities import RegistryAlong
from scoring.admission.context import Context, Known
from scoring.admission.facts import facts_in
from scoring.admission.files import TreeFiles
from scoring.admission.flaws import Flaw, about_file
from scoring.admission.judging import Judged, judge_text
from scoring.admission.paths import RecordPath, claims_to_be_record, read_path
from scoring.admission.product import ProductFiles
from scoring.admission.situation import Situation
from scoring.admission.standing import Standing
from scoring.history.commits import REGULAR, Change, Commit, shown
from scoring.history.evidence import Evidence, evidence_of
from scoring.history.objects import Objects
from scoring.history.repository import Repository
from scoring.history.seals import Seals, judge_chain, signers_along
from scoring.history.signers import GATE
from scoring.history.tree import Tree
from scoring.history.verdicts import SealVerdict
from scoring.problem import Problem
from scoring.records.record import Receipt, Record, units_spoken_of
from scoring.records.schemas import KindSchema
from scoring.records.yamltext import MAX_BYTES


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file that claimed to be a record and does not count, with all that is wrong with it.

    ``path`` is fit to be shown; ``record_id`` is empty where the path is no record's.
    """

    path: str
    record_id: str
    commit: str
    committed: datetime
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Admission:
    """Everything the chain brought in, in the order of admission (commit, then path).

    ``attachments`` names the object of each listed file: (record id, file) → blob. ``tree`` is the
    tree at the head, ``standing`` what a further record will be held against, ``verdicts`` what
    was found of the seal of each commit of the chain.
    """

    records: tuple[Record, ...]
    rejections: tuple[Rejection, ...]
    attachments: Mapping[tuple[str, str], str]
    tree: Tree
    standing: Standing
    verdicts: tuple[SealVerdict, ...] = ()


def admit(
    repository: Repository,
    chain: Sequence[Commit],
    product: Path,
) -> Admission:
    """Judge all that ``chain`` (oldest first) brought in.

    ``product`` is the folder of the product's own schemas and rulebooks. Raises
    RepositoryUnusable where git cannot give what the chain names.
    """
    with repository.objects() as objects, repository.objects() as stream:
        products, known = ProductFiles(product), Known()
        signers = signers_along(chain, objects)
        registry = RegistryAlong(objects, products, known)
        verdicts = judge_chain(repository, chain, signers, registry)
        trusted = [each.trusts(GATE) for each in signers]
        proofs = evidence_of(chain, trusted, Seals(verdicts))
        arrivals = arrivals_along(chain)
        wanted = (change.blob for each in arrivals for change in each if _is_text(change))
        texts = stream.many(wanted, MAX_BYTES + 1)
        replay = Replay(objects, products, known)
        for commit, proof, changes in zip(chain, proofs, arrivals, strict=True):
            replay.begin(commit, proof, judging=bool(changes))
            for change in changes:
                replay.judge(change, next(texts)[1] if _is_text(change) else None)
            replay.end()
        return replace(replay.outcome(), verdicts=tuple(verdicts))


def arrivals_along(chain: Sequence[Commit]) -> list[tuple[Change, ...]]:
    """Return, of each commit, the paths that first appear in it and claim to be records, sorted.

    A path that was there before, whatever became of it, never arrives again.
    """
    seen: set[str] = set()
    arrivals: list[tuple[Change, ...]] = []
    for commit in chain:
        new: dict[str, Change] = {}
        for change in commit.changes:
            if not change.removes and claims_to_be_record(change.path) and change.path not in seen:
                new.setdefault(change.path, change)  # a broken tree may hold a path twice
        seen.update(new)
        arrivals.append(tuple(new[path] for path in sorted(new)))
    return arrivals


def _is_text(change: Change) -> bool:
    return change.mode in REGULAR


class Replay:
    """The tree replayed commit by commit, each new record judged in its place.

    ``begin`` fixes the rules in force at the first parent, then applies the commit; ``end`` lets
    the commit's own changes of the rules take force.
    """

    def __init__(self, objects: Objects, product: ProductFiles, known: Known | None = None) -> None:
        self._tree = Tree()
        self._context = Context(self._tree, objects, product, known)
        self._files = TreeFiles(self._tree, objects)
        self._standing = Standing()
        self._records: list[Record] = []
        self._rejections: list[Rejection] = []
        self._attachments: dict[tuple[str, str], str] = {}

    def begin(self, commit: Commit, proof: Evidence, *, judging: bool) -> None:
        """Go on to ``commit``; ``judging``: it brings records."""
        self._commit = commit
        self._proof = proof
        self._situation = self._before(commit) if judging else None
        self._tree.apply(commit.changes)

    def end(self) -> None:
        """Leave the commit."""
        self._context.applied(self._commit)

    def judge(self, change: Change, text: bytes | None) -> None:
        """Judge the record that ``change`` brings; ``text`` is None where it is no text."""
        data, problems = self._judged(change, text)
        place, _ = read_path(change.path)
        if problems or data is None or place is None:
            commit = self._commit
            record_id = place.id if place is not None else ""
            path = shown(change.path)
            rejection = Rejection(path, record_id, commit.id, commit.committed, problems)
            self._rejections.append(rejection)
        else:
            self._admit(place, data)

    def outcome(self) -> Admission:
        """Return everything judged."""
        return Admission(
            tuple(self._records),
            tuple(self._rejections),
            self._attachments,
            self._tree,
            self._standing,
        )

    def _before(self, commit: Commit) -> Situation | None:
        """Return the situation at the first parent; None where its schemas cannot be used."""
        self._context.fix(commit)
        if self._context.schemas is None:
            return None
        return Situation(
            schemas=self._context.schemas,
            registry=self._context.registry,
            rulebooks=self._context.rulebooks,
            standing=self._standing,
            files=self._files,
            place=commit.place,
        )

    def _judged(self, change: Change, text: bytes | None) -> Judged:
        path = shown(change.path)
        if self._commit.place == 0:
            return None, about_file([Flaw("record-in-first-commit")], path)
        if text is None:
            return None, about_file([Flaw("file-not-regular")], path)
        if self._situation is None:
            return None, about_file([self._context.unusable], path)
        return judge_text(text, change.path, self._situation)

    def _admit(self, path: RecordPath, data: Mapping[str, Any]) -> None:
        assert self._situation is not None
        schema = self._situation.schemas.kinds[path.kind]
        proof, commit = self._proof, self._commit
        record = Record(
            id=path.id,
            unit=path.unit,
            year=path.year,
            kind=path.kind,
            data=data,
            receipt=Receipt(commit.id, commit.place, proof.time_of(path.id), proof.strength),
            speaks_of=units_spoken_of(path.unit, schema.unit_field, data),
            facts=self._facts(path, data, schema),
        )
        for _, name, _ in listed(data):
            file = self._tree.file(f"{path.folder}/{name}")
            assert file is not None  # it has just been judged
            self._attachments[record.id, name] = file.blob
        self._records.append(record)
        self._standing.admit(record)

    def _facts(
        self, path: RecordPath, data: Mapping[str, Any], schema: KindSchema
    ) -> frozenset[str]:
        if not schema.facts:
            return _NO_FACTS
        names = (name for _, name, _ in listed(data))
        return facts_in(schema.facts, names, lambda name: self._files.read(f"{path.folder}/{name}"))


_NO_FACTS: frozenset[str] = frozenset()
