"""The part of a history that the cache knows: read back, as the past of the commits after it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.admission import stretches
from scoring.admission.admit import with_time
from scoring.admission.paths import read_path
from scoring.admission.results import Past, Rejection
from scoring.admission.stretches import (
    DIRECT,
    MERGE,
    SEALED,
    UNSEALED,
    Admitted,
    Kept,
    Rejected,
    time_of,
)
from scoring.cache.store import Cache, Stretch
from scoring.history.commits import Commit
from scoring.history.path_text import shown_path
from scoring.history.repository import Repository
from scoring.history.seals import EarlierChain
from scoring.history.tree import TreeFile
from scoring.records.record import Receipt, Record, Strength
from scoring.records.yamltext import MAX_BYTES, load_yaml


@dataclass
class CachedChain:
    """What the cache knows of the chain ``ids``: its first stretches, as they were read.

    ``data`` is what each record admitted there says, by schemas' digest and blob.
    """

    ids: Sequence[str]
    stretches: list[Stretch] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    data: dict[tuple[str, str], Any] = field(default_factory=dict)

    @classmethod
    def of(cls, repository: Repository, cache: Cache, head: str) -> "CachedChain":
        """Read what is known of the chain up to ``head``, while git says what that chain is."""
        if not cache.is_there:
            return cls(())
        chain_ids = repository.chain_ids(head)
        pairs = list(_readable(cache.stretches()))
        data = _data(cache, [kept for _, kept in pairs])
        ids = chain_ids()
        known = cls(ids, data=data)
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
                    records[place] = with_time(records[place], time_of(found))
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
            for rejected in kept.rejected:
                rejections.append(_rejection(rejected, kept))
                first[rejected.path] = rejected.blob
        last_seal = None if sealed is None else time_of(sealed)
        chain = EarlierChain(self.ids[: self.length], files, last_seal)
        return Past(chain, records, rejections, attachments, first)


def _readable(found: Iterable[Stretch]) -> Iterator[tuple[Stretch, Kept]]:
    """Yield each stretch with what it says, up to the first that says nothing we would write."""
    for stretch in found:
        try:
            kept = stretches.decode(stretch)
        except stretches.UNREADABLE:
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
        for schema, texts in wanted.items()
        for blob, data in cache.texts(schema, texts)
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
    time = None if each.time is None else time_of(each.time)
    receipt = Receipt(
        kept.ids[each.commit],
        kept.first + each.commit,
        time,
        _STRENGTHS[kept.kinds[each.commit]],
    )
    return Record(each.id, unit, int(year), kind, data, receipt, units, frozenset(each.facts))


def _rejection(rejected: Rejected, kept: Kept) -> Rejection:
    place, _ = read_path(rejected.path)
    return Rejection(
        shown_path(rejected.path),
        place.id if place is not None else "",
        kept.ids[rejected.commit],
        time_of(kept.committed[rejected.commit]),
        rejected.problems,
    )
