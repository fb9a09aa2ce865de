"""Who may have made a browser send a form: the door's own pages and those beside it, nobody else.

A login that the browser sends along by itself (a password, a certificate) would let any other site
hand in records in a clerk's name. What browsers tell of a request's origin no page can forge
(https://fetch.spec.whatwg.org/#origin-header, https://w3c.github.io/webappsec-fetch-metadata/).
"""

from typing import Protocol
from urllib.parse import SplitResult, urlsplit

_PORTS = {"http": 80, "https": 443}

Origin = tuple[str, str, int]


class Headers(Protocol):
    """Headers of a request by name, whatever its case."""

    def get(self, name: str, /) -> str | None:
        """Return the header ``name``, None where there is none."""


def origin_of(address: str) -> Origin | None:
    """Return scheme, host and port of ``address``; None for what is no address of the web."""
    try:
        parts: SplitResult = urlsplit(address)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    return parts.scheme, parts.hostname.casefold(), port


def is_own(headers: Headers, named: str | None, seen: str) -> bool:
    """Tell whether a request with ``headers`` was sent by a page of the door's own server.

    ``named`` is its address as the operator has told it, ``seen`` as the request has it.
    ``Sec-Fetch-Site`` decides where the browser sends it, else ``Origin``, else ``Referer``; a
    request with none of them is nobody's. An address that is named must be theirs in any case, so
    that no other name for this machine (DNS rebinding) passes for it. Where none is, the same host
    by https is the door's own too: a server behind another does not know that it is reached so.
    """
    site = headers.get("Sec-Fetch-Site")
    if site is not None and (site != "same-origin" or named is None):
        return site == "same-origin"
    mine = origin_of(seen if named is None else named)
    origin = headers.get("Origin")
    theirs = origin_of(origin if origin is not None else headers.get("Referer") or "")
    if mine is None or theirs is None:
        return False
    if named is not None:
        return theirs == mine
    scheme, host, port = mine
    secure = ("https", host, 443 if (scheme, port) == ("http", 80) else port)
    return theirs in (mine, secure)
