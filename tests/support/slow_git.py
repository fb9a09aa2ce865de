"""A git whose fetches wait, so that whoever called them can be killed in the middle."""

import os
import shutil
from pathlib import Path

_PROGRAM = """#!/bin/sh
case "$*" in
  *fetch*)
    : > "{folder}/at-$PPID"
    while [ ! -e "{folder}/go" ]; do sleep 0.05; done;;
esac
exec {git} "$@"
"""


def waiting_git(folder: Path) -> dict[str, str]:
    """Return an environment in which a fetch leaves ``at-<caller>`` and waits for ``go``.

    Both are files in ``folder``.
    """
    program = folder / "bin" / "git"
    program.parent.mkdir()
    program.write_text(_PROGRAM.format(folder=folder, git=shutil.which("git")))
    program.chmod(0o755)
    return {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
