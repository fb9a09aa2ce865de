"""A second process that does the same work from the other end of the list.

What costs most (verifying signatures, reading records) follows from one object at a time. So on a
machine with a second core another Python takes the last object, the one before it, and so on, while
we begin with the first; where the two meet, everything is done. It never holds us up: what it has
not done yet we do ourselves, also where it cannot be started or is killed.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import IO, Any

MIN_LINES = 3000
"""Lines of work below which starting another Python costs more than it saves."""

_BATCH = 128
_MET = 32
"""Answers found after which the two have met: a single one may be of an object asked for twice."""

# What it runs. Results go through its standard output, so none may hold a line break.
_PROGRAM = """
import importlib, json, sys
job = json.loads(sys.stdin.readline())
sys.path[:] = job["path"]
work = importlib.import_module(job["module"]).work
for key, result in work(job["settings"], (line[:-1] for line in sys.stdin)):
    sys.stdout.write(f"{key} {result}\\n")
"""


class SecondProcess:
    """Another process at work; ``take`` what it has done. A context manager."""

    def __init__(
        self,
        module: str = "",
        settings: Mapping[str, Any] | None = None,
        lines: Sequence[str] = (),
    ) -> None:
        """Let ``module.work(settings, lines)`` yield key and JSON (one line), from the last on.

        Without lines, or too few of them, nothing is started.
        """
        self._done: dict[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._met = 0
        if not self.is_worth_it(lines):
            return
        path = [place for place in sys.path if place]
        job = json.dumps({"path": path, "module": module, "settings": settings})
        with suppress(OSError):
            # Isolated: nothing that lies where one stands is ever imported.
            process = subprocess.Popen(
                [sys.executable, "-I", "-c", _PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            assert process.stdin is not None and process.stdout is not None
            self._process = process
            self._in_thread(self._feed, process.stdin, job, lines)
            self._in_thread(self._read, process.stdout)

    @staticmethod
    def is_worth_it(lines: Sequence[str]) -> bool:
        """Tell whether ``lines`` are enough, on a machine with a core to spare."""
        cores = os.cpu_count() or 1
        busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
        return len(lines) >= MIN_LINES and cores > 1 and busy < 4 * cores and bool(sys.executable)

    def __enter__(self) -> "SecondProcess":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def take(self, key: str) -> Any:
        """Return what has been found for ``key``, once; None where it has not been done.

        Ask in the order of the lines. Once the two have met, the other one has nothing left to do.
        """
        found = self._done.pop(key, None)
        if found is not None:
            self._met += 1
            if self._met == _MET:
                self.stop()
        return found

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @staticmethod
    def _in_thread(task: Callable[..., None], *values: Any) -> None:
        threading.Thread(target=task, args=values, daemon=True).start()

    def _feed(self, into: IO[bytes], job: str, lines: Sequence[str]) -> None:
        with suppress(OSError, ValueError), into:
            into.write(f"{job}\n".encode())
            into.write("".join(f"{line}\n" for line in reversed(lines)).encode())

    def _read(self, out: IO[bytes]) -> None:
        with suppress(OSError, ValueError), out:
            batch: list[bytes] = []
            for line in out:
                batch.append(line)
                if len(batch) == _BATCH:
                    self._keep(batch)
                    batch = []
            self._keep(batch)

    def _keep(self, batch: Sequence[bytes]) -> None:
        """Read many results at once, so that equal field names are one string in memory."""
        pairs = [line.partition(b" ") for line in batch if line.endswith(b"\n")]
        results = json.loads(b"[" + b",".join(result for _, _, result in pairs) + b"]")
        self._done.update(zip((key.decode("ascii") for key, _, _ in pairs), results, strict=True))
