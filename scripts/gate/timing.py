"""Which times a merge bears: that of its commit, and when each content was first seen."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from scoring.calendar.zone import SHANGHAI
from scoring.errors import GongkaiError
from scoring.history.commits import Commit
from scoring.records.record import Record
from scripts.gate.attempts import Attempt, first_seen

_SLACK = timedelta(minutes=5)


def seconds(moment: datetime) -> datetime:
    """Return ``moment`` (aware) in Asia/Shanghai, to the second, as receipts tell it."""
    return moment.astimezone(SHANGHAI).replace(microsecond=0)


def committer_date(now: datetime, chain: Sequence[Commit]) -> datetime:
    """Return ``now``; the last commit's date where the clock is a little behind it.

    Raises GongkaiError where it is far behind: dates on ``main`` may not go back.
    """
    last = chain[-1].committed
    if last - now > _SLACK:
        raise GongkaiError("gate-clock", now=now.isoformat(), last=last.isoformat())
    return max(now, last)


def times_of(
    records: Iterable[Record],
    contents: Mapping[str, str],
    received: datetime,
    log: Iterable[Attempt],
) -> dict[str, datetime]:
    """Return when the content of each of ``records`` was first seen, by id.

    ``contents`` maps a record's id to the digest presented now, at ``received``; ``log`` has the
    entries that a time may rest on.
    """
    seen = first_seen(log)
    return {
        record.id: min(received, seen.get((record.id, contents[record.id]), received))
        for record in records
    }
