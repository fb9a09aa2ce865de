"""What of a record everybody will read: its public texts, and which of its files are public."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.admission.attachments import listed
from scoring.admission.schema_flaws import label
from scoring.problem import Pointer
from scoring.records.parts import Part
from scoring.records.schemas import KindSchema

_LONG = 10**10
"""A number from here on may be one that should have been text."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text and where it stands: its place in the record and what a message calls that."""

    pointer: Pointer
    name: str
    content: str


def public_texts(schema: KindSchema, data: Mapping[str, Any]) -> Iterator[Text]:
    """Yield the texts of ``data`` that are published, as the schema marks them (``x-internal``).

    ``data`` need not be valid. What is internal is not public and not searched: names and numbers
    have their place there.
    """
    if schema.internal:
        data = {name: data[name] for name in schema.public if name in data}
    yield from _texts(schema.whole, data, ())


def _texts(part: Part, value: Any, path: Pointer) -> Iterator[Text]:
    if isinstance(value, dict):
        for name, inner in value.items():
            known = part.field(name)
            if known is not None and not known.internal:
                yield from _texts(known, inner, (*path, name))
    elif isinstance(value, list):
        item = part.item()
        for index, inner in enumerate(value if item is not None else ()):
            assert item is not None
            yield from _texts(item, inner, (*path, index))
    elif isinstance(value, str):
        yield Text(path, label(path, part.title), value)
    elif isinstance(value, int) and abs(value) >= _LONG:
        yield Text(path, label(path, part.title), str(value))


def public_files(schema: KindSchema, data: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the listed files that are published with the record."""
    if not data.get("attachments"):
        return frozenset()
    shown = schema.public_view(data)
    if not isinstance(shown, dict):
        return frozenset()
    return frozenset(name for _, name, _ in listed(shown))
