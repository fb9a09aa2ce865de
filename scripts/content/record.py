"""Everything that is found in one record and its files, each thing with its line and column."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scoring.admission.attachments import listed
from scoring.admission.paths import read_path
from scoring.admission.situation import Situation
from scoring.problem import Pointer, Problem
from scripts.content.fault import Contents
from scripts.content.files import contents_of
from scripts.content.finding import Finding, placed
from scripts.content.limits import MAX_FINDINGS
from scripts.content.others import Others
from scripts.content.personal import Number, hushed, numbers_in
from scripts.content.public import Text, public_files, public_texts
from scripts.content.relations import Subject, relation_findings
from scripts.content.releasing import released
from scripts.content.words import Slip, WordList, product_words

_NO_PERSONS = frozenset(
    (
        "admin", "administrator", "apache poi", "dell", "hp", "lenovo", "microsoft office user",
        "openpyxl", "pc", "python-docx", "unknown", "user", "windows 用户", "wps office",
        "wps_office", "微软中国", "微软用户",
    )
)  # fmt: skip
"""What programs write for an author who has not named himself."""

_OF_READERS = ("attachment-revisions", "attachment-unread")
"""What matters only where everybody may read the file."""


def check_record(
    path: str,
    data: Mapping[str, Any],
    text: bytes,
    attachments: Mapping[str, bytes],
    situation: Situation,
    *,
    words: WordList | None = None,
    others: Others | None = None,
) -> tuple[Problem, ...]:
    """Return what is found in the record at ``path`` (``units/…``) and in its files.

    ``data`` is what ``text`` says and need not be valid; ``attachments`` maps the names of its
    files to their content (a lazy mapping will do: each is asked for once, and what it does not
    have is another check's to miss). ``words`` default to the product's list; ``others``, the
    records it is compared with, to none. A finding that the record releases with a reason is a
    warning that says so. No problem repeats a personal number in full.
    """
    place, _ = read_path(path)
    schema = situation.schemas.kinds.get(place.kind) if place is not None else None
    if place is None or schema is None:
        return ()
    unit = situation.registry.get(place.unit)
    known = (
        frozenset(name for name in (unit.name, unit.short_name) if name) if unit else frozenset()
    )
    listing = product_words() if words is None else words
    subject = Subject(place, data, schema, others or Others())
    found = [
        *_in_texts(public_texts(schema, data), listing, place.year + 1),
        *_in_files(subject, attachments, listing, known),
        *relation_findings(subject),
    ]
    return tuple(map(hushed, placed(released(found, data), text, path)))


def _in_texts(texts: Iterable[Text], words: WordList, born_by: int) -> Iterator[Finding]:
    for text in texts:
        for number in _numbers(text.content, born_by):
            values = {"field": text.name, "masked": number.masked}
            needle = text.content[number.start : number.end]
            yield Finding(number.sort, text.pointer, values, needle)
        for slip in words.slips_in(text.content):
            yield Finding("wording", text.pointer, _told(text.name, slip), slip.slip)


def _numbers(text: str, born_by: int) -> Iterator[Number]:
    """Yield each personal number in ``text`` once, and not without end."""
    seen: set[tuple[str, str]] = set()
    for number in numbers_in(text, born_by):
        key = (number.sort, number.masked)
        if key not in seen and len(seen) < MAX_FINDINGS:
            seen.add(key)
            yield number


def _told(name: str, slip: Slip) -> dict[str, str | int]:
    return {"field": name, "slip": slip.slip, "right": slip.right, "source": slip.source}


def _in_files(
    subject: Subject,
    attachments: Mapping[str, bytes],
    words: WordList,
    known: frozenset[str],
) -> Iterator[Finding]:
    """Yield what is wrong with the files; the text of those that are public is searched."""
    public = public_files(subject.schema, subject.data)
    for index, name, _ in listed(subject.data):
        content = attachments.get(name)
        if content is None:
            continue
        where = ("attachments", index, "file")
        contents = contents_of(name, content, wants_text=name in public)
        for fault in contents.faults:
            if name not in public and fault.code in _OF_READERS:
                continue
            yield Finding(fault.code, where, {"file": name, **fault.values})
        if _names_person(contents, known) and name in public:
            yield Finding("attachment-author", where, {"file": name})
        lines = contents.lines if name in public else ()
        yield from _in_lines(lines, where, name, words, subject.path.year + 1)


def _names_person(contents: Contents, known: frozenset[str]) -> bool:
    """Tell whether an author is named who is neither a program nor the unit itself."""
    return any(
        author.casefold() not in _NO_PERSONS and author not in known for author in contents.authors
    )


def _in_lines(
    lines: Iterable[str], where: Pointer, name: str, words: WordList, born_by: int
) -> Iterator[Finding]:
    text = "\n".join(lines)
    for number in _numbers(text, born_by):
        yield Finding(number.sort, where, {"field": name, "masked": number.masked})
    for slip in words.slips_in(text):
        yield Finding("wording", where, _told(name, slip))
