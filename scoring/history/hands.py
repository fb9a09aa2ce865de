"""A second pair of hands: another process that does the same work from the other end.

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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import IO, Any

WORTH = 3000
"""Items below which starting another Python costs more than it saves."""

_BATCH = 128
_MET = 32
"""Answers found after which the two have met: a single one may be of an object asked for twice."""

_START = """
import importlib, json, sys
job = json.loads(sys.stdin.readline())
sys.path[:] = job["path"]
importlib.import_module(job["module"]).work(job["told"], (line[:-1] for line in sys.stdin))
"""


class Hands:
    """Another process at work on some items; ``take`` what it has done. A context manager."""

    def __init__(
        self, module: str = "", told: Mapping[str, Any] | None = None, items: Sequence[str] = ()
    ) -> None:
        """Let ``module.work(told, items)`` print ``<key> <JSON>`` lines, from the last item on.

        Without items, or too few of them, nothing is started.
        """
        self._done: dict[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._met = 0
        if not self.worth(items):
            return
        path = [place for place in sys.path if place]
        job = json.dumps({"path": path, "module": module, "told": told})
        with suppress(OSError):
            # Isolated: nothing that lies where one stands is ever imported.
            process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            assert process.stdin is not None and process.stdout is not None
            self._process = process
            self._aside(self._feed, process.stdin, job, items)
            self._aside(self._read, process.stdout)

    @staticmethod
    def worth(items: Sequence[str]) -> bool:
        """Tell whether ``items`` are enough, on a machine with a core to spare."""
        cores = os.cpu_count() or 1
        busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
        return len(items) >= WORTH and cores > 1 and busy < 4 * cores and bool(sys.executable)

    def __enter__(self) -> "Hands":
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

        Ask in the order of the items. Once the two have met, the other one has nothing left to do.
        """
        found = self._done.pop(key, None)
        if found is not None:
            self._met += 1
            if self._met == _MET:
                self.stop()
        return found

    def stop(self) -> None:
        """End the other process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @staticmethod
    def _aside(task: Callable[..., None], *values: Any) -> None:
        threading.Thread(target=task, args=values, daemon=True).start()

    def _feed(self, into: IO[bytes], job: str, items: Sequence[str]) -> None:
        with suppress(OSError, ValueError), into:
            into.write(f"{job}\n".encode())
            into.write("".join(f"{item}\n" for item in reversed(items)).encode())

    def _read(self, out: IO[bytes]) -> None:
        with suppress(OSError, ValueError), out:
            lines: list[bytes] = []
            for line in out:
                lines.append(line)
                if len(lines) == _BATCH:
                    self._keep(lines)
                    lines = []
            self._keep(lines)

    def _keep(self, lines: Sequence[bytes]) -> None:
        """Read many lines at once, so that equal field names are one string in memory."""
        pairs = [line.partition(b" ") for line in lines if line.endswith(b"\n")]
        told = json.loads(b"[" + b",".join(value for _, _, value in pairs) + b"]")
        self._done.update(zip((key.decode("ascii") for key, _, _ in pairs), told, strict=True))


def answering(found: Iterator[tuple[str, str]], write: Callable[[str], Any]) -> None:
    """Print each key with its JSON (one line); what ``work`` of a module ends with."""
    for key, value in found:
        write(f"{key} {value}\n")
