"""Raw commit objects: headers, message, signature, the very bytes that were signed."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from scoring.history.log import moment

SIGNATURE_HEADERS = {40: "gpgsig", 64: "gpgsig-sha256"}
"""The header of the signature, by the length of object names in the repository."""

MAX_BYTES = 256 * 1024
"""A commit that is longer is read no further, and no signature of it holds."""

_NEXT = re.compile(rb"\n(?! )")
"""Between two headers; a line that begins with a blank goes on with the one before it."""

_DATED = re.compile(r"(?P<who>.*) (?P<seconds>[0-9]+) [+-][0-9]{4}", re.DOTALL)


class BadCommit(Exception):
    """Not the bytes of a commit."""


@dataclass(frozen=True, slots=True)
class CommitObject:
    """A commit as it lies in the object store.

    ``author`` and ``committer`` are name and address (``A B <c@d>``), ``committed`` is aware,
    ``message`` is decoded with replacement, ``signature`` the armoured signature, ``payload`` what
    it signs; ``headers`` are the names of all headers in order, to see what should not be there.
    """

    tree: str
    parents: tuple[str, ...]
    author: str
    committer: str
    committed: datetime
    message: str
    signature: bytes | None
    payload: bytes
    headers: tuple[str, ...]


def read_commit(raw: bytes) -> CommitObject:
    """Return the commit in ``raw`` (the object without its header). Raises BadCommit."""
    head, separator, body = raw.partition(b"\n\n")
    fields = _headers(head)
    names = tuple(name for name, _, _ in fields)
    values = {name: value for name, value, _ in fields}
    if not separator or names[:1] != ("tree",) or "committer" not in values:
        raise BadCommit("no commit")
    own = SIGNATURE_HEADERS.get(len(values["tree"]), "gpgsig")
    # What git verifies: the commit without its signature, and without any of another hash.
    kept = b"".join(text for name, _, text in fields if not name.startswith("gpgsig"))
    committer, committed = _dated(values["committer"])
    signature = values.get(own)
    return CommitObject(
        tree=values["tree"],
        parents=tuple(value for name, value, _ in fields if name == "parent"),
        author=_dated(values.get("author", ""))[0],
        committer=committer,
        committed=committed,
        message=body.decode("utf-8", "replace"),
        signature=None if signature is None else signature.encode("utf-8", "surrogateescape"),
        payload=kept + b"\n" + body,
        headers=names,
    )


def _headers(head: bytes) -> list[tuple[str, str, bytes]]:
    """Return name, value (continuation lines joined) and bytes of each header."""
    found: list[tuple[str, str, bytes]] = []
    for raw in _NEXT.split(head):
        text = raw.replace(b"\n ", b"\n").decode("utf-8", "surrogateescape")
        first, line_break, rest = text.partition("\n")
        name, _, value = first.partition(" ")
        found.append((name, value + line_break + rest, raw + b"\n"))
    return found


def _dated(value: str) -> tuple[str, datetime]:
    found = _DATED.fullmatch(value)
    if found is None:
        return value, moment("0")
    return found["who"], moment(found["seconds"])


def unsigned_commit(
    tree: str, parents: tuple[str, ...], person: str, at: datetime, message: str
) -> bytes:
    """Return the raw commit of ``person`` (``A B <c@d>``, author and committer) at ``at``."""
    stamp = f"{person} {int(at.timestamp())} {_offset(at)}"
    lines = [
        f"tree {tree}",
        *(f"parent {parent}" for parent in parents),
        f"author {stamp}",
        f"committer {stamp}",
    ]
    return "\n".join((*lines, "", message)).encode()


def _offset(at: datetime) -> str:
    offset = at.utcoffset()
    assert offset is not None, "a time without its zone"
    minutes = abs(offset) // timedelta(minutes=1)
    sign = "-" if offset < timedelta(0) else "+"
    return f"{sign}{minutes // 60:02d}{minutes % 60:02d}"


def signed_commit(payload: bytes, signature: bytes) -> bytes:
    """Return the raw commit ``payload`` with ``signature`` (armoured) in the header git reads."""
    head, _, body = payload.partition(b"\n\n")
    tree = head.split(b"\n", 1)[0].removeprefix(b"tree ")
    name = SIGNATURE_HEADERS.get(len(tree), "gpgsig").encode()
    lines = b"\n ".join(signature.rstrip(b"\n").split(b"\n"))
    return b"%s\n%s %s\n\n%s" % (head, name, lines, body)


def last_block(message: str) -> tuple[str, ...]:
    """Return the lines of the message's last paragraph; none where it has only one paragraph."""
    blocks = re.split(r"\n(?:[ \t]*\n)+", message.strip("\n"))
    return tuple(blocks[-1].split("\n")) if len(blocks) > 1 else ()
