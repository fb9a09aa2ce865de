"""Running git through GitPython, once to its end or on and on, with our own settings."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from subprocess import PIPE, TimeoutExpired
from typing import IO, Any

from scoring.history.errors import RepositoryUnusable
from scoring.history.git_settings import ENVIRONMENT, SETTINGS, own_environment


def runner() -> Any:
    """Return GitPython's runner of git. Raises RepositoryUnusable where git is missing.

    Its ``Repo`` is left alone: it would parse a stranger's configuration by itself.
    """
    try:
        from git.cmd import Git  # slow to import; a command that needs no repository never does
    except ImportError as error:
        raise RepositoryUnusable("git-missing") from error
    return Git()


def run_git(git: Any, command: Sequence[str], seconds: float | None = None) -> tuple[int, str, str]:
    """Run git to its end, or for ``seconds``; return its status, what it prints, its complaints.

    The last line break of what it prints is left out. A negative status: it was stopped.
    """
    limit = seconds if os.name == "posix" else None  # GitPython can stop a process only there
    with own_environment():
        status, out, complaints = git.execute(
            command,
            with_extended_output=True,
            with_exceptions=False,
            stdout_as_string=False,
            kill_after_timeout=limit,
            env=ENVIRONMENT,
        )
    # GitPython's text may hold bytes that are not UTF-8 as half characters: nobody can print those.
    raw = complaints.encode("utf-8", "replace") if isinstance(complaints, str) else complaints
    return status, out.decode("utf-8", "surrogateescape"), raw.decode("utf-8", "replace")


def refusal(complaints: str) -> RepositoryUnusable:
    """Return the error for git's ``complaints``, with the line that says what is wrong."""
    lines = complaints.strip().splitlines()
    grave = [line for line in lines if line.startswith(("fatal:", "error:"))]
    detail = next(iter(grave or lines), "git")
    return RepositoryUnusable("repository-unreadable", detail=detail[:200])


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
            *(part for setting in SETTINGS for part in ("-c", setting)),
        ]

    def answer(self, *arguments: str) -> str | None:
        """Return what git prints on ``arguments``, without the last line break.

        None where its exit status is 1, by which git says no. Raises RepositoryUnusable, in git's
        words, where it failed.
        """
        status, out, complaints = self.run(*arguments)
        if status not in (0, 1):
            raise refusal(complaints)
        return None if status else out

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run git on ``arguments``; return its status, what it prints, its complaints."""
        return run_git(self._git, [*self._command, *arguments])

    def start(self, *arguments: str, feed: bool = False) -> "RunningGit":
        """Start git on ``arguments``; with ``feed`` its standard input is open to us."""
        with own_environment():
            process = self._git.execute(
                [*self._command, *arguments],
                istream=PIPE if feed else None,
                as_process=True,
                env=ENVIRONMENT,
            )
        return RunningGit(process)


class RunningGit:
    """A running git: bytes out, bytes in.

    Its complaints are read by a thread of their own, so that it never stalls on them.
    """

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

    def read_aside(self) -> Callable[[], bytes]:
        """Read its output in a thread; the function returned waits for all of it.

        That function raises RepositoryUnusable where git failed.
        """
        outputs: list[bytes] = []
        reader = threading.Thread(target=lambda: outputs.append(self.out.read()), daemon=True)
        reader.start()

        def output() -> bytes:
            reader.join()
            self.finish()
            return outputs[0] if outputs else b""

        return output

    def feed(self, lines: Iterable[str]) -> None:
        """Write ``lines`` to git in a thread, then close its input, while its output is read."""
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
