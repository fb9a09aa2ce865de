"""A Dask scheduler and its workers, real processes on the loopback alone."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from scripts.federating.spreading import Tls

_QUIET = {"DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "false"}
PATIENCE = 180.0


class Cluster:
    """A scheduler at ``address``, with workers to be started in ``folder``."""

    def __init__(self, folder: Path, tls: Tls | None = None) -> None:
        self.folder = folder
        self._secured = () if tls is None else _options(tls)
        self.address = ""
        self._processes: list[subprocess.Popen[bytes]] = []

    def begin(self) -> None:
        """Start the scheduler."""
        told = self.folder / "scheduler.json"
        self._start(
            "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
            "--no-jupyter", "--scheduler-file", str(told), *self._secured,
        )  # fmt: skip
        until(lambda: told.is_file() and told.stat().st_size > 0)
        self.address = json.loads(told.read_bytes())["address"]

    def worker(self, more: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a worker of one thread, with ``more`` in its environment."""
        return self._start(
            "dask_worker", self.address, "--no-nanny", "--nthreads", "1", "--no-dashboard",
            "--host", "127.0.0.1", "--local-directory", str(self.folder), *self._secured, more=more,
        )  # fmt: skip

    def _start(
        self, program: str, *arguments: str, more: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{program}-{len(self._processes)}.log").open("wb")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{program}", *arguments],
                cwd=self.folder,
                env={**os.environ, **_QUIET, **(more or {})},
                stdout=log,
                stderr=log,
            )
        self._processes.append(process)
        return process

    def end(self) -> None:
        """End all that was started."""
        for process in reversed(self._processes):
            process.kill()
            process.wait()


def _options(tls: Tls) -> tuple[str, ...]:
    return (
        "--protocol", "tls", "--tls-ca-file", str(tls.ca), "--tls-cert", str(tls.certificate),
        "--tls-key", str(tls.key),
    )  # fmt: skip


@contextmanager
def cluster(folder: Path, tls: Tls | None = None) -> Iterator[Cluster]:
    """Give a scheduler without workers; it and they end after the block."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Cluster(folder, tls)
    try:
        made.begin()
        yield made
    finally:
        made.end()


def until(holds: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until ``holds`` says so."""
    ends = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.05)
