"""Asia/Shanghai as a fixed offset.

China has kept UTC+8 without summer time since 1992, so a fixed offset says the same as the time
zone database and needs none to be installed.
"""

from datetime import date, datetime, time, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def start_of(day: date) -> datetime:
    """Return the first instant of ``day`` in Asia/Shanghai."""
    return datetime.combine(day, time.min, SHANGHAI)


def end_of(day: date) -> datetime:
    """Return the end of ``day`` (24:00) in Asia/Shanghai: the first instant no longer in it.

    A deadline on ``day`` is met by every time strictly before it (reading 2: 1 November 00:00:00
    is late).
    """
    return start_of(day + timedelta(days=1))


def day_of(moment: datetime) -> date:
    """Return the calendar day in Asia/Shanghai on which ``moment`` (aware) lies."""
    return moment.astimezone(SHANGHAI).date()


def last_day_before(moment: datetime) -> date:
    """Return the last calendar day of which anything lies before ``moment`` (aware)."""
    return day_of(moment - timedelta(microseconds=1))


def iso(moment: datetime) -> str:
    """Return ``moment`` as ISO 8601 in Asia/Shanghai, to the second, with its offset."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds")
