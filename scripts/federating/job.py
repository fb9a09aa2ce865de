"""The whole of ``gongkai federation``: every county done, the comparison published."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scripts.federating.comparing import Board
from scripts.federating.harvest import Harvest, Task
from scripts.federating.listing import Listing
from scripts.federating.publishing import check_out, publish_comparison
from scripts.federating.release import own_release
from scripts.federating.seen import keep_seen, only_run, seen_of
from scripts.federating.storing import load_duckdb

Runner = Callable[[Sequence[Task]], Iterable[Harvest]]
"""Does tasks, in whatever order."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it; ``harvests`` in the order of the list."""

    boards: tuple[Board, ...]
    harvests: tuple[Harvest, ...]

    @property
    def complete(self) -> bool:
        """Tell whether no county failed."""
        return not any(board.missing for board in self.boards)


def run_federation(
    listing: Listing, as_of: datetime, out: Path, work: Path, seconds: int, run: Runner
) -> Done:
    """Do every county of ``listing`` as of ``as_of`` by ``run``, and publish into ``out``.

    ``work`` keeps mirrors, and the checkpoints seen, for the next time. Raises WrongUse where
    ``out`` is taken, ``work`` in use or DuckDB missing, before anything is fetched, and what
    ``run`` raises.
    """
    load_duckdb()
    check_out(out)
    work = work.resolve()
    with only_run(work):
        harvests = _harvested(listing, as_of, work, seconds, run)
        boards = publish_comparison(listing, harvests, as_of, out)
        keep_seen(work, harvests)
    return Done(boards, harvests)


def _harvested(
    listing: Listing, as_of: datetime, work: Path, seconds: int, run: Runner
) -> tuple[Harvest, ...]:
    """Do all counties and return what they bring, in the order of the list."""
    tasks = [
        Task(
            county=county,
            years=listing.years,
            as_of=as_of,
            work=str(work),
            release=own_release(),
            seen=seen_of(work, county.id),
            seconds=seconds,
        )
        for county in listing.counties
    ]
    order = {county.id: place for place, county in enumerate(listing.counties)}
    return tuple(sorted(run(tasks), key=lambda each: order[each.county]))
