"""What nobody foresaw: an error, an interruption, a reader that stops, another machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from scripts.cli import main
from tests.support.command import AS_OF, run
from tests.support.records import ROOT


def test_an_unforeseen_error_is_one_sentence_and_debug_shows_it_all(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("scripts.cli.score.boards", broken)
    result = run("score", *AS_OF, repo=made)
    assert result.exit_code == 1
    assert "程序出了意外：ZeroDivisionError: boom" in result.stderr
    debugged = CliRunner().invoke(main, ["--debug", "--repo", str(made), "score", *AS_OF])
    assert isinstance(debugged.exception, ZeroDivisionError)


def test_an_interruption_is_no_error_of_the_program(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scripts.cli.score.boards", interrupted)
    result = run("score", *AS_OF, repo=made)
    assert result.exit_code == 1
    assert "已中断" in result.stderr


def test_a_reader_that_stops_is_not_complained_about(made: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -c 'from scripts.cli import main; main()' --repo {made} "
        "score --format json --as-of 2024-02-16 | head -c 10",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout == '{\n  "schem'
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr


def test_the_machine_s_own_language_and_settings_change_nothing(made: Path) -> None:
    def told(**environment: str) -> bytes:
        return subprocess.run(
            [sys.executable, "-c", "from scripts.cli import main; main()",
             "--repo", str(made), "score", *AS_OF],
            cwd=ROOT,
            capture_output=True,
            check=True,
            env={**os.environ, **environment},
        ).stdout  # fmt: skip

    plain = told(LANG="C.UTF-8", TZ="UTC")
    latin = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert told(**latin, TZ="America/New_York") == plain
    assert told(PYTHONIOENCODING="ascii") == plain
    assert "宛水街道".encode() in plain


def test_a_workbook_is_not_poured_onto_a_terminal(made: Path) -> None:
    pty = pytest.importorskip("pty")  # not on Windows
    reader, terminal = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", "from scripts.cli import main; main()",
         "--repo", str(made), "score", "--format", "xlsx", *AS_OF],
        cwd=ROOT,
        stdout=terminal,
        stderr=subprocess.PIPE,
        check=False,
    )  # fmt: skip
    os.close(terminal)
    os.close(reader)
    assert done.returncode == 2
    assert "工作簿不能显示在屏幕上" in done.stderr.decode()
