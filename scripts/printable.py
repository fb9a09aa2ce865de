"""Text from anywhere made fit to be written out, whatever bytes and signs it holds."""

import re

_WIDE_SPACE = "\u3000"
"""An ordinary blank between Chinese words; Python counts no blank but one as printable."""

_HALF = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Half of a pair of UTF-16, which JSON may hold alone; others of the kind stand for bytes."""


def printable(text: str) -> str:
    """Return ``text`` as it can be written in UTF-8: bytes that were none are written out."""
    whole = _HALF.sub(lambda found: _escaped(found[0]), text)
    return whole.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def one_line(text: str) -> str:
    """Return ``text`` so that nothing in it can begin a line or move the cursor."""
    return "".join(
        sign if sign.isprintable() or sign == _WIDE_SPACE else _escaped(sign)
        for sign in printable(text)
    )


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode()
