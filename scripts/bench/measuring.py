"""Measuring in turn: every job once, then all again, so that a busy hour burdens all alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from scripts.bench.jobs import Job
from scripts.bench.repository import Synthetic
from scripts.bench.running import Run


@dataclass(frozen=True, slots=True)
class Figure:
    """What one job took: medians over its runs; memory is the most that any run had."""

    job: Job
    seconds: float
    processor: float
    memory: int


def measure(
    place: Synthetic, jobs: Sequence[Job], say: Callable[[str], None]
) -> Mapping[str, Figure]:
    """Return a figure for each of ``jobs`` on the repository at ``place``, by name."""
    runs: dict[str, list[Run]] = {job.name: [] for job in jobs}
    for turn in range(max(job.times for job in jobs)):
        for job in jobs:
            if turn < job.times:
                done = job.work(place, turn)
                runs[job.name].append(done)
                say(f"  {turn + 1} {job.name:<30}{done.seconds:9.2f} s")
    place.rewind()
    return {job.name: _figure(job, runs[job.name]) for job in jobs}


def _figure(job: Job, runs: Sequence[Run]) -> Figure:
    return Figure(
        job,
        median(each.seconds for each in runs),
        median(each.processor for each in runs),
        max(each.memory for each in runs),
    )
