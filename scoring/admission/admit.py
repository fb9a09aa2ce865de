"""The one pass over the chain: every record that ever came in, admitted or rejected.

What counts is the first content of a path, in the tree of the commit that brought it in, under the
rules of that commit's first parent. What happens to the file later changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
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
from scoring.admission.validating import Readers, readers
from scoring.cache.store import Cache
from scoring.history.commits import REGULAR, Change, Commit, shown
from scoring.history.evidence import Evidence, evidence_of
from scoring.history.objects import Objects
from scoring.history.repository import Repository
from scoring.history.seals import Before, Seals, judge_chain, signers_along, signers_in
from scoring.history.signers import ALLOWED_SIGNERS, GATE
from scoring.history.tree import Tree
from scoring.history.verdicts import NOT_JUDGED, SealVerdict
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
    was found of the seal of each commit of the chain, ``first`` the blob that first came in at each
    path of a record, ``length`` how many commits the chain has.
    """

    records: tuple[Record, ...]
    rejections: tuple[Rejection, ...]
    attachments: Mapping[tuple[str, str], str]
    tree: Tree
    standing: Standing
    verdicts: Sequence[SealVerdict] = ()
    first: Mapping[str, str] = field(default_factory=dict)
    length: int = 0


@dataclass(frozen=True)
class Past:
    """What is known of the history before the first commit to be judged; nothing at the root."""

    before: Before = field(default_factory=Before)
    records: Sequence[Record] = ()
    rejections: Sequence[Rejection] = ()
    attachments: Mapping[tuple[str, str], str] = field(default_factory=dict)
    first: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Arrival:
    """One file judged: the raw path, its commit and blob; and the record, or why it is none.

    ``schema`` is the digest of the schemas it was held against, empty where there were none.
    """

    path: str
    commit: Commit
    blob: str
    schema: str
    outcome: Record | Rejection


@dataclass(frozen=True)
class Judgement:
    """The whole of a history admitted, and what was found of the commits that were judged now."""

    admission: Admission
    verdicts: Sequence[SealVerdict]
    trusted: Sequence[bool]
    arrivals: Sequence[Arrival]


def admit(
    repository: Repository,
    chain: Sequence[Commit],
    product: Path,
) -> Admission:
    """Judge all that ``chain`` (oldest first, from the root) brought in.

    ``product`` is the folder of the product's own schemas and rulebooks. Raises
    RepositoryUnusable where git cannot give what the chain names.
    """
    judged = judge(repository, chain, ProductFiles(product), Past())
    return replace(judged.admission, verdicts=tuple(judged.verdicts))


def judge(
    repository: Repository,
    chain: Sequence[Commit],
    products: ProductFiles,
    past: Past,
    texts_known: Callable[[str, Sequence[Change]], Mapping[str, Any]] = lambda _schema, _new: {},
    *,
    timed: bool = True,
    store: Cache | None = None,
) -> Judgement:
    """Judge what ``chain`` brought in upon what ``past`` left.

    ``texts_known`` tells, of schemas by digest and of arrivals, which blobs are known to be valid,
    with their data; ``store`` remembers entries of the registry that were found valid. Without
    ``timed`` no seal is looked at, and no record has a time: what is valid never depends on when.
    Raises RepositoryUnusable where git cannot give what the chain names.
    """
    files = past.before.files
    arrivals = arrivals_along(chain, past.first)
    flat = [change for each in arrivals for change in each]
    known_valid = cache(lambda digest: texts_known(digest, flat))
    with (
        repository.objects() as objects,
        repository.objects() as stream,
        readers(
            repository.own_dir, products, objects, files, chain, arrivals, known_valid
        ) as reading,
    ):
        known = Known(cache=store)
        verdicts: Sequence[SealVerdict] = [NOT_JUDGED] * len(chain)
        trusted = [True] * len(chain)
        if timed:
            signers = signers_along(chain, objects, signers_in(files.get(ALLOWED_SIGNERS), objects))
            registry = RegistryAlong(objects, products, known, Tree.of(files))
            verdicts = judge_chain(repository, chain, signers, registry, past.before)
            trusted = [each.trusts(GATE) for each in signers]
        seals = Seals(verdicts, len(past.before.ids))
        proofs = evidence_of(chain, trusted, seals)
        past = _settled(past, chain, seals)
        wanted = (change.blob for change in flat if _is_text(change))
        texts = stream.many(wanted, MAX_BYTES + 1)
        objects.expect(_attachments_along(chain, arrivals))
        valid = _Valid(known_valid, reading)
        replay = Replay(objects, products, known, past, valid)
        for commit, proof, changes in zip(chain, proofs, arrivals, strict=True):
            replay.begin(commit, proof, judging=bool(changes))
            for change in changes:
                replay.judge(change, next(texts)[1] if _is_text(change) else None)
            replay.end()
        return Judgement(replay.outcome(), verdicts, trusted, replay.arrivals)


