"""``python -m scripts.bench [--full] [--keep]``: make repositories, measure, print the tables."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from scoring.calendar.zone import SHANGHAI
from scripts.bench import keeping
from scripts.bench.jobs import jobs_at
from scripts.bench.measuring import Figure, measure
from scripts.bench.report import growth, table, verdicts
from scripts.bench.repository import synthetic
from scripts.product import product_root

SMALL, LARGE = 10_000, 100_000


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--full", action="store_true", help=f"{LARGE:,} submissions too")
    parser.add_argument("--keep", action="store_true", help=f"write the result into {keeping.PAGE}")
    parser.add_argument("--counts", type=int, nargs="+", help="other sizes, for a quick look")
    told = parser.parse_args()
    counts = told.counts or ([SMALL, LARGE] if told.full else [SMALL])
    place = product_root() / "build" / "bench"
    found = {count: _measured(place, count) for count in counts}
    lines = list(_lines(found))
    print("\n".join(lines))
    if told.keep:
        keeping.keep(product_root(), lines, datetime.now(SHANGHAI))
    return 0


def _measured(place: Path, count: int) -> Mapping[str, Figure]:
    return measure(synthetic(place, count, _say), jobs_at(count), _say)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _lines(found: Mapping[int, Mapping[str, Figure]]) -> Iterator[str]:
    for count, figures in found.items():
        yield from (*table(count, figures), "", *verdicts(figures), "")
    if len(found) > 1:
        small, *_, large = (found[count] for count in sorted(found))
        yield from growth(small, large)


if __name__ == "__main__":
    sys.exit(main())
