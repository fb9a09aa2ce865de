"""Driving git through GitPython so that nobody's settings change what it says.

A user's configuration and environment can rename, reorder, colour or hide what ``git log`` shows
(``diff.renames``, ``diff.orderFile``, ``log.showRoot``, grafts, replace refs), and a repository's
can name programs to run. None of it may move a score, so every call is made with the caller's
``GIT_*`` variables taken away, user and system files unread, and the repository's own settings
overruled.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from subprocess import PIPE, TimeoutExpired
from typing import IO, Any

from scoring.history.errors import RepositoryUnusable

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


def runner() -> Any:
    """Return GitPython's runner of git. Raises RepositoryUnusable where git is missing.

    Its ``Repo`` is left alone: it would parse a stranger's configuration by itself.
    """
    try:
        from git.cmd import Git  # slow to import; a command that needs no repository never does
    except ImportError as error:
        raise RepositoryUnusable("git-missing") from error
    return Git()


def run(git: Any, command: Sequence[str], seconds: float | None = None) -> tuple[int, str, str]:
    """Run git to its end, or for ``seconds``: its status, what it prints, what it complains of.

    The last line break of what it prints is left out.
    """
    limit = seconds if os.name == "posix" else None  # GitPython can stop a process only there
    with own_environment():
        status, out, complaints = git.execute(
            command,
            with_extended_output=True,
            with_exceptions=False,
            stdout_as_string=False,
            kill_after_timeout=limit,
            env=_ENVIRONMENT,
        )
    told = complaints.encode("utf-8", "replace") if isinstance(complaints, str) else complaints
    return status, out.decode("utf-8", "surrogateescape"), told.decode("utf-8", "replace")


def refusal(complaints: str) -> RepositoryUnusable:
    """Return the error that git's ``complaints`` amount to, in the line that says what is wrong."""
    lines = complaints.strip().splitlines()
    told = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    return RepositoryUnusable("repository-unreadable", detail=told[0][:200] if told else "git")


class Driver:
    """Runs git in one repository."""

    def __init__(self, git_dir: Path) -> None:
        self._git = runner()
        self._command = [
            self._git.GIT_PYTHON_GIT_EXECUTABLE or "git",
            "--no-replace-objects",
            "--no-pager",
            "-C",
            str(git_dir),
            f"--git-dir={git_dir}",
            *(part for setting in _SETTINGS for part in ("-c", setting)),
        ]

    def answer(self, *arguments: str) -> str | None:
        """Return what git prints on ``arguments``, without the last line break; None for a no.

        A no is exit status 1. Raises RepositoryUnusable, in git's words, where git failed.
        """
        status, out, complaints = self.told(*arguments)
        if status not in (0, 1):
            raise refusal(complaints)
        return None if status else out

    def told(self, *arguments: str) -> tuple[int, str, str]:
        """Return git's exit status on ``arguments``, what it prints, and what it complains of."""
        return run(self._git, [*self._command, *arguments])

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
        out = self.out
        assert isinstance(out, BufferedReader)
        while chunk := out.read1(size):  # what is there, so that we and git work at once
            yield chunk
        self.finish()

    def aside(self) -> Callable[[], bytes]:
        """Read its output while we do something else; the function returned waits for all of it.

        That function raises RepositoryUnusable where git failed.
        """
        kept: list[bytes] = []
        reader = threading.Thread(target=lambda: kept.append(self.out.read()), daemon=True)
        reader.start()

        def result() -> bytes:
            reader.join()
            self.finish()
            return kept[0] if kept else b""

        return result

    def feed(self, lines: Iterable[str]) -> None:
        """Write ``lines`` to git aside, and then close its input, while its output is read."""
        into = self.into
        assert into is not None

        def write() -> None:
            # Where git has given up, its exit status will say so.
            with suppress(OSError, ValueError), into:
                for line in lines:
                    into.write(f"{line}\n".encode("ascii"))

        threading.Thread(target=write, daemon=True).start()

    def finish(self) -> None:
        """Wait for git's end. Raises RepositoryUnusable where it failed."""
        status = self._process.proc.wait()
        self._listener.join(timeout=5)
        self._close()
        if status:
            raise refusal(self._complaints.decode("utf-8", "replace"))

    def stop(self) -> None:
        """End git, whatever it is doing."""
        self.out.close()  # first, so that nobody who still writes to git waits for ever
        if self.into is not None:
            with suppress(OSError):
                self.into.close()
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


def settings_for_log(*, branches: bool = False) -> Sequence[str]:
    """Return the options under which ``git log`` says the same on every machine.

    With ``branches`` it also goes through what was merged; each commit is then still held against
    its first parent.
    """
    way = ("--diff-merges=first-parent",) if branches else ("--first-parent", "-m")
    return (
        *way, "--raw", "-z", "--no-renames", "--no-abbrev",
        "-O/dev/null", "--ignore-submodules=none", "--submodule=short", "--no-relative",
        "--no-ext-diff", "--no-textconv", "--no-color", "--no-notes", "--no-decorate",
        "--no-show-signature", "--no-mailmap", "--no-prefix", "--encoding=UTF-8",
        "--format=%H %ct %P",
    )  # fmt: skip


SETTINGS_FOR_TREES = (
    "-r", "--raw", "-z", "--no-renames", "--no-abbrev", "-O/dev/null",
    "--ignore-submodules=none", "--no-relative", "--no-ext-diff", "--no-textconv", "--no-color",
)  # fmt: skip
"""The options under which ``git diff-tree`` says the same on every machine."""
