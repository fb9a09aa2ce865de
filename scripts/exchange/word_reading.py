"""A Word file as paragraphs and tables, in their order, whoever saved it: Word, WPS, LibreOffice.

The file comes from anybody: it is unpacked within bounds, read without entities, followed to no
depth by recursion; macros, embedded objects and anything fetched from outside refuse it.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from scripts.content.fault import FileFault
from scripts.content.files import contents_of
from scripts.content.package import Package
from scripts.exchange.word_elements import attribute, child, tag
from scripts.exchange.word_numbers import put_numbers

MAX_ROWS, MAX_COLUMNS, MAX_BLOCKS = 2_000, 200, 50_000
"""Rows and columns of a table, blocks of a document: far more than any report has."""

UNREAD = "\ufffd"
"""Stands for a sign or a note that is shown there and cannot be told as text."""

_SHOWN_ELSEWHERE = ("attachment-revisions", "attachment-unread")  # no danger to a reader
_MAIN = "/officeDocument"
_USUAL_PLACE = "word/document.xml"
_WRAPPERS = frozenset(
    ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "r",
     "dir", "bdo")
)  # fmt: skip
_SHOWN_NO_MORE = frozenset(
    ("Fallback", "del", "moveFrom")
)  # a text box is kept twice, for old Word


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a line break within it is ``\\n``."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, its columns (from, to before). ``begins`` is False where it hangs down."""

    text: str
    first: int
    end: int
    begins: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its merged cells resolved: a cell that spans rows stands in each of them.

    ``nested``: it stands in a cell of the table before it, not on the page.
    """

    rows: tuple[tuple[Cell, ...], ...]
    nested: bool = False


Block = Paragraph | Grid

_NOT_SAID = _SHOWN_NO_MORE | {"tbl", "rt", "rPr", "pPr", "txbxContent"}
_NOTES = ("footnoteReference", "endnoteReference")
_PARTED = {"num": "(", "den": "/("}
"""Signs before the parts of a fraction."""

_OF_FONTS = {
    "Symbol": {"a3": "≤", "b3": "≥", "b1": "±", "b4": "×", "b8": "÷", "b9": "≠", "d7": "·"},
    "Wingdings": {"6f": "□", "a8": "□", "fc": "✓", "fe": "☑"},
}
"""Signs that old fonts keep at places of their own."""


def word_blocks(name: str, content: bytes, *, numbers: bool = False) -> tuple[Block, ...]:
    """Return the blocks of the Word file ``content``, called ``name``.

    ``numbers``: with the automatic numbers of paragraphs, which Word keeps out of the text.
    Raises FileFault, with a code of the content checks, for a file that is none or is not safe.
    """
    for fault in contents_of(name, content, wants_text=False).faults:
        if fault.code not in _SHOWN_ELSEWHERE:
            raise fault
    package = Package(content)
    root = package.xml(_main_part(package))
    body = next((each for each in root if tag(each) == "body"), None)
    if body is None:
        raise FileFault("attachment-broken")
    if numbers:
        put_numbers(package, body)
    blocks: list[Block] = []
    for element in _inside(body, ("p", "tbl")):
        blocks.append(Paragraph(_text(element)) if tag(element) == "p" else _grid(element))
        in_cell = tag(element) == "tbl"
        blocks.extend(replace(_grid(each), nested=in_cell) for each in _tables_within(element))
        if len(blocks) > MAX_BLOCKS:
            raise FileFault("attachment-bomb")
    return tuple(blocks)


def _main_part(package: Package) -> str:
    """Return where the text is: the part that the package names as its document."""
    if "_rels/.rels" in package.beginnings:
        for each in package.xml("_rels/.rels"):
            if each.get("Type", "").endswith(_MAIN):
                return posixpath.normpath(str(each.get("Target", "")).lstrip("/"))
    return _USUAL_PLACE


def _inside(element: Any, wanted: tuple[str, ...]) -> Iterator[Any]:
    """Yield the elements called ``wanted`` in order, through what only wraps them."""
    pending = list(reversed(list(element)))
    while pending:
        each = pending.pop()
        if tag(each) in wanted:
            yield each
        elif tag(each) in _WRAPPERS:
            pending.extend(reversed(list(each)))


def _tables_within(element: Any) -> Iterator[Any]:
    """Yield the tables in the text boxes of a paragraph, or in the cells of a table, in order."""
    pending = list(reversed(list(element)))
    while pending:
        each = pending.pop()
        if tag(each) == "tbl":
            yield each
        if tag(each) not in _SHOWN_NO_MORE:
            pending.extend(reversed(list(each)))


def _text(paragraph: Any) -> str:
    """Return all that a paragraph shows: runs, links, formulas on one line, words below ruby."""
    pieces: list[str] = []
    pending: list[Any] = list(reversed(list(paragraph)))
    while pending:
        each = pending.pop()
        name = each if isinstance(each, str) else tag(each)
        match name:
            case "t":
                pieces.append(each.text or "")
            case "tab" | "ptab":
                pieces.append("\t")
            case "noBreakHyphen":
                pieces.append("-")
            case "br" | "cr":
                pieces.append("\n")
            case "sym":
                pieces.append(_sign(each))
            case _ if each is name:
                pieces.append(name)
            case _ if name in _NOTES:
                pieces.append(UNREAD)
            case _ if name not in _NOT_SAID:
                if name in _PARTED:
                    pieces.append(_PARTED[name])
                    pending.append(")")
                pending.extend(reversed(list(each)))
    return "".join(pieces)


def _sign(element: Any) -> str:
    """Return the sign that a ``sym`` shows, ``UNREAD`` where its font is not known."""
    attributes = {name.rpartition("}")[2]: value.lower() for name, value in element.attrib.items()}
    place = attributes.get("char", "")
    if len(place) == 4 and place.startswith("f0"):
        known = {font.lower(): signs for font, signs in _OF_FONTS.items()}
        return known.get(attributes.get("font", ""), {}).get(place[2:], UNREAD)
    try:
        sign = chr(int(place, 16))
    except (ValueError, OverflowError):
        return UNREAD
    return sign if sign.isprintable() else UNREAD


def _grid(table: Any) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    above: dict[int, Cell] = {}
    for element in _inside(table, ("tr",)):
        if len(rows) == MAX_ROWS:
            raise FileFault("attachment-bomb")
        cells = tuple(_row(element, above))
        above = {cell.first: cell for cell in cells}
        rows.append(cells)
    return Grid(tuple(rows))


def _row(row: Any, above: dict[int, Cell]) -> Iterator[Cell]:
    first = _number(row, "trPr", "gridBefore", 0)
    waiting: Cell | None = None  # a cell that old files merge with those to its right
    for element in _inside(row, ("tc",)):
        end = first + _number(element, "tcPr", "gridSpan", 1)
        if end > MAX_COLUMNS:
            raise FileFault("attachment-bomb")
        down, across = _merge(element, "vMerge"), _merge(element, "hMerge")
        if across == "continue" and waiting is not None:
            waiting = Cell(waiting.text, waiting.first, end, waiting.begins)
            first = end
            continue
        if waiting is not None:
            yield waiting
        if down == "continue" and first in above:
            waiting = Cell(above[first].text, first, end, begins=False)
        else:
            paragraphs = _inside(element, ("p",))
            waiting = Cell("\n".join(map(_text, paragraphs)), first, end, begins=True)
        first = end
    if waiting is not None:
        yield waiting


def _number(element: Any, properties: str, name: str, usual: int) -> int:
    value = _value(element, properties, name)
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 4 else usual


def _merge(element: Any, name: str) -> str:
    """Return ``restart``, ``continue``, or nothing where the cell is not merged so."""
    value = _value(element, "tcPr", name)
    return "" if value is None else value or "continue"


def _value(element: Any, properties: str, name: str) -> str | None:
    """Return the ``val`` of a property (empty where it has none), None without the property."""
    found = child(child(element, properties), name)
    return None if found is None else attribute(found, "val")
