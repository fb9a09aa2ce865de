"""The file that lists the counties: read strictly, every mistake with its line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scoring.admission.flaws import Flaw, as_problems, read_text
from scoring.admission.schema_flaws import schema_flaws
from scoring.errors import GongkaiError, WrongUse
from scoring.history.signers import CHECKPOINT, CHECKPOINTS, parse_signers
from scoring.records.schemas import Schema
from scripts.federating.address import checkpoint_at, repository_at

MAX_BYTES = 512 * 1024

SCHEMAS = Path(__file__).with_name("schemas")


@dataclass(frozen=True, slots=True)
class County:
    """One county: where its repository lies, and which keys may sign its checkpoints.

    ``checkpoint`` is where it publishes them; None: the newest of ``refs/gongkai/checkpoints``.
    """

    id: str
    name: str
    repository: str
    checkpoint: str | None
    keys: tuple[str, ...]

    @property
    def signers(self) -> bytes:
        """The keys as an ``allowed_signers`` file."""
        lines = (f'{CHECKPOINT} namespaces="{CHECKPOINTS}" {key}\n' for key in self.keys)
        return "".join(lines).encode()


@dataclass(frozen=True, slots=True)
class Listing:
    """What is to be compared; counties in the order in which the file names them."""

    title: str
    years: tuple[int, ...]
    counties: tuple[County, ...]


def read_listing(path: Path) -> Listing:
    """Return the counties that the file ``path`` lists; relative paths in it begin at its folder.

    Raises WrongUse where it cannot be read, GongkaiError with every problem where it is wrong.
    """
    try:
        with path.open("rb") as file:
            text = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or ""
        raise WrongUse("federation-file-unreadable", path=str(path), reason=reason) from None
    data, problems = read_text(text, path.name, MAX_BYTES)
    if not problems:
        flaws = list(schema_flaws(_schema(), data)) or list(_flaws(data, path.parent))
        problems = as_problems(flaws, text, path.name, MAX_BYTES)
    if problems:
        raise GongkaiError("federation-file-unusable", problems, path=str(path))
    return Listing(
        title=data["title"],
        years=tuple(sorted(data["years"])),
        counties=tuple(_county(each, path.parent) for each in data["counties"]),
    )


@cache
def _schema() -> Schema:
    document = json.loads((SCHEMAS / "file.json").read_bytes())
    return Schema(document["title"], document)


def _county(entry: dict[str, Any], base: Path) -> County:
    stated = entry.get("checkpoint")
    repository = repository_at(entry["repository"], base)
    assert repository is not None
    return County(
        id=entry["id"],
        name=entry["name"],
        repository=repository,
        checkpoint=None if stated is None else checkpoint_at(stated, base),
        keys=tuple(entry["keys"]),
    )


def _flaws(data: dict[str, Any], base: Path) -> Iterator[Flaw]:
    """Yield what a schema cannot say: addresses, keys, names and repositories given twice."""
    known: dict[tuple[str, str], int] = {}
    for place, entry in enumerate(data["counties"]):
        here = ("counties", place)
        for field in ("id", "name"):
            if known.setdefault((field, entry[field]), place) != place:
                yield Flaw("federation-twice", (*here, field), name=entry[field])
        address = repository_at(entry["repository"], base)
        if address is None:
            yield Flaw("federation-address", (*here, "repository"), got=entry["repository"])
        elif known.setdefault(("repository", address.rstrip("/")), place) != place:
            yield Flaw("federation-twice", (*here, "repository"), name=entry["repository"])
        checkpoint = entry.get("checkpoint")
        if checkpoint is not None and checkpoint_at(checkpoint, base) is None:
            yield Flaw("federation-address", (*here, "checkpoint"), got=checkpoint)
        for number, key in enumerate(entry["keys"]):
            if not _is_key(key):
                yield Flaw("federation-key", (*here, "keys", number), got=key)


def _is_key(key: str) -> bool:
    """Tell whether ``key`` is a public key and nothing more: no options, no second line."""
    if not key.startswith(("ssh-", "ecdsa-")) or any(ord(sign) < 0x20 for sign in key):
        return False
    found = parse_signers(County("", "", "", None, (key,)).signers)
    return len(found.lines) == 1 and not found.faults and found.lines[0].usable
