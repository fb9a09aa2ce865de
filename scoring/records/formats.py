"""The formats that schemas assert, one function each: a string is of the format, or it is not.

Formats rather than patterns stand where an exact answer matters: a pattern's ``$`` also matches
before a last line break in Python and not in other engines, and no pattern knows a calendar. What
is a letter or a blank is written out here, so that no Unicode upgrade changes what is valid. Years
run from 1900 to 2999, so that no later reckoning with days can leave the range of dates.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime

from scoring.calendar import periods

_YEAR = "(?:19|2[0-9])[0-9]{2}"
_DATE = re.compile(f"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}")
_TIME = re.compile(
    f"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:\\.[0-9]{{1,6}})?"
    "(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
)
_MONTH = re.compile(f"{_YEAR}-[0-9]{{2}}")
_WEEK = re.compile(f"{_YEAR}-W[0-9]{{2}}")
_QUARTER = re.compile(f"{_YEAR}Q[1-4]")
_PERIOD = re.compile(f"{_YEAR}.{{0,6}}")
_MONTH_DAY = re.compile("[0-9]{2}-[0-9]{2}")

_SLUG = re.compile("[a-z0-9][a-z0-9-]{0,60}")
_UNIT = re.compile("[a-z][a-z0-9-]{0,39}")
_NAME = re.compile("[a-z][a-z0-9_-]{0,60}")
_RECORD = re.compile(
    f"(?P<unit>[^/]*)/{_YEAR}/[a-z][a-z0-9-]{{0,60}}/(?P<date>.{{10}})-(?P<slug>[^/]*)"
)
_SUBMITTER = re.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}(?:#[0-9]{1,20})?")
_SHA256 = re.compile("[0-9a-f]{64}")
_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_AMOUNT = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?")
_PHONE = re.compile("[0-9+(（][0-9+()（）、,，/ 转-]*[0-9)）]")

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_LETTERS = f"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\ua000-\ua48c{_HAN}"  # Latin, Yi, Han
_BLANKS = " \t\n\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000"
_SPOILERS = (  # control characters, line separators, switches of direction, BOM, half surrogates
    "\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufffe\uffff\ud800-\udfff"
)
_FILE = re.compile(f"[{_LETTERS}0-9_][{_LETTERS}0-9_.-]*\\.(?:docx|xlsx|pdf|jpg|png)")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\..*", re.IGNORECASE)
_LABEL = f"[A-Za-z0-9{_HAN}](?:[A-Za-z0-9{_HAN}-]{{0,61}}[A-Za-z0-9{_HAN}])?"
_URL = re.compile(
    f"https?://{_LABEL}(?:\\.{_LABEL})*(?::[0-9]{{1,5}})?"
    f"(?:[/?#][^{_BLANKS}{_SPOILERS}\"'<>\\\\^`{{|}}]*)?"
)
_SPOILED = re.compile(f"[{_SPOILERS}]")
_NO_WIDTH = "\u00ad\u180e\u200b\u2060-\u2064"  # not the joiners, which emoji are made of
_BROKEN_LINE = re.compile(f"[{_SPOILERS}{_NO_WIDTH}\t\n]")
_EDGE = re.compile(f"[{_BLANKS}]")
_INK = re.compile(f"[^{_BLANKS}]")

FILE_NAME_LENGTH = 100
FILE_NAME_BYTES = 200
NODE_DEPTH = 10


def is_date(text: str) -> bool:
    """A day that the calendar has, ``2023-10-31`` (ISO 8601)."""
    return _DATE.fullmatch(text) is not None and _parses(date.fromisoformat, text)


def is_time(text: str) -> bool:
    """A date and time to the second with its offset, ``2023-10-31T23:50:00+08:00`` (RFC 3339)."""
    return _TIME.fullmatch(text) is not None and _parses(datetime.fromisoformat, text)


def is_month(text: str) -> bool:
    """A calendar month, ``2023-07``."""
    return _MONTH.fullmatch(text) is not None and _parses(periods.parse, text)


def is_week(text: str) -> bool:
    """An ISO week that its ISO year has, ``2023-W06`` (ISO 8601)."""
    return _WEEK.fullmatch(text) is not None and _parses(periods.parse, text)


def is_quarter(text: str) -> bool:
    """A calendar quarter, ``2023Q2``."""
    return _QUARTER.fullmatch(text) is not None


def is_period(text: str) -> bool:
    """Any period of the ledger: year, half-year, quarter, month, week or day."""
    return _PERIOD.fullmatch(text) is not None and _parses(periods.parse, text)


def is_month_day(text: str) -> bool:
    """A day of any year, ``10-31``; also ``02-29``, which only leap years have."""
    return _MONTH_DAY.fullmatch(text) is not None and is_date(f"2024-{text}")


def is_unit_id(text: str) -> bool:
    """The id of a unit; ``all`` is none, because it stands for every unit."""
    return _UNIT.fullmatch(text) is not None and text != "all"


def is_record_id(text: str) -> bool:
    """The id of a record, ``<unit>/<year>/<kind>/<YYYY-MM-DD>-<slug>``."""
    found = _RECORD.fullmatch(text)
    if found is None:
        return False
    return is_unit_id(found["unit"]) and is_date(found["date"]) and is_slug(found["slug"])


def is_node_path(text: str) -> bool:
    """The path of a rulebook node: up to ten ids joined with ``/``, ``disclosure/news``."""
    ids = text.split("/", NODE_DEPTH)
    return len(ids) <= NODE_DEPTH and all(map(is_slug, ids))


def is_slug(text: str) -> bool:
    """A short name of small letters, digits and hyphens, at most 61 characters."""
    return _SLUG.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """The name of a record's field or of a fact about it: ``issued_on``, ``public-statement``."""
    return _NAME.fullmatch(text) is not None


