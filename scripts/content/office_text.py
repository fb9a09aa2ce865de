"""The text of Word and Excel files: every paragraph or cell a line, whichever part it stands in."""

import io
import re
from collections.abc import Callable
from typing import Any
from xml.sax.handler import ContentHandler, feature_namespaces

from scripts.content.fault import Contents, FileFault
from scripts.content.limits import MAX_DEPTH, MAX_TEXT
from scripts.content.package import Package

# What Word prints or shows: the text itself, above and below each page, notes and comments.
_WORD_PARTS = re.compile(
    r"word/(document[0-9]*|header[0-9]*|footer[0-9]*|footnotes|endnotes|comments)\.xml", re.I
)
_SHEETS = re.compile(r"xl/(sharedStrings|worksheets/[^/]+|comments[0-9]*)\.xml", re.I)
_COMMENTS = re.compile(r"word/comments\.xml", re.I)
_COMMANDS = ("DDE", "DDEAUTO")


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

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        self._depth -= 1
        self._inside = None
        if name[1] in self._ends and self._line:
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
        if element in ("tab", "br", "cr"):
            self._line.append(" ")
        elif element in ("ins", "del", "moveFrom", "comment"):
            self.seen.add(element)
        return None

    def takes(self, sort: str, content: str) -> None:
        (self.commands if sort == "instrText" else self._line).append(content)


class _Sheet(_Reader):
    """Cells of Excel: texts, wherever they are kept, and numbers as they are stored."""

    def __init__(self) -> None:
        super().__init__(frozenset(("si", "c", "comment")))
        self._shared = False

    def begins(self, element: str, attrs: Any) -> str | None:
        if element == "c":
            self._shared = attrs.get((None, "t")) == "s"  # its value is a place in a list
        return element if element == "t" or (element == "v" and not self._shared) else None


def word_lines(package: Package, found: Contents) -> None:
    """Put the text of a Word file into ``found``, and what of it should not be there."""
    for name in _parts(package, _WORD_PARTS):
        reader = _Word()
        _read(package, name, reader, found)
        if reader.seen and not any(each.code == "attachment-revisions" for each in found.faults):
            found.faults.append(FileFault("attachment-revisions"))
        commands = "".join(reader.commands).upper().split()
        if any(word in _COMMANDS for word in commands):
            found.faults.append(FileFault("attachment-external", {"target": "DDE"}))


def sheet_lines(package: Package, found: Contents) -> None:
    """Put the text of an Excel file into ``found``."""
    for name in _parts(package, _SHEETS):
        _read(package, name, _Sheet(), found)


def _parts(package: Package, pattern: re.Pattern[str]) -> list[str]:
    return sorted(name for name in package.beginnings if pattern.fullmatch(name))


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
