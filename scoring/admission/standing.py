"""What stands already: the records admitted so far, their chains, the values they hold alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from scoring.records.record import Record

Held = tuple[str, ...]
"""Values that one record may hold alone, or the names of the fields they stand in."""


class Standing:
    """The records admitted before the one to be judged."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._records: dict[str, Record] = {}
        self._chains: dict[str, list[Record]] = {}  # by id of each link
        self._by_kind: dict[str, dict[str, list[Record]]] = {}  # kind → id of first link → chain
        self._held: dict[tuple[str, Held], dict[Held, str]] = {}  # values → id of first link
        for record in records:
            self.admit(record)

    def find(self, record_id: str) -> Record | None:
        """Return the record ``record_id``, None where there is none."""
        return self._records.get(record_id)

    def last(self, record_id: str) -> Record:
        """Return the last link of the chain that the record ``record_id`` belongs to."""
        return self._chains[record_id][-1]

    def holder(
        self, kind: str, year: int, fields: Held, data: Mapping[str, Any], correcting: str | None
    ) -> Record | None:
        """Return the record of ``kind`` in force that has the values of ``data`` in ``fields``.

        Of those in the folders of ``year``, since a record counts in that year alone. Not counted
        is the chain of ``correcting``, the record that ``data`` corrects.
        """
        wanted = _values(year, data, fields)
        if wanted is None:
            return None
        first = self._index(kind, fields).get(wanted)
        if first is None:
            return None
        own = self._chains.get(correcting) if correcting is not None else None
        chain = self._chains[first]
        return None if chain is own else chain[-1]

    def admit(self, record: Record) -> None:
        """Add ``record``, which has been found valid."""
        chain = self._chains.get(record.supersedes) if record.supersedes else None
        for (kind, fields), index in self._held.items():
            if kind != record.kind:
                continue
            if chain:
                index.pop(_values(record.year, chain[-1].data, fields) or (), None)
            held = _values(record.year, record.data, fields)
            if held is not None:
                index[held] = chain[0].id if chain else record.id
        if chain is None:
            chain = []
            self._by_kind.setdefault(record.kind, {})[record.id] = chain
        chain.append(record)
        self._chains[record.id] = chain
        self._records[record.id] = record

    def _index(self, kind: str, fields: Held) -> dict[Held, str]:
        """Return which chain holds which values; made when first asked for, then kept up."""
        key = (kind, fields)
        if key not in self._held:
            self._held[key] = {
                held: first
                for first, chain in self._by_kind.get(kind, {}).items()
                if (held := _values(chain[-1].year, chain[-1].data, fields)) is not None
            }
        return self._held[key]


def _values(year: int, data: Mapping[str, Any], fields: Held) -> Held | None:
    """Return the year and the values of ``fields`` as texts, None where one is not there."""
    values = tuple(data.get(name) for name in fields)
    return None if any(value is None for value in values) else (str(year), *map(repr, values))
