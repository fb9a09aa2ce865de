"""What a record needs, beyond being there and matching, to count as what was asked for."""

from collections.abc import Iterable, Mapping
from typing import Any

from scoring.records.record import WORD, Record


def lacking(record: Record, requires: Iterable[str]) -> list[str]:
    """Return those of ``requires`` that ``record`` does not meet, in their order.

    ``word`` is an attached ``.docx`` file; any other name is a fact read from the attachments
    (``x-facts``: 文内注明“此件公开发布”) or a field that says something.
    """
    return [name for name in requires if not _meets(record, name)]


def _meets(record: Record, name: str) -> bool:
    if name == WORD:
        return record.has_file(".docx")
    return name in record.facts or _says_something(record.data.get(name))


def _says_something(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, Mapping | list):
        return len(value) > 0
    return value is not None
