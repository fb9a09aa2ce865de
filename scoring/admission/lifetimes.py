"""Whether a record speaks of a time in which its units were there.

Nothing new is asked of a unit, or handed in for it, once it is gone: its successors go on. Checks
of the gate and of ``check``; they never decide whether a record on ``main`` counts. What may still
be said then (an appeal, a ruling) is marked in the kind's schema (``x-afterwards``).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.admission.paths import RecordPath
from scoring.admission.situation import Situation
from scoring.calendar import periods
from scoring.records.changing import heirs_there
from scoring.records.formats import is_date
from scoring.records.record import ALL_UNITS, units_spoken_of
from scoring.records.registry import Unit
from scoring.records.schemas import KindSchema


def lifetime_flaws(
    path: RecordPath, data: Mapping[str, Any], schema: KindSchema, situation: Situation
) -> Iterator[Flaw]:
    """Yield each unit that was not there yet, or no longer, when ``data`` says something of it.

    A correction is nothing new.
    """
    if schema.afterwards or "supersedes" in data:
        return
    where = (schema.unit_field or "").partition("[].")[0]
    for unit_id in sorted({path.unit, *units_spoken_of(path.unit, schema.unit_field, data)}):
        unit = situation.registry.get(unit_id)
        if unit is None or unit_id == ALL_UNITS:
            continue
        own = unit_id == path.unit
        at = () if own or where not in data else (where,)
        first, last = _days_spoken_of(data, schema, situation.day)
        if unit.until is not None and (first or date(path.year, 1, 1)) > unit.until:
            yield Flaw("unit-ended", at, **_end_of(unit, situation))
        elif unit.since is not None and not own and last is not None and last < unit.since:
            name, day = unit.short_name, unit.since.isoformat()
            yield Flaw("unit-not-begun", at, unit=name, since=day)


def _days_spoken_of(
    data: Mapping[str, Any], schema: KindSchema, received: date | None
) -> tuple[date | None, date | None]:
    """Return the first and the last day that ``data`` speaks of: of its period, its day, today."""
    name = data.get(schema.period_field or "")
    if isinstance(name, str):
        try:
            period = periods.parse(name)
            return period.first, period.last
        except ValueError:
            pass
    stated = data.get(schema.date_field or "")
    if isinstance(stated, str) and is_date(stated):
        return date.fromisoformat(stated), date.fromisoformat(stated)
    return received, received


def _end_of(unit: Unit, situation: Situation) -> Mapping[str, str]:
    """Return what a message says of the end of ``unit``: its last day, who took over."""
    assert unit.until is not None
    registry, day = situation.registry, situation.day or date.max
    heirs = heirs_there(registry, unit, day)
    names = (registry[each].short_name for each in heirs if each in registry)
    return {
        "unit": unit.short_name,
        "until": unit.until.isoformat(),
        "into": "、".join(names) or "—",
    }
