"""What is measured: each job with what has to stand before it."""

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.bench import peers
from scripts.bench.repository import Synthetic
from scripts.bench.running import Run, run

FLOOR = "floor"
COLD = "score, cold"
WARM = "score, after one more merge"
AGAIN = "score, nothing new"
CHECK = "check, all, no cache"
CHECK_WARM = "check, all"
ONE = "check, one file"
AUDIT = "audit"
SITE = "site build"
HELP = "gongkai --help"
SCHEMA = "check-jsonschema, all"
FOLLOW = "git log --follow, each file"
ITER = "iter_commits, each file"

_AS_OF = ("--as-of", "2024-03-01")


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to measure, ``times`` times; ``scaled``: on a sample, and multiplied."""

    name: str
    work: Callable[[Synthetic, int], Run]
    times: int
    scaled: bool = False


def jobs_at(count: int) -> Sequence[Job]:
    """Return the jobs for a repository of ``count`` submissions, in the order they are run.

    Of 100,000, where one pass of ``git log`` takes ten seconds, only what shows how costs grow.
    """
    small = count <= 10_000
    often, floors, seldom = (5, 5, 2) if small else (1, 3, 1)
    quick = [
        Job(FLOOR, _floor, floors),
        Job(COLD, _cold, often),
        Job(WARM, _warm, often),
        Job(AGAIN, _again, often),
        Job(CHECK_WARM, _check, often),
        Job(ONE, _one, often),
        Job(CHECK, _check_uncached, often),
        Job(HELP, lambda place, _: _gongkai(place, "--help"), 5),
    ]
    slow = [
        Job(AUDIT, lambda place, _: _gongkai(place, "audit", good=(0, 1)), seldom),
        Job(SITE, _site, 1),
        Job(SCHEMA, lambda place, _: peers.check_jsonschema(place.folder), seldom),
        Job(FOLLOW, lambda place, _: peers.log_follow(place.folder, place.count), 1, True),
        Job(ITER, lambda place, _: peers.iter_commits(place.folder, place.count), 1, True),
    ]
    return [*quick, *slow] if small else quick


def _floor(place: Synthetic, _: int) -> Run:
    place.rewind()
    return run([sys.executable, "-m", "scripts.bench.floor", str(place.folder)])


def _cold(place: Synthetic, _: int) -> Run:
    place.rewind()
    return _score(place)


def _warm(place: Synthetic, turn: int) -> Run:
    place.forward(turn + 1)
    return _score(place)


def _again(place: Synthetic, _: int) -> Run:
    return _score(place)


def _check(place: Synthetic, _: int) -> Run:
    place.back()
    return _gongkai(place, "check")


def _check_uncached(place: Synthetic, _: int) -> Run:
    return _gongkai(place, "--no-cache", "check")


def _one(place: Synthetic, _: int) -> Run:
    paths = peers.record_paths(place.folder)
    return _gongkai(place, "check", str(place.folder / paths[len(paths) // 2]))


def _site(place: Synthetic, _: int) -> Run:
    with tempfile.TemporaryDirectory(dir=place.folder.parent) as scratch:
        out = str(Path(scratch, "site"))
        return _gongkai(place, "site", "build", *_AS_OF, "--out", out)


def _score(place: Synthetic) -> Run:
    return _gongkai(place, "score", *_AS_OF, "--format", "json")


def _gongkai(place: Synthetic, *arguments: str, good: Sequence[int] = (0,)) -> Run:
    program = str(Path(sys.executable).with_name("gongkai"))
    return run([program, "--repo", str(place.folder), *arguments], good=good)