def _settled(past: Past, chain: Sequence[Commit], seals: Seals) -> Past:
    """Return ``past`` with the time of records that nothing vouched for before ``chain``."""
    waiting = any(record.receipt.time is None for record in past.records)
    sealed = next((each.committed for each in chain if seals.seal(each)), None) if waiting else None
    if sealed is None:
        return past
    return replace(past, records=[with_time(record, sealed) for record in past.records])


def with_time(record: Record, sealed: datetime) -> Record:
    """Return ``record``; with the time ``sealed`` where it has none."""
    if record.receipt.time is not None:
        return record
    return replace(record, receipt=replace(record.receipt, time=sealed))


def arrivals_along(chain: Sequence[Commit], before: Iterable[str] = ()) -> list[tuple[Change, ...]]:
    """Return, of each commit, the paths that first appear in it and claim to be records, sorted.

    A path that was there ``before``, whatever became of it, never arrives again.
    """
    seen = set(before)
    arrivals: list[tuple[Change, ...]] = []
    for commit in chain:
        new: dict[str, Change] = {}
        for change in commit.changes:
            if not change.removes and claims_to_be_record(change.path) and change.path not in seen:
                new.setdefault(change.path, change)  # a broken tree may hold a path twice
        seen.update(new)
        arrivals.append(tuple(new[path] for path in sorted(new)))
    return arrivals


def _attachments_along(
    chain: Sequence[Commit], arrivals: Sequence[Sequence[Change]]
) -> Iterator[str]:
    """Yield the blobs that lie in the folders of the records that arrive with them."""
    for commit, records in zip(chain, arrivals, strict=True):
        folders = {change.path.rpartition(".")[0] for change in records}
        for change in commit.changes if folders else ():
            if change.mode in REGULAR and change.path.rpartition("/")[0] in folders:
                yield change.blob


class _Valid:
    """The data of arrivals that are known to be valid: from before, or by another process."""

    def __init__(
        self,
        known: Callable[[str], Mapping[str, Any]] = lambda _: {},
        reading: Readers | None = None,
    ) -> None:
        self._known = known
        self._reading = reading or Readers()

    def take(self, digest: str, blob: str) -> Any:
        """Return what a record says that the schemas of ``digest`` accept; None: not known."""
        return self._known(digest).get(blob) or self._reading.take(digest, blob)


def _is_text(change: Change) -> bool:
    return change.mode in REGULAR


class Replay:
    """The tree replayed commit by commit, each new record judged in its place.

    ``begin`` fixes the rules in force at the first parent, then applies the commit; ``end`` lets
    the commit's own changes of the rules take force.
    """

    def __init__(
        self,
        objects: Objects,
        product: ProductFiles,
        known: Known | None = None,
        past: Past | None = None,
        valid: "_Valid | None" = None,
    ) -> None:
        past = past or Past()
        self._tree = Tree.of(past.before.files)
        self._context = Context(self._tree, objects, product, known)
        self._files = TreeFiles(self._tree, objects)
        self._standing = Standing(past.records)
        self._records = list(past.records)
        self._rejections = list(past.rejections)
        self._attachments = dict(past.attachments)
        self._first = dict(past.first)
        self._length = len(past.before.ids)
        self._valid = valid or _Valid()
        self.arrivals: list[Arrival] = []

    def begin(self, commit: Commit, proof: Evidence, *, judging: bool) -> None:
        """Go on to ``commit``; ``judging``: it brings records."""
        self._commit = commit
        self._proof = proof
        self._situation = self._before(commit) if judging else None
        self._length += 1
        self._tree.apply(commit.changes)

    def end(self) -> None:
        """Leave the commit."""
        self._context.applied(self._commit)

    def judge(self, change: Change, text: bytes | None) -> None:
        """Judge the record that ``change`` brings; ``text`` is None where it is no text."""
        data, problems = self._judged(change, text)
        place, _ = read_path(change.path)
        commit = self._commit
        outcome: Record | Rejection
        if problems or data is None or place is None:
            record_id = place.id if place is not None else ""
            path = shown(change.path)
            outcome = Rejection(path, record_id, commit.id, commit.committed, problems)
            self._rejections.append(outcome)
        else:
            outcome = self._admit(place, data)
        schema = self._situation.schemas.digest if self._situation is not None else ""
        self.arrivals.append(Arrival(change.path, commit, change.blob, schema, outcome))
        self._first[change.path] = change.blob

    def outcome(self) -> Admission:
        """Return everything judged."""
        return Admission(
            tuple(self._records),
            tuple(self._rejections),
            self._attachments,
            self._tree,
            self._standing,
            first=self._first,
            length=self._length,
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
        known = self._valid.take(self._situation.schemas.digest, change.blob)
        return judge_text(text, change.path, self._situation, known)

    def _admit(self, path: RecordPath, data: Mapping[str, Any]) -> Record:
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
        return record

    def _facts(
        self, path: RecordPath, data: Mapping[str, Any], schema: KindSchema
    ) -> frozenset[str]:
        if not schema.facts:
            return _NO_FACTS
        names = (name for _, name, _ in listed(data))
        return facts_in(schema.facts, names, lambda name: self._files.read(f"{path.folder}/{name}"))


_NO_FACTS: frozenset[str] = frozenset()
