"""Driving git through GitPython so that nobody's settings change what it says.

A user's configuration and environment can rename, reorder, colour or hide what ``git log`` shows
(``diff.renames``, ``diff.orderFile``, ``log.showRoot``, grafts, replace refs), and a repository's
can name programs to run. None of it may move a score, so every call is made with the caller's
``GIT_*`` variables taken away, user and system files unread, and the repository's own settings
overruled.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, TimeoutExpired
from typing import IO, TYPE_CHECKING, Any

from scoring.history.errors import RepositoryUnusable

if TYPE_CHECKING:
    from git import Repo

_KEPT = ("GIT_EXEC_PATH", "GIT_PYTHON_")
_QUARANTINE = (
    "GIT_QUARANTINE_PATH",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
)
_spawning = threading.RLock()

_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_GRAFT_FILE": os.devnull,  # .git/info/grafts would rewrite parents
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",  # a missing object is an error, never a download
    "GIT_ALLOW_PROTOCOL": "none",  # the same for git before 2.45
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
}

_SETTINGS = (
    "log.showRoot=true",
    "log.diffMerges=separate",
    "log.showSignature=false",
    "log.follow=false",
    "diff.relative=false",
    "diff.suppressBlankEmpty=false",
    "core.commitGraph=false",  # parents and dates from the commits themselves
    "core.fsmonitor=false",
    "core.quotePath=true",
)


@contextmanager
def own_environment() -> Iterator[None]:
    """Take the caller's ``GIT_*`` variables away while git or GitPython looks at them.

    In a receiving hook git names the quarantine where the pushed objects lie; objects are named
    by their content, so these variables stay.
    """
    kept = _KEPT + (_QUARANTINE if "GIT_QUARANTINE_PATH" in os.environ else ())
    with _spawning:
        taken = {
            name: value
            for name, value in os.environ.items()
            if name.startswith("GIT_") and not name.startswith(kept)
        }
        for name in taken:
            del os.environ[name]
        try:
            yield
        finally:
            os.environ.update(taken)


class Driver:
    """Runs git in one repository."""

    def __init__(self, repo: "Repo") -> None:
        self._git = repo.git
        self._command = [
            repo.git.GIT_PYTHON_GIT_EXECUTABLE or "git",
            "--no-replace-objects",
            "--no-pager",
            f"--git-dir={Path(repo.git_dir).resolve()}",
            *(part for setting in _SETTINGS for part in ("-c", setting)),
        ]

    def answer(self, *arguments: str) -> str | None:
        """Return what git prints on ``arguments``, without the last line break; None on failure."""
        with own_environment():
            status, out, _ = self._git.execute(
                [*self._command, *arguments],
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                env=_ENVIRONMENT,
            )
        assert isinstance(out, bytes)
        return None if status else out.decode("utf-8", "surrogateescape")

    def start(self, *arguments: str, feed: bool = False) -> "Run":
        """Start git on ``arguments``; with ``feed`` its standard input is open to us."""
        with own_environment():
            process = self._git.execute(
                [*self._command, *arguments],
                istream=PIPE if feed else None,
                as_process=True,
                env=_ENVIRONMENT,
            )
        return Run(process)


class Run:
    """A running git: bytes out, bytes in; complaints are read aside, so that it never stalls."""

    def __init__(self, process: Any) -> None:
        self._process = process
        self.out: IO[bytes] = process.stdout
        self.into: IO[bytes] | None = process.stdin
        self._complaints = b""
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        kept = 4096
        while chunk := self._process.stderr.read(kept):
            if len(self._complaints) < kept:
                self._complaints += chunk

    def chunks(self, size: int = 1 << 20) -> Iterator[bytes]:
        """Yield its output piece by piece, then finish it.

        Raises RepositoryUnusable where git failed.
        """
        while chunk := self.out.read(size):
            yield chunk
        self.finish()

    def finish(self) -> None:
        """Wait for git's end. Raises RepositoryUnusable where it failed."""
        status = self._process.proc.wait()
        self._listener.join(timeout=5)
        self._close()
        if status:
            raise RepositoryUnusable("repository-unreadable", detail=self._last_words())

    def stop(self) -> None:
        """End git, whatever it is doing."""
        if self.into is not None:
            self.into.close()
        self.out.close()
        try:
            self._process.proc.wait(timeout=5)
        except TimeoutExpired:  # pragma: no cover - git ends when its pipes close
            self._process.proc.kill()
            self._process.proc.wait()
        self._listener.join(timeout=5)
        self._close()

    def _close(self) -> None:
        for stream in (self.into, self.out, self._process.stderr):
            if stream is not None and not stream.closed:
                stream.close()

    def _last_words(self) -> str:
        lines = self._complaints.decode("utf-8", "replace").strip().splitlines()
        told = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
        return told[0][:200] if told else ""


def settings_for_log() -> Sequence[str]:
    """Return the options under which ``git log`` says the same on every machine."""
    return (
        "--first-parent", "-m", "--raw", "-z", "--no-renames", "--no-abbrev",
        "-O/dev/null", "--ignore-submodules=none", "--submodule=short", "--no-relative",
        "--no-ext-diff", "--no-textconv", "--no-color", "--no-notes", "--no-decorate",
        "--no-show-signature", "--no-mailmap", "--no-prefix", "--encoding=UTF-8",
        "--format=%H %ct %P",
    )  # fmt: skip
