"""Telling units after a merge, as a process of its own: who sends something in does not wait.

One at a time. What was told stands in ``gongkai-told.json``; what could not be is tried again at
the next merge, or when the operator runs ``gongkai tell``.
"""

import fcntl
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI, iso
from scoring.history.repository import MAIN
from scripts.gate.serving.after_merge import TELL_SETTING
from scripts.gate.writing import Writer
from scripts.product import product_root
from scripts.telling.announcing import Announcement, announcements
from scripts.telling.carrying import Message, NotCarried, run_command, send_mail
from scripts.telling.settings import Settings, read_settings
from scripts.telling.words import subject, text

STATE = "gongkai-told.json"
_LOCK = "gongkai-told.lock"
_MOST_TRIES = 50


@dataclass
class State:
    """Up to where units were told: the head, and what is still to be tried, by key.

    ``failed`` has, for each key, how often it was tried and what was wrong the last time.
    """

    head: str = ""
    at: str = ""
    failed: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: messages carried, messages still to be carried."""

    carried: int
    failed: int


def main() -> None:
    """Tell what is new in the repository one stands in; run by the gate."""
    try:
        tell(Path.cwd(), product_root(), lambda: datetime.now(SHANGHAI))
    except Exception as error:  # nobody watches; the operator finds it in the file
        _replace(Path.cwd() / "gongkai-telling.log", f"{type(error).__name__}: {error}\n"[:500])
        sys.exit(1)


def tell(git_dir: Path, product: Path, clock: Callable[[], datetime]) -> Outcome:
    """Tell units what came in since they were told last, as of ``clock``.

    The first run tells what the newest commit brought. Nothing happens where nothing is set.
    Raises GongkaiError for settings that cannot be used.
    """
    file = Writer(git_dir).setting(TELL_SETTING)
    if file is None:
        return Outcome(0, 0)
    settings = read_settings(git_dir / Path(file).expanduser())
    with (git_dir / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assessment = Assessment.open(git_dir, head=MAIN, product=product)
        # What came this very second counts: its receipt has the whole second as its time.
        at = clock().replace(microsecond=0) + timedelta(seconds=1)
        return _tell(assessment, settings, git_dir / STATE, at)


def _tell(assessment: Assessment, settings: Settings, path: Path, at: datetime) -> Outcome:
    state = _read(path)
    chain = [commit.id for commit in assessment.repository.first_parent_chain(assessment.head)]
    after = chain.index(state.head) if state.head in chain else len(chain) - 2
    keys = set(state.failed)
    oldest = min((_place(assessment, key, after) for key in keys), default=after)
    carried = 0
    for each in announcements(assessment, min(after, oldest), at):
        new = each.record.receipt.place > after
        for message, carry in _messages(each, assessment, settings, at):
            if not new and message.key not in keys:
                continue
            tries = int(state.failed.pop(message.key, {}).get("tries", 0))
            try:
                carry()
                carried += 1
            except NotCarried as error:
                if tries + 1 < _MOST_TRIES:
                    state.failed[message.key] = {"tries": tries + 1, "why": str(error)}
        if new:
            state.head, state.at = chain[each.record.receipt.place], iso(at)
            _write(path, state)  # a run that is stopped tells nobody twice but of one record
    state.head, state.at = assessment.head, iso(at)
    _write(path, state)
    return Outcome(carried, len(state.failed))


def _messages(
    each: Announcement, assessment: Assessment, settings: Settings, at: datetime
) -> Iterator[tuple[Message, Callable[[], None]]]:
    """Yield each message with what carries it."""
    received = iso(each.record.receipt.time) if each.record.receipt.time is not None else ""
    for unit in each.units:
        content = {
            "unit": unit.id,
            "unit_name": unit.short_name,
            "record": each.record.id,
            "kind": each.record.kind,
            "subject": subject(each),
            "text": text(each, unit, assessment.registry),
            "received": received,
        }
        addresses = settings.addresses.get(unit.id, ()) if settings.mailer is not None else ()
        for address in addresses:
            # One each: who has it is not sent it again because another address is refused.
            mail = Message(key=f"mail {unit.id} {address} {each.record.id}", **content)
            yield mail, _mailing(settings, address, mail, at)
        if settings.command:
            run = Message(key=f"command {unit.id} {each.record.id}", **content)
            yield run, _running(settings, run)


def _mailing(settings: Settings, to: str, message: Message, at: datetime) -> Callable[[], None]:
    def carry() -> None:
        assert settings.mailer is not None  # asked for by the caller
        send_mail(settings.mailer, to, message, at)

    return carry


def _running(settings: Settings, message: Message) -> Callable[[], None]:
    return lambda: run_command(settings.command, message)


def _place(assessment: Assessment, key: str, after: int) -> int:
    """Return the place before the commit of the record that ``key`` is about."""
    record = assessment.archive.records.get(key.rpartition(" ")[2])
    return after if record is None else record.receipt.place - 1


def _read(path: Path) -> State:
    """Return the state kept at ``path``; that of a first run where it is missing or broken."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return State(str(kept["head"]), str(kept["at"]), dict(kept["failed"]))
    except (OSError, ValueError, KeyError, TypeError):
        return State()


def _write(path: Path, state: State) -> None:
    kept = {"head": state.head, "at": state.at, "failed": state.failed}
    _replace(path, json.dumps(kept, ensure_ascii=False, indent=1) + "\n")


def _replace(path: Path, text: str) -> None:
    scratch = path.with_suffix(".new")
    scratch.write_text(text, encoding="utf-8")
    scratch.replace(path)
