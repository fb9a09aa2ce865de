"""Records held against what stands: new ones in full, accepted ones for having stayed as they were.

What was accepted stands for ever with its first content, so today's rules are not asked of it
again; a change or a deletion of it counts for nothing and is a problem.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from scoring.admission.attachments import attachment_flaws, listed, unlisted_flaws
from scoring.admission.flaws import as_problems
from scoring.admission.judging import judge_text
from scoring.admission.paths import read_path
from scoring.admission.references import reference_problems
from scoring.admission.results import Admission
from scoring.admission.situation import RecordFiles, Situation
from scoring.admission.years import date_remarks
from scoring.history.path_text import shown_path
from scoring.problem import Problem
from scoring.records.record import Receipt, Record, Strength, units_spoken_of
from scoring.records.yamltext import MAX_BYTES
from scripts.checking.rules import Rules
from scripts.checking.source import Source
from scripts.content.others import Others
from scripts.content.personal import masked_problem
from scripts.content.record import check_record


class Records:
    """Holds records of ``source`` against ``rules`` and against what the history brought in.

    ``day`` is that of their receipt, where it is known.
    """

    def __init__(
        self, source: Source, rules: Rules, admission: Admission, day: date | None = None
    ) -> None:
        self._source = source
        self._accepted = {record.path: record for record in admission.records}
        self._rejected = {each.path: each for each in admission.rejections}
        self._first = admission.first
        self._place = admission.length
        self._words = rules.words
        self._others = Others(admission.records)
        assert rules.schemas is not None
        self._situation = Situation(
            schemas=rules.schemas,
            registry=rules.registry,
            rulebooks=lambda: rules.rulebooks,
            standing=admission.standing,
            files=source.files,
            place=self._place,
            day=day,
        )

    def problems(self, paths: Iterable[str]) -> list[Problem]:
        """Return what is wrong with the records at ``paths``, in this order."""
        problems: list[Problem] = []
        new: list[tuple[str, bytes, Mapping[str, Any]]] = []
        for path in paths:
            text = self._source.read(path, MAX_BYTES + 1)
            if text is None:
                code = "file-not-regular" if self._source.has(path) else "file-unreadable"
                problems.append(Problem(code, shown_path(path)))
                continue
            if self._source.blob(path) == self._first.get(path):
                problems += self._unchanged(path, text)
                continue
            if path in self._first:
                problems.append(self._changed(path))
            data, found = judge_text(text, path, self._situation)
            problems += found
            if data is not None:
                new.append((path, text, data))
            if data is not None and not found and path not in self._first:
                self._stand(path, data)
        # Only now are all new records known that another may name.
        for path, text, data in new:
            problems += reference_problems(text, path, data, self._situation)
            problems += date_remarks(text, path, data, self._situation)
            problems += self._contents(path, text, data)
        return list(map(masked_problem, problems))

    def deleted(self, among: Callable[[str], bool]) -> list[Problem]:
        """Return the accepted records, of those ``among``, whose file is gone."""
        return [
            Problem("record-deleted", path)
            for path in self._accepted
            if among(path) and not self._source.has(path)
        ]

    def _unchanged(self, path: str, text: bytes) -> Iterable[Problem]:
        rejected = self._rejected.get(shown_path(path))
        if rejected is not None:
            return rejected.problems
        record = self._accepted.get(path)
        place, _ = read_path(path)
        if record is None or place is None:
            return ()
        flaws = attachment_flaws(place, record.data, self._source.files)
        others = unlisted_flaws(place, record.data, self._source.files)
        return as_problems([*flaws, *others], text, path)

    def _contents(self, path: str, text: bytes, data: Mapping[str, Any]) -> Iterable[Problem]:
        """Return what a new record and its files hold that they should not."""
        place, _ = read_path(path)
        assert place is not None  # its text has been judged
        files = _Beside(place.folder, data, self._situation.files)
        yield from check_record(
            path, data, text, files, self._situation, words=self._words, others=self._others
        )
        record = self._situation.standing.find(place.id)
        if record is not None:
            self._others.admit(record)

    def _changed(self, path: str) -> Problem:
        return Problem(
            "record-changed" if path in self._accepted else "record-dead", shown_path(path)
        )

    def _stand(self, path: str, data: Mapping[str, Any]) -> None:
        """Let a record that is valid stand for those after it, as if it came with this merge."""
        place, _ = read_path(path)
        assert place is not None  # it has been judged valid
        schema = self._situation.schemas.kinds[place.kind]
        self._situation.standing.admit(
            Record(
                id=place.id,
                unit=place.unit,
                year=place.year,
                kind=place.kind,
                data=data,
                receipt=Receipt("", self._place, None, Strength.UNVERIFIED),
                speaks_of=units_spoken_of(place.unit, schema.unit_field, data),
            )
        )


class _Beside(Mapping[str, bytes]):
    """The files that a record lists, each read when it is asked for, so that few are held at once.

    What is not there, or too large, is not among them.
    """

    def __init__(self, folder: str, data: Mapping[str, Any], files: RecordFiles) -> None:
        self._folder = folder
        self._names = tuple(name for _, name, _ in listed(data))
        self._files = files

    def __getitem__(self, name: str) -> bytes:
        content = self._files.read(f"{self._folder}/{name}") if name in self._names else None
        if content is None:
            raise KeyError(name)
        return content

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
