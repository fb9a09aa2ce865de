"""The folder a repository is made in: taken whole or not at all."""

import ctypes
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scoring.errors import WrongUse

_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_HERE = -100  # AT_FDCWD


def check_free(target: Path, may_replace: Callable[[Path], bool] = lambda _: False) -> None:
    """Check that a repository may be made at ``target``: nothing is there, or nothing in it.

    What ``may_replace`` allows may stand there too. Raises WrongUse for anything else.
    """
    if target.is_dir():
        if any(target.iterdir()) and not may_replace(target):
            raise WrongUse("folder-not-empty", path=str(target))
    elif target.exists() or target.is_symlink():
        raise WrongUse("folder-is-file", path=str(target))


@contextmanager
def taking(target: Path, at_once: bool = False) -> Iterator[Path]:
    """Yield an empty folder to build in; after the block its content stands at ``target``.

    What stood there is gone then. Where the block fails, ``target`` is as it was. ``at_once``
    puts another folder in place of one that is there, so that whoever reads it or kills us finds
    the old or the new, never some of each; otherwise the folder itself stays.
    """
    target = target.resolve()
    made = _with_parents(target.parent)
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as scratch:
            built = Path(scratch, "new")
            built.mkdir()  # not the temporary folder itself, which nobody else may read
            yield built
            if not target.exists():
                built.rename(target)
            elif not (at_once and _swapped(built, target)):
                _refill(target, built, Path(scratch, "old"))
    except BaseException:
        for folder in made:
            folder.rmdir()
        raise


def _swapped(built: Path, target: Path) -> bool:
    """Let both folders change places in one step; False where this system cannot."""
    built.chmod(target.stat().st_mode & 0o7777)
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    names = (os.fsencode(built), os.fsencode(target))
    return bool(rename(_HERE, names[0], _HERE, names[1], _EXCHANGE) == 0)


def _refill(target: Path, built: Path, old: Path) -> None:
    """Move what is in ``target`` into ``old``, and what is in ``built`` into ``target``.

    The folder itself stays, for it may be the one that somebody stands in.
    """
    old.mkdir()
    moved: list[tuple[Path, Path]] = []
    try:
        for source, destination in ((target, old), (built, target)):
            for path in sorted(source.iterdir(), key=lambda path: path.name == ".git"):
                moved.append((path.rename(destination / path.name), path))
    except BaseException:
        for now, before in reversed(moved):
            now.rename(before)
        raise


def _with_parents(folder: Path) -> list[Path]:
    """Make ``folder`` and return what had to be made, innermost first."""
    missing: list[Path] = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir()
    return missing
