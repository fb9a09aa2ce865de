"""The records that stand already, as a new one is compared with them: by kind, unit and year."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from scoring.records.record import Record
from scripts.content.shingles import shingles


class Others:
    """What stands beside a record that is checked. What has been corrected stands no longer."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._by: defaultdict[tuple[str, str], dict[str, Record]] = defaultdict(dict)
        self._shingles: dict[tuple[str, str], frozenset[str]] = {}
        for record in records:
            self.admit(record)

    def admit(self, record: Record) -> None:
        """Add ``record``, in the order of admission."""
        known = self._by[record.kind, record.unit]
        if record.supersedes is not None:
            known.pop(record.supersedes, None)
        known[record.id] = record

    def of_unit(self, kind: str, unit: str, besides: Collection[str]) -> Iterator[Record]:
        """Yield the records of ``kind`` of ``unit``, without those called ``besides``."""
        for record in self._by.get((kind, unit), {}).values():
            if record.id not in besides:
                yield record

    def of_others(self, kind: str, unit: str) -> Iterator[Record]:
        """Yield the records of ``kind`` of every unit but ``unit``."""
        for (known, other), records in self._by.items():
            if known == kind and other != unit:
                yield from records.values()

    def shingles_of(self, record: Record, field: str) -> frozenset[str]:
        """Return the shingles of a text field of ``record``; reckoned once."""
        key = (record.id, field)
        if key not in self._shingles:
            self._shingles[key] = shingles(str(record.data.get(field, "")))
        return self._shingles[key]