def is_submitter(text: str) -> bool:
    """A login of the forge, with the account's number where it is wanted: ``login#12345``."""
    return _SUBMITTER.fullmatch(text) is not None


def is_sha256(text: str) -> bool:
    """A SHA-256 digest in small hexadecimal digits."""
    return _SHA256.fullmatch(text) is not None


def is_commit(text: str) -> bool:
    """A full Git object name (SHA-1 or SHA-256) in small hexadecimal digits."""
    return _COMMIT.fullmatch(text) is not None


def is_url(text: str) -> bool:
    """An absolute http or https address without user name, blanks or quotation marks.

    Chinese host names (``.政务``) and paths may be written as they are.
    """
    return _URL.fullmatch(text) is not None


def is_attachment_name(text: str) -> bool:
    """A file name an attachment may have.

    NFC, 1 to 100 characters and at most 200 bytes, of letters (Latin, Han, Yi), digits, ``-_.``,
    ending in docx, xlsx, pdf, jpg or png. It begins with a letter, a digit or ``_``, so that no
    shell takes it for an option, and is no device name, which Windows could not check out.
    """
    return (
        len(text) <= FILE_NAME_LENGTH
        and _FILE.fullmatch(text) is not None
        and _DEVICE.fullmatch(text) is None
        and len(text.encode()) <= FILE_NAME_BYTES
        and unicodedata.is_normalized("NFC", text)
    )


def is_amount(text: str) -> bool:
    """A decimal amount, not negative, with up to six places: ``0``, ``12.5``."""
    return _AMOUNT.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    """One or several telephone numbers, each with at least five digits in all."""
    return _PHONE.fullmatch(text) is not None and sum(sign.isdecimal() for sign in text) >= 5


def is_line(text: str) -> bool:
    """Text of one line: no line break, tab or control character, no blank at either end.

    Nor a sign of no width: two titles that look the same are to be the same.
    """
    if not text or _BROKEN_LINE.search(text) is not None:
        return False
    return _EDGE.match(text[0]) is None and _EDGE.match(text[-1]) is None


def is_text(text: str) -> bool:
    """Text of one or more lines that says something, without control characters."""
    return _SPOILED.search(text) is None and _INK.search(text) is not None


FORMATS: dict[str, Callable[[str], bool]] = {
    "date": is_date,
    "date-time": is_time,
    "month": is_month,
    "week": is_week,
    "quarter": is_quarter,
    "period": is_period,
    "month-day": is_month_day,
    "unit-id": is_unit_id,
    "record-id": is_record_id,
    "node-path": is_node_path,
    "slug": is_slug,
    "name": is_name,
    "submitter": is_submitter,
    "sha256": is_sha256,
    "commit": is_commit,
    "http-url": is_url,
    "attachment-name": is_attachment_name,
    "amount": is_amount,
    "phone": is_phone,
    "line": is_line,
    "text": is_text,
}
"""Every format a schema may name."""


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True
