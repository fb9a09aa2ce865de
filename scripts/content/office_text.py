"""The text of Word and Excel files: every paragraph or cell a line, whichever part it stands in.

Parts may be called anything and are shown all the same, so all that are XML are read: the text
itself, above and below each page, notes, comments, charts, drawings, and what the file says of
itself.
"""

import io
import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.sax.handler import ContentHandler, feature_namespaces

from scripts.content.fault import Contents, FileFault
from scripts.content.limits import MAX_DEPTH, MAX_TEXT
from scripts.content.package import Package

_DULL = ("styles+xml", "styleswitheffects+xml", "settings+xml", "websettings+xml", "fonttable+xml",
         "theme+xml", "numbering+xml", "calcchain+xml", "relationships+xml")  # fmt: skip
"""How the types of parts end that hold no text of anybody's."""

_MAIN = "main+xml"
_BLANKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_ANYTHING = re.compile(r"docProps/[^/]+\.xml", re.I)
_WORDPROCESSING = "wordprocessingml"
_BEGIN = "\x00"
_COMMAND = re.compile(
    r"""(?<![A-Z])(DDEAUTO|DDE)\b
    |\x00\s*(IMPORT|INCLUDETEXT|INCLUDE|LINK)\s
    |\x00\s*(INCLUDEPICTURE)\s+"?(?:https?:|ftp:|file:|\\\\)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Fields of Word that run a program, or fetch another file when they are updated or printed."""

_SHEET_TEXTS = frozenset(
    ("oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter",
     "definedName", "formula", "formula1", "formula2", "text")
)  # fmt: skip
_FORMULAS = frozenset(("f", "definedName", "formula", "formula1", "formula2"))
_FETCHED = re.compile(r"\b(WEBSERVICE|RTD)\s*\(|[A-Za-z]\w*\|[^|\n]*![A-Za-z'$]", re.I)
"""Formulas of Excel that fetch something, or speak to a program (``=program|'topic'!item``)."""


class _Full(Exception):
    """More text than is read out of one file."""


class _Reader(ContentHandler):
    """Follows a part's elements, no deeper than sense, and collects lines."""

    def __init__(self, line_ends: frozenset[str]) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.seen: set[str] = set()
        self._line: list[str] = []
        self._ends = line_ends
        self._depth = self._size = 0
        self._inside: str | None = None

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ValueError("nested too deeply")
        self._inside = self.begins(name[1], attrs)
        if name[1] in ("ins", "del", "moveFrom", "comment") and _WORDPROCESSING in (name[0] or ""):
            self.seen.add(name[1])

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        self._depth -= 1
        self._inside = None
        if name[1] in self._ends:
            self.endDocument()

    def endDocument(self) -> None:
        if self._line:
            self.lines.append("".join(self._line))
            self._line.clear()

    def characters(self, content: str) -> None:
        if self._inside is None:
            return
        self._size += len(content)
        if self._size > MAX_TEXT:
            raise _Full
        self.takes(self._inside, content)

    def begins(self, element: str, attrs: Any) -> str | None:
        """Return what the text inside ``element`` is taken as, None where it is none."""
        raise NotImplementedError

    def takes(self, sort: str, content: str) -> None:
        """Take a piece of text."""
        self._line.append(content)


class _Word(_Reader):
    """Paragraphs of Word; what is struck out in a revision is in the file all the same."""

    def __init__(self) -> None:
        super().__init__(frozenset(("p",)))
        self.commands: list[str] = []

    def begins(self, element: str, attrs: Any) -> str | None:
        if element in ("t", "delText", "instrText"):
            return element
        if element == "fldSimple":
            self.commands += (_BEGIN, _named(attrs, "instr"))
        elif element == "fldChar" and _named(attrs, "fldCharType") == "begin":
            self.commands.append(_BEGIN)
        if element in ("tab", "br", "cr"):
            self._line.append(" ")
        elif element in ("docPr", "cNvPr"):  # what is read aloud in the place of a picture
            self.lines += filter(None, (_named(attrs, "descr"), _named(attrs, "title")))
        return None

    def takes(self, sort: str, content: str) -> None:
        (self.commands if sort == "instrText" else self._line).append(content)


def _named(attrs: Any, name: str) -> str:
    """Return the attribute ``name`` of whatever namespace, empty where there is none."""
    return next((str(value) for (_, known), value in attrs.items() if known == name), "")


class _Sheet(_Reader):
    """Cells of Excel: texts, wherever they are kept, numbers as they are stored, formulas."""

    def __init__(self) -> None:
        super().__init__(frozenset(("si", "c", "comment", "p", *_SHEET_TEXTS)))
        self.formulas: list[str] = []
        self._shared = False

    def begins(self, element: str, attrs: Any) -> str | None:
        if element == "c":
            self._shared = attrs.get((None, "t")) == "s"  # its value is a place in a list
        elif element == "sheet":
            self.lines.append(_named(attrs, "name"))
        elif element in ("docPr", "cNvPr"):
            self.lines += filter(None, (_named(attrs, "descr"), _named(attrs, "title")))
        known = element in ("t", "f") or element in _SHEET_TEXTS
        return element if known or (element == "v" and not self._shared) else None

    def takes(self, sort: str, content: str) -> None:
        if sort in _FORMULAS:
            self.formulas.append(content)
        super().takes(sort, f" {content}" if sort == "v" and self._line else content)


class _Anything(_Reader):
    """Every text, whatever it is called."""

    def __init__(self) -> None:
        super().__init__(frozenset())

    def begins(self, element: str, attrs: Any) -> str | None:
        return element

    def takes(self, sort: str, content: str) -> None:
        self.lines.append(content)


def word_lines(package: Package, types: Mapping[str, str], found: Contents) -> None:
    """Put the text of a Word file into ``found``, and what of it should not be there."""
    for name in _parts(package, types):
        if _ANYTHING.fullmatch(name):
            _read(package, name, _Anything(), found)
            continue
        reader = _Word()
        _read(package, name, reader, found)
        if reader.seen and not any(each.code == "attachment-revisions" for each in found.faults):
            found.faults.append(FileFault("attachment-revisions"))
        command = _COMMAND.search("".join(reader.commands))
        if command is not None:
            target = next(filter(None, command.groups())).upper()
            found.faults.append(FileFault("attachment-external", {"target": target}))


def sheet_lines(package: Package, types: Mapping[str, str], found: Contents) -> None:
    """Put the text of an Excel file into ``found``, and what its formulas fetch."""
    for name in _parts(package, types):
        if _ANYTHING.fullmatch(name):
            _read(package, name, _Anything(), found)
            continue
        reader = _Sheet()
        _read(package, name, reader, found)
        fetched = _FETCHED.search("\n".join(reader.formulas))
        if fetched is not None:
            target = (fetched[1] or "DDE").upper()
            found.faults.append(FileFault("attachment-external", {"target": target}))


def _parts(package: Package, types: Mapping[str, str]) -> list[str]:
    """Return the parts that are XML and may hold a text."""
    return sorted(
        name
        for name, beginning in package.beginnings.items()
        if _type(name, types).endswith(_MAIN)
        or (
            beginning.lstrip(_BLANKS)[:1] in (b"<", b"")
            and beginning
            and not name.lower().endswith(".rels")
            and not _type(name, types).startswith(("image/", "text/"))
            and not _type(name, types).endswith(_DULL)
        )
    )


def _type(name: str, types: Mapping[str, str]) -> str:
    return types.get(f"/{name}", types.get(name.rpartition(".")[2], ""))


def _read(package: Package, name: str, reader: _Reader, found: Contents) -> None:
    from defusedxml.sax import make_parser

    make: Callable[[], Any] = make_parser
    parser = make()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(reader)
    try:
        parser.parse(io.BytesIO(package.read(name)))
    except (_Full, FileFault):
        found.faults.append(FileFault("attachment-unread"))
    except Exception:  # of expat and defusedxml, which agree on no common kind
        raise FileFault("attachment-broken") from None
    found.lines += reader.lines
