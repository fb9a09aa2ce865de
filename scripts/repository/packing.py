"""Objects written into a repository as one pack: thousands of commits through a single git."""

import hashlib
import zlib
from collections.abc import Iterable
from pathlib import Path

from scripts.repository.git import feeding_git

_KINDS = {"commit": 1, "tree": 2, "blob": 3}
_VERSION = 2


def object_name(kind: str, content: bytes) -> str:
    """Return the name that git gives to ``content`` (SHA-1)."""
    return hashlib.sha1(
        b"%s %d\0%s" % (kind.encode(), len(content), content), usedforsecurity=False
    ).hexdigest()


def write_objects(folder: Path, kind: str, contents: Iterable[bytes]) -> None:
    """Write ``contents``, all of ``kind``, into the repository in ``folder``.

    Raises GongkaiError where git fails.
    """
    packed = [_entry(_KINDS[kind], content) for content in contents]
    if not packed:
        return
    head = b"PACK" + _VERSION.to_bytes(4, "big") + len(packed).to_bytes(4, "big")
    body = b"".join((head, *packed))
    with feeding_git(folder, "index-pack", "--stdin", "--threads=1") as out:
        out.write(body + hashlib.sha1(body, usedforsecurity=False).digest())


def _entry(kind: int, content: bytes) -> bytes:
    """Return one entry of a pack: kind and size in groups of seven bits, then the content."""
    size = len(content)
    first, size = (kind << 4) | (size & 15), size >> 4
    head = bytearray()
    while size:
        head.append(first | 0x80)
        first, size = size & 0x7F, size >> 7
    head.append(first)
    return bytes(head) + zlib.compress(content)
