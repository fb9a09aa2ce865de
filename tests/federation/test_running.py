"""Counties on this machine: a process that dies takes no county with it."""

import os
import signal
import threading
from pathlib import Path

import pytest

from scripts.federating.harvest import Harvest, State, Task
from scripts.federating.listing import read_listing
from scripts.federating.release import own_release
from scripts.federating.running import run_here
from tests.support.cluster import until
from tests.support.counties import AS_OF
from tests.support.slow_git import waiting_git


def tasks_of(listing: Path, work: Path) -> list[Task]:
    found = read_listing(listing)
    return [Task(county, found.years, AS_OF, str(work), own_release()) for county in found.counties]


def test_what_a_killed_process_was_doing_is_done_again(
    listing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in waiting_git(tmp_path).items():
        monkeypatch.setenv(name, value)
    found: list[Harvest] = []
    tasks = tasks_of(listing, tmp_path / "work")
    running = threading.Thread(target=lambda: found.extend(run_here(tasks, 2)))
    running.start()
    until(lambda: len(list(tmp_path.glob("at-*"))) >= 2)
    killed = int(next(tmp_path.glob("at-*")).name.removeprefix("at-"))
    os.kill(killed, signal.SIGKILL)
    (tmp_path / "go").touch()
    running.join(timeout=120)
    assert sorted(each.county for each in found) == ["bing", "jia", "yi"]
    assert {each.state for each in found} == {State.COMPARED}


def test_a_county_that_kills_its_process_every_time_is_told_and_the_others_are_done(
    listing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\ncase "$*" in *fetch*/yi*) kill -9 $PPID;; esac\n'
        f'PATH="{os.environ["PATH"]}" exec git "$@"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    found = {each.county: each for each in run_here(tasks_of(listing, tmp_path / "work"), 2)}
    assert found["yi"].why is not None and found["yi"].why.code == "federation-process-lost"
    assert {found[each].state for each in ("jia", "bing")} == {State.COMPARED}
