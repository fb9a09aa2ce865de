"""Values of options: a moment, a span of days, a year; each with its own message."""

import re
from datetime import date, datetime, timedelta

import click

from scoring.calendar.zone import SHANGHAI, end_of
from scoring.errors import WrongUse

FIRST_YEAR = 1900
LAST_YEAR = 2999

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LOOSE_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_SPAN = re.compile(r"(\d{1,4})\s*([dw天日周]?)", re.ASCII)
_DAYS_IN = {"": 1, "d": 1, "天": 1, "日": 1, "w": 7, "周": 7}


def moment(text: str) -> datetime:
    """Return the moment ``text`` names, in Asia/Shanghai.

    A date is the end of that day; a time needs its offset from UTC, since a bare one would mean
    different moments on different machines, and whole seconds, since the ledger names no smaller
    part of time. Raises WrongUse for anything else.
    """
    try:
        if _DAY.fullmatch(text):
            found = end_of(date.fromisoformat(text))
        else:
            found = datetime.fromisoformat(text)
            if found.tzinfo is None:
                raise WrongUse("moment-without-offset", value=text[:60])
            if found.microsecond:
                raise WrongUse("moment-fraction", value=text[:60])
            found = found.astimezone(SHANGHAI)
    except (ValueError, OverflowError):
        raise WrongUse("moment-unreadable", value=text[:60]) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise WrongUse("moment-unreadable", value=text[:60])
    return found


def span(text: str) -> timedelta:
    """Return the span ``text`` names: ``14d``, ``14``, ``2w``. Raises WrongUse for other text."""
    found = _SPAN.fullmatch(text.strip().lower())
    if found is None or int(found[1]) == 0:
        raise WrongUse("span-unreadable", value=text[:60])
    return timedelta(days=int(found[1]) * _DAYS_IN[found[2]])


def year(text: str) -> int:
    """Return the year ``text`` names. Raises WrongUse for anything else."""
    if re.fullmatch(r"\d{4}", text, re.ASCII) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    raise WrongUse("year-unreadable", value=text[:60])


def day(text: str) -> date:
    """Return the day ``text`` names (``2023-09-05``, ``2023-9-5``). Raises WrongUse otherwise."""
    found = _LOOSE_DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups() if found is not None else (0, 0, 0)))
    except ValueError:
        raise WrongUse("day-unreadable", value=text[:60]) from None


class Day(click.ParamType[date]):
    """An option's value read by ``day``."""

    name = "date"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read the value."""
        return value if isinstance(value, date) else day(value)


class Moment(click.ParamType[datetime]):
    """An option's value read by ``moment``."""

    name = "time"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the value."""
        return value if isinstance(value, datetime) else moment(value)


class Span(click.ParamType[timedelta]):
    """An option's value read by ``span``."""

    name = "days"

    def convert(
        self, value: str | timedelta, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Read the value."""
        return value if isinstance(value, timedelta) else span(value)


class Year(click.ParamType[int]):
    """A value read by ``year``."""

    name = "year"

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Read the value."""
        return value if isinstance(value, int) else year(value)
