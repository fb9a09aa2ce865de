"""A published ledger held against the one that follows from the history."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from scoring.errors import GongkaiError
from scoring.ledger.model import Ledger
from scoring.ledger.text import ledger_json

_MAX_BYTES = 64 * 1024 * 1024
_SCHEMAS = ("ledger/1", "ledger/2")
_LISTED = 50


@dataclass(frozen=True, slots=True)
class Published:
    """A ledger as published: its bytes, and what it says it was reckoned from."""

    text: bytes
    document: Mapping[str, Any]
    year: int
    as_of: datetime
    head: str
    engine: str

    @property
    def sha256(self) -> str:
        """Its digest, as confirmations and checkpoints name it."""
        return hashlib.sha256(self.text).hexdigest()


@dataclass(frozen=True, slots=True)
class Difference:
    """A number or word in which two ledgers differ, by the path to it; None: not there."""

    place: str
    published: str | None
    reckoned: str | None


def read_published(text: bytes) -> Published:
    """Return the ledger in ``text``. Raises GongkaiError where it is none."""
    try:
        document = json.loads(text[:_MAX_BYTES], parse_float=Decimal)
        found = Published(
            text=text,
            document=document,
            year=int(document["year"]),
            as_of=datetime.fromisoformat(document["as_of"]),
            head=str(document["head"]),
            engine=str(document["engine"]),
        )
        usable = document["schema"] in _SCHEMAS and found.as_of.tzinfo is not None
    except (ValueError, KeyError, TypeError, RecursionError, ArithmeticError):
        usable = False
    if not usable:
        raise GongkaiError("ledger-unreadable")
    return found


def differences(published: Published, ledger: Ledger) -> tuple[Difference, ...]:
    """Return the first fifty places where they differ; the engine's name apart."""
    found: list[Difference] = []
    for each in _between("", published.document, _plain(ledger)):
        if each.place != "engine":
            found.append(each)
        if len(found) == _LISTED:
            break
    return tuple(found)


def _plain(ledger: Ledger) -> Any:
    return json.loads(ledger_json(ledger), parse_float=Decimal)


def _between(place: str, one: Any, other: Any) -> Iterator[Difference]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in dict.fromkeys((*one, *other)):
            yield from _between(f"{place}/{key}".lstrip("/"), one.get(key), other.get(key))
    elif isinstance(one, list) and isinstance(other, list):
        yield from _between_lists(place, one, other)
    elif one != other:
        yield Difference(place, _text(one), _text(other))


def _between_lists(place: str, one: list[Any], other: list[Any]) -> Iterator[Difference]:
    """Compare what bears the same name (unit, id); what bears none, in turn."""
    names = [_named(one), _named(other)]
    for name in dict.fromkeys((*names[0], *names[1])):
        yield from _between(f"{place}/{name}", names[0].get(name), names[1].get(name))


def _named(items: list[Any]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for index, item in enumerate(items):
        name = item.get("unit") or item.get("id") if isinstance(item, Mapping) else None
        named[str(name or index)] = item
    return named


def _text(value: Any) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text[:120]
