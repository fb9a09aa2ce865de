"""What many tests share: one demo year, made once however many workers run."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.once import made_once
from tests.support.server import make_server

GONGKAI = (sys.executable, "-c", "from scripts.cli import main; main()")
ROOT = Path(__file__).resolve().parents[1]

# A busy machine changes no result: nothing fails for having taken long.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def call(*arguments: str | Path) -> None:
    """Call the program, which must do what it is asked."""
    done = subprocess.run(
        [*GONGKAI, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def demo_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository that `gongkai demo` makes. It is for all tests: copy it to change it."""
    return made_once(tmp_path_factory, "demo-repository", lambda place: call("demo", place))


@pytest.fixture(scope="session")
def made_server(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a county server, made as an operator makes it; `copy_server` copies it."""

    def make(folder: Path) -> None:
        folder.mkdir()
        make_server(folder)

    return made_once(tmp_path_factory, "server", make)
