"""Numbers that tell of a person: resident identity, mobile telephone, bank card.

Digits prove little by themselves, so each kind must pass what its standard says of it: the
identity number its check character, area and birth date (GB 11643-1999), the card number its check
digit (GB/T 17552, Luhn) and the prefix of an issuer. A number inside a longer code (of a project,
of a file) is none. What is found is told masked, never in full.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scoring.problem import Problem
from scripts.content.digits import may_hold, plain_digits, without_invisible
from scripts.content.spread import cards, digits_of, identities, mobiles


class Sort(StrEnum):
    """What a number is; the value is the code it is told by."""

    IDENTITY = "personal-identity"
    MOBILE = "personal-mobile"
    BANK_CARD = "personal-bank-card"


@dataclass(frozen=True, slots=True)
class Number:
    """A number found in a text, from ``start`` to before ``end``; ``masked`` may be shown."""

    sort: Sort
    start: int
    end: int
    masked: str


LATEST_BIRTH = 2100
_SHORTEST = 11  # digits of a mobile number, the shortest of all

_SIGNS = " \t\u00a0\u2000-\u200d\u202f\u205f\u2060\u3000"  # blanks, the invisible ones too
_JOINTS = f"{_SIGNS}\\-\u2010-\u2015\u2212_.\u00b7\u2022"
_RUN = re.compile(
    f"(?:(?<![0-9A-Za-z])|(?<=tel)|(?<=phone)|(?<=wx)|(?<=vx))"
    f"[0-9]+(?:[{_JOINTS}][0-9]+)*[Xx]?(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_GROUP = re.compile("[0-9]+[Xx]?")
_BLANK = re.compile(f"[{_SIGNS}]")
_ADDRESS = re.compile("https?://[!-~]+")  # of pages: their numbers are those of articles
_AMOUNT = re.compile(r"\s?(?:[%％‰万亿]|元(?!旦)|平方|立方|公里|公斤|千克|千瓦|美元|人民币)")
_MONEY = re.compile(r"[¥￥$]\s?$")

_MOBILE = re.compile("1[3-9][0-9]{9}")
_MOBILE_GROUPS = ((3, 4, 4), (3, 8), (7, 4), (4, 3, 4), (4, 4, 3), (3, 3, 5), (5, 6), (6, 5))
_COUNTRY = ("86", "086", "0086")

_AREA = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_DATED = re.compile(r"((?:[0-9]{4}-[0-9]{2}-[0-9]{2}-)?)(.*)", re.DOTALL)

_OLD_IDENTITY = re.compile("身份证[^0-9]{0,12}$")  # 15 digits have no check: only where it says so

# UnionPay's own prefix, and those of cards that the large banks issued before it.
_ISSUERS = ("62", "9558", "9559", "955100", "436742", "456351", "601382", "601428", "405512",
            "410062", "468203")  # fmt: skip


def numbers_in(text: str, born_by: int = LATEST_BIRTH) -> Iterator[Number]:
    """Yield the personal numbers in ``text``, in order; nobody is born after the year given."""
    if not may_hold(text, _SHORTEST):
        return  # most texts: no number can be in them
    plain = plain_digits(text)
    found = list(_all_in(plain, born_by))
    hidden = without_invisible(plain)
    if hidden is not None:
        seen, places = hidden
        for each in _all_in(seen, born_by):
            start, end = places[each.start], places[each.end - 1] + 1
            found.append(Number(each.sort, start, end, each.masked))
    at = 0
    for number in sorted(found, key=lambda each: (each.start, -each.end)):
        if number.start >= at:
            yield number
            at = number.end


def _all_in(text: str, born_by: int) -> Iterator[Number]:
    """Yield the numbers in a text whose digits are plain, some perhaps twice, in no order."""
    plain = _ADDRESS.sub(lambda found: " " * len(found[0]), text) if "://" in text else text
    for run in _RUN.finditer(plain):
        yield from _of_run(plain, run.start(), run.end(), born_by)
    for start, end in identities(text):
        digits = digits_of(text[start:end]).upper()
        if _is_identity(digits, born_by):
            yield Number(Sort.IDENTITY, start, end, masked_number(digits))
    for start, end in cards(text):
        digits = digits_of(text[start:end])
        if _is_card(digits):
            yield Number(Sort.BANK_CARD, start, end, masked_number(digits))
    for start, end in mobiles(plain):
        digits = digits_of(text[start:end])
        if _MOBILE.fullmatch(digits) and not _is_amount(text, start, end):
            yield Number(Sort.MOBILE, start, end, masked_number(digits))


def _of_run(text: str, start: int, end: int, born_by: int) -> Iterator[Number]:
    """Yield the numbers in a run of groups of digits, each joined to the next by one sign."""
    groups = [(found.start(), found.end()) for found in _GROUP.finditer(text, start, end)]
    if sum(last - first for first, last in groups) < _SHORTEST:
        return
    whole = _of_groups(text, groups, born_by)
    if whole is not None:
        yield whole
        return
    alone = [_of_groups(text, [group], born_by) for group in groups]
    for place, number in enumerate(alone):
        if number is not None and (all(alone) or _stands_apart(text, groups, place)):
            yield number
    if len(groups) % 3 == 0 and not any(alone):  # a list of numbers in the usual three groups
        threes = [groups[at : at + 3] for at in range(0, len(groups), 3)]
        found = [_of_groups(text, three, born_by) for three in threes]
        yield from (number for number in found if all(found) and number is not None)


def _stands_apart(text: str, groups: list[tuple[int, int]], place: int) -> bool:
    """Tell whether a group is joined to the next by blanks only, or to a country's code."""
    before = text[groups[place - 1][0] : groups[place - 1][1]] if place else ""
    left = not place or before in _COUNTRY or _is_blank(text[groups[place][0] - 1])
    right = place + 1 == len(groups) or _is_blank(text[groups[place][1]])
    return left and right


