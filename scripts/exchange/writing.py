"""New files into a working tree: all of them, or none."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from scoring.errors import GongkaiError, WrongUse


def check_free(root: Path, paths: Iterable[str]) -> None:
    """Raise WrongUse where anything stands at one of ``paths`` below ``root``."""
    for path in paths:
        if os.path.lexists(root / path):
            raise WrongUse("import-exists", path=path)


def write_new(root: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files`` (path below ``root`` → content); what is there already is never replaced.

    Raises WrongUse where one of them exists, GongkaiError where one cannot be written; what was
    written of the others is taken away again.
    """
    check_free(root, files)
    written: list[Path] = []
    try:
        for path, content in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                written.append(target)
                file.write(content)
    except OSError as error:
        for target in written:
            target.unlink(missing_ok=True)
        raise GongkaiError(
            "output-unwritable", path=str(error.filename or root), reason=error.strerror or ""
        ) from None
