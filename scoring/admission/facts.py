"""Facts rules read from attachments, as a kind's ``x-facts`` names them: a text in a Word file.

A Word file comes from anybody: it is read as a zip with bounds on every size, its XML without
entities or external parts. A file that cannot be read so holds no fact; it is no error here.
"""

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from xml.sax.handler import ContentHandler, feature_namespaces

RELATIONS = "_rels/.rels"
DOCUMENT = "word/document.xml"
"""Where the main part stands in a file that does not say where."""

MAX_PARTS = 5_000
"""Parts of the package."""

MAX_TEXT = 16 * 1024 * 1024
"""Bytes of the main part, unpacked."""

MAX_RELATIONS = 1024 * 1024
"""Bytes of the list of parts, unpacked."""

MAX_DEPTH = 1000
"""Levels of nesting followed in either."""

_WORD = "wordprocessingml"
_MAIN = "/officeDocument"
"""How the type of the relationship ends that leads to the main part (ECMA-376 part 1, 15.2; the
strict form begins otherwise)."""


def facts_in(
    wanted: Mapping[str, Mapping[str, str]],
    names: Iterable[str],
    read: Callable[[str], bytes | None],
) -> frozenset[str]:
    """Return which of the facts ``wanted`` (a kind's ``x-facts``) the files ``names`` show.

    ``read`` gives their content, None where it is too large.
    """
    files = list(names)
    texts: dict[str, str] = {}
    found: set[str] = set()
    for fact, terms in wanted.items():
        text = squeezed(terms["text"])
        for name in files:
            if not name.lower().endswith(terms["files"]):
                continue
            if name not in texts:
                texts[name] = word_text(read(name) or b"")
            if text in texts[name]:
                found.add(fact)
    return frozenset(found)


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
    names = archive.namelist()
    relations = _unpacked(archive, RELATIONS, MAX_RELATIONS) if RELATIONS in names else b""
    return _unpacked(archive, _place_of_main(relations, names), MAX_TEXT)


def _unpacked(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    with archive.open(name=name) as part:
        content = part.read(limit + 1)  # the size a zip states of itself proves nothing
    return content if len(content) <= limit else b""


def _place_of_main(relations: bytes, names: list[str]) -> str:
    """Return the name of the main part as the package's ``relations`` give it.

    Not every program calls it ``word/document.xml``. Names of parts are told apart without regard
    to case (ECMA-376 part 2, 6.2.2).
    """
    if not relations:
        return DOCUMENT
    links = _Links()
    _parse(relations, links)
    for target in links.found:
        wanted = posixpath.normpath(f"/{target}").lstrip("/")
        for name in (wanted, *(each for each in names if each.lower() == wanted.lower())):
            if name in names:
                return name
    return DOCUMENT


class _Bounded(ContentHandler):
    """Follows the elements of a part to a bounded depth."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._depth = 0

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ValueError("nested too deeply")

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        self._depth -= 1


class _Links(_Bounded):
    """Collects where the package says that its main part stands."""

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:
        super().startElementNS(name, qname, attrs)
        of_kind = str(attrs.get((None, "Type"), "")).endswith(_MAIN)
        inside = attrs.get((None, "TargetMode"), "Internal") == "Internal"
        if name[1] == "Relationship" and of_kind and inside:
            self.found.append(str(attrs.get((None, "Target"), "")))


class _Words(_Bounded):
    """Collects the text of every run; what is struck out (``w:delText``) is text no longer."""

    _inside = False

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:
        super().startElementNS(name, qname, attrs)
        namespace, local = name
        self._inside = local == "t" and _WORD in (namespace or "")

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        super().endElementNS(name, qname)
        self._inside = False

    def characters(self, content: str) -> None:
        if self._inside:
            self.found.append(content)


def _text_of(part: bytes) -> str:
    words = _Words()
    _parse(part, words)
    return "".join(words.found)


def _parse(part: bytes, handler: ContentHandler) -> None:
    from defusedxml.sax import make_parser

    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    parser.parse(io.BytesIO(part))
