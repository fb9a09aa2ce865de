"""A history admitted from where the last reading of it ended.

The chain's commits are named by git every time. What follows from the name of a commit alone (what
was admitted up to it, since the name covers all that lies below) is taken from the cache; all
commits after that are judged anew. So the result is the same with a cache, without, or with a
broken one.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain as after
from pathlib import Path
from typing import Any, overload

from scoring.admission import stretches
from scoring.admission.admit import (
    Admission,
    Arrival,
    Judgement,
    Past,
    Rejection,
    judge,
    with_time,
)
from scoring.admission.attachments import listed
from scoring.admission.paths import read_path
from scoring.admission.product import ProductFiles
from scoring.admission.stretches import DIRECT, MERGE, SEALED, UNSEALED, Admitted, Kept, Refused, at
from scoring.cache.engine import era_of
from scoring.cache.store import Cache, Stretch, Text, encoded
from scoring.history.commits import Change, Commit, shown
from scoring.history.repository import Repository
from scoring.history.seals import Before
from scoring.history.tree import TreeFile
from scoring.history.verdicts import SealVerdict
from scoring.records.record import Receipt, Record, Strength
from scoring.records.yamltext import MAX_BYTES, load_yaml

_MUCH = 1000
"""Commits whose seals are not judged where nobody asks for times."""

_BROKEN = (ValueError, KeyError, TypeError, IndexError, AttributeError)
"""What reading an entry may raise that nobody of us wrote."""


def admission_at(
    repository: Repository,
    head: str,
    product: Path,
    *,
    cached: bool = False,
    timed: bool = True,
) -> Admission:
    """Admit all that the chain up to ``head`` brought in.

    ``product`` is the folder of the product's own schemas and rulebooks. ``cached``: go on from
    what the repository's cache knows, and keep there what is found. Without ``timed`` records need
    have no times, which spares the judging of seals where there is much to judge. Raises
    RepositoryUnusable where git cannot give what the chain names.
    """
    products = ProductFiles(product)
    if not cached:
        chain = repository.first_parent_chain(head)
        judged = judge(repository, chain, products, Past(), timed=timed)
        return replace(judged.admission, verdicts=judged.verdicts)
    cache = cache_of(repository, products)
    known = _Known.of(repository, cache, head)
    chain = known.rest(repository, head)
    timed = timed or len(chain) < _MUCH
    judged = judge(
        repository,
        chain,
        products,
        known.past(),
        lambda digest, new: _texts(cache, digest, new),
        timed=timed,
        store=cache,
    )
    if chain and timed:
        _keep(cache, known, chain, judged)
    elif chain:
        cache.keep([], _texts_of(judged))
    verdicts = _Verdicts(tuple(known.stretches), judged.verdicts)
    return replace(judged.admission, verdicts=verdicts)


def cache_of(repository: Repository, products: ProductFiles) -> Cache:
    """Return the cache of ``repository`` for this engine with these files of the product."""
    return Cache(repository.git_dir, era_of(_rules(products)))


def _rules(products: ProductFiles) -> Iterator[bytes]:
    """Yield the product's own rules, which hold wherever a repository has none."""
    for files in (products.schemas, products.rulebooks):
        for name, content in sorted(files.items()):
            yield name.encode()
            yield content


def _texts(cache: Cache, digest: str, arrivals: Sequence[Change]) -> Mapping[str, Any]:
    wanted = []
    for change in arrivals:
        place, _ = read_path(change.path)
        if place is not None:
            wanted.append((change.blob, place.kind))
    return dict(cache.texts(digest, wanted))


