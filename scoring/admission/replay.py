"""The tree replayed along the chain, and each new record judged in its place.

What counts is the first content of a path, in the tree of the commit that brought it in, under the
rules of that commit's first parent. What happens to the file later changes nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any

from scoring.admission.attachments import listed
from scoring.admission.facts import facts_in
from scoring.admission.files import TreeFiles
from scoring.admission.flaws import Flaw, about_file
from scoring.admission.judging import Judged, judge_text
from scoring.admission.paths import RecordPath, read_path
from scoring.admission.product import ProductFiles
from scoring.admission.results import Admission, Arrival, Past, Rejection
from scoring.admission.rules_along import ParsedRules, RulesAlong
from scoring.admission.situation import Situation
from scoring.admission.standing import Standing
from scoring.history.commits import Change, Commit
from scoring.history.evidence import Evidence
from scoring.history.objects import Objects
from scoring.history.path_text import shown_path
from scoring.history.tree import Tree
from scoring.records.record import Receipt, Record, units_spoken_of
from scoring.records.schemas import KindSchema

DataOf = Callable[[str, str], Any]
"""The data of a record by digest of schemas and blob, None where they are not known."""

_NO_PAST = Past()


def _not_known(schemas: str, blob: str) -> None:
    """Know nothing."""


class Replay:
    """The tree replayed commit by commit, each new record judged in its place.

    ``begin`` reads the rules in force at the first parent, then applies the commit; ``end`` lets
    the commit's own changes of the rules take force. In between, ``situation`` is what its records
    are held against; None where it brings none, or no schema can be used.
    """

    def __init__(
        self,
        objects: Objects,
        product: ProductFiles,
        parsed: ParsedRules | None = None,
        past: Past = _NO_PAST,
        data_of: DataOf = _not_known,
    ) -> None:
        """Begin after ``past``.

        ``parsed`` keeps rules that have been read; ``data_of`` tells what a record says that is
        known to be valid (schemas' digest, blob → data), None where it has to be read.
        """
        self._tree = Tree.of(past.chain.files)
        self._rules = RulesAlong(self._tree, objects, product, parsed)
        self._files = TreeFiles(self._tree, objects)
        self._standing = Standing(past.records)
        self._records = list(past.records)
        self._rejections = list(past.rejections)
        self._attachments = dict(past.attachments)
        self._first = dict(past.first)
        self._length = len(past.chain.ids)
        self._data_of = data_of
        self.situation: Situation | None = None
        self.arrivals: list[Arrival] = []

    def begin(self, commit: Commit, evidence: Evidence, *, judging: bool) -> None:
        """Go on to ``commit``; ``judging``: it brings records."""
        self._commit = commit
        self._evidence = evidence
        self.situation = self._before(commit) if judging else None
        self._length += 1
        self._tree.apply(commit.changes)

    def end(self) -> None:
        """Leave the commit."""
        self._rules.applied(self._commit)

    def judge(self, change: Change, text: bytes | None) -> Record | Rejection:
        """Judge the record that ``change`` brings; ``text`` is None where it is no text."""
        data, problems = self._judged(change, text)
        place, _ = read_path(change.path)
        commit = self._commit
        outcome: Record | Rejection
        if problems or data is None or place is None:
            record_id = place.id if place is not None else ""
            path = shown_path(change.path)
            outcome = Rejection(path, record_id, commit.id, commit.committed, problems)
            self._rejections.append(outcome)
        else:
            outcome = self._admit(place, data)
        schema = self.situation.schemas.digest if self.situation is not None else ""
        self.arrivals.append(Arrival(change.path, commit, change.blob, schema, outcome))
        self._first[change.path] = change.blob
        return outcome

    def outcome(self) -> Admission:
        """Return everything judged."""
        return Admission(
            tuple(self._records),
            tuple(self._rejections),
            self._attachments,
            self._tree,
            self._standing,
            first=self._first,
            length=self._length,
        )

    def _before(self, commit: Commit) -> Situation | None:
        """Return the situation at the first parent; None where its schemas cannot be used."""
        self._rules.fix(commit)
        if self._rules.schemas is None:
            return None
        return Situation(
            schemas=self._rules.schemas,
            registry=self._rules.registry,
            rulebooks=self._rules.rulebooks,
            standing=self._standing,
            files=self._files,
            place=commit.place,
        )

    def _judged(self, change: Change, text: bytes | None) -> Judged:
        path = shown_path(change.path)
        if self._commit.place == 0:
            return None, about_file([Flaw("record-in-first-commit")], path)
        if text is None:
            return None, about_file([Flaw("file-not-regular")], path)
        if self.situation is None:
            return None, about_file([self._rules.unusable], path)
        data = self._data_of(self.situation.schemas.digest, change.blob)
        return judge_text(text, change.path, self.situation, data)

    def _admit(self, path: RecordPath, data: Mapping[str, Any]) -> Record:
        assert self.situation is not None
        schema = self.situation.schemas.kinds[path.kind]
        evidence, commit = self._evidence, self._commit
        record = Record(
            id=path.id,
            unit=path.unit,
            year=path.year,
            kind=path.kind,
            data=data,
            receipt=Receipt(commit.id, commit.place, evidence.time_of(path.id), evidence.strength),
            speaks_of=units_spoken_of(path.unit, schema.unit_field, data),
            facts=self._facts(path, data, schema),
        )
        for _, name, _ in listed(data):
            file = self._tree.file(f"{path.folder}/{name}")
            assert file is not None  # it has just been judged
            self._attachments[record.id, name] = file.blob
        self._records.append(record)
        self._standing.admit(record)
        return record

    def _facts(
        self, path: RecordPath, data: Mapping[str, Any], schema: KindSchema
    ) -> frozenset[str]:
        if not schema.facts:
            return frozenset()
        names = (name for _, name, _ in listed(data))
        return facts_in(schema.facts, names, lambda name: self._files.read(f"{path.folder}/{name}"))
