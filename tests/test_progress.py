"""Signs of life: on a terminal, after two seconds, and nowhere else."""

import io
import time

import pytest

from scripts.cli import progress
from scripts.language import both

DOING = both("正在检查", "checking")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Called in the test itself: pytest sets its own stream again after a fixture."""
    made = Terminal()
    monkeypatch.setattr("sys.stderr", made)
    return made


def test_quick_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_a_terminal(monkeypatch)
    with progress.working(DOING, "zh"):
        assert list(progress.counted([1, 2, 3], DOING, "zh")) == [1, 2, 3]
    assert terminal.getvalue() == ""


def test_long_work_shows_how_far_it_is_and_leaves_no_trace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = on_a_terminal(monkeypatch)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    assert list(progress.counted([1, 2], DOING, "zh")) == [1, 2]
    shown = terminal.getvalue()
    assert "正在检查 [###############...............] 1/2" in shown
    assert shown.endswith("\r")


def test_work_of_unknown_length_shows_the_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = on_a_terminal(monkeypatch)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_EVERY", 0.01)
    with progress.working(DOING, "en"):
        time.sleep(0.1)
    assert "checking… 0 s" in terminal.getvalue()


def test_a_pipe_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr("sys.stderr", pipe)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with progress.working(DOING, "zh"):
        list(progress.counted([1, 2], DOING, "zh"))
    assert pipe.getvalue() == ""
