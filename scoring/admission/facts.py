"""Facts rules read from attachments, as a kind's ``x-facts`` names them: a text in a Word file.

A Word file comes from anybody: it is read as a zip with bounds on every size, its XML without
entities or external parts. A file that cannot be read so holds no fact; it is no error here.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from xml.sax.handler import ContentHandler, feature_namespaces

DOCUMENT = "word/document.xml"
MAX_PARTS = 5_000
MAX_TEXT = 16 * 1024 * 1024
"""Bytes of the main part, unpacked."""

MAX_DEPTH = 1000
"""Levels of nesting followed in it."""

_WORD = "wordprocessingml"


def facts_in(
    wanted: Mapping[str, Mapping[str, str]],
    names: Iterable[str],
    read: Callable[[str], bytes | None],
) -> frozenset[str]:
    """Return which of the facts ``wanted`` the files ``names`` show.

    ``read`` gives their content, None where it is too large.
    """
    listed = list(names)
    texts: dict[str, str] = {}
    shown: set[str] = set()
    for fact, terms in wanted.items():
        text = squeezed(terms["text"])
        for name in listed:
            if not name.lower().endswith(terms["files"]):
                continue
            if name not in texts:
                texts[name] = word_text(read(name) or b"")
            if text in texts[name]:
                shown.add(fact)
    return frozenset(shown)


def word_text(content: bytes) -> str:
    """Return the text of a Word file without white space; empty where it cannot be read.

    The main part only: its paragraphs and tables, not headers, footers or comments.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            part = _main_part(archive)
        return squeezed(_text_of(part))
    except Exception:  # zipfile and the XML parser raise a dozen kinds of error on broken files
        return ""


def squeezed(text: str) -> str:
    """Return ``text`` without white space."""
    return "".join(text.split())


def _main_part(archive: zipfile.ZipFile) -> bytes:
    if len(archive.infolist()) > MAX_PARTS:
        return b""
    with archive.open(name=DOCUMENT) as part:
        content = part.read(MAX_TEXT + 1)  # the size a zip states of itself proves nothing
    return content if len(content) <= MAX_TEXT else b""


class _Words(ContentHandler):
    """Collects the text of every run; what is struck out (``w:delText``) is text no longer."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._depth = 0
        self._inside = False

    def startElementNS(self, name: tuple[str | None, str], *_: Any) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ValueError("nested too deeply")
        namespace, local = name
        self._inside = local == "t" and _WORD in (namespace or "")

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        self._depth -= 1
        self._inside = False

    def characters(self, content: str) -> None:
        if self._inside:
            self.found.append(content)


def _text_of(part: bytes) -> str:
    from defusedxml.sax import make_parser

    words = _Words()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(words)
    parser.parse(io.BytesIO(part))
    return "".join(words.found)
