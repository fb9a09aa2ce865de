"""The one way in which text reaches a page: nothing in it means anything to HTML or Markdown."""

import re

from markupsafe import Markup

_SPECIAL = "&<>\"'`~*_[]\\{}|!#^=$\n\r\t"
_TABLE = {ord(each): f"&#{ord(each)};" for each in _SPECIAL}
_SAFE = re.compile(r"https?://[^\s\"'<>`\\]+", re.IGNORECASE)


def shown(value: object) -> Markup:
    """Return ``value`` as markup that shows exactly its text, in HTML and in Markdown alike.

    Every character with a meaning in either becomes a character reference, line breaks too: a line
    of a source page never begins with a record's words, so that no Markdown block can begin there
    (a fence of code would be found even inside raw HTML). None shows as nothing.
    """
    if isinstance(value, Markup):
        return value
    return Markup("" if value is None else str(value).translate(_TABLE))


def safe_url(value: object) -> str | None:
    """Return ``value`` if it is a web address that may stand in a link, else None.

    The schema has accepted it already; a page must not depend on that.
    """
    text = str(value or "")
    return text if _SAFE.fullmatch(text) else None
