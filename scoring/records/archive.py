"""All admitted records, joined into chains of corrections."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scoring.records.record import ALL_UNITS, Record

Chain = tuple[Record, ...]
"""A record and its corrections, in the order in which they came in."""


@dataclass(frozen=True)
class Archive:
    """Every admitted record, by chain.

    ``by_unit`` holds a chain under each unit that a link speaks of.
    """

    records: Mapping[str, Record]
    by_kind: Mapping[str, tuple[Chain, ...]]
    by_unit: Mapping[tuple[str, str], tuple[Chain, ...]]
    chains: Mapping[str, Chain]

    def chain_of(self, record_id: str) -> Chain:
        """Return the chain that ``record_id`` belongs to; empty where there is no such record."""
        return self.chains.get(record_id, ())


def archive_of(records: Iterable[Record]) -> Archive:
    """Join ``records``, given in the order of admission, into chains.

    Their ``supersedes`` have been judged: each names a record admitted before it, the last of its
    chain.
    """
    known: dict[str, Record] = {}
    chains: dict[str, list[Record]] = {}  # by id of each link
    heads: list[list[Record]] = []
    for record in records:
        known[record.id] = record
        chain = chains.get(record.supersedes) if record.supersedes else None
        if chain is None:
            chain = []
            heads.append(chain)
        chain.append(record)
        chains[record.id] = chain
    return _indexed(known, [tuple(chain) for chain in heads])


def _indexed(known: Mapping[str, Record], heads: list[Chain]) -> Archive:
    by_kind: defaultdict[str, list[Chain]] = defaultdict(list)
    by_unit: defaultdict[tuple[str, str], list[Chain]] = defaultdict(list)
    for chain in heads:
        kind = chain[0].kind
        by_kind[kind].append(chain)
        for unit in {unit for link in chain for unit in link.speaks_of}:
            by_unit[kind, unit].append(chain)
    return Archive(
        dict(known),
        {kind: tuple(chains) for kind, chains in by_kind.items()},
        {key: tuple(chains) for key, chains in by_unit.items()},
        {link.id: chain for chain in heads for link in chain},
    )


def chains_about(archive: Archive, kind: str, unit: str) -> tuple[Chain, ...]:
    """Return the chains of ``kind`` of which a link speaks of ``unit`` or of all units."""
    named = archive.by_unit.get((kind, unit), ())
    general = archive.by_unit.get((kind, ALL_UNITS), ())
    if not general:
        return named
    return (*general, *(chain for chain in named if chain not in general))
