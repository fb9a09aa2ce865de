"""The same counties on a real Dask scheduler with real workers: nothing lost, the same bytes."""

import shutil
import signal
import threading
from pathlib import Path

import pytest

from scoring.errors import GongkaiError, WrongUse
from scripts.federating.spreading import Scheduler, Tls, run_on, scheduler_at
from tests.conftest import ROOT
from tests.support.certificates import certified
from tests.support.cluster import cluster, until
from tests.support.prefecture import Ran, federation
from tests.support.slow_git import waiting_git

pytestmark = pytest.mark.server


def test_a_worker_killed_in_mid_run_loses_nothing(ran: Ran, listing: Path, tmp_path: Path) -> None:
    with cluster(tmp_path / "dask") as dask:
        waits = waiting_git(dask.folder)
        workers = [dask.worker(waits) for _ in range(2)]
        found: list[Ran] = []
        asked = (listing, tmp_path / "out", "--scheduler", dask.address)
        running = threading.Thread(target=lambda: found.append(federation(*asked)))
        running.start()
        # Both are in the middle of a county, git of each at work.
        until(lambda: all((dask.folder / f"at-{each.pid}").exists() for each in workers))
        workers[0].send_signal(signal.SIGKILL)
        workers[0].wait()
        (dask.folder / "go").touch()
        running.join(timeout=120)
        assert workers[1].poll() is None
    assert found and found[0].status == 0, found and found[0].told
    assert found[0].files == ran.files


def test_a_scheduler_that_goes_away_in_mid_run_ends_it_with_nothing_published(
    listing: Path, tmp_path: Path
) -> None:
    with cluster(tmp_path / "dask") as dask:
        worker = dask.worker(waiting_git(dask.folder))
        found: list[Ran] = []
        asked = (listing, tmp_path / "out", "--scheduler", dask.address)
        running = threading.Thread(target=lambda: found.append(federation(*asked)))
        running.start()
        until(lambda: (dask.folder / f"at-{worker.pid}").exists())
        dask.end()
        (dask.folder / "go").touch()
        running.join(timeout=120)
    assert found and found[0].status == 1
    assert found[0].told.startswith(f"错误：调度器 {dask.address} 连不上，或者中途断开")
    assert "Traceback" not in found[0].told and "意外" not in found[0].told
    assert not found[0].out.exists()


def test_a_worker_with_another_program_is_told_before_anything_is_done(
    listing: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    for package in ("scoring", "scripts"):
        shutil.copytree(
            ROOT / package, other / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    (other / "scoring" / "__init__.py").write_text('"""Another program."""\n')
    with cluster(tmp_path / "dask") as dask:
        dask.worker({"PYTHONPATH": str(other)})
        refused = federation(listing, tmp_path / "out", "--scheduler", dask.address)
    assert refused.status == 1 and "不是同一个" in refused.told
    assert not refused.out.exists()


def test_over_tls_with_keys_on_both_sides_and_with_no_others(
    ran: Ran, listing: Path, tmp_path: Path
) -> None:
    keys, others = certified(tmp_path / "keys"), certified(tmp_path / "others")
    with cluster(tmp_path / "dask", keys) as dask:
        assert dask.address.startswith("tls://127.0.0.1:")
        with pytest.raises(GongkaiError, match="federation-scheduler-gone"):
            list(run_on(Scheduler(dask.address, others), (), patience=3))
        dask.worker()
        options = ("--tls-ca", keys.ca, "--tls-cert", keys.certificate, "--tls-key", keys.key)
        asked = ("--scheduler", dask.address, *map(str, options))
        found = federation(listing, tmp_path / "out", *asked)
    assert found.status == 0, found.told
    assert found.files == ran.files


def test_a_scheduler_without_workers_and_none_at_all(tmp_path: Path) -> None:
    with cluster(tmp_path / "dask") as dask:
        with pytest.raises(GongkaiError, match="federation-no-workers"):
            list(run_on(Scheduler(dask.address, None), (), patience=1))
        address = dask.address
    with pytest.raises(GongkaiError, match="federation-scheduler-gone"):
        list(run_on(Scheduler(address, None), (), patience=2))


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("127.0.0.1:8786", "federation-scheduler-address"),
        ("ucx://127.0.0.1:8786", "federation-scheduler-address"),
        ("inproc://x", "federation-scheduler-address"),
        ("tcp://user@127.0.0.1:8786", "federation-scheduler-address"),
        ("tcp://10.0.0.7:8786", "federation-scheduler-open"),
        ("tcp://0.0.0.0:8786", "federation-scheduler-open"),
        ("tcp://scheduler.example:8786", "federation-scheduler-open"),
        ("tls://scheduler.example:8786", "federation-scheduler-keys"),
    ],
)
def test_beyond_this_machine_only_tls_with_keys_is_spoken(address: str, code: str) -> None:
    with pytest.raises(WrongUse, match=code):
        scheduler_at(address, None)


def test_addresses_that_are_taken() -> None:
    keys = Tls(Path("ca"), Path("cert"), Path("key"))
    for address in ("tcp://127.0.0.1:8786", "tcp://[::1]:8786", "tcp://localhost:8786"):
        assert scheduler_at(address, None) == Scheduler(address, None)
    assert scheduler_at("tls://10.0.0.7:8786", keys).tls == keys
