"""A day or a period as it is called in another year: ``2024-01-31`` for ``2023-01-31``."""

from scoring.calendar import periods

_LEAP_DAY = "-02-29"


def in_other_year(name: str, years: int) -> str | None:
    """Return the day or period ``name`` so many years later (earlier where negative).

    None where ``name`` is neither, or the other year has no such period (a 53rd week); 29 February
    becomes the 28th.
    """
    if not _is_period(name):
        return None
    later = f"{int(name[:4]) + years:04d}{name[4:]}"
    if later.endswith(_LEAP_DAY) and not _is_period(later):
        later = f"{later[:4]}-02-28"
    return later if _is_period(later) else None


def _is_period(name: str) -> bool:
    try:
        periods.parse(name)
    except ValueError:
        return False
    return True
