"""What is owed as a calendar feed: iCalendar (RFC 5545), one all-day event a due day.

The writer is ours because all we need of the format is escaping, folding and a few properties.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from scripts.language import Language
from scripts.owing.due import Due
from scripts.owing.sentences import due_summary, due_text

_LINE = 75  # octets without the line break (RFC 5545, 3.1)
_FRESH_FOR = "PT12H"  # how often a subscriber should look again (RFC 7986, 5.7)
_TIMEZONE = (  # a calendar has to have a component; one with nothing owed has this
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19920101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def feed(
    dues: Iterable[Due], *, name: str, as_of: datetime, version: int, language: Language
) -> bytes:
    """Return ``dues`` as a calendar called ``name``.

    An event's UID depends on unit, rule and period (or notice) alone, so that a moved deadline
    moves the event in the subscriber's calendar. ``as_of`` (aware) stands in every event as the
    time of this version, and ``version``, which grows with the history, as its number: the same
    history as of the same moment gives the same bytes.
    """
    events = [line for due in dues for line in _event(due, as_of, version, language)]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//gongkai//due//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        _text("NAME", name),
        _text("X-WR-CALNAME", name),
        f"REFRESH-INTERVAL;VALUE=DURATION:{_FRESH_FOR}",
        f"X-PUBLISHED-TTL:{_FRESH_FOR}",
        *(events or _TIMEZONE),
        "END:VCALENDAR",
    ]
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _event(due: Due, as_of: datetime, version: int, language: Language) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{hashlib.sha256(due.identity.encode()).hexdigest()[:40]}@gongkai",
        f"DTSTAMP:{as_of.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{version}",
        f"DTSTART;VALUE=DATE:{_day(due.last_day)}",
        f"DTEND;VALUE=DATE:{_day(due.last_day + timedelta(days=1))}",
        _text("SUMMARY", due_summary(due, language)),
        _text("DESCRIPTION", due_text(due, language)),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _text(name: str, value: str) -> str:
    """Return a property of type TEXT (RFC 5545, 3.3.11)."""
    escaped = (
        value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    )
    return f"{name}:{''.join(sign for sign in escaped if sign.isprintable())}"


def _folded(line: str) -> Iterator[bytes]:
    """Yield ``line`` in pieces of at most 75 octets, never cutting a character."""
    piece = b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > _LINE:
            yield piece
            piece = b" "
        piece += octets
    yield piece
