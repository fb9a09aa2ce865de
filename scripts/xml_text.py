"""Text that XML 1.0 can hold: what Word and Excel files and Atom feeds are written in."""

import re

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """Return ``text`` without the signs that no XML file may hold (production 2, Char)."""
    return _UNWRITABLE.sub("", text)
