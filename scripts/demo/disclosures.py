"""Disclosures by topic: those owed every quarter or half-year, and occasional ones."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from scoring.calendar.periods import Period, periods_of_year
from scoring.records.registry import Unit
from scripts.demo.filling import filled
from scripts.demo.stage import Stage, moment

_WHEN = {"half-year": ("上半年", "下半年"), "quarter": ("一季度", "二季度", "三季度", "四季度")}


def play(stage: Stage) -> None:
    """Hand in the year's disclosures."""
    for topic in stage.material["disclosures"]["topics"]:
        for unit_id in topic["units"]:
            for number, period in enumerate(periods_of_year(topic["every"], stage.year)):
                _owed(stage, stage.registry[unit_id], topic, number, period)
    for item in stage.material["disclosures"]["occasional"]:
        day = date.fromisoformat(item["on"])
        received = stage.hours.afternoon(day, "occasional", item["unit"])
        told = {"title": item["title"], "topic": item["topic"], "published_on": day.isoformat()}
        data = {**told, "summary": item["summary"]}
        stage.desk.take(item["unit"], "disclosure", day, item["topic"], data, received)


def _owed(stage: Stage, unit: Unit, topic: Mapping[str, Any], number: int, period: Period) -> None:
    plan = stage.departures("disclosure")
    name = topic["topic"]
    here = {"unit": unit.id, "topic": name, "period": period.name}
    if here in plan["absent"]:
        return
    late = next((each["at"] for each in plan["received"] if here.items() <= each.items()), None)
    days = stage.hours.days_of(period)
    days = days[len(days) // 2 :]  # what speaks of a period comes towards its end
    key = (unit.id, name, period.name)
    extra = late is None and stage.dice.chance(plan["extra"], "extra", *key)
    offset = stage.dice.number(0, 3, "offset", unit.id, name)
    for item in range(1 + extra):
        part = days[len(days) * item // 2 : len(days) * (item + 1) // 2] if extra else days
        day = days[-1] if late else stage.dice.pick(part, "day", *key, item)
        received = moment(late) if late else stage.hours.soon_after(day, period.last, *key, item)
        chosen = topic["items"][(number + offset + item) % len(topic["items"])]
        when = f"{stage.year}年{_WHEN[topic['every']][number]}"
        names = {**stage.names(unit), "when": when}
        data = {
            "title": filled(chosen["title"], names, stage.dice),
            "topic": name,
            "published_on": day.isoformat(),
            "summary": filled(chosen["summary"], names, stage.dice),
            "url": f"{stage.material['year']['website']}/{unit.id}/{day:%Y%m%d}-{name}.html",
        }
        stage.desk.take(unit.id, "disclosure", day, name, data, received)
