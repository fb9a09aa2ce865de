"""What an XMP packet (ISO 16684-1) tells of people and places; PDF files and photos hold one.

Read by patterns, not as XML: two things are looked for, and whatever else stands there is nothing
to be parsed from a file that anybody may have made.
"""

import html
import re

_MOST = 256 * 1024
_CREATORS = re.compile(r"<dc:creator\b[^>]*>(.{0,4000}?)</dc:creator>", re.S)
_ENTRY = re.compile(r"<rdf:li\b[^>]*>([^<]{1,400})</rdf:li>")
_POSITION = re.compile(r"\bexif:GPS(?:Latitude|Longitude)\b")


def packet_text(packet: object) -> str:
    """Return a packet as text, as much of it as is looked at; empty for what is none."""
    if isinstance(packet, bytes):
        encoding = "utf-16" if packet[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
        return packet[:_MOST].decode(encoding, "replace")
    return packet[:_MOST] if isinstance(packet, str) else ""


def creators(packet: object) -> list[str]:
    """Return the names under ``dc:creator``."""
    return [
        name
        for creator in _CREATORS.findall(packet_text(packet))
        for entry in _ENTRY.findall(creator)
        if (name := html.unescape(entry).strip())
    ]


def has_position(packet: object) -> bool:
    """Tell whether the packet holds a position on earth."""
    return _POSITION.search(packet_text(packet)) is not None
