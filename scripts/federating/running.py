"""All counties done on this machine, on as many of its cores as wanted."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from scoring.errors import GongkaiError
from scripts.federating.harvest import Harvest, State, Task, Why, failed
from scripts.federating.task import OtherRelease, harvest


def run_here(tasks: Sequence[Task], workers: int) -> Iterator[Harvest]:
    """Yield the harvests of ``tasks`` as they come, done by ``workers`` processes.

    One worker is this process itself. Where a process dies (of hunger for memory, most often), the
    tasks that it took down are done again one by one, and the one that kills its process twice is
    told as not scored. Raises GongkaiError where the program itself was changed meanwhile.
    """
    try:
        yield from _all(tasks, min(workers, len(tasks)))
    except OtherRelease as error:  # the program was replaced while it ran
        own, other = error.args
        raise GongkaiError("federation-other-release", own=own, other=other) from None


def _all(tasks: Sequence[Task], workers: int) -> Iterator[Harvest]:
    if workers == 1:
        yield from map(harvest, tasks)
        return
    lost: list[Task] = []
    with _pool(workers) as pool:
        pending: dict[Future[Harvest], Task] = {pool.submit(harvest, each): each for each in tasks}
        for future in as_completed(pending):
            try:
                yield future.result()
            except BrokenProcessPool:
                lost.append(pending[future])
    for task in lost:
        yield _alone(task)


def _alone(task: Task) -> Harvest:
    with _pool(1) as pool:
        try:
            return pool.submit(harvest, task).result()
        except BrokenProcessPool:
            return failed(task, State.NOT_SCORED, Why("federation-process-lost"))


def _pool(workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: GitPython and the readers have threads, which a fork would cut off.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