@dataclass
class _Known:
    """What the cache knows of the chain ``ids``: its first stretches, as they were read."""

    ids: Sequence[str]
    stretches: list[Stretch] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    data: dict[tuple[str, str], Any] = field(default_factory=dict)
    """Of each record admitted there: schemas' digest and blob → data."""

    @classmethod
    def of(cls, repository: Repository, cache: Cache, head: str) -> "_Known":
        """Read what is known of the chain up to ``head``, while git says what that chain is."""
        if not cache.is_there:
            return cls(())
        asked = repository.chain_ids(head)
        pairs = list(_readable(cache.stretches()))
        texts = _data(cache, [kept for _, kept in pairs])
        ids = asked()
        known = cls(ids, data=texts)
        for stretch, kept in pairs:
            end = kept.first + len(kept.ids)
            if kept.first != known.length or kept.ids != ids[kept.first : end]:
                break
            known.stretches.append(stretch)
            known.kept.append(kept)
        known._complete(repository)
        return known

    @property
    def length(self) -> int:
        """How many commits are known."""
        return self.kept[-1].first + len(self.kept[-1].ids) if self.kept else 0

    def rest(self, repository: Repository, head: str) -> list[Commit]:
        """Return the commits of the chain that are not known."""
        if not self.kept:
            return repository.first_parent_chain(head)
        return repository.newest_of_chain(head, len(self.ids) - self.length, len(self.ids))

    def _complete(self, repository: Repository) -> None:
        """Read the texts anew whose data the cache does not have, or no longer whole."""
        missing = {
            (each.schema, each.blob): None
            for kept in self.kept
            for each in kept.admitted
            if (each.schema, each.blob) not in self.data
        }
        if missing:
            texts = repository.blobs((blob for _, blob in missing), MAX_BYTES + 1)
            for key, (_, text) in zip(missing, texts, strict=True):
                self.data[key] = load_yaml(text)  # it has once been found valid

    def past(self) -> Past:
        """Return what is known as the past of the commits that follow."""
        files: dict[str, TreeFile] = {}
        records: list[Record] = []
        waiting: list[int] = []
        rejections: list[Rejection] = []
        attachments: dict[tuple[str, str], str] = {}
        first: dict[str, str] = {}
        sealed: int | None = None
        spoken: dict[str, frozenset[str]] = {}
        for kept in self.kept:
            for path, file in kept.files.items():
                if file is None:
                    files.pop(path, None)
                else:
                    files[path] = TreeFile(*file)
            found = stretches.next_seal(kept)
            if found is not None:
                for place in waiting:
                    records[place] = with_time(records[place], at(found))
                waiting.clear()
                sealed = kept.committed[kept.kinds.rindex(SEALED)]
            for each in kept.admitted:
                record = _record(each, kept, self.data[each.schema, each.blob], spoken)
                if record.receipt.time is None:
                    waiting.append(len(records))
                records.append(record)
                first[record.path] = each.blob
                for name, blob in each.files.items():
                    attachments[record.id, name] = blob
            for refused in kept.refused:
                rejections.append(_rejection(refused, kept))
                first[refused.path] = refused.blob
        before = Before(self.ids[: self.length], files, None if sealed is None else at(sealed))
        return Past(before, records, rejections, attachments, first)


def _readable(found: Iterable[Stretch]) -> Iterator[tuple[Stretch, Kept]]:
    """Yield each stretch with what it says, up to the first that says nothing we would write."""
    for stretch in found:
        try:
            kept = stretches.read(stretch)
        except _BROKEN:
            return
        yield stretch, kept


def _data(cache: Cache, parts: Sequence[Kept]) -> dict[tuple[str, str], Any]:
    """Return the data of the records admitted in ``parts``, as far as the cache has them."""
    wanted: dict[str, list[tuple[str, str]]] = {}
    for kept in parts:
        for each in kept.admitted:
            wanted.setdefault(each.schema, []).append((each.blob, each.id.split("/")[2]))
    return {
        (schema, blob): data
        for schema, asked in wanted.items()
        for blob, data in cache.texts(schema, asked)
    }


_STRENGTHS = {
    SEALED: Strength.SEALED,
    MERGE: Strength.RECORDED,
    UNSEALED: Strength.UNVERIFIED,
    DIRECT: Strength.UNVERIFIED,
}


def _record(
    each: Admitted, kept: Kept, data: Mapping[str, Any], spoken: dict[str, frozenset[str]]
) -> Record:
    """Return the record ``each``; ``spoken`` keeps one set of units for all that share it."""
    unit, year, kind, _ = each.id.split("/")
    if each.units is None:
        units = spoken.get(unit) or spoken.setdefault(unit, frozenset((unit,)))
    else:
        units = frozenset(each.units)
    time = None if each.time is None else at(each.time)
    receipt = Receipt(
        kept.ids[each.commit],
        kept.first + each.commit,
        time,
        _STRENGTHS[kept.kinds[each.commit]],
    )
    facts = frozenset(each.facts) if each.facts else _NO_FACTS
    return Record(each.id, unit, int(year), kind, data, receipt, units, facts)


