"""A gate stopped at any step leaves the old state or the new one, and can be called again."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scoring.assessment import Assessment
from scoring.records.record import Strength
from tests.support.gate import KEY_FILE, NEWS, START, begin, news
from tests.support.git import git
from tests.support.records import ROOT

BRANCH = "submit/wanshui/1"
RECORD = NEWS[len("units/") : -len(".yml")]

# A git that stands in front of the real one. It counts the commands that write; at the one asked
# for it stops the gate that called it, before or after the real git has done its work.
SHIM = """#!/bin/sh
real={real}
writes=no
for word in "$@"; do
    case "$word" in
        hash-object|read-tree|update-index|write-tree|update-ref) writes=yes ;;
    esac
done
if [ $writes = yes ]; then
    echo x >> {count}
    if [ "$(wc -l < {count})" -eq {step} ]; then
        if [ {when} = after ]; then "$real" "$@"; fi
        {deed}
    fi
fi
exec "$real" "$@"
"""
STEPS = 10  # five for the log's entry: blob, index, tree, commit, ref; five for the merge


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with a branch to be received, and the gate's key beside it."""
    begin(tmp_path / "repo").branch(BRANCH, {NEWS: news()}, at=START).finish()
    (tmp_path / "key").write_bytes(KEY_FILE)
    return tmp_path / "repo"


def receive(repo: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Call the gate as a program of its own."""
    program = "from scripts.cli import main; main()"
    arguments = ("receive", BRANCH, "--submitted-by", "wanshui-clerk", "--format", "json")
    return subprocess.run(
        [sys.executable, "-c", program, "--repo", str(repo), *arguments],
        cwd=ROOT,
        env={**os.environ, "GONGKAI_GATE_KEY": str(repo.parent / "key"), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def with_shim(repo: Path, step: int, when: str, deed: str) -> subprocess.CompletedProcess[str]:
    """Call the gate with the shim before git."""
    real = shutil.which("git")
    folder = repo.parent / "bin"
    folder.mkdir()
    shim = folder / "git"
    count = repo.parent / "count"
    shim.write_text(SHIM.format(real=real, count=count, step=step, when=when, deed=deed))
    shim.chmod(0o755)
    return receive(repo, PATH=f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_stopped_at_a_step(repo: Path, step: int, when: str) -> None:
    old = git(repo, "rev-parse", "main")
    done = with_shim(repo, step, when, "kill -9 $PPID; exit 1")
    assert done.returncode == -signal.SIGKILL
    git(repo, "fsck", "--strict", "--no-dangling")
    assert not list((repo / ".git").rglob("*.lock"))
    main = git(repo, "rev-parse", "main")
    if (step, when) == (STEPS, "after"):
        assert main != old  # the whole merge is there, only nobody was told
    else:
        assert main == old
        again = receive(repo)
        assert again.returncode == 0, again.stdout + again.stderr
    record = Assessment.open(repo, product=ROOT).archive.records[RECORD]
    assert record.receipt.strength is Strength.SEALED
    assert git(repo, "rev-list", "--count", "--first-parent", "main") == "2"


def test_the_steps_are_all_there_are(repo: Path) -> None:
    done = with_shim(repo, 0, "after", ":")
    assert done.returncode == 0
    assert len((repo.parent / "count").read_text().splitlines()) == STEPS


def test_main_moved_by_another_gate_is_judged_again(repo: Path) -> None:
    """Somebody else's merge comes in just before ours: it stays, and ours goes on top of it."""
    old = git(repo, "rev-parse", "main")
    tree = git(repo, "rev-parse", "main^{tree}")
    other = git(repo, "commit-tree", tree, "-p", old, "-m", "somebody else's")
    move = f'"$real" -C {repo} update-ref refs/heads/main {other} {old}'
    done = with_shim(repo, STEPS, "before", move)
    assert done.returncode == 0, done.stdout + done.stderr
    told = git(repo, "log", "--first-parent", "--format=%H", "main").splitlines()
    assert told[1:] == [other, old]
    record = Assessment.open(repo, product=ROOT).archive.records[RECORD]
    assert record.receipt.strength is Strength.SEALED
