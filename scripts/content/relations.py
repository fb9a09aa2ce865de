"""The checks that a kind's schema asks for (``x-checks``), each a function; none knows a kind.

``balance``       sums on two sides are equal, column by column and in total
``whole-year``    a span of days is the record's year from its first day to its last
``within-year``   a span of days is the right way round and inside the record's year
``not-after``     in each item of a list, one date is not after another
``mentions``      a text says what it must
``distinct-files``  each item shows a file of its own
``carried-over``  a table is that of the year before
``copied``        texts are not, but for names and years, those of another year or unit
``near-duplicate``  the text is not told a second time
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.admission.attachments import listed
from scoring.admission.paths import RecordPath
from scoring.admission.schema_flaws import label
from scoring.problem import Pointer
from scoring.records.record import Record
from scoring.records.registry import Registry
from scoring.records.schemas import KindSchema
from scripts.content.finding import Finding
from scripts.content.others import Others
from scripts.content.photo import look_alike
from scripts.content.shingles import ALIKE, likeness, masked

Check = Mapping[str, Any]
TOTAL = "总计"


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that is checked: where it is, what it says, what its schema says of it."""

    path: RecordPath
    data: Mapping[str, Any]
    schema: KindSchema
    others: Others
    registry: Registry = field(default_factory=dict)

    @property
    def own(self) -> tuple[str, ...]:
        """The ids it is not compared with: its own, and that of what it corrects."""
        return (self.path.id, str(self.data.get("supersedes")))

    def before(self) -> Iterator[Record]:
        """Yield the records of the kind and unit that stand beside it."""
        return self.others.of_unit(self.path.kind, self.path.unit, self.own)

    def elsewhere(self) -> Iterator[Record]:
        """Yield the records of the kind of other units."""
        return self.others.of_others(self.path.kind, self.path.unit)

    def at(self, path: str) -> Any:
        """Return what stands at ``path`` (``requests.received``), None where nothing does."""
        return _at(self.data, path)

    def name(self, pointer: Pointer) -> str:
        """Return what a message calls the part at ``pointer``."""
        part = self.schema.whole.at(pointer)
        return label(pointer, part.title if part is not None else "")

    def title(self, pointer: Pointer) -> str:
        """Return the title of the part at ``pointer``."""
        part = self.schema.whole.at(pointer)
        return part.title if part is not None and part.title else str(pointer[-1])


def relation_findings(subject: Subject) -> Iterator[Finding]:
    """Yield what every check of the kind finds.

    The record need not be valid: what is not there, or of another type, breaks no relation.
    """
    for check in subject.schema.checks:
        wanted = check.get("when", {})
        if all(_at(subject.data, path) == value for path, value in wanted.items()):
            yield from RELATIONS[check["check"]](check, subject)


def _balance(check: Check, subject: Subject) -> Iterator[Finding]:
    left, right = (_sums([subject.at(path) for path in check[side]]) for side in ("left", "right"))
    if left is None or right is None:
        return
    first = _pointer(check["left"][0])
    names = {side: "、".join(_titles(subject, check[side])) for side in ("left", "right")}
    wrong = [column for column in left if left[column] != right.get(column)]
    if sum(left.values()) != sum(right.values()):
        wrong.append(TOTAL)
    for column in wrong:
        sums = [sum(side.values()) if column == TOTAL else side[column] for side in (left, right)]
        told = TOTAL if column == TOTAL else subject.title((*first, column))
        values: dict[str, str | int] = {"column": told, **names}
        values |= {"left_sum": sums[0], "right_sum": sums[1]}
        yield Finding("balance", first, values)


def _titles(subject: Subject, paths: list[str]) -> Iterator[str]:
    return (f"“{subject.title(_pointer(path))}”" for path in paths)


def _within_year(check: Check, subject: Subject) -> Iterator[Finding]:
    first, last = subject.at(check["from"]), subject.at(check["to"])
    if not isinstance(first, str) or not isinstance(last, str):
        return
    where, year = _pointer(check["from"]), str(subject.path.year)
    if first > last:  # ISO dates: the order of texts is that of days
        yield Finding("period-reversed", where, {"from": first, "to": last})
    elif first[:4] != year or last[:4] != year:
        values = {"from": first, "to": last, "year": year}
        yield Finding("period-outside-year", where, values)


def _whole_year(check: Check, subject: Subject) -> Iterator[Finding]:
    first, last, year = subject.at(check["from"]), subject.at(check["to"]), subject.path.year
    told = f"{first}", f"{last}"
    inside = all(each[:4] == str(year) for each in told)  # else another check speaks
    if inside and told != (f"{year}-01-01", f"{year}-12-31"):
        values: dict[str, str | int] = {"from": told[0], "to": told[1], "year": year}
        yield Finding("period-not-whole", _pointer(check["from"]), values)


def _not_after(check: Check, subject: Subject) -> Iterator[Finding]:
    items, field, of = check["items"], check["field"], check["of"]
    for index, item in _items(subject.data, items):
        value, limit = item.get(field), item.get(of)
        if isinstance(value, str) and isinstance(limit, str) and value > limit:
            where = (items, index, field)
            names = {"field": subject.name(where), "of": subject.name((items, index, of))}
            yield Finding("dates-reversed", where, {**names, "value": value, "limit": limit})


def _mentions(check: Check, subject: Subject) -> Iterator[Finding]:
    text = subject.at(check["field"])
    if not isinstance(text, str) or subject.path.year < check.get("since", 0):
        return
    told = _squeezed(text)
    concerned = "if" not in check or any(word in told for word in check["if"])
    if concerned and not any(word in told for word in check["any"]):
        where = _pointer(check["field"])
        values = {"wanted": check["wanted"], "source": check["source"]}
        yield Finding("mention-missing", where, {"field": subject.name(where), **values})


