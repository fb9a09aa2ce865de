"""Checks of a record against those that stand: photos, figures and texts that are another's."""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.admission.attachments import listed
from scoring.records.changing import all_names
from scripts.content.flaws import ContentFlaw
from scripts.content.photo import look_alike
from scripts.content.shingles import ALIKE, anonymous, likeness
from scripts.content.subject import Check, Subject, at_path, items_of, pointer_of, sums_of


def distinct_files(check: Check, subject: Subject) -> Iterator[ContentFlaw]:
    """Yield the files shown for one thing and for another, here or in another record."""
    shown: dict[str, str] = {}
    for record in (*subject.of_others(), *subject.of_unit()):
        for _, place, digest in _shown(check, record.data):
            shown.setdefault(digest, place if record.unit == subject.path.unit else record.id)
    for index, place, digest in _shown(check, subject.data):
        other = shown.setdefault(digest, place)
        if other != place:
            where = (check["items"], index, check["file"])
            file = subject.data[check["items"]][index][check["file"]]
            yield ContentFlaw(
                "photo-repeated", where, {"file": file, "place": place, "other": other}
            )


def alike_photos(subject: Subject, looks: Mapping[str, int]) -> Iterator[ContentFlaw]:
    """Yield the photos that look like another's of the record though the files differ.

    A photo is easily saved anew or made smaller. What is the very same file is an error; this is
    a warning, since rooms and signs may well look alike.
    """
    for check in subject.schema.checks:
        if check["check"] != "distinct-files":
            continue
        digests = {name: digest for _, name, digest in listed(subject.data)}
        seen: list[tuple[str, str]] = []
        for index, item in items_of(subject.data, check["items"]):
            file, place = str(item.get(check["file"])), str(item.get(check["by"]))
            for other, known in seen if file in looks else ():
                if digests[file] != digests[known] and look_alike(looks[file], looks[known]):
                    where = (check["items"], index, check["file"])
                    values = {"file": file, "place": place, "other": other}
                    yield ContentFlaw("photo-alike", where, values)
                    break
            if file in looks:
                seen.append((place, file))


def _shown(check: Check, data: Mapping[str, Any]) -> Iterator[tuple[int, str, str]]:
    """Yield, of each item, its place in the list, what it is of, the digest of the file shown."""
    digests = {name: digest for _, name, digest in listed(data)}
    for index, item in items_of(data, check["items"]):
        digest = digests.get(str(item.get(check["file"])))
        if digest is not None:
            yield index, str(item.get(check["by"])), digest


def carried_over(check: Check, subject: Subject) -> Iterator[ContentFlaw]:
    """Yield the figures that are not those the year before ended with."""
    before = None
    for record in subject.of_unit():
        wanted = check.get("when", {})
        fits = all(at_path(record.data, field) == value for field, value in wanted.items())
        if record.year == subject.path.year - 1 and fits:
            before = record
    if before is None:
        return
    where = pointer_of(check["to"])
    then, now = sums_of([at_path(before.data, check["from"])]), sums_of([subject.at(check["to"])])
    if then is None or now is None:
        return
    for column in now:
        if then.get(column, 0) != now[column]:
            values: dict[str, str | int] = {"before": then.get(column, 0), "now": now[column]}
            values |= {"column": subject.title((*where, column)), "field": subject.title(where)}
            yield ContentFlaw("carried-over", (*where, column), {**values, "record": before.id})


def copied(check: Check, subject: Subject) -> Iterator[ContentFlaw]:
    """Yield a record whose texts are, but for names and years, another's."""
    path = subject.path
    fields = check["fields"]
    own = anonymous(_joined(subject.data, fields), _names(subject, path.unit), path.year)
    if not own:
        return
    before = (each for each in subject.of_unit() if each.year < path.year)
    beside = (each for each in subject.of_others() if each.year == path.year)
    for record in (*before, *beside):
        text = _joined(record.data, fields)
        names = _names(subject, record.unit)
        if subject.others.anonymous_of(record, text, names) == own:
            yield ContentFlaw("copied", pointer_of(fields[0]), {"record": record.id})
            return


def _joined(data: Mapping[str, Any], fields: list[str]) -> str:
    texts = (at_path(data, field) for field in fields)
    return "\n".join(text for text in texts if isinstance(text, str))


def _names(subject: Subject, unit: str) -> tuple[str, ...]:
    known = subject.registry.get(unit)
    return () if known is None else all_names(known)


def near_duplicate(check: Check, subject: Subject) -> Iterator[ContentFlaw]:
    """Yield a text that another record of the unit and year has told already."""
    path, data = subject.path, subject.data
    field = next((name for name in subject.schema.text_fields if data.get(name)), None)
    if field is None:
        return
    own = subject.others.shingles_in(str(data[field]))
    best, found = ALIKE - 1, None
    for record in subject.of_unit():
        if record.year == path.year:
            share = likeness(own, subject.others.shingles_of(record, field))
            if share > best:
                best, found = share, record
    if found is not None:
        yield ContentFlaw("near-duplicate", (field,), {"record": found.id, "percent": best})
