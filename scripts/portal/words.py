"""How pages say numbers, days and states; what ``scripts.times`` and the scoreboard do not say."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from scoring.calendar.zone import day_of
from scripts.language import pick
from scripts.scoreboard.ranking import plain
from scripts.strengths import TIMES

STRENGTH = {strength: pick(told, "zh") for strength, told in TIMES.items()}


def aligned(values: Iterable[Decimal]) -> tuple[str, ...]:
    """Return ``values`` with as many places as the longest needs, so that a column lines up."""
    shown = [plain(value) for value in values]
    places = max((len(text.partition(".")[2]) for text in shown), default=0)
    return tuple(f"{Decimal(text):.{places}f}" for text in shown)


def day(value: date | datetime | str) -> str:
    """Return a day in words: ``2023年10月31日``; of a moment its day in Asia/Shanghai."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = day_of(value)
    return f"{value.year}年{value.month}月{value.day}日"


def short_day(value: datetime) -> str:
    """Return the day of a moment in Asia/Shanghai for columns: ``2023-10-31``."""
    return day_of(value).isoformat()


def month(name: str) -> str:
    """Return the month ``2023-02`` without its year: ``2月``."""
    return f"{int(name[5:])}月"
