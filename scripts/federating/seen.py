"""The newest checkpoint of each county that was verified, kept from one run to the next.

A county that rewrote both its history and its checkpoints could not be told from an honest one
by its repository alone; by what was seen of it before, it can.
"""

from collections.abc import Iterable
from pathlib import Path

from scripts.checkpoints.store import SIGNATURE_ENDING, saved_at
from scripts.federating.harvest import Harvest

_FOLDER = "seen"


def seen_of(work: Path, county: str) -> tuple[bytes, bytes | None] | None:
    """Return text and signature of the checkpoint last verified, None where there is none."""
    path = work / _FOLDER / f"{county}.json"
    if not path.is_file():
        return None
    kept = saved_at(path)
    return kept.text, kept.signature


def keep_seen(work: Path, harvests: Iterable[Harvest]) -> None:
    """Keep the checkpoints that were verified; of a county that failed, the one before stays."""
    folder = work / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for harvest in harvests:
        if harvest.checkpoint is not None and harvest.signature is not None:
            path = folder / f"{harvest.county}.json"
            # The signature first: a text without the signature of its own would not be believed.
            _replace(path.with_name(path.name + SIGNATURE_ENDING), harvest.signature)
            _replace(path, harvest.checkpoint)


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(path.name + ".new")
    new.write_bytes(content)
    new.replace(path)
