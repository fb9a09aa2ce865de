"""A pull request's event, as GitHub writes it for a workflow: bounded, every field doubted.

**Who** is the sender: whoever opened the pull request or pushed to it, not whom it belongs to; so
nobody is answerable for what somebody else pushed onto a shared branch.

**When** is the latest of the forge's own times in the event. The event is written once, when the
head moves, and no later edit, comment or label changes it, nor does a second run of the job. Each
of its times is the forge's clock, and none can be set by whoever submits: ``created_at`` and
``updated_at`` of the pull request, and ``pushed_at`` of the repository its head lies in, which is
when that head was pushed. All of them lie before the event; the latest is taken, because a stale
one would make a push look earlier than it was. Where the push has no time the gate's own counts.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scoring.calendar.zone import SHANGHAI
from scoring.errors import GongkaiError
from scoring.records.formats import is_submitter

MAX_BYTES = 32 * 1024 * 1024
"""More than a forge sends."""

HANDED_IN = frozenset(("opened", "synchronize", "reopened", "ready_for_review"))
"""What brings a head that has not been judged."""

_OF_GITEA = frozenset(("synchronized",))
"""The same, as Gitea and Forgejo call it."""

_COMMIT = re.compile("[0-9a-f]{40}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}", re.ASCII)
_REF = re.compile(r"refs/(?:[A-Za-z0-9_-]+/)+[A-Za-z0-9_-]+", re.ASCII)
_WORD = re.compile("[a-z_]{1,40}")
_FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Handed:
    """A head handed in: the pull request's ``number``, the commit, into which branch, by whom.

    ``submitter`` is ``login#account-id``; ``at`` the forge's time for this head (None: it gives
    none); ``repository`` is ``owner/name``, ``ref`` where the forge keeps the request's head.
    """

    repository: str
    number: int
    head: str
    base: str
    submitter: str
    at: datetime | None
    ref: str = ""

    @property
    def place(self) -> str:
        """The ref that the head is fetched from."""
        return self.ref or f"refs/pull/{self.number}/head"


class NotHandedIn(GongkaiError):
    """An event that brings nothing to be received; its code says why. Nobody's fault."""


def read_event(path: Path) -> Handed:
    """Return what the event in the file ``path`` hands in.

    Raises NotHandedIn where it hands in nothing, GongkaiError where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or ""
        raise GongkaiError("system-refused", path=str(path), reason=reason) from None
    return parse_event(content)


def parse_event(content: bytes) -> Handed:
    """Return what the event ``content`` hands in. Raises as ``read_event`` does."""
    try:
        event = json.loads(content) if len(content) <= MAX_BYTES else None
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        raise GongkaiError("event-unreadable", field="JSON")
    request = _object(event, "pull_request")
    action = event.get("action")
    if not isinstance(action, str) or action not in HANDED_IN | _OF_GITEA:
        word = action if isinstance(action, str) and _WORD.fullmatch(action) else "?"
        raise NotHandedIn("event-other", action=word)
    if request.get("state") != "open":
        raise NotHandedIn("event-closed")
    if request.get("draft", False) is not False:
        raise NotHandedIn("event-draft")
    return _handed(event, request)


def stated(
    number: str,
    commit: str,
    submitter: str,
    repository: str,
    at: datetime | None,
    ref: str | None,
) -> Handed:
    """Return what a forge without such an event says by itself, field by field.

    Raises GongkaiError for what cannot be. ``at`` is the forge's time, None where it gives none.
    """
    if not re.fullmatch("[1-9][0-9]{0,14}", number):
        raise GongkaiError("event-unreadable", field="NUMBER")
    _matching(_COMMIT, commit, "COMMIT")
    if not is_submitter(submitter):
        raise GongkaiError("event-unreadable", field="LOGIN")
    if ref is not None:
        _matching(_REF, ref, "--ref")
    return Handed(repository, int(number), commit, "main", submitter, at, ref or "")


def _handed(event: Mapping[str, Any], request: Mapping[str, Any]) -> Handed:
    head = _object(request, "head", "pull_request.head")
    commit = _matching(_COMMIT, head.get("sha"), "pull_request.head.sha")
    base = _object(request, "base", "pull_request.base").get("ref")
    if not isinstance(base, str) or not 0 < len(base) <= 255:
        raise GongkaiError("event-unreadable", field="pull_request.base.ref")
    number = event.get("number")
    if type(number) is not int or not 0 < number < 2**53 or request.get("number") != number:
        raise GongkaiError("event-unreadable", field="number")
    repository = _object(event, "repository").get("full_name")
    return Handed(
        repository=_matching(_NAME, repository, "repository.full_name"),
        number=number,
        head=commit,
        base=base,
        submitter=_submitter(_object(event, "sender")),
        at=_time(event, request, head),
    )


def _submitter(sender: Mapping[str, Any]) -> str:
    login, account = sender.get("login"), sender.get("id")
    if type(account) is not int or not isinstance(login, str):
        raise GongkaiError("event-unreadable", field="sender")
    who = f"{login}#{account}"
    if "#" in login or not is_submitter(who):
        raise GongkaiError("event-unreadable", field="sender.login")
    return who


def _time(
    event: Mapping[str, Any], request: Mapping[str, Any], head: Mapping[str, Any]
) -> datetime | None:
    """Return the latest of the forge's times; None where it gives none for the push."""
    if event.get("after", head["sha"]) != head["sha"]:
        return None  # written after a further push: its times are not those of this head
    lies_in = head.get("repo")
    if not isinstance(lies_in, dict) or lies_in.get("pushed_at") is None:
        return None  # the fork is gone
    return max(
        _moment(request.get("created_at"), "pull_request.created_at"),
        _moment(request.get("updated_at"), "pull_request.updated_at"),
        _moment(lies_in["pushed_at"], "pull_request.head.repo.pushed_at"),
    )


def _moment(value: Any, field: str) -> datetime:
    try:
        if type(value) is int:
            found = datetime.fromtimestamp(value, UTC)
        else:
            found = datetime.fromisoformat(_matching(_TIME, value, field))
        moment = found.astimezone(SHANGHAI).replace(microsecond=0)
    except (ValueError, OverflowError, OSError):
        raise GongkaiError("event-unreadable", field=field) from None
    if moment.year < _FIRST_YEAR:
        raise GongkaiError("event-unreadable", field=field)
    return moment


def _object(parent: Mapping[str, Any], key: str, field: str = "") -> Mapping[str, Any]:
    found = parent.get(key)
    if not isinstance(found, dict):
        raise GongkaiError("event-unreadable", field=field or key)
    return found


def _matching(pattern: re.Pattern[str], value: Any, field: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise GongkaiError("event-unreadable", field=field)
    return value
