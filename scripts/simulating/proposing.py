"""Usable rulebooks from amendments: files in place of those in force, then settings on top.

What is proposed is read, parsed and linted as any rulebook is; where it has an error nothing is
reckoned. Problems are told at the line of the file that the changed data came from.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.admission.flaws import read_text
from scoring.admission.in_force import sources_at
from scoring.admission.loading import RULE_FILE_BYTES, rulebook_from
from scoring.admission.product import ProductFiles
from scoring.assessment import Assessment
from scoring.errors import GongkaiError, WrongUse
from scoring.history.tree import RULEBOOKS
from scoring.messages import level
from scoring.problem import Pointer, Problem
from scoring.records.schemas import Schema
from scoring.records.yamltext import load_yaml, positions
from scoring.rulebook.model import Rulebook
from scripts.checking.rulebooks.linting import rulebook_problems
from scripts.nearest import nearest_or_all
from scripts.simulating.differing import Change, changes_between
from scripts.simulating.moving import Move, move
from scripts.simulating.placing import put
from scripts.simulating.setting import Setting
from scripts.yaml_writer import yaml_text


@dataclass(frozen=True, slots=True)
class Amendments:
    """What is to be tried: files (path as told → content), then settings on top of them.

    ``move_dates``: files of another year have their dates moved; they are refused otherwise.
    """

    files: tuple[tuple[str, bytes], ...] = ()
    settings: tuple[Setting, ...] = ()
    move_dates: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A rulebook in force and the one tried in its place; None where there is none in force."""

    before: Rulebook | None
    after: Rulebook


@dataclass(frozen=True, slots=True)
class Proposal:
    """The year's rulebooks as they are tried.

    ``moved`` are the dates of each file that had to be moved, by rulebook; ``remarks`` the warnings
    that the rulebooks in force do not have.
    """

    pairs: tuple[Pair, ...]
    changes: tuple[Change, ...]
    moved: tuple[tuple[str, Move], ...]
    remarks: tuple[Problem, ...]


@dataclass
class _Draft:
    """One rulebook on its way: the text it comes from, its data, and what is in force instead."""

    place: str
    text: bytes
    data: Any
    before: Rulebook | None
    base: Any = None
    changed: bool = False
    origins: dict[int, tuple[Pointer, Any]] | None = None


def propose(assessment: Assessment, product: Path, year: int, amendments: Amendments) -> Proposal:
    """Return what ``amendments`` make of the rulebooks of ``year``.

    Raises WrongUse for what cannot be meant (no such rulebook, node, rule, field; a file of another
    year), GongkaiError with every problem for rulebooks that cannot be used.
    """
    return _Proposing(assessment, product, year).proposal(amendments)


