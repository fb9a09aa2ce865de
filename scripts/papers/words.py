"""How the office's papers say numbers, days and lists."""

from collections.abc import Sequence
from datetime import date

_DIGITS = "〇一二三四五六七八九"


def ordinal(number: int) -> str:
    """Return a number from 1 on as headings count: 一, 十, 十二, 二十; past 99 in digits."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def full_day(day: date) -> str:
    """Return a day as papers are dated: 2023年10月12日 (7.3.5.4, no zeros before digits)."""
    return f"{day.year}年{day.month}月{day.day}日"


def listed(names: Sequence[str]) -> str:
    """Return names in a row: all of up to eight, else the first eight and how many there are."""
    if len(names) <= 8:
        return "、".join(names)
    return f"{'、'.join(names[:8])}等{len(names)}个单位"
