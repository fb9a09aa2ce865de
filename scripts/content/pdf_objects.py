"""Everything a PDF file's objects hold, whichever of them a page shows: names, and texts beside.

Numbers of clauses are those of ISO 32000-1.
"""

from collections.abc import Iterator
from typing import Any

from scripts.content.fault import FileFault
from scripts.content.limits import MAX_DEPTH, MAX_OBJECTS, MAX_TEXT

_MOST_NOTES = 2_000
_SHORTEST = 11  # what is shorter holds no number of a person: codes of fonts, titles of fields


def names_and_texts(reader: Any) -> tuple[set[str], list[str]]:
    """Return every key, type and name in the file's objects, and every text of some length.

    Texts stand in notes, in fields of forms, in bookmarks, in what the file says of itself.
    """
    from pypdf.generic import NameObject, TextStringObject

    names: set[str] = set()
    texts: list[str] = []
    left = MAX_TEXT
    for value in _values(reader):
        if isinstance(value, NameObject):
            names.add(str(value))
        elif isinstance(value, TextStringObject) and len(value) >= _SHORTEST and left > 0:
            left -= len(value)
            texts.append(str(value))
    return names, texts


def _values(reader: Any) -> Iterator[Any]:
    from pypdf.generic import IndirectObject

    ids = {(number, generation) for generation, part in reader.xref.items() for number in part}
    ids |= {(number, 0) for number in reader.xref_objStm}
    if len(ids) > MAX_OBJECTS:
        raise FileFault("attachment-bomb")
    left = [MAX_OBJECTS * 10]
    for number, generation in sorted(ids):
        if generation <= 65534:  # 65535 marks the free ones
            yield from _inside(reader.get_object(IndirectObject(number, generation, reader)), left)


def _inside(top: Any, left: list[int]) -> Iterator[Any]:
    pending = [(top, 0)]
    while pending:
        value, depth = pending.pop()
        left[0] -= 1
        if left[0] < 0 or depth > MAX_DEPTH:
            raise FileFault("attachment-bomb")
        if isinstance(value, dict):
            yield from value.keys()
            pending.extend((dict.__getitem__(value, key), depth + 1) for key in value)
        elif isinstance(value, list):
            pending.extend((each, depth + 1) for each in list.__iter__(value))
        elif isinstance(value, str):
            yield value


def drawn_notes(reader: Any, page: Any) -> Iterator[str]:
    """Yield the text that stamps and filled-in fields draw upon ``page`` (12.5.5)."""
    from pypdf import PageObject
    from pypdf.generic import NameObject, StreamObject

    notes = page.get("/Annots")
    for note in (notes.get_object() if notes is not None else ())[:_MOST_NOTES]:
        look = note.get_object().get("/AP")
        drawn = look and look.get_object().get("/N")
        stream = drawn and drawn.get_object()
        if isinstance(stream, StreamObject):
            alone = PageObject(reader)
            alone[NameObject("/Contents")] = stream
            alone[NameObject("/Resources")] = stream.get("/Resources") or page.get("/Resources")
            yield alone.extract_text()
