"""A history made without signatures, sealed afterwards: its receipt merges signed by a gate key.

``git fast-import`` cannot sign, and a signed commit has another name, so all that follow it are
written anew. What they hold stays as it is.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.history.commit_objects import MAX_BYTES, read_commit, signed_commit
from scoring.history.receipts import BadReceipt, parse_receipt
from scoring.history.repository import MAIN, open_repository
from scoring.history.signers import GIT
from scoring.history.sshsig import sign
from scripts.repository.git import run_git
from scripts.repository.packing import object_name, write_objects

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def seal(folder: Path, key: "Ed25519PrivateKey", since: str | None = None) -> str:
    """Sign the receipt merges on ``main`` that come after ``since`` and return the new head.

    The same history and the same key give the same names. Raises GongkaiError where git fails.
    """

    def sealed(raw: bytes) -> bytes:
        found = read_commit(raw)
        if len(found.parents) != 2 or not _is_receipt(found.message):
            return raw
        return signed_commit(raw, sign(key, raw, GIT))

    return rewrite(folder, sealed, since)


def rewrite(folder: Path, change: Callable[[bytes], bytes], since: str | None = None) -> str:
    """Put in the place of each commit on ``main`` what ``change`` makes of it, after ``since``.

    ``change`` is given the raw commit with the new names of its parents. Commits that ``main``
    does not reach stay. Returns the new head. Raises GongkaiError where git fails.
    """
    names: dict[str, str] = {}
    written: list[bytes] = []
    for name, raw in _commits(folder, since):
        renamed = change(_with_parents(raw, names))
        names[name] = object_name("commit", renamed)
        written.append(renamed)
    write_objects(folder, "commit", written)
    head = run_git(folder, "rev-parse", "--verify", MAIN)
    run_git(folder, "update-ref", MAIN, names.get(head, head), head)
    return names.get(head, head)


def _commits(folder: Path, since: str | None) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the commits to be written anew, parents first."""
    without = () if since is None else (f"^{since}",)
    listed = run_git(folder, "rev-list", "--topo-order", "--reverse", MAIN, *without, "--")
    with open_repository(folder).objects() as objects:
        for name, raw in objects.commits(listed.split(), MAX_BYTES):
            assert raw is not None, name
            yield name, raw


def _with_parents(raw: bytes, names: dict[str, str]) -> bytes:
    """Return the commit ``raw`` with the parents that have new names called by them."""
    head, separator, body = raw.partition(b"\n\n")
    lines = []
    for line in head.split(b"\n"):
        word, _, parent = line.partition(b" ")
        renamed = names.get(parent.decode("ascii", "replace")) if word == b"parent" else None
        lines.append(line if renamed is None else b"parent " + renamed.encode("ascii"))
    return b"\n".join(lines) + separator + body


def _is_receipt(message: str) -> bool:
    try:
        parse_receipt(message)
    except BadReceipt:
        return False
    return True
