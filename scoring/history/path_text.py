"""Paths in messages: whatever bytes they hold, readable, and harmless to terminals and pages."""

import re

MAX_SHOWN = 400
"""Characters of a path that a message repeats."""

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def shown_path(path: str) -> str:
    """Return ``path`` fit for a message: bytes and signs that cannot be shown are written out.

    What is longer than any path of ours is cut.
    """
    if len(path) > MAX_SHOWN:
        path = f"{path[:MAX_SHOWN]}…"
    return _UNPRINTABLE.sub(_written_out, path)


def _written_out(found: "re.Match[str]") -> str:
    sign = ord(found.group())
    if 0xDC80 <= sign <= 0xDCFF:  # a byte that was not UTF-8
        return f"\\x{sign - 0xDC00:02x}"
    return f"\\x{sign:02x}" if sign < 0x100 else f"\\u{sign:04x}"
