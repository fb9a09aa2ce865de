"""Receipt trailers: what a receipt merge's message says of when, and from whom, records came in.

Received-at: 2023-10-31T23:58:07+08:00
Received-at: 2023-10-30T09:12:44+08:00 wanshui/2023/news/2023-10-30-1
Submitted-by: wanshui-clerk
Unit: wanshui
Pull-request: 42
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scoring.calendar.zone import SHANGHAI, iso
from scoring.history.commit_objects import last_block
from scoring.history.faults import Fault
from scoring.records.formats import is_record_id, is_submitter, is_time, is_unit_id

RECEIVED_AT = "Received-at"
SUBMITTED_BY = "Submitted-by"
UNIT = "Unit"
PULL_REQUEST = "Pull-request"

MAX_TITLE = 200
"""Characters of the first line of a receipt merge's message."""

_PULL_REQUEST = re.compile("[!-~]{1,200}")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffd]")
_NOT_IN_TITLE = re.compile(
    "[\\s\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+"
)


@dataclass(frozen=True, slots=True)
class ReceiptTrailers:
    """The last block of a receipt merge.

    ``received_at`` (aware, whole seconds) is when the gate first saw the content; ``per_record``
    holds the records (by id) that differ. ``submitted_by`` is ``login`` or ``login#account-id``.
    """

    received_at: datetime
    per_record: Mapping[str, datetime] = field(default_factory=dict)
    submitted_by: str = ""
    unit: str = ""
    pull_request: str | None = None


class BadReceipt(Exception):
    """A message whose last block is no receipt; ``faults`` say why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = faults


def parse_receipt(message: str) -> ReceiptTrailers:
    """Return the receipt in the last block of ``message``. Raises BadReceipt.

    Strict, since it decides times: every line of the block is one of the trailers, each stands
    once, and nothing in the message is hidden from a reader.
    """
    if _CONTROL.search(message):
        raise BadReceipt((Fault("receipt-character"),))
    faults: list[Fault] = []
    times: dict[str, datetime] = {}
    values: dict[str, str] = {}
    for line in last_block(message):
        token, separator, value = line.partition(": ")
        faults.extend(_take(token if separator else "", value, times, values, line))
    for token in (RECEIVED_AT, SUBMITTED_BY, UNIT):
        if token not in values and not (token == RECEIVED_AT and "" in times):
            faults.append(Fault("receipt-lacks", trailer=token))
    if faults:
        raise BadReceipt(tuple(faults))
    received_at = times.pop("")
    return ReceiptTrailers(
        received_at, times, values[SUBMITTED_BY], values[UNIT], values.get(PULL_REQUEST)
    )


def _take(
    token: str, value: str, times: dict[str, datetime], values: dict[str, str], line: str
) -> Sequence[Fault]:
    """Put one trailer into ``times`` (by record, ``""``: of all others) or ``values``."""
    if token == RECEIVED_AT:
        time, blank, record = value.partition(" ")
        moment = _moment(time)
        if moment is None or (blank and not is_record_id(record)):
            return (Fault("receipt-trailer", line=line[:200]),)
        if record in times:
            return (Fault("receipt-twice", trailer=f"{token} {record}".strip()),)
        times[record] = moment
        return ()
    fits = _FORMATS.get(token)
    if fits is None or not fits(value):
        return (Fault("receipt-trailer", line=line[:200]),)
    if token in values:
        return (Fault("receipt-twice", trailer=token),)
    values[token] = value
    return ()


def is_pull_request(value: str) -> bool:
    """Tell whether ``value`` can name a pull request (mostly its number)."""
    return _PULL_REQUEST.fullmatch(value) is not None


_FORMATS: Mapping[str, Callable[[str], bool]] = {
    SUBMITTED_BY: is_submitter,
    UNIT: is_unit_id,
    PULL_REQUEST: is_pull_request,
}


def _moment(text: str) -> datetime | None:
    """Return a time in whole seconds: commits, which it is held against, know no others."""
    if not is_time(text) or "." in text:
        return None
    return datetime.fromisoformat(text).astimezone(SHANGHAI)


def receipt_message(title: str, trailers: ReceiptTrailers) -> str:
    """Return a commit message with ``title`` (cut and cleaned to one line) and ``trailers``.

    parse_receipt gives ``trailers`` back, times cut to the second. Raises ValueError for trailers
    that could not be read again.
    """
    first = _NOT_IN_TITLE.sub(" ", title).strip()[:MAX_TITLE].strip() or RECEIVED_AT
    lines = [f"{RECEIVED_AT}: {iso(trailers.received_at)}"]
    for record, moment in sorted(trailers.per_record.items()):
        lines.append(f"{RECEIVED_AT}: {iso(moment)} {record}")
    lines += [f"{SUBMITTED_BY}: {trailers.submitted_by}", f"{UNIT}: {trailers.unit}"]
    if trailers.pull_request is not None:
        lines.append(f"{PULL_REQUEST}: {trailers.pull_request}")
    message = "\n".join((first, "", *lines, ""))
    try:
        parse_receipt(message)
    except BadReceipt as error:
        raise ValueError(f"no receipt could say this: {error}") from None
    return message
