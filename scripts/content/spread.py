"""Numbers spread over lines, boxes and signs: which digits of a text may be read together.

A table sets numbers side by side that have nothing to do with each other, so digits far apart are
one number only where a word before them says what they are, or where they cannot well be anything
else: each digit in a box of its own, or one break within what is otherwise whole.
"""

import re
from collections.abc import Iterator

Span = tuple[int, int]

_GAP = r"[^\w]{1,4}"
_DIGITS = re.compile(f"[0-9]+(?:{_GAP}[0-9]+)*(?:(?:{_GAP})?[Xx](?![0-9A-Za-z]))?")
_GROUP = re.compile("[0-9]+[Xx]?|[Xx]")
_LED = r"\D{0,12}"
_IDENTITY_WORD = re.compile(f"身份证{_LED}$|公民身份号码{_LED}$")
_NEAR = 24
_IDENTITY = 18
_WHOLE = 4
"""Groups of an identity number as it is printed: area, birth, order, check character."""

_FIRST = 3
_MOBILE = re.compile(
    rf"(?:(?:电话|手机)(?:号码|号)?|联系方式|微信|tel|mobile|phone)[^\w]{{0,6}}"
    rf"(1(?:{_GAP})?[3-9](?:(?:{_GAP})?[0-9]){{9}})(?![0-9])",
    re.IGNORECASE,
)
_MOBILE_THREES = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][ \t/*~])(?<![0-9][ \t]{2})(?<![0-9][ \t]{3})(?<![0-9][ \t]{4})"
    r"(1[3-9][0-9]([ \t\u00a0\u3000]{1,4}|[/*~]|\)|）)[0-9]{4}(?:\2|[ \t-])?[0-9]{4})"
    r"(?![0-9A-Za-z])(?![ \t/*~]{1,4}[0-9])"
)
_CARD = re.compile(
    rf"(?:卡号|帐号|账号|账户|帐户|银行卡)[^\w]{{0,6}}([0-9](?:(?:{_GAP})?[0-9]){{15,18}})(?![0-9])"
)


def mobiles(text: str) -> Iterator[Span]:
    """Yield where the eleven digits of a mobile number may stand apart."""
    for pattern in (_MOBILE, _MOBILE_THREES):
        for found in pattern.finditer(text):
            sizes = [len(group) for group in _GROUP.findall(found[1])]
            if sizes[0] >= _FIRST or max(sizes) == 1:  # else the number of a row stands before
                yield found.span(1)


def cards(text: str) -> Iterator[Span]:
    """Yield where the digits of a card may stand apart, behind a word that says so."""
    return (found.span(1) for found in _CARD.finditer(text))


def identities(text: str) -> Iterator[Span]:
    """Yield where the eighteen signs of an identity number may stand, together or apart."""
    for run in _DIGITS.finditer(text):
        if run.end() - run.start() >= _IDENTITY:
            groups = [found.span() for found in _GROUP.finditer(text, *run.span())]
            yield from _windows(text, groups)


def _windows(text: str, groups: list[Span]) -> Iterator[Span]:
    """Yield each stretch of ``groups`` that holds eighteen signs and may be one number."""
    first = signs = 0
    for last, (start, end) in enumerate(groups):
        signs += end - start
        while signs > _IDENTITY:
            signs -= groups[first][1] - groups[first][0]
            first += 1
        if signs == _IDENTITY and _is_one(text, groups[first : last + 1]):
            yield groups[first][0], end


def _is_one(text: str, groups: list[Span]) -> bool:
    start, end = groups[0][0], groups[-1][1]
    if text[end : end + 1].isascii() and text[end : end + 1].isalnum():
        return False
    if len(groups) in (1, 2, _IDENTITY):
        return True
    if _IDENTITY_WORD.search(text, max(0, start - _NEAR), start):
        return True
    return len(groups) <= _WHOLE and "\n" not in text[start:end]


def digits_of(text: str) -> str:
    """Return the digits of ``text``, and the X behind them."""
    return "".join(_GROUP.findall(text))
