"""A history admitted from where the last reading of it ended.

The chain's commits are named by git every time. What follows from the name of a commit alone (what
was admitted up to it, since the name covers all that lies below) is taken from the cache; all
commits after that are judged anew. So the result is the same with a cache, without, or with a
broken one.
"""

import itertools
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, overload

from scoring.admission import stretches
from scoring.admission.admit import admit_chain
from scoring.admission.attachments import listed
from scoring.admission.cached_chain import CachedChain
from scoring.admission.paths import read_path
from scoring.admission.product import ProductFiles
from scoring.admission.results import Admission, AdmittedChain, Arrival, Past
from scoring.admission.stretches import DIRECT, MERGE, SEALED, UNSEALED, Admitted, Kept, Rejected
from scoring.cache.engine import era_of
from scoring.cache.store import Cache, Stretch, ValidText, encoded
from scoring.history.commits import Change, Commit
from scoring.history.repository import Repository
from scoring.history.verdicts import SealVerdict
from scoring.records.record import Record

_MANY = 1000
"""Commits whose seals are not judged where nobody needs times."""


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
        admitted = admit_chain(repository, chain, products, Past(), timed=timed)
        return replace(admitted.admission, verdicts=admitted.verdicts)
    cache = cache_of(repository, products)
    known = CachedChain.of(repository, cache, head)
    chain = known.rest(repository, head)
    timed = timed or len(chain) < _MANY

    def known_texts(schemas: str, arrivals: Sequence[Change]) -> Mapping[str, Any]:
        return _known_texts(cache, schemas, arrivals)

    admitted = admit_chain(
        repository, chain, products, known.past(), known_texts, timed=timed, cache=cache
    )
    if chain and timed:
        _keep(cache, known, chain, admitted)
    elif chain:
        cache.keep([], _texts_of(admitted))
    verdicts = _Verdicts(tuple(known.stretches), admitted.verdicts)
    return replace(admitted.admission, verdicts=verdicts)


def cache_of(repository: Repository, products: ProductFiles) -> Cache:
    """Return the cache of ``repository`` for this engine with these files of the product."""
    return Cache(repository.git_dir, era_of(_rules(products)))


def _rules(products: ProductFiles) -> Iterator[bytes]:
    """Yield the product's own rules, which hold wherever a repository has none."""
    for files in (products.schemas, products.rulebooks):
        for name, content in sorted(files.items()):
            yield name.encode()
            yield content


def _known_texts(cache: Cache, schemas: str, arrivals: Sequence[Change]) -> Mapping[str, Any]:
    """Return the data of ``arrivals`` that the cache knows to be valid, by blob."""
    paths = ((change.blob, read_path(change.path)[0]) for change in arrivals)
    wanted = [(blob, path.kind) for blob, path in paths if path is not None]
    return dict(cache.texts(schemas, wanted))


def _keep(
    cache: Cache, known: CachedChain, chain: Sequence[Commit], admitted: AdmittedChain
) -> None:
    """Keep what was found of ``chain``, the commits beyond what is ``known``."""
    new = _stretches_of(chain, admitted)
    first = chain[0].place
    if known.kept and len(known.kept[-1].ids) < stretches.LENGTH:
        last = stretches.decode(known.stretches[-1], verdicts=True)
        new = itertools.chain((stretches.joined(last, next(new)),), new)
        first = last.first
    cache.keep(map(stretches.encode, new), _texts_of(admitted), first=first)


def _stretches_of(chain: Sequence[Commit], admitted: AdmittedChain) -> Iterator[Kept]:
    """Yield ``chain`` as stretches, one at a time."""
    coming = deque(admitted.arrivals)
    for begin in range(0, len(chain), stretches.LENGTH):
        part = slice(begin, begin + stretches.LENGTH)
        commits, verdicts = chain[part], admitted.verdicts[part]
        kept = Kept(commits[0].place)
        for commit, keyed, verdict in zip(commits, admitted.trusted[part], verdicts, strict=True):
            kept.take(commit, _kind(commit, keyed, verdict), verdict)
        while coming and coming[0].commit.place <= commits[-1].place:
            arrival = coming.popleft()
            number = arrival.commit.place - kept.first
            if isinstance(arrival.outcome, Record):
                files = admitted.admission.attachments
                kept.admitted.append(_admitted(arrival, arrival.outcome, kept, number, files))
            else:
                problems = arrival.outcome.problems
                kept.rejected.append(Rejected(arrival.path, number, arrival.blob, problems))
        yield kept


def _kind(commit: Commit, keyed: bool, verdict: SealVerdict) -> str:
    if keyed:
        return SEALED if verdict.valid and verdict.receipt is not None else UNSEALED
    return MERGE if commit.is_merge else DIRECT


def _admitted(
    arrival: Arrival,
    record: Record,
    kept: Kept,
    number: int,
    attachments: Mapping[tuple[str, str], str],
) -> Admitted:
    """Return ``record`` as it is kept, of the commit ``number`` of the stretch ``kept``."""
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
        {name: attachments[record.id, name] for _, name, _ in listed(record.data)},
    )


def _texts_of(admitted: AdmittedChain) -> Iterator[ValidText]:
    for arrival in admitted.arrivals:
        if isinstance(arrival.outcome, Record):
            data = encoded(arrival.outcome.data)
            if data is not None:
                yield ValidText(arrival.schema, arrival.blob, arrival.outcome.kind, data)


class _Verdicts(Sequence[SealVerdict]):
    """The verdicts of a chain: those of its known part are read when somebody asks."""

    def __init__(self, known: tuple[Stretch, ...], new: Sequence[SealVerdict]) -> None:
        self._known = known
        self._new = new

    @cached_property
    def _all(self) -> list[SealVerdict]:
        known = (each for stretch in self._known for each in stretches.verdicts_in(stretch))
        return [*known, *self._new]

    @overload
    def __getitem__(self, place: int) -> SealVerdict: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[SealVerdict]: ...

    def __getitem__(self, place: int | slice) -> SealVerdict | Sequence[SealVerdict]:
        return self._all[place]

    def __len__(self) -> int:
        return len(self._all)
