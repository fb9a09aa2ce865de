"""``gongkai attempts``: the log of what was presented at the gate, and why it was refused."""

from collections.abc import Sequence
from typing import Any

import click

from scoring.calendar.zone import iso
from scoring.history.repository import open_repository
from scoring.ledger.text import to_json
from scoring.messages import sentence
from scripts.cli.context import settings_of
from scripts.cli.examples import examples
from scripts.cli.options import TEXT_OR_JSON
from scripts.cli.output import put
from scripts.gate.attempts import Attempt, Event, read_log
from scripts.language import COLON, Language, both, pick
from scripts.times import told_time

_EVENTS = {
    Event.SEEN: both("收到", "seen"),
    Event.REFUSED: both("退回", "refused"),
}
_ENTRY = "{at}  {event}  {login}  {ref}"
_NONE = both("还没有收件记录。", "No attempts so far.")
_PLACE = both("    记录 {commit}", "    entry {commit}")


@click.command(
    "attempts",
    help=both(
        "列出收件记录：谁在什么时间交来了什么内容，为什么没有接收。被误退的单位可以据此证明，复核决定"
        "可以引用。",
        "List the log of attempts: who presented what and when, and why it was refused. A unit "
        "wrongly refused can prove it by this, and a ruling can cite it.",
    ),
    epilog=examples(
        "gongkai attempts", "gongkai attempts --unit wanshui", "gongkai attempts --format json"
    ),
)
@click.option(
    "--unit",
    metavar="UNIT",
    help=both("只列这个单位（编号）的材料", "only records of this unit (its id)"),
)
@click.option(
    "--login",
    metavar="LOGIN",
    help=both("只列这个报送人（账号）的", "only those of this submitter"),
)
@click.option(
    "--head",
    metavar="REV",
    help=both("收件记录的末端，默认全部", "the log up to this commit; default: all of it"),
)
@TEXT_OR_JSON
@click.pass_context
def command(
    context: click.Context, unit: str | None, login: str | None, head: str | None, form: str
) -> None:
    """List the attempts."""
    settings = settings_of(context)
    repository = open_repository(settings.repository)
    log = read_log(repository, None if head is None else repository.head(head))
    chosen = [
        each
        for each in log
        if (unit is None or _concerns(each, unit))
        and (login is None or each.submitted_by.casefold() == login.casefold())
    ]
    if form == "json":
        put(to_json({"schema": "attempts/1", "attempts": list(map(_document, chosen))}), None)
    else:
        put(_text(chosen, settings.language), None)


def _concerns(attempt: Attempt, unit: str) -> bool:
    return attempt.unit == unit or any(each.startswith(f"{unit}/") for each in attempt.records)


def _document(attempt: Attempt) -> dict[str, Any]:
    logged = None if attempt.logged is None else iso(attempt.logged)
    return {"entry": attempt.commit, "logged_at": logged, **attempt.document()}


def _text(attempts: Sequence[Attempt], language: Language) -> str:
    if not attempts:
        return pick(_NONE, language) + "\n"
    lines: list[str] = []
    colon = pick(COLON, language)
    for each in attempts:
        event = pick(_EVENTS[each.event], language)
        lines.append(
            _ENTRY.format(at=told_time(each.at), event=event, login=each.submitted_by, ref=each.ref)
        )
        lines += [f"    {record}  {digest}" for record, digest in each.records.items()]
        lines += [f"    {code}{colon}{sentence(code, {}, language)}" for code in each.codes]
        lines.append(pick(_PLACE, language).format(commit=each.commit))
    return "".join(f"{line}\n" for line in lines)
