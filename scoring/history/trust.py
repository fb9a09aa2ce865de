"""Who may sign: ``scoring/trust/allowed_signers`` in OpenSSH's form (ssh-keygen(1))."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

ALLOWED_SIGNERS = "scoring/trust/allowed_signers"
"""Where the keys stand in the tree."""

GATE = "gate"
"""The principal that signs receipts."""

GIT = "git"
"""The namespace of signatures on commits."""

MAX_BYTES = 256 * 1024

_WORD = re.compile(r'[^\s"]*(?:"[^"]*"[^\s"]*)*')


@dataclass(frozen=True, slots=True)
class Signer:
    """One line of the file: for whom a key stands, and for what.

    ``namespaces`` is None where the line sets none (then every namespace); the two times are as
    written, None where not there.
    """

    principals: tuple[str, ...]
    namespaces: tuple[str, ...] | None
    valid_after: str | None
    valid_before: str | None
    authority: bool
    key_type: str
    key: str

    def signs(self, principal: str, namespace: str) -> bool:
        """Tell whether this line lets ``principal`` sign in ``namespace``, times apart."""
        if self.namespaces is not None and not _matches(namespace, self.namespaces):
            return False
        return _matches(principal, self.principals)


def parse_signers(text: bytes) -> tuple[Signer, ...]:
    """Return the lines of an allowed_signers file that hold a key; others are passed over."""
    decoded = text[:MAX_BYTES].decode("utf-8", "replace")
    lines = (line.strip() for line in decoded.splitlines())
    signers = (_signer(line) for line in lines if line and not line.startswith("#"))
    return tuple(signer for signer in signers if signer is not None)


def trusts_gate(text: bytes) -> bool:
    """Tell whether a gate key is trusted by this file.

    A key whose time is over counts as well: that it ran out must not turn the server's bare word
    into evidence again. Removing the line does.
    """
    return any(signer.signs(GATE, GIT) for signer in parse_signers(text))


def _signer(line: str) -> Signer | None:
    words = list(_words(line))
    if len(words) < 3:
        return None
    principals = tuple(words[0].strip('"').split(","))
    options = "" if _is_key(words[1], words[2]) else words[1]
    rest = words[1:] if not options else words[2:]
    if len(rest) < 2 or not _is_key(rest[0], rest[1]):
        return None
    known = dict(_options(options))
    namespaces = known.get("namespaces")
    return Signer(
        principals,
        tuple(namespaces.split(",")) if namespaces is not None else None,
        known.get("valid-after"),
        known.get("valid-before"),
        "cert-authority" in known,
        rest[0],
        rest[1],
    )


def _words(line: str) -> Iterator[str]:
    """Yield the words of ``line``; blanks within double quotes do not part them."""
    for found in _WORD.finditer(line):
        if found.group():
            yield found.group()


def _options(text: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r'([A-Za-z-]+)(?:="([^"]*)"|=([^,"]*))?(?:,|$)', text):
        yield found[1].lower(), found[2] if found[2] is not None else found[3] or ""


def _is_key(key_type: str, key: str) -> bool:
    """Tell whether ``key`` is a public key of ``key_type``: its first field repeats the type."""
    try:
        blob = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return False
    length = int.from_bytes(blob[:4], "big")
    return len(blob) > 4 + length and blob[4 : 4 + length] == key_type.encode("utf-8", "replace")


def _matches(value: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether a list of OpenSSH patterns matches; a pattern with ``!`` forbids."""
    plain = [each.strip() for each in patterns]
    if any(each.startswith("!") and _like(value, each[1:]) for each in plain):
        return False
    return any(_like(value, each) for each in plain if not each.startswith("!"))


def _like(value: str, pattern: str) -> bool:
    # OpenSSH knows * and ? only; fnmatch would also read brackets.
    return fnmatchcase(value, pattern.replace("[", "[[]"))
