"""``python -m scripts.bench.stages``: where a cold score of 10,000 submissions spends its time.

A sampling profile of this process: at every five milliseconds of processor time the innermost
function of ours is noted, so that what C does is counted where it was called. Everything is done
on one core, without the second process.
"""

import signal
import sys
from collections import Counter
from datetime import datetime
from types import FrameType

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI
from scoring.history import second_process
from scripts.bench.repository import synthetic
from scripts.product import product_root

COUNT = 10_000
EVERY = 0.005
"""Seconds of processor time between two looks."""

AS_OF = datetime(2024, 3, 1, tzinfo=SHANGHAI)

STAGES = {
    "scoring.history.sshsig": "verifying signatures",
    "scoring.history.ssh_keys": "verifying signatures",
    "scoring.history": "reading the history, judging receipts",
    "scoring.records.yamltext": "YAML to plain values",
    "scoring.records.validation": "schemas",
    "scoring.records.formats": "schemas",
    "scoring.records": "records and registry",
    "scoring.admission": "conditions of validity, building records",
    "scoring.cache": "writing the cache",
    "scoring.rules": "rules and composition",
    "scoring.composition": "rules and composition",
    "scoring.ledger": "rules and composition",
    "scoring.rulebook": "rulebooks",
}
"""A module, or a package that holds it, and the stage it belongs to; the longest name decides."""

OTHER = "other"


def stage_of(module: str) -> str | None:
    """Return the stage of ``module``, None where it is none of ours."""
    name = module
    while name:
        if name in STAGES:
            return STAGES[name]
        name = name.rpartition(".")[0]
    return OTHER if module.startswith("scoring.") else None


def shares() -> Counter[str]:
    """Return how often each stage was met with while the repository was opened and scored."""
    repository = synthetic(product_root() / "build" / "bench", COUNT, lambda _: None)
    repository.rewind()
    seen: Counter[str] = Counter()

    def look(_: int, frame: FrameType | None) -> None:
        while frame is not None:
            stage = stage_of(frame.f_globals.get("__name__", ""))
            if stage is not None:
                seen[stage] += 1
                return
            frame = frame.f_back

    second_process.MIN_LINES = sys.maxsize
    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    try:
        opened = Assessment.open(repository.folder, product=product_root(), cached=True)
        opened.ledger(2023, AS_OF)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return seen


def main() -> int:
    """Print the shares as a table; return the exit code."""
    seen = shares()
    print("| stage | share |\n|---|--:|")
    for stage, count in seen.most_common():
        print(f"| {stage} | {count / seen.total():.0%} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
