"""Requests for information of one unit over the year, and the report's tables made from them.

Every request is an event: who asked, when it came, how and when it was answered. So the columns of
table 2 agree (received + carried in = results + carried out) in every edition, for any end.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.records.registry import Unit
from scripts.demo.stage import DEPARTMENT, Stage
from scripts.statutory.fields import APPLICANTS, DISPUTES, OUTCOMES, RESULTS

_CARRIED = 0
"""The month of a request that the year before left over."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request; months count from 1, ``received`` 0 is the year before, 13 the year after."""

    applicant: str
    result: str
    received: int
    answered: int


def requests_of(stage: Stage, unit: Unit) -> tuple[Request, ...]:
    """Return the requests that ``unit`` had to deal with in the year."""
    plan = stage.material["documents"]["requests"]
    count = stage.dice.number(*plan["a_year"][unit.kind], "requests", unit.id)
    found: list[Request] = []
    for number in range(count):
        key = ("request", unit.id, number)
        received = stage.dice.number(_CARRIED, 12, *key, "month")
        found.append(
            Request(
                stage.dice.weighed(plan["applicants"], *key, "who"),
                stage.dice.weighed(plan["results"], *key, "how"),
                received,
                received + stage.dice.number(1 if received == _CARRIED else 0, 1, *key, "when"),
            )
        )
    return tuple(found)


def requests_table(requests: Iterable[Request], until: int) -> dict[str, Any]:
    """Return table 2 as it stands at the end of the month ``until``."""
    known = [each for each in requests if each.received <= until]
    answered = [each for each in known if each.answered <= until]
    results: dict[str, Any] = {}
    for name, _, parts in RESULTS:
        if parts:
            results[name] = {part: _row(answered, f"{name}/{part}") for part, _ in parts}
        else:
            results[name] = _row(answered, name)
    return {
        "received": _counted(each for each in known if each.received > _CARRIED),
        "carried_in": _counted(each for each in known if each.received == _CARRIED),
        "results": results,
        "carried_out": _counted(each for each in known if each.answered > until),
    }


def proactive_table(stage: Stage, unit: Unit, until: int) -> dict[str, Any]:
    """Return table 1 as it stands at the end of the month ``until``."""
    ranges = stage.material["documents"]["proactive"][unit.kind]

    def number(name: str) -> int:
        return stage.dice.number(*ranges[name], "proactive", unit.id, name)

    def by_now(name: str) -> int:
        return number(name) * until // 12

    nothing = {"issued": 0, "repealed": 0, "in_force": 0}
    issued, repealed = by_now("issued"), by_now("repealed")
    in_force = number("in_force") + issued - repealed
    return {
        "rules": nothing,
        "normative_documents": {"issued": issued, "repealed": repealed, "in_force": in_force},
        "licences": by_now("licences"),
        "penalties": by_now("penalties"),
        "coercive_measures": by_now("coercive_measures"),
        "fees": str(Decimal(by_now("fees")) / 100),
    }


def disputes_table(stage: Stage, unit: Unit, until: int) -> dict[str, Any]:
    """Return table 3: one reconsideration at a few departments, nothing elsewhere."""
    table = {case: {outcome: 0 for outcome, _ in OUTCOMES} for case, _ in DISPUTES}
    month = stage.dice.number(2, 11, "dispute", unit.id)
    if unit.kind == DEPARTMENT and stage.dice.chance(20, "disputed", unit.id) and month <= until:
        outcome = "pending" if until < month + 2 else "upheld"
        table["reconsideration"][outcome] = 1
    return table


def _row(answered: Iterable[Request], result: str) -> dict[str, int]:
    return _counted(each for each in answered if each.result == result)


def _counted(requests: Iterable[Request]) -> dict[str, int]:
    counts = {applicant: 0 for applicant, _ in APPLICANTS}
    for each in requests:
        counts[each.applicant] += 1
    return counts
