"""All counties done on this machine, on as many of its cores as wanted."""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from threading import Thread

from scoring.errors import GongkaiError
from scripts.federating.fetching import end_fetching
from scripts.federating.harvest import Harvest, State, Task, Why, failed
from scripts.federating.task import OtherRelease, harvest


def run_here(tasks: Sequence[Task], workers: int) -> Iterator[Harvest]:
    """Yield the harvests of ``tasks`` as they come, done by ``workers`` processes.

    Where a process dies (of hunger for memory, most often), the tasks that it took down are done
    again one by one, and the one that kills its process twice is told as not scored; so a single
    worker is a process of its own as well. Raises GongkaiError where the program itself was changed
    meanwhile.
    """
    try:
        yield from _all(tasks, min(workers, len(tasks)))
    except OtherRelease as error:  # the program was replaced while it ran
        own, other = error.args
        raise GongkaiError("federation-other-release", own=own, other=other) from None


def _all(tasks: Sequence[Task], workers: int) -> Iterator[Harvest]:
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


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Give processes that end when they are done, when the block fails, and when we are killed."""
    # Spawned, not forked: GitPython and the readers have threads, which a fork would cut off.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in multiprocessing.active_children():
                process.terminate()
            raise


def _begin() -> None:
    """Make ready a process of the pool: it ends with its parent, and takes its git along."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the parent decides
    signal.signal(signal.SIGTERM, lambda *_: _leave())
    Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        _leave()


def _leave() -> None:
    end_fetching()
    os._exit(1)
