"""Days, periods and moments as people say them, in either language."""

from datetime import date, datetime, timedelta

from scoring.calendar import periods
from scoring.calendar.zone import SHANGHAI, day_of
from scripts.language import Language

_WEEKDAYS = "一二三四五六日"
_QUARTERS = "一二三四"
_HALVES = ("上半年", "下半年")


def told_moment(moment: datetime | str) -> str:
    """Return a moment (aware, or its ISO text) to the minute, in Asia/Shanghai.

    Midnight is told as 24:00 of the day that ends, which is how deadlines are written. Seconds
    stand only where there are some: the first second after a deadline is late.
    """
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    at = at.astimezone(SHANGHAI)
    if (at.hour, at.minute, at.second) == (0, 0, 0):
        return f"{day_of(at - timedelta(days=1))} 24:00"
    return f"{at:%Y-%m-%d %H:%M:%S}" if at.second else f"{at:%Y-%m-%d %H:%M}"


def told_time(moment: datetime | str) -> str:
    """Return the moment at which something came in, to the second, in Asia/Shanghai.

    Midnight is the beginning of its day here: what was received then is late for the day before.
    """
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def told_day(day: date, language: Language) -> str:
    """Return a day with its weekday."""
    if language == "en":
        return f"{day} ({day:%a})"
    return f"{day}（周{_WEEKDAYS[day.weekday()]}）"


def told_period(name: str, language: Language) -> str:
    """Return a period's name as people say it: ``2023-W07`` as 2023年第7周（02-13至02-19）.

    In English the name stays, weeks with their days. A name that is no period stays as it is.
    """
    try:
        period = periods.parse(name)
    except ValueError:
        return name
    if "W" in name:
        first, last = f"{period.first:%m-%d}", f"{period.last:%m-%d}"
        if language == "en":
            return f"{name} ({first} to {last})"
        return f"{name[:4]}年第{int(name[6:])}周（{first}至{last}）"
    if language == "en":
        return name
    if "Q" in name:
        return f"{name[:4]}年{_QUARTERS[int(name[5:]) - 1]}季度"
    if "H" in name:
        return f"{name[:4]}年{_HALVES[int(name[6:]) - 1]}"
    if "-S" in name:
        return f"{name[:4]}年{int(name[5:7])}月{'上下'[int(name[9:]) - 1]}半月"
    if len(name) == 7:
        return f"{name[:4]}年{int(name[5:])}月"
    return f"{name}年" if len(name) == 4 else name
