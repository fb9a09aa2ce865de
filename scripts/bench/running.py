"""Running a program as a user would, with its time and its memory."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY = 0.05
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took: seconds by the clock, seconds of processor, bytes of memory at its peak.

    Processor and memory are those of the program and all that it started; memory is the sum over
    them, looked at twenty times a second (where there is no /proc: that of the largest one).
    """

    seconds: float
    processor: float
    memory: int


def run(
    command: Sequence[str],
    *,
    folder: Path | None = None,
    good: Sequence[int] = (0,),
    stdin: bytes = b"",
    environment: Mapping[str, str] | None = None,
) -> Run:
    """Run ``command`` and throw away what it prints.

    Raises RuntimeError, with its last words, where its exit status is not among ``good``.
    """
    with tempfile.TemporaryFile() as words, tempfile.TemporaryFile() as feed:
        feed.write(stdin)
        feed.seek(0)
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=feed,
            stdout=subprocess.DEVNULL,
            stderr=words,
            env={**os.environ, **(environment or {})},
        )
        watch = _Watch(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        largest = watch.end()
        if process.returncode not in good:
            words.seek(0)
            last = words.read()[-2000:].decode(errors="replace")
            raise RuntimeError(f"{' '.join(command[:8])} ended with {process.returncode}\n{last}")
    own = used.ru_maxrss * 1024
    return Run(seconds, used.ru_utime + used.ru_stime, max(own, largest))


class _Watch:
    """Looks at the memory of a process and of those below it until told to end."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._largest = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        if _PROC.is_dir():
            self._thread.start()

    def end(self) -> int:
        """Return the largest sum seen, in bytes."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        return self._largest

    def _look(self) -> None:
        while not self._over.wait(_EVERY):
            total = sum(map(_resident, _below(self._pid)))
            self._largest = max(self._largest, total)


def _below(pid: int) -> list[int]:
    """Return ``pid`` and the processes that it and those below it have started."""
    found = [pid]
    for each in found:
        try:
            tasks = list((_PROC / str(each) / "task").iterdir())
            for task in tasks:
                found += map(int, (task / "children").read_text().split())
        except (OSError, ValueError):
            continue
    return found


def _resident(pid: int) -> int:
    """Return the memory of a process that it shares with no other, in bytes; 0 where it is gone."""
    try:
        resident, shared = (_PROC / str(pid) / "statm").read_text().split()[1:3]
    except (OSError, ValueError):
        return 0
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
