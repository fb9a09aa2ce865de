"""This very program started again: by a hook, by a web server, after a merge."""

import shlex
import subprocess
import sys
from pathlib import Path

from scripts.repository.git import without_git

_ROOT = Path(__file__).resolve().parents[3]


def command(module: str, *arguments: str) -> tuple[str, ...]:
    """Return how to call ``main`` of ``module`` with ``arguments``, by the Python that runs now.

    It runs isolated (``-I``): no setting and no folder of the caller's puts another program in
    its place.
    """
    call = f"main({', '.join(map(repr, arguments))})"
    place = f"import sys; sys.path.insert(0, {str(_ROOT)!r})"
    return (sys.executable, "-I", "-c", f"{place}; from {module} import main; {call}")


def script(module: str, argument: str, note: str) -> str:
    """Return a shell script that calls ``main`` of ``module``; ``note`` says whose it is."""
    return f"#!/bin/sh\n# {note}\nexec {shlex.join(command(module, argument))}\n"


def start(module: str, git_dir: Path) -> None:
    """Start ``main`` of ``module`` in ``git_dir``, as a process that outlives this one.

    Nobody waits for it, and nothing that it prints is read.
    """
    subprocess.Popen(
        command(module),
        cwd=git_dir,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=without_git(),
    )
