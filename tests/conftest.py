"""What many tests share: one demo year, made once however many workers run."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

GONGKAI = (sys.executable, "-c", "from scripts.cli import main; main()")
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def demo_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository that `gongkai demo` makes. It is for all tests: copy it to change it."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # each worker has a folder of its own below the one they share
    place = base / "demo-repository"
    with (base / "demo-repository.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            done = subprocess.run(
                [*GONGKAI, "demo", str(place)],
                cwd=ROOT,
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr
    return place
