"""git in a test's own repository: nobody's settings count, and a failure says what git said."""

import os
import subprocess
from pathlib import Path

PERSON = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "x"), ("EMAIL", "x@example.gov.cn"))
}
"""Whose commits they are, where a test does not say."""


def raw_git(folder: Path, *arguments: str, stdin: bytes = b"", **environment: str) -> bytes:
    """Run git in ``folder``, with ``environment`` besides, and return what it prints."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        env={**own, **settings, **PERSON, **environment},
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout


def git(folder: Path, *arguments: str, stdin: bytes = b"", **environment: str) -> str:
    """Run git likewise, and return what it prints without the blanks around it."""
    told = raw_git(folder, *arguments, stdin=stdin, **environment)
    return told.decode("utf-8", "surrogateescape").strip()
