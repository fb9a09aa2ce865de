"""A pull request through the gate: taken from the forge, judged in the clone, pushed back.

What the gate does here stands in the job's clone until it is pushed, ``main`` and the log of
attempts together: a job stopped before that leaves nothing, and a second run of it has the same
event with the same time. Where another job was quicker, all is taken anew and judged again.
"""

import random
import time
from dataclasses import dataclass, replace
from enum import StrEnum

from scoring.errors import GongkaiError
from scoring.history.repository import MAIN
from scripts.forge.event import Handed
from scripts.forge.remote import Remote
from scripts.gate.answer import Answer
from scripts.gate.receiving import Gate, Submission, receive

_TRIES = 20
_WAIT = 2.0


class Outcome(StrEnum):
    """What became of a pull request's head."""

    RECEIVED = "received"
    REFUSED = "refused"
    OVERTAKEN = "overtaken"
    """A newer head is there, which has an event of its own; what this one held has been noted."""
    KNOWN = "known"
    """It is on ``main`` already: the job ran a second time."""


@dataclass(frozen=True, slots=True)
class Reception:
    """The outcome, with the gate's answer where it was asked."""

    outcome: Outcome
    answer: Answer | None = None


def receive_handed(handed: Handed, remote: Remote, gate: Gate) -> Reception:
    """Let ``gate`` judge what ``handed`` brings to ``remote``, and push what follows.

    ``gate`` works on the clone of ``remote``. Raises GongkaiError where the branch is not for
    ``main``, or where git, the rules or the gate's key fail: then ``main`` has not moved, but what
    the gate saw is noted over there where that can be done.
    """
    if f"refs/heads/{handed.base}" != MAIN:
        raise GongkaiError("event-base", base=handed.base[:80])
    sent = Submission(
        ref=handed.head,
        submitted_by=handed.submitter,
        received_at=handed.at,
        pull_request=str(handed.number),
        name=handed.place,
    )
    for tried in range(_TRIES):
        if tried:
            time.sleep(random.uniform(0, _WAIT))  # two jobs shall not step on each other for ever
        before = remote.take()
        newest = remote.bring(handed.place, handed.head)
        if remote.holds(handed.head):
            return Reception(Outcome.KNOWN)
        try:
            answer = receive(replace(gate, merging=newest), sent)
        except GongkaiError:
            remote.give(before)  # the time of what was presented is kept whatever went wrong
            raise
        if remote.give(before):
            return Reception(_outcome(answer, newest=newest), answer)
    raise GongkaiError("gate-busy", ref=MAIN)


def _outcome(answer: Answer, *, newest: bool) -> Outcome:
    if not newest:
        return Outcome.OVERTAKEN
    return Outcome.RECEIVED if answer.accepted else Outcome.REFUSED
