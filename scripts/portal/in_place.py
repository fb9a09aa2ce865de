"""The folder a site is published in: known by a mark, and replaced as a whole."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scoring.errors import WrongUse

MARKER = ".gongkai-site"
"""A file by which a folder is known to be a site of ours, and may be replaced."""

_SITE = "site"


def check_out(out: Path) -> None:
    """Raise WrongUse where ``out`` holds something that is no site of ours."""
    is_free = not out.exists() or (out.is_dir() and not any(out.iterdir()))
    if not is_free and not (out / MARKER).is_file():
        raise WrongUse("site-out-occupied", path=str(out))


def put_in_place(made: Path, out: Path) -> None:
    """Put the new site where the old one was; the old one stays until the new one is whole.

    The new one is first brought beside it, perhaps from another disk; then names are changed. Of
    builds into one folder at once each waits for the other, and the last one stays. Raises WrongUse
    where somebody has put something else there meanwhile.
    """
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    with _alone(out.parent), _beside(out, "new") as new, _beside(out, "old") as old:
        shutil.move(made, new / _SITE)
        check_out(out)  # it may have been filled meanwhile
        if out.exists():
            out.rename(old / _SITE)
        try:
            (new / _SITE).rename(out)
        finally:
            if not out.exists() and (old / _SITE).exists():
                (old / _SITE).rename(out)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other builds from changing names in ``folder`` meanwhile, where the disk can lock."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _beside(out: Path, name: str) -> Iterator[Path]:
    """Give an empty folder beside ``out`` for a while."""
    folder = out.with_name(f".{out.name}-{name}")
    shutil.rmtree(folder, ignore_errors=True)  # of a build that was interrupted
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
