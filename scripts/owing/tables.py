"""What is owed as a table for a terminal, and as JSON."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from scoring.calendar.zone import day_of, iso
from scoring.ledger.text import exact, to_json
from scripts.language import Language, both, pick
from scripts.owing.due import Due
from scripts.owing.sentences import stake, what_in_short
from scripts.scoreboard import columns
from scripts.times import told_day, told_moment
from scripts.wide import table

_HEAD = both("{year}年度，{as_of}起要报送的：", "Owed for {year} from {as_of} on:")
_NOTHING = both(
    "{year}年度，{as_of}起没有要报送的。", "Nothing is owed for {year} from {as_of} on."
)
LAST_DAY = both("截止日（24时）", "Last day")
LEFT = both("还有", "Left")
WHAT = both("报送什么", "What")
STAKE = both("逾期扣分", "At stake")
_DAYS = both("{days}天", "{days} d")
_TODAY = both("今天", "today")


def dues_text(dues: Sequence[Due], year: int, as_of: datetime, language: Language) -> str:
    """Return ``dues`` as aligned text, in the order given."""
    head = _HEAD if dues else _NOTHING
    lines = [pick(head, language).format(year=year, as_of=told_moment(as_of))]
    if dues:
        heads = (LAST_DAY, LEFT, columns.UNIT, WHAT, columns.NODE, STAKE)
        rows = [[pick(each, language) for each in heads]]
        rows += [_row(due, as_of, language) for due in dues]
        lines += table(rows, right=(1, 5))
    return "\n".join(lines) + "\n"


def dues_json(dues: Sequence[Due], year: int, as_of: datetime) -> str:
    """Return ``dues`` as a document of schema ``due/1``."""
    return to_json(
        {
            "schema": "due/1",
            "year": year,
            "as_of": iso(as_of),
            "items": [
                {
                    "unit": due.unit,
                    "name": due.unit_name,
                    "node": due.node,
                    "title": due.node_title,
                    "rule": due.rule,
                    "kind": due.kind,
                    "period": due.period,
                    "due": due.last_day.isoformat(),
                    "points": exact(due.points),
                    "earns": exact(due.earns),
                    "code": due.code,
                    "values": {
                        key: exact(value) if isinstance(value, Decimal) else value
                        for key, value in due.values.items()
                    },
                    "trigger": due.trigger,
                }
                for due in dues
            ],
        }
    )


def days_left(due: Due, as_of: datetime, language: Language) -> str:
    """Return how many days are left, ``11天``; on the last day ``今天``."""
    days = (due.last_day - day_of(as_of)).days
    return pick(_DAYS if days else _TODAY, language).format(days=days)


def _row(due: Due, as_of: datetime, language: Language) -> list[str]:
    return [
        told_day(due.last_day, language),
        days_left(due, as_of, language),
        due.unit_name,
        what_in_short(due, language),
        due.node_title,
        stake(due, language),
    ]
