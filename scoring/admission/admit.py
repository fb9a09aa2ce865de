"""The one pass over the chain: every record that ever came in, admitted or rejected."""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from scoring.admission.authorities import RegistryAlong
from scoring.admission.paths import claims_to_be_record
from scoring.admission.product import ProductFiles
from scoring.admission.replay import Replay
from scoring.admission.results import AdmittedChain, Past
from scoring.admission.rules_along import ParsedRules
from scoring.admission.validating import second_reader
from scoring.cache.store import Cache
from scoring.history.commits import REGULAR, Change, Commit
from scoring.history.evidence import Seal, evidence_of
from scoring.history.objects import Objects
from scoring.history.repository import Repository
from scoring.history.seals import judge_chain, seals_of, signers_along, signers_in
from scoring.history.signers import ALLOWED_SIGNERS, GATE
from scoring.history.tree import Tree
from scoring.history.verdicts import NOT_JUDGED, SealVerdict
from scoring.records.record import Record
from scoring.records.yamltext import MAX_BYTES

KnownTexts = Callable[[str, Sequence[Change]], Mapping[str, Any]]
"""Digest of schemas and arrivals → the data of those that are known to be valid, by blob."""


def _no_texts(schemas: str, arrivals: Sequence[Change]) -> Mapping[str, Any]:
    """Know of no text that it is valid."""
    return {}


def admit_chain(
    repository: Repository,
    chain: Sequence[Commit],
    products: ProductFiles,
    past: Past,
    known_texts: KnownTexts = _no_texts,
    *,
    timed: bool = True,
    cache: Cache | None = None,
) -> AdmittedChain:
    """Judge what ``chain`` brought in upon what ``past`` left.

    ``cache`` remembers entries of the registry that were found valid. Without ``timed`` no seal is
    looked at, and no record has a time: what is valid never depends on when. Raises
    RepositoryUnusable where git cannot give what the chain names.
    """
    arrivals = arrivals_along(chain, past.first)
    all_arrivals = [change for changes in arrivals for change in changes]
    valid = functools.cache(lambda schemas: known_texts(schemas, all_arrivals))
    with (
        repository.objects() as objects,
        repository.objects() as stream,
        second_reader(
            repository.own_dir, products, objects, past.chain.files, chain, arrivals, valid
        ) as second,
    ):
        parsed = ParsedRules(cache=cache)
        verdicts, trusted = (
            _sealed(repository, chain, products, past, parsed, objects)
            if timed
            else ([NOT_JUDGED] * len(chain), [True] * len(chain))
        )
        seals = seals_of(verdicts)
        past = _settled(past, chain, seals)
        texts = stream.blobs(
            (change.blob for change in all_arrivals if _is_text(change)), MAX_BYTES + 1
        )
        objects.expect(_attachments_along(chain, arrivals))

        def data_of(schemas: str, blob: str) -> Any:
            return valid(schemas).get(blob) or second.take(schemas, blob)

        replay = Replay(objects, products, parsed, past, data_of)
        evidence = evidence_of(chain, trusted, seals)
        for commit, proven, changes in zip(chain, evidence, arrivals, strict=True):
            replay.begin(commit, proven, judging=bool(changes))
            for change in changes:
                replay.judge(change, next(texts)[1] if _is_text(change) else None)
            replay.end()
        return AdmittedChain(replay.outcome(), verdicts, trusted, replay.arrivals)


def _sealed(
    repository: Repository,
    chain: Sequence[Commit],
    products: ProductFiles,
    past: Past,
    parsed: ParsedRules,
    objects: Objects,
) -> tuple[Sequence[SealVerdict], Sequence[bool]]:
    """Return of each commit what was found of its seal, and whether a gate key is trusted there."""
    files = past.chain.files
    signers = signers_along(chain, objects, signers_in(files.get(ALLOWED_SIGNERS), objects))
    registry = RegistryAlong(objects, products, parsed, Tree.of(files))
    verdicts = judge_chain(repository, chain, signers, registry, past.chain)
    return verdicts, [each.trusts(GATE) for each in signers]


def _settled(past: Past, chain: Sequence[Commit], seals: Sequence[Seal | None]) -> Past:
    """Return ``past`` with the time of records that nothing vouched for before ``chain``."""
    if all(record.receipt.time is not None for record in past.records):
        return past
    sealed = (commit for commit, seal in zip(chain, seals, strict=True) if seal is not None)
    first = next(sealed, None)
    if first is None:
        return past
    return replace(past, records=[with_time(each, first.committed) for each in past.records])


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


def _is_text(change: Change) -> bool:
    return change.mode in REGULAR
