"""Digits however they are written: full-width, circled, in Chinese, with invisible signs between.

Each sign is told by one sign, so that a place in the plain text is a place in the written one.
"""

import re
import unicodedata

_MARKS = {"－": "-", "＋": "+", "．": "."}
_TENS = dict.fromkeys("Ｘｘ\u0425\u0445\u00d7\u2169\u2179\u03a7\u03c7", "X")
"""What is met where the check character of an identity number should stand: the Roman ten too."""

_PAST = 0x20000  # ideographs from here on, and no digits
_DIGITS = {
    sign: str(value)
    for sign in map(chr, range(0x80, _PAST))
    if (value := unicodedata.digit(sign, None)) is not None
}
_WRITTEN = str.maketrans({**_DIGITS, **_MARKS, **_TENS})
_LIKE = re.compile("[\\d〇零○一二三四五六七八九²³¹⁰-₉①-⒛⓪-⓿❶-➓\U0001f100-\U0001f10a]")
"""What may be a digit, told apart quickly: a class of single signs is looked through slowly."""

_HAN = re.compile("[〇零○一二三四五六七八九]{11,}")  # fewer are a year or a count
_HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")

_INVISIBLE = re.compile(
    "[\u00ad\u0300-\u036f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"
)
"""What has no width of its own, or lies upon the sign before it."""


def may_hold(text: str, digits: int) -> bool:
    """Tell whether so many ``digits`` are in ``text``, however they are written."""
    return len(text) >= digits and len(_LIKE.findall(text)) >= digits


def plain_digits(text: str) -> str:
    """Return ``text`` with its digits, and the X among them, as ASCII has them; as long as it."""
    if text.isascii():
        return text
    plain = text.translate(_WRITTEN)
    return _HAN.sub(lambda found: found[0].translate(_HAN_DIGITS), plain)


def without_invisible(text: str) -> tuple[str, list[int]] | None:
    """Return ``text`` without invisible signs, and where each sign left stood; None without any."""
    if text.isascii() or _INVISIBLE.search(text) is None:
        return None
    places = [at for at, sign in enumerate(text) if _INVISIBLE.match(sign) is None]
    return "".join(text[at] for at in places), places
