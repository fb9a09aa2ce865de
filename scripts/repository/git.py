"""Running git to make a repository, so that nobody's settings change what is made."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from scoring.errors import GongkaiError

_MOST_COMPLAINTS = 300


def run_git(folder: Path, *arguments: str) -> str:
    """Run git in ``folder`` and return what it prints, without the last line break.

    Raises GongkaiError where there is no git or it fails.
    """
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise GongkaiError("git-missing") from None
    if done.returncode:
        raise git_failed(arguments[0], done.stderr)
    return done.stdout.decode("utf-8", "replace").removesuffix("\n")


@contextmanager
def feeding_git(folder: Path, *arguments: str) -> Iterator[IO[bytes]]:
    """Run git in ``folder`` while the block writes to its standard input.

    Raises GongkaiError where there is no git or it fails; an error within the block ends git.
    """
    with tempfile.TemporaryFile() as complaints:
        try:
            process = subprocess.Popen(
                ["git", *arguments],
                cwd=folder,
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
            )
        except FileNotFoundError:
            raise GongkaiError("git-missing") from None
        assert process.stdin is not None
        try:
            yield process.stdin
            process.stdin.close()
        except BrokenPipeError:
            pass  # git gave up; its exit status and its words follow
        except BaseException:
            process.kill()
            raise
        finally:
            status = process.wait()
        if status:
            complaints.seek(0)
            raise git_failed(arguments[0], complaints.read(4096))


def without_git() -> dict[str, str]:
    """Return the environment without git's variables: no repository, name or hook of the caller's.

    ``GIT_EXEC_PATH`` stays: by it a git that lies in an unusual place finds its parts.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name == "GIT_EXEC_PATH"
    }


def git_failed(command: str, complaints: bytes) -> GongkaiError:
    """Return the error of a git ``command`` that failed, with its ``complaints`` in one line."""
    detail = " ".join(complaints.decode("utf-8", "replace").split())[:_MOST_COMPLAINTS]
    return GongkaiError("git-failed", command=command, detail=detail)


def _environment() -> dict[str, str]:
    return {
        **without_git(),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
