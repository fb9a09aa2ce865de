"""Asking that units be told what came for them, after a merge.

``scripts.telling.job`` tells, as a process of its own: nobody waits for it, and nothing of the gate
depends on it.
"""

import os
import subprocess
import sys
from pathlib import Path

from scripts.gate.writing import Writer

TELL_SETTING = "gongkai.tell"

_ROOT = Path(__file__).resolve().parents[3]


def ask_to_tell(git_dir: Path) -> None:
    """Ask for units to be told, and go on; nothing is asked where nothing is set up."""
    if Writer(git_dir).setting(TELL_SETTING) is None:
        return
    code = (
        f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from scripts.telling.job import main; "
        "main()"
    )
    subprocess.Popen(
        (sys.executable, "-I", "-c", code),
        cwd=git_dir,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # it outlives the push
        env={name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    )
