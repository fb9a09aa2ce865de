"""How long scoring and checking take on the demo year, measured against the least they could take.

The floor of a cold score is one pass of ``git log`` over the first-parent history and one parse of
every record by the C YAML loader: no engine that reads the history can be faster. Times differ
from machine to machine, ratios hardly do, so the ratios are what to compare.

The demo year has about 2,500 records: small enough to run at any time, too small to show how cost
grows with the number of records.

    make bench     or     python -m scripts.bench [--fresh]
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from scripts.product import product_root

_LOG = ("log", "--first-parent", "-m", "--raw", "-z", "--no-renames", "--format=%H%x00%cI%x00%B")
_UNITS = "units"


@dataclass(frozen=True, slots=True)
class Ratio:
    """One figure of the report: how long ``part`` took, in units of ``whole``."""

    part: str
    whole: str
    target: str = ""
    """What it should be, in words; empty where no target is set."""


RATIOS = (
    Ratio("score, cold", "floor", "at most 3"),
    Ratio("score, again", "score, cold"),
    Ratio("check", "floor"),
    Ratio("check", "YAML alone"),
)


def records_at_head(repository: Path) -> list[bytes]:
    """Return the text of every record at ``HEAD``; one git process for all.

    Raises subprocess.CalledProcessError if git fails.
    """
    listing = _git(repository, "ls-tree", "-r", "-z", "HEAD", f"{_UNITS}/").decode()
    # Each entry is "<mode> <type> <object id>", a tab, the path.
    entries = (entry.split("\t", 1) for entry in listing.split("\0") if entry)
    wanted = [described.split()[2] for described, path in entries if _is_record(path)]
    blobs = _git(repository, "cat-file", "--batch", stdin="\n".join(wanted).encode() + b"\n")
    return list(_bodies(blobs))


def _is_record(path: str) -> bool:
    return path.endswith(".yml") and path.count("/") == 4


def _bodies(batch: bytes) -> Iterator[bytes]:
    """Split what ``git cat-file --batch`` printed: header line, body, line feed, and so on."""
    start = 0
    while start < len(batch):
        end_of_header = batch.index(b"\n", start)
        size = int(batch[start:end_of_header].split()[2])
        start = end_of_header + 1
        yield batch[start : start + size]
        start += size + 1


def _git(repository: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    command = ["git", "-C", str(repository), "--no-replace-objects", *arguments]
    return subprocess.run(command, input=stdin, check=True, stdout=subprocess.PIPE).stdout


def _parse_all(texts: list[bytes]) -> None:
    for text in texts:
        yaml.load(text, Loader=yaml.CSafeLoader)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _gongkai(repository: Path, cache: Path, *arguments: str) -> None:
    """Run the installed program as a user would; what it prints is thrown away.

    ``check`` may end with 1, problems found, without spoiling its time. Raises RuntimeError for
    any other end than 0.
    """
    program = Path(sys.executable).with_name("gongkai")
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    command = [str(program), "--repo", str(repository), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True)
    if done.returncode not in ({0, 1} if "check" in arguments else {0}):
        last_words = done.stderr.decode(errors="replace")[-2000:]
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}\n{last_words}")


def measure(demo: Path, folder: Path) -> dict[str, float]:
    """Return what each kind of work on a fresh clone of ``demo`` took, in seconds.

    ``folder`` is emptied first; clone and caches are put there, so that the first score is cold.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    clone, cache = folder / "clone", folder / "cache"
    _git(folder, "clone", "--quiet", "--no-local", str(demo.resolve()), str(clone.resolve()))
    texts = records_at_head(clone)
    log = _seconds(lambda: _git(clone, *_LOG))
    parse = _seconds(lambda: _parse_all(texts))
    score = ("score", "--format", "json")
    return {
        "git log": log,
        "YAML alone": parse,
        "floor": log + parse,
        "score, cold": _seconds(lambda: _gongkai(clone, cache, *score)),
        "score, again": _seconds(lambda: _gongkai(clone, cache, *score)),
        "check": _seconds(lambda: _gongkai(clone, cache, "check")),
        "help": _seconds(lambda: _gongkai(clone, cache, "--help")),
    }


def report(times: dict[str, float], records: int) -> Iterator[str]:
    """Yield the lines of the report: the times in seconds, then the ratios with their targets."""
    yield f"{records} records"
    for name, seconds in times.items():
        yield f"  {name:<14}{seconds:8.2f} s"
    yield "ratios"
    for ratio in RATIOS:
        value = times[ratio.part] / times[ratio.whole]
        target = f"   (target: {ratio.target})" if ratio.target else ""
        yield f"  {f'{ratio.part} / {ratio.whole}':<28}{value:8.2f}{target}"


def main() -> int:
    """Make the demo year once, measure, print the report; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--fresh", action="store_true", help="make the demo year anew first")
    fresh = parser.parse_args().fresh
    place = product_root() / "build" / "bench"
    demo = place / "demo"
    if fresh:
        shutil.rmtree(demo, ignore_errors=True)
    place.mkdir(parents=True, exist_ok=True)
    if not (demo / ".git").exists():
        print("making the demo year", flush=True)
        # Made beside its place and moved there, so that a run cut short leaves no half of it.
        shutil.rmtree(place / "making", ignore_errors=True)
        _gongkai(place, place / "cache", "demo", str(place / "making"))
        (place / "making").replace(demo)
    for line in report(measure(demo, place / "run"), len(records_at_head(demo))):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
