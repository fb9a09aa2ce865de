"""News: what every unit owes each month, and some more."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from scoring.calendar.periods import Period, periods_of_year
from scoring.records.registry import Unit
from scripts.demo.filling import filled
from scripts.demo.stage import Stage


def play(stage: Stage) -> None:
    """Hand in the year's news of every assessed unit."""
    for unit in stage.assessed:
        short = _short(stage, unit)
        for month in periods_of_year("month", stage.year):
            _month(stage, unit, month, _count(stage, unit, month, short))


def _short(stage: Stage, unit: Unit) -> Mapping[str, int]:
    """Return the months in which ``unit`` falls short, with the number lacking."""
    plan = stage.departures("news")
    named: Mapping[str, int] | None = plan["fewer"].get(unit.id)
    if named is not None or stage.fixed(unit.id, "news"):
        return named or {}
    if not stage.dice.chance(plan["slips"], "news-slip", unit.id):
        return {}
    month = stage.dice.pick(periods_of_year("month", stage.year), "news-slip-month", unit.id)
    return {month.name: 1}


def _count(stage: Stage, unit: Unit, month: Period, short: Mapping[str, int]) -> int:
    plan = stage.departures("news")
    if month.name in short:
        return int(plan["owed"]) - short[month.name]
    return int(plan["owed"]) + stage.dice.chance(plan["extra"], "news-extra", unit.id, month.name)


def _month(stage: Stage, unit: Unit, month: Period, count: int) -> None:
    days = stage.hours.days_of(month)
    topics = _topics(stage, unit, month, count)
    for number, topic in enumerate(topics):
        slot = days[len(days) * number // count : len(days) * (number + 1) // count]
        day = stage.dice.pick(slot, "news-day", unit.id, month.name, number)
        _item(stage, unit, topic, day, month)


def _topics(stage: Stage, unit: Unit, month: Period, count: int) -> list[Mapping[str, Any]]:
    """Return what ``unit`` writes about this month; a department's first topic is its own."""
    news = stage.material["news"]
    own = _in_season(news["units"].get(unit.id, []), month)
    shared = _in_season(news[unit.kind], month)
    key = ("topics", unit.id, month.name)
    if not own:
        return stage.dice.several(shared, count, *key)
    first = stage.dice.several(own, min(count, 1), *key, "own")
    rest = [topic for topic in (*own, *shared) if topic not in first]
    return [*first, *stage.dice.several(rest, count - len(first), *key)]


def _in_season(topics: list[Mapping[str, Any]], month: Period) -> list[Mapping[str, Any]]:
    return [each for each in topics if month.first.month in each.get("months", range(1, 13))]


def _item(stage: Stage, unit: Unit, topic: Mapping[str, Any], day: date, month: Period) -> None:
    key = ("news", unit.id, day.isoformat(), topic["id"])
    form = stage.dice.pick(stage.material["news"]["forms"], *key, "form")
    tasks = stage.dice.several(topic["tasks"], 3, *key, "tasks")
    names = {
        **stage.names(unit),
        "topic": topic["title"],
        "place": _place(stage, unit, *key),
        "date": f"{day.month}月{day.day}日",
    }

    def told(options: list[str], part: str) -> str:
        text = stage.dice.pick(options, *key, part)
        for task in tasks:
            text = text.replace("{task}", task, 1)
        return filled(text, names, stage.dice, *key)

    paragraphs = (
        told(form["opening"], "opening"),
        told(form["middle"], "middle") + told(topic["facts"], "fact"),
        told(stage.material["news"]["closings"], "closing"),
    )
    data = {
        "title": told(form["titles"], "title"),
        "category": form["category"],
        "published_on": day.isoformat(),
        "summary": f"{unit.short_name}抓{topic['title']}，重点做好{tasks[0]}、{tasks[1]}。",
        "body": "".join(f"{paragraph}\n" for paragraph in paragraphs),
        "url": f"{stage.material['year']['website']}/{unit.id}/{day:%Y%m%d}-{topic['id']}.html",
    }
    received = stage.hours.soon_after(day, month.last, *key)
    stage.desk.take(unit.id, "news", day, topic["id"], data, received)


def _place(stage: Stage, unit: Unit, *key: str) -> str:
    villages = unit.sets.get("villages", ())
    if not villages:
        places: list[str] = stage.material["news"]["places"]
        return stage.dice.pick(places, *key, "place")
    return stage.dice.pick(villages, *key, "place").name
