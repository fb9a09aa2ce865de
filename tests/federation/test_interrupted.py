"""A run that is interrupted or killed: nothing goes on behind its back, nothing is half done."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from scoring.errors import WrongUse
from scripts.federating.fetching import NotFetched, mirror
from scripts.federating.seen import only_run, seen_of
from scripts.repository.place import taking
from tests.conftest import GONGKAI, ROOT
from tests.support.cluster import until
from tests.support.counties import listed
from tests.support.prefecture import federation
from tests.support.slow_git import waiting_git


class Waiting:
    """A run whose processes have begun to fetch and wait."""

    def __init__(self, listing: Path, folder: Path, workers: int) -> None:
        self.out = folder / "out"
        self.process = subprocess.Popen(
            [*GONGKAI, "federation", str(listing), "--out", str(self.out), "--work",
             str(folder / "work"), "--workers", str(workers)],
            cwd=ROOT, env={**os.environ, **waiting_git(folder)}, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        until(lambda: len(list(folder.glob("at-*"))) >= workers)
        self.workers = [int(each.name.removeprefix("at-")) for each in folder.glob("at-*")]

    def alone(self) -> bool:
        """Tell whether none of its processes, nor any git of theirs, is at work any more."""
        table = subprocess.run(["ps", "-eo", "pid,ppid,stat"], capture_output=True, check=True)
        rows = (row.split() for row in table.stdout.decode().splitlines()[1:])
        return not any(
            int(pid) in self.workers or int(parent) in self.workers
            for pid, parent, state in rows
            if not state.startswith("Z")
        )


@pytest.fixture(params=[1, 2], ids=["one worker", "two workers"])
def waiting(request: pytest.FixtureRequest, listing: Path, tmp_path: Path) -> Iterator[Waiting]:
    run = Waiting(listing, tmp_path, request.param)
    yield run
    run.process.kill()
    run.process.communicate()
    for left in run.workers:
        with suppress(ProcessLookupError):
            os.kill(left, signal.SIGKILL)


def test_an_interrupt_ends_it_at_once(waiting: Waiting) -> None:
    os.killpg(waiting.process.pid, signal.SIGINT)  # as a terminal does
    _, told = waiting.process.communicate(timeout=60)
    assert waiting.process.returncode == 1
    assert told.strip() == "错误：已中断，没有做完。"
    until(waiting.alone)
    assert not waiting.out.exists()


def test_a_killed_run_leaves_nobody_at_work(waiting: Waiting) -> None:
    waiting.process.kill()
    until(waiting.alone)
    assert not waiting.out.exists()


def test_what_a_killed_git_left_in_a_mirror_is_removed(listing: Path, tmp_path: Path) -> None:
    jia = str(listing.parent / "jia")
    with mirror(tmp_path, "jia", jia, 60) as folder:
        left = [folder / "objects/pack/tmp_pack_x", folder / "packed-refs.lock"]
        for each in left:
            each.write_bytes(b"half")
    with mirror(tmp_path, "jia", jia, 60):
        assert not any(each.exists() for each in left)


def test_a_mirror_that_another_has_is_not_waited_for_without_end(
    listing: Path, tmp_path: Path
) -> None:
    jia = str(listing.parent / "jia")
    with (
        mirror(tmp_path, "jia", jia, 60),
        pytest.raises(NotFetched, match="federation-mirror-busy"),
        mirror(tmp_path, "jia", jia, 1),
    ):
        pass


def test_two_runs_do_not_share_a_folder(listing: Path, tmp_path: Path) -> None:
    with only_run(tmp_path / "work"):
        refused = federation(listing, tmp_path / "out", work=tmp_path / "work")
    assert refused.status == 2 and "正被另一次对比使用" in refused.told
    assert not refused.out.exists()
    one = listed(listing.parent / "one.yml", ("bing",))
    assert federation(one, tmp_path / "out", work=tmp_path / "work").status == 0


def test_what_was_seen_is_never_taken_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "seen").mkdir()
    assert seen_of(tmp_path, "jia") is None
    for content in (b"", b"\xff", b"[]", b"{}", b'{"checkpoint": 1, "signature": ""}'):
        (tmp_path / "seen" / "jia.json").write_bytes(content)
        with pytest.raises(WrongUse, match="federation-seen-unreadable"):
            seen_of(tmp_path, "jia")


def test_whoever_reads_a_comparison_while_it_is_replaced_finds_one(tmp_path: Path) -> None:
    target, done, found = tmp_path / "out", threading.Event(), set()

    def read() -> None:
        while not done.is_set():
            try:
                found.add((target / "page").read_text("utf-8"))
            except OSError as error:
                found.add(str(error))

    def publish(content: str) -> None:
        with taking(target, at_once=True) as folder:
            (folder / "page").write_text(content, "utf-8")

    publish("old")
    target.chmod(0o750)
    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(50):
        publish("new")
        publish("old")
    done.set()
    reader.join()
    assert found <= {"old", "new"}
    assert target.stat().st_mode & 0o777 == 0o750
    assert [each.name for each in tmp_path.iterdir()] == ["out"]
