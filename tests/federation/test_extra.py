"""Without the extra every other command works, and this one says what to install."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def without(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run gongkai where ``module`` is not installed."""
    program = f"import sys; sys.modules[{module!r}] = None; from scripts.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    ("module", "options"),
    [("duckdb", ()), ("distributed", ("--scheduler", "tcp://127.0.0.1:8786"))],
)
def test_what_is_missing_is_said_before_anything_is_fetched(
    listing: Path, tmp_path: Path, module: str, options: tuple[str, ...]
) -> None:
    places = ("--out", str(tmp_path / "out"), "--work", str(tmp_path / "work"))
    done = without(module, "federation", str(listing), *places, *options)
    assert done.returncode == 2
    assert f"软件包 {module} 没有安装" in done.stderr
    assert "-r requirements-federation.lock" in done.stderr and "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("*.git"))


def test_the_other_commands_never_ask_for_it() -> None:
    assert without("duckdb", "score", "-h").returncode == 0
    assert without("duckdb", "federation", "-h").returncode == 0
