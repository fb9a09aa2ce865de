"""The digest of a record with its attachments, which standard tools can work out again."""

import hashlib
from collections.abc import Iterable


def content_digest(files: Iterable[tuple[str, str]]) -> str:
    """Return the digest of ``files``: (path, SHA-256 in hexadecimal) of a record and all beside it.

    It is that of what ``sha256sum`` prints for them in order of their paths' bytes, so that
    ``sha256sum units/…yml units/…/* | sha256sum`` gives it again.
    """
    ordered = sorted(files, key=lambda file: file[0].encode("utf-8", "surrogateescape"))
    lines = "".join(f"{digest}  {path}\n" for path, digest in ordered)
    return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()
