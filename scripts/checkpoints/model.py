"""A checkpoint as values, and as one exact text: schema ``checkpoint/1``."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scoring.errors import GongkaiError
from scoring.ledger.text import to_json

SCHEMA = "checkpoint/1"
MAX_BYTES = 64 * 1024

_FIELDS = ("schema", "head", "commits", "attempts", "ledgers", "as_of", "engine", "previous")
_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class LedgerDigest:
    """The SHA-256 of a year's ledger, byte for byte as published."""

    year: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What was published: the head, how many commits its first-parent chain has, the scores.

    ``attempts`` is the head of the attempt log (None: there is none), ``as_of`` the moment of the
    ledgers (ISO 8601, Asia/Shanghai), ``engine`` what reckoned them, ``previous`` the SHA-256 of
    the text of the checkpoint before (None: it is the first).
    """

    head: str
    commits: int
    attempts: str | None
    ledgers: tuple[LedgerDigest, ...]
    as_of: str
    engine: str
    previous: str | None

    @property
    def text(self) -> str:
        """Its text: UTF-8, two-space indent, keys in this order, LF at the end."""
        return to_json(
            {
                "schema": SCHEMA,
                "head": self.head,
                "commits": self.commits,
                "attempts": self.attempts,
                "ledgers": [{"year": each.year, "sha256": each.sha256} for each in self.ledgers],
                "as_of": self.as_of,
                "engine": self.engine,
                "previous": self.previous,
            }
        )

    @property
    def sha256(self) -> str:
        """The digest by which the next checkpoint names it, and ``sha256sum`` shows it."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def moment(self) -> datetime:
        """``as_of`` as a time."""
        return datetime.fromisoformat(self.as_of)


def read_checkpoint(text: bytes) -> Checkpoint:
    """Return the checkpoint in ``text``. Raises GongkaiError for anything but its exact form.

    The exact form, because its digest is what others name it by.
    """
    try:
        document = json.loads(text[: MAX_BYTES + 1])
        checkpoint = _from(document)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise GongkaiError("checkpoint-unreadable") from None
    if checkpoint.text.encode() != text:
        raise GongkaiError("checkpoint-unreadable")
    return checkpoint


def _from(document: Any) -> Checkpoint:
    if tuple(document) != _FIELDS or document["schema"] != SCHEMA:
        raise ValueError("another schema")
    found = Checkpoint(
        head=_matching(_COMMIT, document["head"]),
        commits=_count(document["commits"]),
        attempts=_or_none(_COMMIT, document["attempts"]),
        ledgers=tuple(
            LedgerDigest(_count(each["year"]), _matching(_SHA256, each["sha256"]))
            for each in document["ledgers"]
        ),
        as_of=str(document["as_of"]),
        engine=str(document["engine"]),
        previous=_or_none(_SHA256, document["previous"]),
    )
    if found.moment.tzinfo is None:
        raise ValueError("a time without its offset")
    return found


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(value)
    return value


def _or_none(pattern: re.Pattern[str], value: Any) -> str | None:
    return None if value is None else _matching(pattern, value)


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(value)
    return value
