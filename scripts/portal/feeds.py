"""Feeds: what a unit or a topic published last, as Atom and as JSON Feed, at addresses that stay.

RFC 4287 and JSON Feed 1.1. Links are relative to the feed, as RFC 3986 has it, unless the site
says where it stands (``site_url``). Ids are tag URIs (RFC 4151), which outlive any move.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

from scoring.calendar.zone import iso
from scripts.portal import addresses
from scripts.portal.page import SiteFile
from scripts.portal.shelf import Item
from scripts.portal.volume import Volume
from scripts.xml_text import writable

_ATOM = "http://www.w3.org/2005/Atom"
_JSON_FEED = "https://jsonfeed.org/version/1.1"
_NEWEST = 50
"""How many items a feed holds: readers keep what they have seen."""

_ATOM_TYPE = "application/atom+xml"


@dataclass(frozen=True, slots=True)
class Feed:
    """A list of the newest items with its name; ``name`` is the file's, without its ending."""

    name: str
    title: str
    home: str
    items: tuple[Item, ...]

    @property
    def atom(self) -> str:
        """The address as Atom."""
        return f"feeds/{self.name}.xml"

    @property
    def json(self) -> str:
        """The address as JSON Feed."""
        return f"feeds/{self.name}.json"


def feeds(volume: Volume) -> Iterator[Feed]:
    """Yield a feed for everything, for each unit and for each topic, newest first.

    They are the newest year's: a feed goes on at its address from year to year.
    """
    open_items = tuple(
        item
        for item in reversed(volume.shelf.items)
        if item.open and item.unit in volume.site.registry and volume.listed(item)
    )
    yield Feed("all", "全部公开信息", addresses.HOME, open_items[:_NEWEST])
    for unit in volume.units():
        home = volume.unit_page(unit.id)
        if home is not None:
            own = tuple(item for item in open_items if item.unit == unit.id)
            yield Feed(f"units/{unit.id}", unit.name, home, own[:_NEWEST])
    for topic in sorted({str(item.data["topic"]) for item in open_items if item.data.get("topic")}):
        found = tuple(item for item in open_items if item.data.get("topic") == topic)
        title = volume.label(found[0].kind, "topic", topic)
        home = addresses.topic(volume.year, topic)
        yield Feed(f"topics/{topic}", title, home, found[:_NEWEST])


def files(volume: Volume, made: Iterable[Feed]) -> Iterator[SiteFile]:
    """Yield every feed in both forms."""
    for feed in made:
        yield SiteFile(feed.atom, _atom(volume, feed))
        yield SiteFile(feed.json, _json(volume, feed))


def _updated(volume: Volume, items: tuple[Item, ...]) -> str:
    return iso(max((item.receipt_time for item in items), default=volume.site.as_of))


def _id(name: str) -> str:
    return f"tag:gongkai,2023:{name}"


def _atom(volume: Volume, feed: Feed) -> bytes:
    Xml.register_namespace("", _ATOM)
    root = Xml.Element(f"{{{_ATOM}}}feed")

    def add(parent: Xml.Element, name: str, text: str = "", **attributes: str) -> Xml.Element:
        element = Xml.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
        element.text = writable(text) or None
        return element

    add(root, "id", _id(f"feed/{feed.name}"))
    add(root, "title", feed.title)
    add(root, "updated", _updated(volume, feed.items))
    add(add(root, "author"), "name", feed.title)
    add(root, "link", rel="self", href=addresses.way(feed.atom, feed.atom), type=_ATOM_TYPE)
    add(root, "link", rel="alternate", href=addresses.way(feed.atom, feed.home), type="text/html")
    for item in feed.items:
        entry = add(root, "entry")
        add(entry, "id", _id(item.id))
        add(entry, "title", item.title)
        add(entry, "updated", iso(item.receipt_time))
        add(add(entry, "author"), "name", volume.name(item.unit))
        add(entry, "category", term=item.kind, label=item.kind_title)
        add(entry, "link", rel="alternate", href=addresses.way(feed.atom, item.address))
        if item.summary:
            add(entry, "summary", item.summary)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _json(volume: Volume, feed: Feed) -> bytes:
    document = {
        "version": _JSON_FEED,
        "title": feed.title,
        "home_page_url": addresses.way(feed.json, feed.home),
        "feed_url": addresses.way(feed.json, feed.json),
        "language": "zh-CN",
        "items": [
            {
                "id": _id(item.id),
                "url": addresses.way(feed.json, item.address),
                "title": item.title,
                "content_text": item.summary or item.title,
                "date_published": iso(item.receipt_time),
                "authors": [{"name": volume.name(item.unit)}],
                "tags": [item.kind_title],
            }
            for item in feed.items
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
