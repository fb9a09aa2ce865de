"""The files of a unit's branch judged: their places, their modes, what was done, what they hold."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from scoring.admission.attachments import listed
from scoring.admission.facts import facts_in
from scoring.admission.flaws import about_file
from scoring.admission.paths import is_submission, lies_beside_record, read_path
from scoring.history.commits import EXECUTABLE, PLAIN
from scoring.history.objects import Objects
from scoring.history.path_text import shown_path
from scoring.history.tree import UNITS, TreeFile
from scoring.problem import Problem
from scoring.records.record import Record
from scoring.records.registry import Unit
from scripts.checking.records import Records
from scripts.checking.selection import Sort, record_of, sort_of
from scripts.gate.branch import Deed, Touched
from scripts.gate.paths import folded, lookalike, name_flaws
from scripts.gate.source import MergedTree
from scripts.gate.verdict import Main

MOST_RECORDS = 200
"""Records of one submission: each is named in the log of attempts."""


def mode_code(mode: str) -> str:
    """Return what is wrong with a file whose mode is not that of a plain one."""
    return "file-run-bit" if mode == EXECUTABLE else "file-not-regular"


class BranchFiles:
    """The files that a branch touched, held against ``main``.

    ``unit`` is the one it speaks for; None where that could not be told, and then no path is held
    against it. ``day`` is that of receipt.
    """

    def __init__(
        self,
        touched: Sequence[Touched],
        unit: Unit | None,
        main: Main,
        objects: Objects,
        name: str,
        day: date,
    ) -> None:
        self._day = day
        self._touched = touched
        self._paths = frozenset(each.path for each in touched)
        self._unit = unit
        self._main = main
        self._objects = objects
        self._name = name
        self._ever = {change.path for commit in main.chain for change in commit.changes}
        self._renamed = _renamed(touched, main.files)
        self._folded: dict[str, str] = {}
        for path in main.files:
            self._folded.setdefault(folded(path), path)

    def judge(self) -> tuple[tuple[Record, ...], list[Problem]]:
        """Return the records without a fault, and all problems."""
        problems = [*self._twice(), *self._mixed()]
        sound: list[Touched] = []
        for each in self._touched:
            found = list(self._of_path(each))
            problems += found
            if not found:
                sound.append(each)
        records, of_records = self._records(sound)
        return records, [*problems, *of_records]

    def _twice(self) -> Iterator[Problem]:
        """Yield the paths that a tree written by hand holds twice."""
        for path, times in Counter(each.path for each in self._touched).items():
            if times > 1:
                yield Problem("path-twice", shown_path(path))

    def _mixed(self) -> Iterator[Problem]:
        submitted = [is_submission(each.path) for each in self._touched]
        if any(submitted) and not all(submitted):
            yield Problem("merge-mixed", self._name)

    def _of_path(self, each: Touched) -> Iterator[Problem]:
        path = shown_path(each.path)
        if each.deed is not Deed.REMOVED:
            flaws = tuple(name_flaws(each.path))
            yield from about_file(flaws, path)
            if flaws and flaws[0].code == "path-encoding":
                return
        looks = lookalike(each.path, self._main.registry.keys())
        if looks is not None:
            yield Problem("path-lookalike", path, 0, 0, {"unit": looks})
        elif self._unit is not None and not each.path.startswith(f"{UNITS}{self._unit.id}/"):
            yield Problem("path-foreign", path, 0, 0, {"unit": self._unit.short_name})
        else:
            yield from self._of_deed(each, path)

    def _of_deed(self, each: Touched, path: str) -> Iterator[Problem]:
        sort = sort_of(each.path)
        if sort is Sort.UNIT:
            yield Problem("registry-not-registrar", path)
        elif each.path in self._renamed:
            to = shown_path(self._renamed[each.path])
            yield Problem("record-renamed", path, 0, 0, {"to": to})
        elif each.deed is Deed.REMOVED:
            is_attachment = sort is Sort.ATTACHMENT
            yield Problem("attachment-removed" if is_attachment else "record-removed", path)
        elif each.deed is Deed.CHANGED:
            is_attachment = sort is Sort.ATTACHMENT
            yield Problem("attachment-changed" if is_attachment else "record-changed", path)
        elif each.mode != PLAIN:
            yield Problem(mode_code(each.mode), path)
        elif each.path in self._ever:
            yield Problem("record-returned", path)
        else:
            yield from self._of_new(each, path, sort)

    def _of_new(self, each: Touched, path: str, sort: Sort | None) -> Iterator[Problem]:
        other = self._folded.setdefault(folded(each.path), each.path)
        if other != each.path:
            yield Problem("path-case", path, 0, 0, {"other": shown_path(other)})
        if sort is Sort.ATTACHMENT:
            record = record_of(each.path)
            if not lies_beside_record(each.path):
                yield Problem("path-misplaced", path)
            elif record in self._main.files:
                yield Problem("attachment-late", path, 0, 0, {"record": shown_path(record)})
            elif record not in self._paths:
                yield Problem("attachment-orphan", path, 0, 0, {"record": shown_path(record)})
        elif sort is not Sort.RECORD:
            yield Problem("path-misplaced", path)

    def _records(self, sound: Sequence[Touched]) -> tuple[tuple[Record, ...], list[Problem]]:
        """Judge the records among ``sound``: whether they would count, and what they hold."""
        paths = [each.path for each in sound if sort_of(each.path) is Sort.RECORD]
        if len(paths) > MOST_RECORDS:
            values = {"count": len(paths), "limit": MOST_RECORDS}
            return (), [Problem("submission-too-many", self._name, 0, 0, values)]
        source = self._merged()
        main = self._main
        problems = Records(source, main.rules, main.admission, self._day).problems(paths)
        records = (self._standing(path, source) for path in paths)
        return tuple(record for record in records if record is not None), problems

    def _merged(self) -> MergedTree:
        own = UNITS if self._unit is None else f"{UNITS}{self._unit.id}/"
        here = {path: file for path, file in self._main.files.items() if path.startswith(own)}
        added = {
            each.path: TreeFile(each.mode, each.blob)
            for each in self._touched
            if each.deed is Deed.ADDED and each.path.startswith(own)
        }
        return MergedTree(here, added, self._objects)

    def _standing(self, path: str, source: MergedTree) -> Record | None:
        """Return the record at ``path`` if it was found valid, with the facts of its files."""
        place, _ = read_path(path)
        record = None if place is None else self._main.admission.standing.find(place.id)
        schemas = self._main.rules.schemas
        if place is None or record is None or schemas is None:
            return None
        facts = schemas.kinds[place.kind].facts
        if not facts:
            return record
        names = (name for _, name, _ in listed(record.data))
        found = facts_in(facts, names, lambda name: source.files.read(f"{place.folder}/{name}"))
        return replace(record, facts=found)


def _renamed(touched: Sequence[Touched], main: Mapping[str, TreeFile]) -> Mapping[str, str]:
    """Return where what was removed appears again: old path → new path."""
    added = {each.blob: each.path for each in touched if each.deed is Deed.ADDED}
    return {
        each.path: added[file.blob]
        for each in touched
        if each.deed is Deed.REMOVED
        and (file := main.get(each.path)) is not None
        and file.blob in added
    }
