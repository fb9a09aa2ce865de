"""The newest checkpoint of each county that was verified, kept from one run to the next.

A county that rewrote both its history and its checkpoints could not be told from an honest one
by its repository alone; by what was seen of it before, it can.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scoring.errors import WrongUse
from scripts.federating.harvest import Harvest

_FOLDER = "seen"
_LOCK = "run.lock"


@contextmanager
def only_run(work: Path) -> Iterator[None]:
    """Let nobody else compare counties with the folder ``work`` meanwhile.

    Two runs at once would each remember what it saw, the later one perhaps something older. Raises
    WrongUse where another run has the folder. The right to it ends with the process.
    """
    work.mkdir(parents=True, exist_ok=True)
    with (work / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise WrongUse("federation-work-busy", path=str(work)) from None
        yield


def seen_of(work: Path, county: str) -> tuple[bytes, bytes] | None:
    """Return text and signature of the checkpoint last verified, None where there is none.

    Raises WrongUse where what is kept cannot be read: nothing would be known of the county's past.
    """
    path = _path(work, county)
    try:
        document = json.loads(path.read_bytes())
        return document["checkpoint"].encode(), document["signature"].encode()
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        raise WrongUse("federation-seen-unreadable", path=str(path)) from None


def keep_seen(work: Path, harvests: Iterable[Harvest]) -> None:
    """Keep the checkpoints that were verified; of a county that failed, the one before stays."""
    (work / _FOLDER).mkdir(parents=True, exist_ok=True)
    for harvest in harvests:
        if harvest.checkpoint is not None and harvest.signature is not None:
            document = {
                "checkpoint": harvest.checkpoint.decode(),
                "signature": harvest.signature.decode("ascii", "replace"),
            }
            _replace(_path(work, harvest.county), json.dumps(document, indent=2).encode() + b"\n")


def _path(work: Path, county: str) -> Path:
    return work / _FOLDER / f"{county}.json"


def _replace(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``: text and signature in one file, so that both are there or none.

    A text with the signature of another would make the county fail in every run to come.
    """
    new = path.with_name(f"{path.name}.new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
