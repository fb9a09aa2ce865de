"""Everything that is found in one record and its files, each thing with its line and column."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scoring.admission.attachments import listed
from scoring.admission.facts import facts_in
from scoring.admission.paths import RecordPath, read_path
from scoring.admission.situation import Situation
from scoring.problem import Pointer, Problem
from scripts.content.across_records import alike_photos
from scripts.content.fault import Contents
from scripts.content.files import contents_of
from scripts.content.flaws import ContentFlaw, as_problems
from scripts.content.limits import MAX_FLAWS
from scripts.content.others import Others
from scripts.content.personal import Number, masked_problem, numbers_in
from scripts.content.public import Text, public_files, public_texts
from scripts.content.relations import relation_flaws
from scripts.content.releasing import released
from scripts.content.subject import Subject
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
    records it is compared with, to none. A flaw that the record releases with a reason is a
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
    subject = Subject(place, data, schema, others or Others(), situation.registry)
    looks: dict[str, int] = {}
    found = [
        *_in_name(place),
        *_in_texts(public_texts(schema, data), listing, place.year + 1),
        *_in_files(subject, attachments, listing, known, looks),
        *relation_flaws(subject),
        *alike_photos(subject, looks),
        *_missing_facts(subject, attachments),
    ]
    return tuple(map(masked_problem, as_problems(released(found, data), text, path)))


def _in_name(place: RecordPath) -> Iterator[ContentFlaw]:
    """Yield the personal numbers in the record's own name, which stands in every address of it."""
    for number in _numbers(place.slug, place.year + 1):
        yield ContentFlaw(number.sort, (), {"field": "文件名", "masked": number.masked})


def _in_texts(texts: Iterable[Text], words: WordList, born_by: int) -> Iterator[ContentFlaw]:
    for text in texts:
        for number in _numbers(text.content, born_by):
            values = {"field": text.name, "masked": number.masked}
            needle = text.content[number.start : number.end]
            yield ContentFlaw(number.sort, text.pointer, values, needle)
        for slip in words.slips_in(text.content):
            yield ContentFlaw("wording", text.pointer, _told(text.name, slip), slip.slip)


def _numbers(text: str, born_by: int) -> Iterator[Number]:
    """Yield each personal number in ``text`` once, and not without end."""
    seen: set[tuple[str, str]] = set()
    for number in numbers_in(text, born_by):
        key = (number.sort, number.masked)
        if key not in seen and len(seen) < MAX_FLAWS:
            seen.add(key)
            yield number


def _told(name: str, slip: Slip) -> dict[str, str | int]:
    return {"field": name, "slip": slip.slip, "right": slip.right, "source": slip.source}


def _missing_facts(subject: Subject, attachments: Mapping[str, bytes]) -> Iterator[ContentFlaw]:
    """Yield what a file must say for a rule (``x-facts``) and none of its sort does.

    No reason to refuse it: the record counts, and the rule takes what it takes.
    """
    wanted = subject.schema.facts
    if not wanted:
        return
    names = [name for _, name, _ in listed(subject.data) if name in attachments]
    shown = facts_in(wanted, names, attachments.get)
    for fact, terms in wanted.items():
        of_sort = [name for name in names if name.lower().endswith(terms["files"])]
        if of_sort and fact not in shown:
            values = {"text": terms["text"], "file": "、".join(of_sort)}
            yield ContentFlaw("fact-missing", ("attachments",), values)


def _in_files(
    subject: Subject,
    attachments: Mapping[str, bytes],
    words: WordList,
    known: frozenset[str],
    looks: dict[str, int],
) -> Iterator[ContentFlaw]:
    """Yield what is wrong with the files; the text of those that are public is searched.

    What each photo looks like is put into ``looks``.
    """
    public = public_files(subject.schema, subject.data)
    for index, name, _ in listed(subject.data):
        content = attachments.get(name)
        if content is None:
            continue
        where = ("attachments", index, "file")
        contents = contents_of(name, content, wants_text=name in public)
        if contents.looks is not None:
            looks[name] = contents.looks
        for fault in contents.faults:
            if name not in public and fault.code in _OF_READERS:
                continue
            yield ContentFlaw(fault.code, where, {"file": name, **fault.values})
        if _names_person(contents, known) and name in public:
            yield ContentFlaw("attachment-author", where, {"file": name})
        lines = contents.lines if name in public else ()
        yield from _in_lines(lines, where, name, words, subject.path.year + 1)


def _names_person(contents: Contents, known: frozenset[str]) -> bool:
    """Tell whether an author is named who is neither a program nor the unit itself."""
    return any(
        author.casefold() not in _NO_PERSONS and author not in known for author in contents.authors
    )


def _in_lines(
    lines: Iterable[str], where: Pointer, name: str, words: WordList, born_by: int
) -> Iterator[ContentFlaw]:
    text = "\n".join(lines)
    for number in _numbers(text, born_by):
        yield ContentFlaw(number.sort, where, {"field": name, "masked": number.masked})
    for slip in words.slips_in(text):
        yield ContentFlaw("wording", where, _told(name, slip))
