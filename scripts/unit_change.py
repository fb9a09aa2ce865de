"""What became of a unit in a year, told in one sentence wherever its score stands."""

from collections.abc import Iterator, Mapping
from datetime import date

from scoring.ledger.model import UnitChange
from scripts.language import JOINED, LISTED, Language, both, pick

_FORMERLY = both("{until}以前称{name}", "called {name} until {until}")
_SINCE = both(
    "{since}成立，只考核此后开始的期间、此后到期的事项",
    "there since {since}; judged on what began or fell due from then on",
)
_UNTIL = both(
    "{until}撤销，此后结束的期间、此后到期的事项不考核",
    "there until {until}; nothing that ends or falls due later is judged",
)
_INTO = both("，由{into}承接", ", taken over by {into}")


def change_text(change: UnitChange, names: Mapping[str, str], language: Language) -> str:
    """Return what ``change`` says; ``names`` are the short names of units by id."""
    return pick(JOINED, language).join(_parts(change, names, language))


def _parts(change: UnitChange, names: Mapping[str, str], language: Language) -> Iterator[str]:
    for name, until in change.formerly:
        yield pick(_FORMERLY, language).format(until=_day(until, language), name=name)
    if change.since is not None:
        yield pick(_SINCE, language).format(since=_day(change.since, language))
    if change.until is not None:
        told = pick(_UNTIL, language).format(until=_day(change.until, language))
        heirs = pick(LISTED, language).join(names.get(each, each) for each in change.into)
        yield told + (pick(_INTO, language).format(into=heirs) if heirs else "")


def _day(day: str, language: Language) -> str:
    at = date.fromisoformat(day)
    return f"{at.year}年{at.month}月{at.day}日" if language == "zh" else day
