"""Every record that stands held against the content checks again, for the office to look at.

The gate has asked them of each record before it was accepted; warnings and releases were told to
whoever sent it. Here the office gets them together, with what was merged past a gate, and by the
word list of today.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from scoring.admission.situation import ATTACHMENT_LIMIT, FoundFile
from scoring.assessment import Assessment
from scoring.history.objects import Objects
from scoring.records.record import Record
from scoring.records.yamltext import MAX_BYTES
from scripts.content.others import Others
from scripts.content.record import check_record
from scripts.content.words import MAX_BYTES as WORD_LIST_BYTES
from scripts.content.words import PLACE as WORD_LIST
from scripts.content.words import WordList, word_list
from scripts.reviewing.remark import Matter, Remark


def remarks(
    assessment: Assessment,
    as_of: datetime,
    *,
    years: Collection[int],
    units: Collection[str] | None = None,
) -> tuple[Remark, ...]:
    """Return what is to be looked at in the records of ``years`` received before ``as_of``.

    With ``units`` only what these sent. By matter, then in the order of admission.
    """
    order = list(Matter)
    found = _found(assessment, as_of, frozenset(years), units)
    return tuple(sorted(found, key=lambda each: order.index(each.matter)))


def _found(
    assessment: Assessment,
    as_of: datetime,
    years: frozenset[int],
    units: Collection[str] | None,
) -> Iterator[Remark]:
    situation = assessment.situation(_NoFiles())
    others = Others()
    with assessment.repository.objects() as objects:
        words = _words(assessment, objects)
        for record in assessment.admission.records:
            time = record.receipt.time
            if time is not None and time >= as_of:
                continue
            if record.year in years and (units is None or record.unit in units):
                text = _text(assessment, objects, record)
                files = _Attachments(assessment, objects, record)
                problems = check_record(
                    record.path, record.data, text, files, situation, words=words, others=others
                )
                for problem in problems:
                    title = str(record.data.get("title") or "")
                    yield Remark(
                        record.id, record.unit, record.year, record.kind, title, time, problem
                    )
            others.admit(record)


def _words(assessment: Assessment, objects: Objects) -> WordList:
    file = assessment.admission.tree.file(WORD_LIST)
    text = objects.read(file.blob, WORD_LIST_BYTES) if file is not None else None
    return word_list(text)[0]


def _text(assessment: Assessment, objects: Objects, record: Record) -> bytes:
    """Return the record's file as it is at the head; that it changed is the audit's to tell."""
    file = assessment.admission.tree.file(record.path)
    return (objects.read(file.blob, MAX_BYTES) if file is not None else None) or b""


class _Attachments(Mapping[str, bytes]):
    """The files of a record that stands, each read when it is asked for."""

    def __init__(self, assessment: Assessment, objects: Objects, record: Record) -> None:
        listed = record.data.get("attachments", ())
        blobs = assessment.admission.attachments
        self._objects = objects
        self._blobs = {
            each["file"]: blobs[record.id, each["file"]]
            for each in listed
            if (record.id, each["file"]) in blobs
        }

    def __getitem__(self, name: str) -> bytes:
        content = self._objects.read(self._blobs[name], ATTACHMENT_LIMIT)
        if content is None:
            raise KeyError(name)
        return content

    def __iter__(self) -> Iterator[str]:
        return iter(self._blobs)

    def __len__(self) -> int:
        return len(self._blobs)


class _NoFiles:
    """What stands has its files in the history, not beside it."""

    def names(self, folder: str) -> Iterable[str]:
        """Return nothing."""
        return ()

    def find(self, path: str) -> FoundFile | None:
        """Find nothing."""
        return None

    def read(self, path: str) -> bytes | None:
        """Read nothing."""
        return None
