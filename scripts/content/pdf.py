"""PDF files: pages with something on them, and nothing that runs, hides or is locked.

Numbers of clauses are those of ISO 32000-1.
"""

import io
import logging
import re
from contextlib import AbstractContextManager
from typing import Any

from scripts.content.fault import Contents, FileFault
from scripts.content.limits import (
    MAX_PAGE_BYTES,
    MAX_PAGES,
    MAX_STREAM,
    MAX_TEXT,
)
from scripts.content.pdf_objects import drawn_notes, names_and_texts
from scripts.content.xmp import creators

_RUNS = {
    "/JavaScript": "JavaScript",
    "/JS": "JavaScript",
    "/Launch": "Launch",
    "/SubmitForm": "SubmitForm",
    "/ImportData": "ImportData",
    "/RichMedia": "RichMedia",
    "/Rendition": "Rendition",
    "/Movie": "Movie",
    "/Sound": "Sound",
    "/XFA": "XFA",
}
"""Keys, types and actions that run or play something (12.6.4, 13, 12.7.8)."""

_HOLDS = {"/EmbeddedFile", "/EmbeddedFiles", "/EF", "/GoToE"}
_MARKS = re.compile(rb"(?:^|\s)(?:Do|BI|f\*?|F|B\*?|b\*?|S|s|sh)(?=\s|$)")
"""Operators that paint: a picture, a filled or stroked path (8.2, table 50)."""

_WORDS = re.compile(rb"[)>\]]\s*(?:Tj|TJ|'|\")")
"""Operators that show text (9.4.3)."""

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # a gate's answer is no place for it


def pdf_contents(content: bytes, *, wants_text: bool) -> Contents:
    """Return what is in a PDF file; all of its text where wanted.

    Raises FileFault for what cannot be read, is under a password, or is blank.
    """
    with _bounds():
        try:
            return _read(content, wants_text=wants_text)
        except FileFault:
            raise
        except MemoryError:
            raise FileFault("attachment-bomb") from None
        except Exception as error:  # pypdf raises what it likes over a broken file
            code = "attachment-bomb" if _is_limit(error) else "attachment-broken"
            raise FileFault(code) from None


def _bounds() -> AbstractContextManager[Any]:
    import pypdf

    return pypdf.apply_configuration(
        maximum_declared_stream_length=MAX_PAGE_BYTES,
        array_based_stream_maximum_output_length=MAX_STREAM,
        lzw_maximum_output_length=MAX_STREAM,
        run_length_maximum_output_length=MAX_STREAM,
        zlib_maximum_output_length=MAX_STREAM,
        stream_decoding_work_maximum_length=4 * MAX_STREAM,
        page_tree_maximum_entries=20_000,
        xform_maximum_invocations_per_extraction=500,
        jbig2dec_binary=None,
        disable_legacy_handling=True,
    )


def _is_limit(error: Exception) -> bool:
    return type(error).__name__ in ("LimitReachedError", "RecursionError")


def _read(content: bytes, *, wants_text: bool) -> Contents:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise FileFault("attachment-encrypted")
    found = Contents()
    names, texts = names_and_texts(reader)
    running = sorted({_RUNS[name] for name in names & _RUNS.keys()})
    if running:
        found.faults.append(FileFault("attachment-active", {"what": "、".join(running)}))
    if names & _HOLDS:
        found.faults.append(FileFault("attachment-embedded", {"what": "EmbeddedFile"}))
    author = reader.metadata.get("/Author") if reader.metadata else None
    if isinstance(author, str) and author.strip():
        found.authors.append(author.strip())
    found.authors += creators(_packet(reader))
    _pages(reader, found, wants_text=wants_text)
    if wants_text:
        found.lines += texts
    return found


def _packet(reader: Any) -> bytes:
    """Return the document's XMP packet (14.3.2), empty where there is none."""
    stream: Any = reader.trailer["/Root"].get_object().get("/Metadata")
    stream = stream and stream.get_object()
    return bytes(stream.get_data()) if hasattr(stream, "get_data") else b""


def _pages(reader: Any, found: Contents, *, wants_text: bool) -> None:
    """Read the pages: all where the text is wanted, else to the first that shows something."""
    size = length = 0
    blank = True
    for number, page in enumerate(reader.pages):
        if number >= MAX_PAGES or size > MAX_PAGE_BYTES or length > MAX_TEXT:
            found.faults.append(FileFault("attachment-unread"))
            break
        stream = page.get_contents()
        drawn = stream.get_data() if stream is not None else b""
        size += len(drawn)
        if not wants_text:
            if _MARKS.search(drawn) or _WORDS.search(drawn):
                return
            continue
        text = page.extract_text() if _WORDS.search(drawn) or b"Do" in drawn else ""
        length += len(text)
        found.lines += text.split("\n")
        for note in drawn_notes(reader, page) if "/Annots" in page else ():
            length += len(note)
            found.lines += note.split("\n")
        blank = blank and not text.strip() and not _MARKS.search(drawn)
    if blank:
        raise FileFault("attachment-blank")
