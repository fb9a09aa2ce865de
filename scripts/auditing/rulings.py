"""Rulings that set a time because of an attempt, held against the log of attempts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from scoring.calendar.zone import iso
from scoring.records.record import Record
from scripts.auditing.finding import Finding, fault

Presented = Mapping[str, Sequence[tuple[str, datetime]]]
"""What the log tells of each digest: the ids it was presented under, and when it was seen."""


def ruling_findings(records: Iterable[Record], presented: Presented) -> Iterator[Finding]:
    """Yield the rulings whose ``attempt`` does not bear out the ``time`` they set.

    Content that was seen must be in the log, of the unit whose record the time is set for, and no
    later than that time: a ruling gives back what a wrong refusal took, and no more.
    """
    for ruling in records:
        data = ruling.data
        digest = data.get("attempt")
        if data.get("effect") != "set-time" or digest is None:
            continue
        seen = presented.get(str(digest), ())
        unit = str(data["record"]).partition("/")[0]
        own = [at for record, at in seen if record.partition("/")[0] == unit]
        place = (ruling.receipt.commit, ruling.path)
        if not seen:
            yield fault("ruling-attempt-unknown", *place, attempt=str(digest))
        elif not own:
            others = "、".join(sorted({record.partition("/")[0] for record, _ in seen}))
            yield fault("ruling-attempt-foreign", *place, attempt=str(digest), units=others)
        elif datetime.fromisoformat(str(data["time"])) < min(own):
            yield fault("ruling-attempt-later", *place, time=str(data["time"]), seen=iso(min(own)))