_NO_FACTS: frozenset[str] = frozenset()


def _rejection(refused: Refused, kept: Kept) -> Rejection:
    place, _ = read_path(refused.path)
    return Rejection(
        shown(refused.path),
        place.id if place is not None else "",
        kept.ids[refused.commit],
        at(kept.committed[refused.commit]),
        refused.problems,
    )


def _keep(cache: Cache, known: _Known, chain: Sequence[Commit], judged: Judgement) -> None:
    """Keep what was found of ``chain``, the commits beyond what is ``known``."""
    new = _stretches_of(chain, judged)
    first = chain[0].place
    if known.kept and len(known.kept[-1].ids) < stretches.LENGTH:
        last = stretches.read(known.stretches[-1], verdicts=True)
        new = after((stretches.joined(last, next(new)),), new)
        first = last.first
    cache.keep(map(stretches.told, new), _texts_of(judged), first=first)


def _stretches_of(chain: Sequence[Commit], judged: Judgement) -> Iterator[Kept]:
    """Yield ``chain`` as stretches, one at a time."""
    coming = deque(judged.arrivals)
    for begin in range(0, len(chain), stretches.LENGTH):
        part = slice(begin, begin + stretches.LENGTH)
        commits, verdicts = chain[part], judged.verdicts[part]
        kept = Kept(commits[0].place)
        for commit, keyed, verdict in zip(commits, judged.trusted[part], verdicts, strict=True):
            kept.take(commit, _kind(commit, keyed, verdict), verdict)
        while coming and coming[0].commit.place <= commits[-1].place:
            arrival = coming.popleft()
            number = arrival.commit.place - kept.first
            if isinstance(arrival.outcome, Record):
                kept.admitted.append(_admitted(arrival, arrival.outcome, kept, number, judged))
            else:
                problems = arrival.outcome.problems
                kept.refused.append(Refused(arrival.path, number, arrival.blob, problems))
        yield kept


def _kind(commit: Commit, keyed: bool, verdict: SealVerdict) -> str:
    if keyed:
        return SEALED if verdict.valid and verdict.receipt is not None else UNSEALED
    return MERGE if commit.is_merge else DIRECT


def _admitted(
    arrival: Arrival, record: Record, kept: Kept, number: int, judged: Judgement
) -> Admitted:
    moment = record.receipt.time
    time = None if moment is None else int(moment.timestamp())
    if kept.kinds[number] == UNSEALED:
        time = stretches.next_seal(kept, number)
    return Admitted(
        record.id,
        number,
        arrival.blob,
        arrival.schema,
        time,
        None if record.speaks_of == {record.unit} else sorted(record.speaks_of),
        sorted(record.facts),
        {name: judged.admission.attachments[record.id, name] for _, name, _ in listed(record.data)},
    )


def _texts_of(judged: Judgement) -> Iterator[Text]:
    for arrival in judged.arrivals:
        if isinstance(arrival.outcome, Record):
            data = encoded(arrival.outcome.data)
            if data is not None:
                yield Text(arrival.schema, arrival.blob, arrival.outcome.kind, data)


class _Verdicts(Sequence[SealVerdict]):
    """The verdicts of a chain: those of its known part are read when somebody asks."""

    def __init__(self, known: tuple[Stretch, ...], new: Sequence[SealVerdict]) -> None:
        self._known = known
        self._new = new

    @cached_property
    def _all(self) -> list[SealVerdict]:
        told = (each for stretch in self._known for each in stretches.verdicts_in(stretch))
        return [*told, *self._new]

    @overload
    def __getitem__(self, place: int) -> SealVerdict: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[SealVerdict]: ...

    def __getitem__(self, place: int | slice) -> SealVerdict | Sequence[SealVerdict]:
        return self._all[place]

    def __len__(self) -> int:
        return len(self._all)
