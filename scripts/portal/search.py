"""查找: what the search may find, one index file a year, and the page that looks it up.

An index is a script of plain data, so that it loads over http and from an unpacked folder alike.
Phrases are found as they stand in the text, from any character on: no words have to be guessed
apart.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.portal import addresses
from scripts.portal.page import Page, SiteFile
from scripts.portal.shelf import Item
from scripts.portal.volume import Volume

ADDRESS = "search.html"
_LONGEST = 600
"""How much of a text is looked through, so that the index grows with records, not with essays."""

_OWN_PAGES = {"guide": addresses.guide, "annual-report": addresses.report}
_CLAUSE = "考核细则"
_PAGE = "栏目"
_UNIT = "单位"
_NOT_WORDS = frozenset(("attachments", "supersedes", "sha256", "file"))
_CODE = re.compile(r"[a-z][a-z0-9/-]*")
"""What a schema's list of values has: shown by its Chinese label instead."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found: where it stands, what it is called, what it says."""

    title: str
    address: str
    kind: str
    unit: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Index:
    """The index of one year: its address, and how many things it finds."""

    year: int
    address: str
    entries: int


@dataclass(frozen=True, slots=True)
class SearchBody:
    """The search page; ``indexes`` are newest first, ``kinds`` what can be asked for."""

    indexes: tuple[Index, ...]
    kinds: tuple[str, ...]


def entries(volume: Volume, pages: Iterable[Page]) -> tuple[Entry, ...]:
    """Return everything of the year that its audience may find: pages, clauses, records."""
    return (*_of_pages(volume, pages), *_of_clauses(volume), *_of_records(volume))


def file(volume: Volume, found: tuple[Entry, ...]) -> SiteFile:
    """Return the year's index; kinds and units stand once, entries name them by number."""
    kinds = sorted({entry.kind for entry in found})
    units = sorted({entry.unit for entry in found})
    rows = [
        [
            entry.title,
            entry.address,
            kinds.index(entry.kind),
            units.index(entry.unit),
            entry.date,
            entry.text,
        ]
        for entry in found
    ]
    document = {"year": volume.year, "kinds": kinds, "units": units, "entries": rows}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    # U+2028 and U+2029 end a line in older readers of scripts.
    text = text.replace("\u2028", " ").replace("\u2029", " ")
    return SiteFile(_address(volume.year), f"gongkaiIndex({text});\n".encode())


def page(found: Mapping[int, tuple[Entry, ...]]) -> Page:
    """Return the search page over the years in ``found``, newest first."""
    years = sorted(found, reverse=True)
    kinds = dict.fromkeys(entry.kind for year in years for entry in found[year])
    return Page(
        address=ADDRESS,
        template="search.html",
        title="查找",
        description="按单位、标题、文号、电话或者文中的任何词语查找。",
        year=years[0],
        body=SearchBody(
            tuple(Index(year, _address(year), len(found[year])) for year in years),
            tuple(sorted(kinds)),
        ),
        scripts=("search.js",),
    )


def _address(year: int) -> str:
    return f"assets/search/{year}.js"


def _of_pages(volume: Volume, pages: Iterable[Page]) -> Iterator[Entry]:
    units = {addresses.unit(volume.year, unit.id): unit for unit in volume.units()}
    taken = {
        address(volume.year, unit.id) for address in _OWN_PAGES.values() for unit in volume.units()
    } | {addresses.rules(volume.year, book.id) for book in volume.input.rulebooks}
    for made in pages:
        unit = units.get(made.address)
        if unit is not None:
            text = " ".join((unit.short_name, *map(str, unit.contact.values())))
            yield Entry(made.title, made.address, _UNIT, unit.short_name, "", text)
        elif made.sought and made.address not in taken:
            yield Entry(made.title, made.address, _PAGE, "", "", made.description)


def _of_clauses(volume: Volume) -> Iterator[Entry]:
    for book in volume.input.rulebooks:
        home = addresses.rules(volume.year, book.id)
        annex = f"附件{book.source['annex']}" if "annex" in book.source else ""
        number = str(book.source.get("document_number", ""))
        yield Entry(book.title, home, _CLAUSE, "", "", _joined((number, annex)))
        for node in book.walk():
            text = _joined((node.requirement, node.standard, *node.interpretation))
            address = f"{home}#{addresses.node_anchor(node.path)}"
            yield Entry(f"{node.title}（{book.title}）", address, _CLAUSE, "", "", text)


def _of_records(volume: Volume) -> Iterator[Entry]:
    for item in reversed(volume.shelf.items):
        if item.open and item.unit in volume.site.registry:
            yield Entry(
                item.title,
                _place(volume, item),
                item.kind_title,
                volume.name(item.unit),
                item.date,
                _joined((item.number, *_labels(volume, item), *_texts(volume, item))),
            )


def _place(volume: Volume, item: Item) -> str:
    """Return where ``item`` is read: a page of its own where its kind has one."""
    own = _OWN_PAGES.get(item.kind)
    newest = volume.shelf.of(item.kind, item.unit)[-1] if own else None
    return own(volume.year, item.unit) if own and newest is item else item.address


def _labels(volume: Volume, item: Item) -> Iterator[str]:
    """Yield the Chinese names of the values chosen in a record."""
    for name, value in item.data.items():
        if isinstance(value, str):
            label = volume.label(item.kind, name, value)
            if label != value:
                yield label


def _texts(volume: Volume, item: Item) -> Iterator[str]:
    """Yield every text in a record's data but its title, its date and what only machines read.

    Before a text of an inner table stands what it is (传真号码), since people ask for that.
    """

    def below(value: Any, part: Mapping[str, Any], named: str = "") -> Iterator[str]:
        if isinstance(value, str):
            if value not in (item.title, item.date) and not _CODE.fullmatch(value):
                yield f"{named} {value}"
        elif isinstance(value, Mapping):
            known = part.get("properties", {})
            for name, inner in value.items():
                if name not in _NOT_WORDS:
                    of = known.get(name, {})
                    title = str(of.get("title", "")) if value is not item.data else ""
                    yield from below(inner, of, title)
        elif isinstance(value, (list, tuple)):
            for inner in value:
                yield from below(inner, {})

    kind = volume.site.schemas.kinds.get(item.kind)
    yield from below(item.data, kind.document if kind is not None else {})


def _joined(texts: Iterable[str]) -> str:
    whole = " ".join(dict.fromkeys(" ".join(text.split()) for text in texts if text))
    return whole[:_LONGEST]