class _Proposing:
    def __init__(self, assessment: Assessment, product: Path, year: int) -> None:
        self._assessment = assessment
        self._year = year
        schema = assessment.schemas.rulebook
        assert schema is not None  # the rulebooks in force were read by it
        self._schema: Schema = schema
        self._texts = _texts_in_force(assessment, product)
        self._drafts: dict[str, _Draft] = {}
        for book in assessment.rulebooks_of(year):
            text = self._texts[f"{book.id}.yml"]
            base = load_yaml(text, max_bytes=RULE_FILE_BYTES)
            self._drafts[book.id] = _Draft(
                f"{RULEBOOKS}{book.id}.yml", text, copy.deepcopy(base), book, base
            )

    def proposal(self, amendments: Amendments) -> Proposal:
        moved: list[tuple[str, Move]] = []
        taken: set[str] = set()
        for place, text in amendments.files:
            moved += self._take(place, text, amendments.move_dates, taken)
        for setting in amendments.settings:
            draft = self._draft(setting.rulebook)
            draft.origins = draft.origins or dict(_origins(draft.data, ()))
            put(draft.data, setting, self._schema)
            draft.changed = True
        judged = [self._judged(draft) for draft in self._drafts.values()]
        problems = tuple(problem for _, found in judged for problem in found)
        if any(level(problem.code) == "error" for problem in problems):
            raise GongkaiError("simulate-refused", problems)
        pairs = tuple(
            Pair(draft.before, book)
            for draft, (book, _) in zip(self._drafts.values(), judged, strict=True)
            if book is not None
        )
        changes = tuple(
            change for draft in self._drafts.values() for change in self._changes(draft)
        )
        return Proposal(pairs, changes, tuple(moved), problems)

    def _draft(self, told: str) -> _Draft:
        if told not in self._drafts:
            meant = nearest_or_all(told, self._drafts)
            raise WrongUse(
                "simulate-rulebook-unknown", rulebook=told[:60], year=self._year, nearest=meant
            )
        return self._drafts[told]

    def _take(
        self, place: str, text: bytes, move_dates: bool, taken: set[str]
    ) -> Iterator[tuple[str, Move]]:
        """Put the file ``text`` in place of what it is meant for; yield the dates it moved."""
        data = self._read(place, text)
        changed = copy.deepcopy(data)
        book, year = str(data["id"]), data["year"]
        if year != self._year and not move_dates:
            raise WrongUse("simulate-file-year", place=place, year=year, data=self._year)
        origins = dict(_origins(changed, ()))
        moved = move(changed, self._year)
        replaced = self._replaced(book, data["assesses"])
        if replaced in taken or book in taken:
            raise WrongUse("simulate-file-twice", place=place, rulebook=replaced or book)
        taken.update((book, replaced or book))
        old = self._drafts.get(replaced) if replaced else None
        before, base = (old.before, old.base) if old is not None else (None, None)
        new = _Draft(place, text, changed, before, base, True, origins)
        # In the place of the one replaced, so that boards keep their order.
        drafts = {(book if key == replaced else key): each for key, each in self._drafts.items()}
        self._drafts = {**drafts, book: new}
        for each in moved:
            yield book, each

    def _read(self, place: str, text: bytes) -> Any:
        """Return the data of a file that the schema accepts. Raises GongkaiError otherwise."""
        data, unread = read_text(text, place, RULE_FILE_BYTES)
        if unread:
            raise GongkaiError("simulate-refused", unread)
        if isinstance(data, dict) and self._schema.is_valid(data):
            return data
        name = str(data.get("id")) if isinstance(data, dict) else "rulebook"
        found = self._problems(f"{name}.yml", text)
        raise GongkaiError("simulate-refused", tuple(_at(each, place) for each in found))

    def _replaced(self, book: str, assesses: Mapping[str, Any]) -> str | None:
        """Return the rulebook in force that a file stands for: of its id, else of its units."""
        if book in self._drafts:
            return book
        same = (
            id_
            for id_, draft in self._drafts.items()
            if draft.before is not None and draft.before.assesses == assesses
        )
        return next(same, None)

    def _judged(self, draft: _Draft) -> tuple[Rulebook | None, tuple[Problem, ...]]:
        """Return the rulebook that ``draft`` makes, and what is wrong with it or newly odd."""
        if not draft.changed or (draft.before is not None and draft.data == draft.base):
            return draft.before, ()
        name = f"{draft.data.get('id')}.yml"
        source = load_yaml(draft.text, max_bytes=RULE_FILE_BYTES)
        text = draft.text if draft.data == source else yaml_text(draft.data).encode()
        book, _ = rulebook_from(name, text, self._schema)
        places = _Lines(draft, text)
        known = {_key(each) for each in self._known(draft)}
        found = tuple(
            _at(each, draft.place, *places.of(each.line, each.column))
            for each in self._problems(name, text)
            if level(each.code) == "error" or _key(each) not in known
        )
        return book, found

    def _known(self, draft: _Draft) -> Sequence[Problem]:
        """Return what is odd already in the rulebook in force."""
        if draft.before is None:
            return ()
        name = f"{draft.before.id}.yml"
        return self._problems(name, self._texts[name])

    def _problems(self, name: str, text: bytes) -> Sequence[Problem]:
        calendars = frozenset(self._assessment.calendars)
        return rulebook_problems(name, text, self._assessment.schemas, calendars)

    def _changes(self, draft: _Draft) -> tuple[Change, ...]:
        if not draft.changed:
            return ()
        if draft.base is None:
            return (Change(str(draft.data["id"]), "added"),)
        return changes_between(draft.base, draft.data, self._schema, self._assessment.schemas.kinds)


def _texts_in_force(assessment: Assessment, product: Path) -> Mapping[str, bytes]:
    """Return the rulebooks' files at the head, by name; the tree is known, no history is read."""
    products = ProductFiles(product)
    with assessment.repository.objects() as objects:
        own = sources_at(assessment.admission.tree, objects, products).rulebooks
    return own or products.rulebooks


def _key(problem: Problem) -> tuple[Any, ...]:
    return (problem.code, *sorted((key, str(each)) for key, each in problem.values.items()))


def _at(problem: Problem, place: str, line: int = 0, column: int = 0) -> Problem:
    line, column = (line, column) if line else (problem.line, problem.column)
    return Problem(problem.code, place, line, column, problem.values)


def _origins(value: Any, pointer: Pointer) -> Iterator[tuple[int, tuple[Pointer, Any]]]:
    """Yield every mapping and list in ``value``, by identity, with its place.

    Each is kept with it: the identity of what is thrown away may be given to another.
    """
    if isinstance(value, dict | list):
        yield id(value), (pointer, value)
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for step, each in inner:
            yield from _origins(each, (*pointer, step))


class _Lines:
    """Where in a draft's own text stands what is told of the text made from its changed data."""

    def __init__(self, draft: _Draft, text: bytes) -> None:
        self._same = text == draft.text
        self._draft = draft
        self._pointers: dict[tuple[int, int], Pointer] = {}
        self._places: dict[Pointer, tuple[int, int]] = {}
        if not self._same:
            for pointer, place in positions(text, max_bytes=RULE_FILE_BYTES).items():
                if "" not in pointer:  # the place of a key, not of what it names
                    self._pointers.setdefault(place, pointer)
            self._places = positions(draft.text, max_bytes=RULE_FILE_BYTES)

    def of(self, line: int, column: int) -> tuple[int, int]:
        """Return the line and column in the draft's text; those of what is around it if it is new.

        A list or a mapping is known again by what it is, wherever it stands now.
        """
        if self._same:
            return (line, column)
        pointer = self._pointers.get((line, column), ())
        origins = self._draft.origins or {}
        value: Any = self._draft.data
        origin: Pointer = ()
        for step in pointer:
            value = value[step]
            origin = origins[id(value)][0] if id(value) in origins else (*origin, step)
        while origin and origin not in self._places:
            origin = origin[:-1]
        return self._places.get(origin, (1, 1))