def _distinct_files(check: Check, subject: Subject) -> Iterator[Finding]:
    """A file shown for one thing is no proof of another, of this record or one before."""
    shown: dict[str, str] = {}
    for record in (*subject.elsewhere(), *subject.before()):
        for _, place, digest in _shown(check, record.data):
            shown.setdefault(digest, place if record.unit == subject.path.unit else record.id)
    for index, place, digest in _shown(check, subject.data):
        other = shown.setdefault(digest, place)
        if other != place:
            where = (check["items"], index, check["file"])
            file = subject.data[check["items"]][index][check["file"]]
            yield Finding("photo-repeated", where, {"file": file, "place": place, "other": other})


def alike_photos(subject: Subject, looks: Mapping[str, int]) -> Iterator[Finding]:
    """Yield the photos that look like another's of the record though the files differ.

    A photo is easily saved anew or made smaller. What is the very same file is an error; this is
    a warning, since rooms and signs may well look alike.
    """
    for check in subject.schema.checks:
        if check["check"] != "distinct-files":
            continue
        digests = {name: digest for _, name, digest in listed(subject.data)}
        seen: list[tuple[str, str]] = []
        for index, item in _items(subject.data, check["items"]):
            file, place = str(item.get(check["file"])), str(item.get(check["by"]))
            for other, known in seen if file in looks else ():
                if digests[file] != digests[known] and look_alike(looks[file], looks[known]):
                    where = (check["items"], index, check["file"])
                    values = {"file": file, "place": place, "other": other}
                    yield Finding("photo-alike", where, values)
                    break
            if file in looks:
                seen.append((place, file))


def _shown(check: Check, data: Mapping[str, Any]) -> Iterator[tuple[int, str, str]]:
    """Yield, of each item, its place in the list, what it is of, the digest of the file shown."""
    digests = {name: digest for _, name, digest in listed(data)}
    for index, item in _items(data, check["items"]):
        digest = digests.get(str(item.get(check["file"])))
        if digest is not None:
            yield index, str(item.get(check["by"])), digest


def _carried_over(check: Check, subject: Subject) -> Iterator[Finding]:
    before = None
    for record in subject.before():
        wanted = check.get("when", {})
        fits = all(_at(record.data, field) == value for field, value in wanted.items())
        if record.year == subject.path.year - 1 and fits:
            before = record
    if before is None:
        return
    where = _pointer(check["to"])
    then, now = _sums([_at(before.data, check["from"])]), _sums([subject.at(check["to"])])
    for column in now if then is not None and now is not None else ():
        assert then is not None and now is not None
        if then.get(column, 0) != now[column]:
            values: dict[str, str | int] = {"before": then.get(column, 0), "now": now[column]}
            values |= {"column": subject.title((*where, column)), "field": subject.title(where)}
            yield Finding("carried-over", (*where, column), {**values, "record": before.id})


def _copied(check: Check, subject: Subject) -> Iterator[Finding]:
    path = subject.path
    fields = check["fields"]
    own = masked(_joined(subject.data, fields), _names(subject, path.unit), path.year)
    if not own:
        return
    before = (each for each in subject.before() if each.year < path.year)
    beside = (each for each in subject.elsewhere() if each.year == path.year)
    for record in (*before, *beside):
        text = _joined(record.data, fields)
        names = _names(subject, record.unit)
        if subject.others.masked_of(record, text, names) == own:
            yield Finding("copied", _pointer(fields[0]), {"record": record.id})
            return


def _joined(data: Mapping[str, Any], fields: list[str]) -> str:
    texts = (_at(data, field) for field in fields)
    return "\n".join(text for text in texts if isinstance(text, str))


def _names(subject: Subject, unit: str) -> tuple[str, ...]:
    known = subject.registry.get(unit)
    return () if known is None else (known.name, known.short_name)


def _near_duplicate(check: Check, subject: Subject) -> Iterator[Finding]:
    path, data = subject.path, subject.data
    field = next((name for name in subject.schema.text_fields if data.get(name)), None)
    if field is None:
        return
    own = subject.others.shingles_in(str(data[field]))
    best, found = ALIKE - 1, None
    for record in subject.before():
        if record.year == path.year:
            share = likeness(own, subject.others.shingles_of(record, field))
            if share > best:
                best, found = share, record
    if found is not None:
        yield Finding("near-duplicate", (field,), {"record": found.id, "percent": best})


RELATIONS: Mapping[str, Callable[[Check, Subject], Iterator[Finding]]] = {
    "balance": _balance,
    "carried-over": _carried_over,
    "copied": _copied,
    "distinct-files": _distinct_files,
    "mentions": _mentions,
    "near-duplicate": _near_duplicate,
    "not-after": _not_after,
    "whole-year": _whole_year,
    "within-year": _within_year,
}
"""Every check that a schema may ask for."""


def _sums(tables: list[Any]) -> dict[str, int] | None:
    """Return the sums of ``tables`` by column, rows at every depth together.

    None where a table is not whole: then its schema has said so.
    """
    sums: dict[str, int] = {}
    pending = list(tables)
    while pending:
        table = pending.pop()
        if not isinstance(table, Mapping):
            return None
        for column, value in table.items():
            if isinstance(value, Mapping):
                pending.append(value)
            elif type(value) is int:
                sums[column] = sums.get(column, 0) + value
            else:
                return None
    return sums


def _items(data: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    items = data.get(name)
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, Mapping):
            yield index, item


def _at(data: Any, path: str) -> Any:
    for step in path.split("."):
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def _pointer(path: str) -> Pointer:
    return tuple(path.split("."))


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
