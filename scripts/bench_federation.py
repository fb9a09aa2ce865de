"""What one county costs a prefecture, by size: ``python -m scripts.bench_federation 10000 50000``.

The synthetic counties of ``make bench`` are fetched, verified and scored as ``gongkai federation``
does it, each in a process of its own: processor time and memory, that of git and of helpers
included. The docs' estimate for ten counties over five years (docs/scale.md) comes from here.
"""

import multiprocessing
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI
from scoring.history.sshsig import public_line
from scripts.bench.repository import synthetic
from scripts.checkpoints.making import make_checkpoint
from scripts.demo.sealing import demo_checkpoint_key
from scripts.federating.comparing import compare
from scripts.federating.harvest import Harvest, State, Task
from scripts.federating.listing import County, Listing
from scripts.federating.release import own_release
from scripts.federating.storing import store
from scripts.federating.task import harvest
from scripts.product import product_root

_AS_OF = datetime(2024, 3, 1, tzinfo=SHANGHAI)
_PLACE = Path("build/bench-federation")
_SEED = 9
_COUNTIES, _YEARS = 10, 5


def main(sizes: Sequence[str]) -> int:
    """Measure counties of ``sizes`` records; return the exit status."""
    print("records  wall s  processor s  MiB  state")
    found: Harvest | None = None
    for size in map(int, sizes or ("10000",)):
        folder = _county(size)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found, wall, processor, memory = pool.apply(_measured, (str(folder),))
        print(f"{size:>7}  {wall:6.1f}  {processor:11.1f}  {memory:3d}  {found.state}")
    if found is not None:
        _join(found)
    return 0 if found is not None and found.state is State.COMPARED else 1


def _county(size: int) -> Path:
    """Return the county of ``size`` records, with a signed checkpoint."""
    made = synthetic(_PLACE, size, lambda told: print(told, file=sys.stderr))
    if not made.cache.with_name("refs").joinpath("gongkai", "checkpoints").is_file():
        assessment = Assessment.open(made.folder, product=product_root())
        make_checkpoint(assessment, [assessment.ledger(2023, _AS_OF)], _AS_OF, _private())
    return made.folder


def _private() -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = demo_checkpoint_key(_SEED)
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def _measured(folder: str) -> tuple[Harvest, float, float, int]:
    key = public_line(demo_checkpoint_key(_SEED))
    county = County("bench", "bench", str(Path(folder).resolve()), None, (key,))
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as work:
        begun = time.monotonic()
        found = harvest(Task(county, (2023,), _AS_OF, work, own_release()))
        wall = time.monotonic() - begun
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor = sum(each.ru_utime + each.ru_stime for each in used)
    return found, wall, processor, sum(each.ru_maxrss for each in used) // 1024


def _join(found: Harvest) -> None:
    """Join as many counties and years as a prefecture has, all like ``found``."""
    years = tuple(range(2023, 2023 + _YEARS))
    (one,) = found.years
    several = [
        replace(
            found, county=f"county-{number:02d}", years=tuple(replace(one, year=y) for y in years)
        )
        for number in range(_COUNTIES)
    ]
    counties = tuple(County(each.county, each.county, "", None, ()) for each in several)
    folder = Path(tempfile.mkdtemp(prefix="gongkai-bench-"))
    begun = time.process_time()
    listing = Listing("bench", years, counties)
    store(listing, several, folder)
    compare(listing, several, folder)
    used = time.process_time() - begun
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    shutil.rmtree(folder)
    rows = _COUNTIES * _YEARS * (len(one.units) + len(one.losses) + len(one.filings))
    print(f"joined: {rows:,} rows and their figures, {used:.1f} s, {size / 2**20:.1f} MiB Parquet")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
