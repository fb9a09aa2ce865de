"""The records that stand already, as a new one is compared with them: by kind, unit and year."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from scoring.records.record import Record
from scripts.content.shingles import anonymous, shingles


class Others:
    """What stands beside a record that is checked. What has been corrected stands no longer."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._by: defaultdict[tuple[str, str], dict[str, Record]] = defaultdict(dict)
        self._shingles: dict[str, frozenset[str]] = {}
        self._anonymous: dict[tuple[str, str], str] = {}
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
        """Return the shingles of a text field of ``record``."""
        return self.shingles_in(str(record.data.get(field, "")))

    def shingles_in(self, text: str) -> frozenset[str]:
        """Return the shingles of ``text``; reckoned once, also of what is only checked yet."""
        if text not in self._shingles:
            self._shingles[text] = shingles(text)
        return self._shingles[text]

    def anonymous_of(self, record: Record, text: str, names: Sequence[str]) -> str:
        """Return ``text``, which stands in ``record``, without names and years; reckoned once."""
        key = (record.id, text)
        if key not in self._anonymous:
            self._anonymous[key] = anonymous(text, names, record.year)
        return self._anonymous[key]
