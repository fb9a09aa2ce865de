"""Whether a record lies in the folder of the year that it speaks of.

A record counts in the year of its folder alone, so that a month's report in the folder of another
year would count nowhere. Checks of the gate and of ``check``.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.admission.flaws import Flaw, as_problems
from scoring.admission.paths import RecordPath, read_path
from scoring.admission.schema_flaws import field_label
from scoring.admission.situation import Situation
from scoring.calendar import periods
from scoring.problem import Problem
from scoring.records.formats import is_date
from scoring.records.schemas import KindSchema

_CONFIRM = "confirm"


def period_flaws(path: RecordPath, data: Mapping[str, Any], schema: KindSchema) -> Iterator[Flaw]:
    """Yield the period of which a year has one record, where it is not of the folder's year."""
    field = schema.period_field
    if field is None or not any(
        term["term"] == "unique" and field in term["fields"] for term in schema.terms
    ):
        return
    year = _year_of_period(data.get(field))
    if year is not None and year != path.year:
        yield Flaw(
            "period-of-other-year",
            (field,),
            field=field_label(schema, (field,)),
            value=str(data[field]),
            year=path.year,
        )


def date_remarks(
    text: bytes, path: str, data: Mapping[str, Any], situation: Situation
) -> tuple[Problem, ...]:
    """Return the warning that ``data`` is dated outside its folder's year; none where it fits.

    What names a period of that year (the circular on a fourth quarter, issued in January) fits,
    and so does the confirmation of a year's results, which comes after it.
    """
    place, _ = read_path(path)
    schema = situation.schemas.kinds.get(place.kind) if place is not None else None
    if place is None or schema is None:
        return ()
    return as_problems(_outside(place, data, schema), text, path)


def _outside(path: RecordPath, data: Mapping[str, Any], schema: KindSchema) -> Iterator[Flaw]:
    field = schema.date_field
    if field is None or schema.effect == _CONFIRM:
        return
    if _year_of_period(data.get(schema.period_field or "")) == path.year:
        return
    day = data.get(field)
    if isinstance(day, str) and is_date(day) and int(day[:4]) != path.year:
        values: dict[str, str | int] = {
            "field": field_label(schema, (field,)),
            "value": day,
            "year": path.year,
        }
        period = schema.period_field
        if period is not None and data.get(period) is None:
            values["period"] = field_label(schema, (period,))
            yield Flaw("date-outside-year-no-period", (field,), **values)
        else:
            yield Flaw("date-outside-year", (field,), **values)


def _year_of_period(name: Any) -> int | None:
    """Return the year that the period ``name`` is of (a week: the ISO year), None for none."""
    if not isinstance(name, str):
        return None
    try:
        return int(periods.parse(name).name[:4])
    except ValueError:
        return None
