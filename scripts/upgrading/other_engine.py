"""Another release of the program asked for its ledgers: one process a year, its JSON read back."""

import os
import subprocess
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from scoring.calendar.zone import iso
from scoring.errors import GongkaiError
from scripts.auditing.comparing import read_published
from scripts.upgrading.differing import Document

_PATIENCE = 3600.0
"""Seconds for one year; a history of a hundred thousand records takes minutes."""


def ledgers_by(
    program: Sequence[str],
    repository: Path,
    head: str,
    years: Iterable[int],
    as_of: datetime,
    folder: Path | None = None,
) -> dict[int, Document]:
    """Return the ledgers of ``years`` as ``program`` (a command and its first words) reckons them.

    It runs in ``folder``. Raises GongkaiError where it cannot be run or fails.
    """
    return {year: _ledger(program, repository, head, year, as_of, folder) for year in years}


def _ledger(
    program: Sequence[str],
    repository: Path,
    head: str,
    year: int,
    as_of: datetime,
    folder: Path | None,
) -> Document:
    arguments = ["--repo", str(repository), "--no-cache", "score", "--year", str(year)]
    arguments += ["--as-of", iso(as_of), "--head", head, "--format", "json"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    try:
        done = subprocess.run(
            [*program, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GongkaiError("upgrade-engine-failed", year=year, detail=str(error)[:300]) from None
    if done.returncode:
        detail = " ".join(done.stderr.decode("utf-8", "replace").split())[:300]
        raise GongkaiError("upgrade-engine-failed", year=year, detail=detail)
    return read_published(done.stdout).document
