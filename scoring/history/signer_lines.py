"""One line of an allowed_signers file: principals, options, key (ssh-keygen(1)).

A line that cannot be used signs nothing and is named: what OpenSSH does not understand either, and
what we cannot stand by: bounds without a Z (they mean another moment on every machine), certificate
authorities, types of key that are not verified here.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

from scoring.history.faults import Fault
from scoring.history.ssh_keys import KEY_TYPES, UnusableKey, key_type

BLANKS = " \t\r"


@dataclass(frozen=True, slots=True)
class Signer:
    """One line of the file: for whom a key stands, for what, and when.

    ``namespaces`` is None where the line sets none (then every namespace). ``usable`` is False for
    a line with a fault: it signs nothing.
    """

    line: int
    principals: tuple[str, ...]
    key: bytes
    namespaces: tuple[str, ...] | None = None
    valid_after: datetime | None = None
    valid_before: datetime | None = None
    usable: bool = True

    def speaks_for(self, principal: str, namespace: str) -> bool:
        """Tell whether the line lets ``principal`` sign in ``namespace``, times apart."""
        if self.namespaces is not None and not matches(namespace, self.namespaces):
            return False
        return matches(principal, self.principals)


class _NotUnderstood(Exception):
    """OpenSSH would not understand this line either."""


def read_line(number: int, line: str) -> tuple[Signer | None, Fault | None]:
    """Return what ``line`` says, and what is wrong with it; no signer where it has no key."""
    principals, rest = _first_word(line)
    key, options = _key(rest), ""
    if key is None:
        options, rest = _options_word(rest)
        key = _key(rest)
    if key is None or "\0" in line:
        return None, Fault("signers-line", line=number)
    signer = Signer(number, principals, key)
    try:
        values = dict(_options(options))
        signer = _limited(signer, values)
    except _NotUnderstood:
        return signer, Fault("signers-line", line=number)
    return signer, _unsupported(number, key, values)


def _limited(signer: Signer, options: Mapping[str, str]) -> Signer:
    namespaces = options.get("namespaces")
    bounds = {name: _moment(options[name]) for name in _BOUNDS if name in options}
    after, before = (bounds.get(name) for name in _BOUNDS)
    if after is not None and before is not None and before <= after:
        raise _NotUnderstood
    return replace(
        signer,
        namespaces=None if namespaces is None else tuple(namespaces.split(",")),
        valid_after=after,
        valid_before=before,
    )


def _unsupported(number: int, key: bytes, options: Mapping[str, str]) -> Fault | None:
    """Return what of a line that OpenSSH understands is not stood by here."""
    if "cert-authority" in options:
        return Fault("signers-authority", line=number)
    for name in _BOUNDS:
        if name in options and not options[name].endswith("Z"):
            return Fault("signers-bound-zone", line=number, bound=f"{name}={options[name]}")
    if key_type(key) not in KEY_TYPES:
        return Fault("signers-key-type", line=number, type=key_type(key)[:60])
    return None


def _first_word(line: str) -> tuple[tuple[str, ...], str]:
    """Return the principals, and what follows them."""
    quoted = re.match(r'"([^"]*)"', line)
    if quoted is not None:
        return tuple(quoted[1].split(",")), line[quoted.end() :].lstrip(BLANKS)
    word = re.split(f"[{BLANKS}]", line, maxsplit=1)
    return tuple(word[0].split(",")), word[1].lstrip(BLANKS) if len(word) > 1 else ""


def _key(text: str) -> bytes | None:
    """Return the key that ``text`` begins with: its type, its base64, perhaps a comment."""
    words = re.split(f"[{BLANKS}]+", text)
    if len(words) < 2:
        return None
    try:
        blob = base64.b64decode(words[1].encode("ascii"), validate=True)
        return blob if key_type(blob) == words[0] else None
    except (binascii.Error, UnicodeEncodeError, UnusableKey):
        return None


def _options_word(text: str) -> tuple[str, str]:
    """Part options from what follows: they end at the first blank outside double quotes."""
    found = re.match(r'(?:[^\s"]|"(?:[^"\\]|\\.)*")*', text)
    assert found is not None
    return found[0], text[found.end() :].lstrip(BLANKS)


_BOUNDS = ("valid-after", "valid-before")
_OPTION = re.compile(r'(?P<name>[A-Za-z-]+)(?:="(?P<value>[^"\\]*)")?(?:,(?=.)|$)')


def _options(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    seen: set[str] = set()
    while at < len(text):
        found = _OPTION.match(text, at)
        name = found["name"].lower() if found else ""
        if found is None or name not in ("cert-authority", "namespaces", *_BOUNDS):
            raise _NotUnderstood
        if (name == "cert-authority") != (found["value"] is None) or name in seen:
            raise _NotUnderstood
        seen.add(name)
        yield name, found["value"] or ""
        at = found.end()


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:Z|UTC)?", re.ASCII | re.I)


def _moment(text: str) -> datetime:
    """Return the moment a bound names; one without a zone is read as UTC and not used."""
    found = _TIME.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        bound = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        if bound <= _EPOCH:  # which OpenSSH takes for no bound at all
            raise ValueError
        return bound
    except ValueError:
        raise _NotUnderstood from None


@lru_cache(maxsize=1024)  # the same few questions are asked of every commit
def matches(value: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether a list of OpenSSH patterns matches; a pattern with ``!`` forbids."""
    if any(each.startswith("!") and _like(value, each[1:]) for each in patterns):
        return False
    return any(_like(value, each) for each in patterns if not each.startswith("!"))


def _like(value: str, pattern: str) -> bool:
    # OpenSSH knows * and ? only. Backtracking is bounded: our values are short, stars are joined.
    shortened = re.sub(r"\*+", "*", pattern)
    regex = "".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in shortened)
    return len(shortened) < 200 and re.fullmatch(regex, value) is not None
