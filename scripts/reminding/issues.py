"""One issue for each unit on a forge: opened when something is owed, kept up to date, then closed.

An issue is known by the first line of its text, by its label, and by being a program's: anybody may
write that line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scoring.errors import GongkaiError
from scripts.forge.api import Api
from scripts.language import Language, both, pick
from scripts.reminding.digest import Reminder, section

LABEL = "gongkai-remind"

_A_PAGE = 100
_MOST_PAGES = 20
_MARKER = "<!-- gongkai remind {unit} -->"
_TITLE = both("报送提醒：{unit}", "Reminder: {unit}")
_WHO = both("报送人：{who}", "Submitters: {who}")
_ENDS = both(
    "\n由程序按待报事项更新，报齐后自动关闭，不必回复。",
    "\nKept by a program; it closes by itself once nothing is owed.",
)
_DONE = both("已报齐，没有待报事项。\n", "Nothing is owed any more.\n")


@dataclass(frozen=True, slots=True)
class IssueChanges:
    """What was done: units whose issue was opened (or opened again), changed, closed."""

    opened: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Issue:
    number: int
    title: str
    body: str
    open: bool


def is_private(api: Api, repository: str) -> bool:
    """Tell whether only members see ``repository``: elsewhere nothing internal may be told."""
    told = api.ask("GET", f"/repos/{repository}")
    return isinstance(told, Mapping) and told.get("private") is True


def keep_issues(
    api: Api,
    repository: str,
    owed: Sequence[Reminder],
    as_of: datetime,
    language: Language,
) -> IssueChanges:
    """Make the issues of ``repository`` say what is ``owed``, and close those of all other units.

    Raises GongkaiError where the forge does not let us.
    """
    there = _ours(api, repository)
    opened, changed, closed = [], [], []
    for each in owed:
        unit = each.unit.id
        title = pick(_TITLE, language).format(unit=each.unit.short_name)
        body = _body(each, as_of, language)
        known = there.pop(unit, None)
        if known is None:
            api.ask("POST", f"/repos/{repository}/issues", _new(title, body))
            opened.append(unit)
        elif not known.open:
            _change(api, repository, known, {"title": title, "body": body, "state": "open"})
            opened.append(unit)
        elif (known.title, known.body) != (title, body):
            _change(api, repository, known, {"title": title, "body": body})
            changed.append(unit)
    for unit, known in there.items():
        if known.open:
            body = f"{_MARKER.format(unit=unit)}\n\n{pick(_DONE, language)}"
            done = {"body": body, "state": "closed", "state_reason": "completed"}
            _change(api, repository, known, done)
            closed.append(unit)
    return IssueChanges(tuple(opened), tuple(changed), tuple(closed))


def _body(reminder: Reminder, as_of: datetime, language: Language) -> str:
    names = (name.partition("#")[0] for name in reminder.unit.submitters)
    who = " ".join(f"@{name}" for name in names)
    parts = [
        _MARKER.format(unit=reminder.unit.id),
        section(reminder, as_of, language).rstrip("\n"),
        *([pick(_WHO, language).format(who=who)] if who else []),
        pick(_ENDS, language).strip("\n"),
    ]
    return "\n\n".join(parts) + "\n"


def _new(title: str, body: str) -> dict[str, Any]:
    return {"title": title, "body": body, "labels": [LABEL]}


def _change(api: Api, repository: str, issue: _Issue, fields: dict[str, str]) -> None:
    api.ask("PATCH", f"/repos/{repository}/issues/{issue.number}", fields)


def _ours(api: Api, repository: str) -> dict[str, _Issue]:
    """Return our issues by unit; of several of one unit the newest, which is listed first."""
    found: dict[str, _Issue] = {}
    path = f"/repos/{repository}/issues?state=all&labels={LABEL}&per_page={_A_PAGE}"
    for page in range(1, _MOST_PAGES + 1):
        told = api.ask("GET", f"{path}&page={page}")
        if not isinstance(told, list):
            raise GongkaiError("forge-refused", what=path, detail="JSON")
        for unit, issue in _known(told):
            found.setdefault(unit, issue)
        if len(told) < _A_PAGE:
            break
    return found


def _known(told: Iterable[Any]) -> Iterable[tuple[str, _Issue]]:
    begin, _, end = _MARKER.partition("{unit}")
    for each in told:
        try:
            body, number, kind = each["body"] or "", each["number"], each["user"]["type"]
            issue = _Issue(int(number), str(each["title"]), str(body), each["state"] == "open")
        except (KeyError, TypeError, ValueError):
            continue
        first = issue.body.replace("\r\n", "\n").partition("\n")[0]
        if kind == "Bot" and first.startswith(begin) and first.endswith(end):
            yield first[len(begin) : -len(end)], issue
