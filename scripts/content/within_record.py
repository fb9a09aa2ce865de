"""Checks of a record by itself: sums that fit, days in order, words that have to stand there."""

import unicodedata
from collections.abc import Iterator

from scripts.content.flaws import ContentFlaw
from scripts.content.subject import Check, Subject, items_of, pointer_of, sums_of

TOTAL = "总计"


def balance(check: Check, subject: Subject) -> Iterator[ContentFlaw]:
    """Yield the columns whose sums on two sides differ, the total among them."""
    left, right = (
        sums_of([subject.at(path) for path in check[side]]) for side in ("left", "right")
    )
    if left is None or right is None:
        return
    first = pointer_of(check["left"][0])
    names = {side: "、".join(_titles(subject, check[side])) for side in ("left", "right")}
    wrong = [column for column in left if left[column] != right.get(column)]
    if sum(left.values()) != sum(right.values()):
        wrong.append(TOTAL)
    for column in wrong:
        sums = [sum(side.values()) if column == TOTAL else side[column] for side in (left, right)]
        told = TOTAL if column == TOTAL else subject.title((*first, column))
        values: dict[str, str | int] = {"column": told, **names}
        values |= {"left_sum": sums[0], "right_sum": sums[1]}
        yield ContentFlaw("balance", first, values)


def _titles(subject: Subject, paths: list[str]) -> Iterator[str]:
    return (f"“{subject.title(pointer_of(path))}”" for path in paths)


def within_year(check: Check, subject: Subject) -> Iterator[ContentFlaw]:
    """Yield a span of days that is reversed, or not inside the record's year."""
    first, last = subject.at(check["from"]), subject.at(check["to"])
    if not isinstance(first, str) or not isinstance(last, str):
        return
    where, year = pointer_of(check["from"]), str(subject.path.year)
    if first > last:  # ISO dates: the order of texts is that of days
        yield ContentFlaw("period-reversed", where, {"from": first, "to": last})
    elif first[:4] != year or last[:4] != year:
        values = {"from": first, "to": last, "year": year}
        yield ContentFlaw("period-outside-year", where, values)


def whole_year(check: Check, subject: Subject) -> Iterator[ContentFlaw]:
    """Yield a span of days that is not the record's whole year."""
    first, last, year = subject.at(check["from"]), subject.at(check["to"]), subject.path.year
    told = f"{first}", f"{last}"
    inside = all(each[:4] == str(year) for each in told)  # else another check speaks
    if inside and told != (f"{year}-01-01", f"{year}-12-31"):
        values: dict[str, str | int] = {"from": told[0], "to": told[1], "year": year}
        yield ContentFlaw("period-not-whole", pointer_of(check["from"]), values)


def not_after(check: Check, subject: Subject) -> Iterator[ContentFlaw]:
    """Yield the items in which one date is after another."""
    items, field, of = check["items"], check["field"], check["of"]
    for index, item in items_of(subject.data, items):
        value, limit = item.get(field), item.get(of)
        if isinstance(value, str) and isinstance(limit, str) and value > limit:
            where = (items, index, field)
            names = {"field": subject.name(where), "of": subject.name((items, index, of))}
            yield ContentFlaw("dates-reversed", where, {**names, "value": value, "limit": limit})


def mentions(check: Check, subject: Subject) -> Iterator[ContentFlaw]:
    """Yield a text that does not say what it must."""
    text = subject.at(check["field"])
    if not isinstance(text, str) or subject.path.year < check.get("since", 0):
        return
    told = _squeezed(text)
    concerned = "if" not in check or any(word in told for word in check["if"])
    if concerned and not any(word in told for word in check["any"]):
        where = pointer_of(check["field"])
        values = {"wanted": check["wanted"], "source": check["source"]}
        yield ContentFlaw("mention-missing", where, {"field": subject.name(where), **values})


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
