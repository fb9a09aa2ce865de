"""``release.json``: which release a data repository's files came from, and their digests then.

With them the next upgrade can tell the files that the county has changed from those it has not.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from scoring.errors import GongkaiError
from scoring.ledger.text import to_json
from scoring.version import ENGINE

FILE = "release.json"
SCHEMA = "release/1"
MAX_BYTES = 1024 * 1024

ENGINE_FILE = "engine.txt"
"""Names the engine that the workflows install; an upgrade always writes it."""

_REGISTRY = re.compile(r"units/[^/]+/unit\.yml")
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Release:
    """The release that a repository's files derive from.

    ``files``: path → SHA-256 of the release's file from which the repository's own derives;
    ``declined``: of a file that the county has changed, the digest of the newer one it was offered
    and has not taken.
    """

    engine: str
    files: Mapping[str, str]
    declined: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> bytes:
        """Its text: UTF-8, two-space indent, paths in order, LF at the end."""
        document = {
            "schema": SCHEMA,
            "engine": self.engine,
            "files": dict(sorted(self.files.items())),
        }
        if self.declined:
            document["declined"] = dict(sorted(self.declined.items()))
        return to_json(document).encode()


def is_offered(path: str) -> bool:
    """Tell whether ``path`` stays the release's: no entry of the registry, not engine.txt."""
    return path not in (FILE, ENGINE_FILE) and not _REGISTRY.fullmatch(path)


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()


def release_of(files: Mapping[str, bytes]) -> Release:
    """Return what ``release.json`` says of ``files`` (path → content) as this release has them."""
    digests = {path: digest(content) for path, content in files.items() if is_offered(path)}
    return Release(ENGINE, digests)


def read_release(text: bytes) -> Release:
    """Return the release in ``text``. Raises GongkaiError for anything but its form."""
    try:
        document = json.loads(text[: MAX_BYTES + 1])
        if document["schema"] != SCHEMA:
            raise ValueError("another schema")
        return Release(
            str(document["engine"]),
            _digests(document["files"]),
            _digests(document.get("declined", {})),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise GongkaiError("release-unreadable", file=FILE) from None


def _digests(digests: Mapping[str, str]) -> dict[str, str]:
    if not all(isinstance(each, str) and _SHA256.fullmatch(each) for each in digests.values()):
        raise ValueError("no digest")
    return dict(digests)


def version_of(engine: str) -> tuple[int, ...]:
    """Return ``gongkai 0.10.2`` as numbers to compare; nothing where it is not of that form."""
    found = re.fullmatch(r"gongkai (\d+(?:\.\d+)*)\S*", engine)
    return tuple(map(int, found[1].split("."))) if found else ()
