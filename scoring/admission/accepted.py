"""Rulebooks and entries of the registry that have once been found valid, by schemas and content.

Holding two rulebooks against their schema takes longer than reading a hundred records, and they
hardly ever change.
"""

import hashlib
from collections.abc import Iterable

from scoring.cache.store import Cache, ValidText

_YES = "true"


class Accepted:
    """Which texts the schemas of ``digest`` are known to accept; without a cache none is known."""

    def __init__(
        self,
        cache: Cache | None = None,
        digest: str = "",
        texts: Iterable[tuple[bytes, str]] = (),
    ) -> None:
        """Look up ``texts``, each with the name of the schema it is to be held against."""
        self._cache = cache
        self._digest = digest
        self._new: dict[tuple[str, str], None] = {}
        self._known: set[tuple[str, str]] = set()
        keys = {_key(text, schema) for text, schema in texts} if cache is not None else set()
        if cache is not None and keys:
            found = dict(cache.texts(digest, keys))
            self._known = {(name, schema) for name, schema in keys if found.get(name) is True}

    def has(self, text: bytes, schema: str) -> bool:
        """Tell whether the schema called ``schema`` is known to accept ``text``."""
        return bool(self._known) and _key(text, schema) in self._known

    def note(self, text: bytes, schema: str) -> None:
        """Take note that it does."""
        if self._cache is not None and not self.has(text, schema):
            self._new[_key(text, schema)] = None

    def keep(self) -> None:
        """Keep what has been noted."""
        if self._cache is not None and self._new:
            texts = [ValidText(self._digest, name, schema, _YES) for name, schema in self._new]
            self._cache.keep([], texts)
            self._new.clear()


NOTHING_ACCEPTED = Accepted()
"""Nothing is known, and everything is held against its schema."""


def _key(text: bytes, schema: str) -> tuple[str, str]:
    return hashlib.sha256(text).hexdigest(), schema
