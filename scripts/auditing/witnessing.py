"""Receipts held against checkpoints and the log of attempts.

A checkpoint freezes what the gate had seen by then: a receipt merged later that claims an earlier
time must be in the log that the checkpoint names. Between two checkpoints the operator of the
gate is trusted.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from scoring.calendar.zone import iso
from scoring.records.record import Record, Strength
from scripts.auditing.checkpoints import Held
from scripts.auditing.finding import Finding, fault

SLACK = timedelta(seconds=60)
"""The gate takes the time, then writes what it has seen into the log; a checkpoint made between
the two does not name it yet."""

Seen = Callable[[str, Record], "datetime | None"]
"""When the log of attempts up to a head first saw a record's very content; None: never."""


def witness_findings(
    records: Iterable[Record],
    dates: Sequence[datetime],
    held: Iterable[Held],
    seen: Seen,
) -> Iterator[Finding]:
    """Yield the sealed records whose time lies before a checkpoint that knew nothing of them.

    ``dates`` are the committer dates along the chain; ``held`` are the checkpoints.
    """
    known = sorted(
        (each for each in held if each.place is not None), key=lambda each: each.place or 0
    )
    places = [each.place or 0 for each in known]
    for record in records:
        receipt = record.receipt
        if receipt.strength is not Strength.SEALED or receipt.time is None:
            continue
        before = known[: bisect_left(places, receipt.place)]
        newest = _newest(before, dates[receipt.place])
        if newest is None or receipt.time >= newest.checkpoint.moment - SLACK:
            continue
        log = newest.checkpoint.attempts
        first = seen(log, record) if log is not None else None
        if first is None or first > receipt.time:
            yield fault(
                "receipt-unwitnessed",
                receipt.commit,
                record.path,
                time=iso(receipt.time),
                checkpoint=newest.checkpoint.as_of,
            )


def _newest(before: Sequence[Held], merged: datetime) -> Held | None:
    """Return the newest of the checkpoints that were made before the merge was."""
    made = [each for each in before if each.checkpoint.moment <= merged]
    return max(made, key=lambda each: each.checkpoint.moment, default=None)