def _is_blank(sign: str) -> bool:
    return _BLANK.match(sign) is not None


def _of_groups(text: str, groups: list[tuple[int, int]], born_by: int) -> Number | None:
    """Return what the groups are when read as one number."""
    start, end = groups[0][0], groups[-1][1]
    parts = [text[first:last] for first, last in groups]
    digits = "".join(parts).upper()
    if _is_identity(digits, born_by) or _is_old_identity(digits, text[:start]):
        return Number(Sort.IDENTITY, start, end, masked_number(digits))
    if _is_card(digits) and all(len(part) == 4 for part in parts[:-1]):
        return Number(Sort.BANK_CARD, start, end, masked_number(digits))
    if len(parts) > 1 and parts[0] in _COUNTRY:
        parts = parts[1:]
    elif len(parts) == 1 and (digits[:4] == "0086" or text[start - 1 : start] == "+"):
        parts = [digits.removeprefix("00").removeprefix("86")]
    number = "".join(parts)
    usual = len(parts) == 1 or tuple(map(len, parts)) in _MOBILE_GROUPS
    if usual and _MOBILE.fullmatch(number) and not _is_amount(text, start, end):
        return Number(Sort.MOBILE, start, end, masked_number(number))
    return None


def _is_amount(text: str, start: int, end: int) -> bool:
    return bool(_AMOUNT.match(text, end) or _MONEY.search(text[max(0, start - 2) : start]))


def _is_identity(digits: str, born_by: int) -> bool:
    """GB 11643-1999: area, birth date, order, check character (GB/T 17710, MOD 11-2)."""
    if len(digits) != 18 or "X" in digits[:17] or not _AREA.match(digits):
        return False
    if not 1900 <= int(digits[6:10]) <= born_by or not _is_day(digits[6:14]):
        return False
    total = sum(int(sign) * weight for sign, weight in zip(digits, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == digits[17]


def _is_old_identity(digits: str, before: str) -> bool:
    if len(digits) != 15 or not digits.isdecimal() or not _AREA.match(digits):
        return False
    return _is_day(f"19{digits[6:12]}") and _OLD_IDENTITY.search(before[-20:]) is not None


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def _is_card(digits: str) -> bool:
    if not 16 <= len(digits) <= 19 or not digits.isdecimal() or not digits.startswith(_ISSUERS):
        return False
    doubled = (int(sign) * (2 - (place % 2)) for place, sign in enumerate(digits[-2::-1]))
    return (sum(each - 9 * (each > 9) for each in doubled) + int(digits[-1])) % 10 == 0


def masked_number(digits: str) -> str:
    """Return a number as it may be shown: three digits, stars, four digits."""
    return f"{digits[:3]}****{digits[-4:]}"


def masked_text(text: str) -> str:
    """Return ``text`` with every personal number masked."""
    pieces, at = [], 0
    for number in numbers_in(text):
        pieces += [text[at : number.start], number.masked]
        at = number.end
    return "".join(pieces) + text[at:]


def masked_problem(problem: Problem) -> Problem:
    """Return ``problem`` with no personal number in what it repeats of a record.

    Any check may repeat a value (``"13…" is no date``); none may spread a number.
    """
    values, path = masked_values(problem.values), masked_path(problem.path)
    if values == problem.values and path == problem.path:
        return problem
    return Problem(problem.code, path, problem.line, problem.column, values)


def masked_path(path: str) -> str:
    """Return ``path`` with every personal number in a name masked, the date before it left."""
    return "/".join(_DATED.sub(_masked_rest, name) for name in path.split("/"))


def _masked_rest(name: re.Match[str]) -> str:
    return name[1] + masked_text(name[2])


def masked_values(values: Mapping[str, str | int]) -> dict[str, str | int]:
    """Return the values of a message with every personal number in them masked."""
    return {name: _masked_value(value) for name, value in values.items()}


def _masked_value(value: str | int) -> str | int:
    told = masked_text(str(value))
    return value if told == str(value) else told
