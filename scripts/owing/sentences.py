"""What is owed in words."""

from dataclasses import replace

from scoring.messages import sentence, value_text
from scripts.language import Language, both, pick
from scripts.owing.due import Due
from scripts.scoreboard.ranking import plain
from scripts.times import told_day, told_period

_SUMMARY = both("{unit}：{what}", "{unit}: {what}")
_TEXT = both(
    "{last_day}24时以前，{what}{node}；逾期扣{points}分",
    "by the end of {last_day}: {what}{node}; points at stake: {points}",
)
_CHANCE = both(
    "{last_day}24时以前，{what}{node}；按时报送可得{points}分",
    "by the end of {last_day}: {what}{node}; points to be earned: {points}",
)
_SHARE = both(
    "{last_day}24时以前，{what}{node}；计入按期率，按档次计分",
    "by the end of {last_day}: {what}{node}; counts in the share done in time",
)
_IN_SHARE = both("计入按期率", "counts in a share")
_MAY_EARN = both("可得{points}分", "may earn {points}")
_NODE = both("（{node}）", " ({node})")
_SOME = both("{places}等{count}处", "{places}, {count} in all")
_NAMED = 3


def what(due: Due, language: Language) -> str:
    """Return what is to be handed in."""
    values = {**due.values, "period": told_period(due.period, language)}
    return sentence(due.code, values, language)


def what_in_short(due: Due, language: Language) -> str:
    """Return what is to be handed in for one row of a table: of many places the first few."""
    places = due.values.get("places")
    if not isinstance(places, list) or len(places) <= _NAMED:
        return what(due, language)
    named = value_text(places[:_NAMED], language)
    short = pick(_SOME, language).format(places=named, count=len(places))
    return what(replace(due, values={**due.values, "places": short}), language)


def due_summary(due: Due, language: Language) -> str:
    """Return one line for a calendar."""
    return pick(_SUMMARY, language).format(unit=due.unit_name, what=what(due, language))


def due_text(due: Due, language: Language, *, node: bool = True) -> str:
    """Return what is owed, by when, with ``node`` for which node, and what is lost otherwise.

    Where nothing is lost: what is earned by it, or that it counts in a share.
    """
    words = _CHANCE if due.earns else _TEXT
    return pick(_SHARE if due.in_share else words, language).format(
        last_day=told_day(due.last_day, language),
        what=what(due, language),
        node=pick(_NODE, language).format(node=due.node_title) if node else "",
        points=plain(due.earns or due.points),
    )


def stake(due: Due, language: Language) -> str:
    """Return what is at stake, for a column headed by what is lost: ``0.1``, ``可得5分``."""
    if due.in_share:
        return pick(_IN_SHARE, language)
    if due.earns:
        return pick(_MAY_EARN, language).format(points=plain(due.earns))
    return plain(due.points)
