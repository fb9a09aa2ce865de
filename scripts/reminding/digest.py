"""What units owe as Markdown: a section for each unit, a row for each due, all texts escaped."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from scoring.records.registry import Unit
from scripts.language import Language, both, pick
from scripts.owing.due import Due
from scripts.owing.sentences import stake, what_in_short
from scripts.owing.tables import LAST_DAY, LEFT, STAKE, WHAT, days_left
from scripts.scoreboard.columns import NODE
from scripts.scoreboard.ranking import plain
from scripts.times import told_day, told_moment

_HEAD = both(
    "# 报送提醒\n\n从{begin}到{end}截止，{count}个单位还有材料没有报送。",
    "# Reminder\n\nDue from {begin} to {end}: {count} units still owe something.",
)
_NOBODY = both(
    "# 报送提醒\n\n从{begin}到{end}没有到期未报的材料。",
    "# Reminder\n\nNothing is owed that is due from {begin} to {end}.",
)
_OWES = both(
    "还有{count}项待报，逾期共应扣{points}分（各项扣完为止）。",
    "{count} things are owed; {points} points are at stake.",
)
_COLUMNS = (LAST_DAY, LEFT, WHAT, NODE, STAKE)
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~!]|^[-+=]")
_MENTION = re.compile("([@#])")
_NO_WIDTH = "&#8203;"  # forges look for @name and #1 when entities are undone already
_WWW = re.compile(r"(www)\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one unit owes, nearest first; never empty."""

    unit: Unit
    dues: tuple[Due, ...]

    @property
    def points(self) -> Decimal:
        """Points at stake, without regard to caps."""
        return sum((due.points for due in self.dues), Decimal(0))


def reminders(units: Iterable[Unit], dues: Iterable[Due]) -> tuple[Reminder, ...]:
    """Return a reminder for each of ``units`` that owes something, in their order."""
    owed: dict[str, list[Due]] = {}
    for due in dues:
        owed.setdefault(due.unit, []).append(due)
    return tuple(
        Reminder(unit, tuple(sorted(owed[unit.id], key=lambda due: due.last_day)))
        for unit in units
        if unit.id in owed
    )


def digest(owed: Sequence[Reminder], as_of: datetime, until: datetime, language: Language) -> str:
    """Return ``owed`` as one document, a section a unit."""
    head = pick(_HEAD if owed else _NOBODY, language).format(
        begin=told_moment(as_of), end=told_moment(until), count=len(owed)
    )
    sections = (
        f"## {plain_markdown(each.unit.short_name)}\n\n{section(each, as_of, language)}"
        for each in owed
    )
    return "\n".join((head + "\n", *sections))


def section(reminder: Reminder, as_of: datetime, language: Language) -> str:
    """Return what one unit owes: a sentence and a table."""
    head = pick(_OWES, language).format(count=len(reminder.dues), points=plain(reminder.points))
    heads = " | ".join(pick(column, language) for column in _COLUMNS)
    rows = "\n".join(f"| {' | '.join(_row(due, as_of, language))} |" for due in reminder.dues)
    return f"{head}\n\n| {heads} |\n|---|---|---|---|---:|\n{rows}\n"


def _row(due: Due, as_of: datetime, language: Language) -> tuple[str, ...]:
    return (
        told_day(due.last_day, language),
        days_left(due, as_of, language),
        plain_markdown(what_in_short(due, language)),
        plain_markdown(due.node_title),
        stake(due, language),
    )


def plain_markdown(text: str) -> str:
    """Return ``text`` escaped, so that a forge makes no link, mention, tag or table edge of it."""
    escaped = _MARKUP.sub(lambda found: f"\\{found[0]}", text.strip().replace("&", "&amp;"))
    unlinked = _WWW.sub(r"\1&#46;", _MENTION.sub(rf"\1{_NO_WIDTH}", escaped))
    return unlinked.replace("://", "&#58;//")
