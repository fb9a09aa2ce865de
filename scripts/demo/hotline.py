"""The hotline bureau's monthly figures, one of them put right afterwards."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from scoring.calendar.periods import Period, periods_of_year
from scoring.calendar.zone import day_of
from scoring.records.registry import Unit
from scripts.demo.filling import filled
from scripts.demo.stage import Stage, moment

_REPORTED_ON = 5  # day of the following month
_SPARE = 150  # of how many orders one may be late without the rate falling under 98 per cent


def play(stage: Stage) -> None:
    """Hand in the reports of all months."""
    bureau = stage.holder("hotline").id
    figures = {unit.id: _figures(stage, unit) for unit in stage.assessed}
    for month in periods_of_year("month", stage.year):
        place = month.first.month - 1
        rows = [{"unit": unit.id, **figures[unit.id][place]} for unit in stage.assessed]
        day = stage.hours.next(month.last + timedelta(days=_REPORTED_ON - 1))
        _report(stage, bureau, month, day, rows)


def _report(
    stage: Stage, bureau: str, month: Period, day: date, rows: list[dict[str, Any]]
) -> None:
    number = month.first.month
    names = {"year": str(stage.year), "month": str(number)}
    title = filled(stage.material["hotline"]["title"], names, stage.dice)
    data = {"title": title, "month": month.name, "rows": rows}
    correction = stage.material["hotline"]["correction"]
    wrong = number == correction["month"]
    reported = {**data, "rows": _misreported(rows, correction)} if wrong else data
    at = stage.hours.morning(day, "hotline")
    first = stage.desk.take(bureau, "hotline-report", day, month.name, reported, at, approved=False)
    if wrong:
        right = {**data, "title": correction["title"], "supersedes": first.id}
        later = moment(correction["received"])
        stage.desk.take(
            bureau, "hotline-report", day_of(later), month.name, right, later, approved=False
        )


def _misreported(rows: list[dict[str, Any]], error: Mapping[str, Any]) -> list[dict[str, Any]]:
    wrong = {"signed_late": error["signed_late"]}
    return [{**row, **wrong} if row["unit"] == error["unit"] else row for row in rows]


def _figures(stage: Stage, unit: Unit) -> list[dict[str, int]]:
    """Return the figures of ``unit``, month by month."""
    text = stage.material["hotline"]
    slips = text["slips"].get(unit.id)
    if slips is not None:
        monthly = [int(slips["monthly"])] * 12
        signed_late = _monthly(slips.get("signed_late", 0))
        completed_late = _monthly(slips.get("completed_late", 0))
    else:
        span = text["monthly"][unit.kind]
        usual = stage.dice.number(span["from"], span["to"], "orders", unit.id)
        monthly = [
            usual * stage.dice.number(80, 120, "orders", unit.id, month) // 100
            for month in range(12)
        ]
        signed_late = _signed_late(stage, unit)
        completed_late = _scattered(stage, sum(monthly) // _SPARE, "completed", unit.id)
    return [
        {
            "received": orders,
            "signed_late": min(signed, orders),
            "due": orders,
            "completed_on_time": orders - min(late, orders),
        }
        for orders, signed, late in zip(monthly, signed_late, completed_late, strict=True)
    ]


def _monthly(value: int | list[int]) -> list[int]:
    return [value] * 12 if isinstance(value, int) else value


def _signed_late(stage: Stage, unit: Unit) -> list[int]:
    percent = stage.departures("hotline")["slips"]
    slips = not stage.fixed(unit.id, "sign-on-time") and stage.dice.chance(
        percent, "signing", unit.id
    )
    count = stage.dice.number(1, 2, "signing-count", unit.id) if slips else 0
    return _scattered(stage, count, "signed", unit.id)


def _scattered(stage: Stage, count: int, *key: str) -> list[int]:
    """Return ``count`` events spread over twelve months."""
    months = [0] * 12
    for number in range(count):
        months[stage.dice.number(0, 11, *key, number)] += 1
    return months
