"""A rulebook moved to another year, as text: dates and periods change, every other byte stays.

The YAML is edited in place, never written anew, so that comments, order and the words quoted from
a notice stay as the office wrote them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from scoring.history.tree import RULEBOOKS
from scripts.other_year import in_other_year

_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")

_WORDS = frozenset(
    ("title", "requirement", "standard", "method", "responsible", "interpretation", "reason",
     "source", "notes")
)  # fmt: skip
"""Fields that quote or explain: never moved, whatever year they name."""

_NAMES = frozenset(
    ("id", "charge_to", "once_with", "node", "grade", "calendar", "applies_to", "record", "to",
     "during")
)  # fmt: skip
"""Fields that name something else in the rulebook, the schemas or the registry."""

_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
"""How many, not when: 2000 articles are no year."""

Pointer = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a rulebook: its line (from 1), its field as a path, what stands there."""

    line: int
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Move:
    """A date or a period that was moved to the new year, and what it is now."""

    place: Place
    now: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A rulebook of the new year: its id, its text, what was moved, and what a person must look at.

    ``unmoved`` are places that name a year and were left as they are.
    """

    id: str
    text: str
    moves: tuple[Move, ...]
    unmoved: tuple[Place, ...]

    @property
    def path(self) -> str:
        """Where it goes in the repository."""
        return f"{RULEBOOKS}{self.id}.yml"


@dataclass(frozen=True, slots=True)
class _Scalar:
    pointer: Pointer
    node: Any
    is_key: bool


def moved(text: str, old: int, new: int, closes: date | None = None) -> Moved:
    """Return the rulebook ``text`` of the year ``old`` as one of the year ``new``.

    ``closes`` is its closing day, where it is not simply that of the year before, moved. The text
    must be a rulebook that has been read before (no anchors, no tags).
    """
    moves: list[tuple[Any, Move]] = []
    unmoved: list[Place] = []
    name = ""
    for scalar in _scalars(yaml.compose(text, Loader=yaml.SafeLoader), ()):
        value = scalar.node.value
        now = _now(scalar, old, new)
        if scalar.pointer == ("closes_on",) and closes is not None:
            now = closes.isoformat()
        if scalar.pointer == ("id",):
            name = now or value
        place = Place(scalar.node.start_mark.line + 1, _path(scalar.pointer), _short(value))
        if now is not None and now != value and _is_verbatim(text, scalar.node):
            moves.append((scalar.node, Move(place, now)))
        elif now != value and _YEAR.search(value):
            unmoved.append(place)
        if scalar.pointer == ("title",) and {*_YEAR.findall(now or "")} - {str(new)}:
            unmoved.append(place)  # a school year, or the notice of another
    return Moved(name, _edited(text, moves), tuple(move for _, move in moves), tuple(unmoved))


def _scalars(node: Any, pointer: Pointer) -> Iterator[_Scalar]:
    """Yield every value with its place, and every key that is a value itself (a period, a day)."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*pointer, key.value)
            if _YEAR.search(key.value):
                yield _Scalar(here, key, True)
            yield from _scalars(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _scalars(item, (*pointer, index))
    else:
        yield _Scalar(pointer, node, False)


def _now(scalar: _Scalar, old: int, new: int) -> str | None:
    """Return what stands there in the new year; None where that is not for a program to say."""
    pointer, value = scalar.pointer, str(scalar.node.value)
    if pointer == ("id",):
        return value.replace(str(old), str(new)) if str(old) in value else f"{value}-{new}"
    if pointer == ("year",):
        return str(new)
    if pointer == ("title",):
        return value.replace(str(old), str(new)) if str(old) in value else None
    fields = [part for part in pointer if isinstance(part, str)]
    if scalar.is_key:
        fields.pop()
    if scalar.node.tag in _NUMBERS and fields[-1:] != ["year"]:
        return None
    if not _WORDS.isdisjoint(fields) or (fields and fields[-1] in _NAMES):
        return None
    return in_other_year(value, new - old)


def _edited(text: str, moves: list[tuple[Any, Move]]) -> str:
    """Return ``text`` with each value replaced within its own quotes."""
    parts: list[str] = []
    at = 0
    for node, move in sorted(moves, key=lambda each: each[0].start_mark.index):
        start, end = node.start_mark.index, node.end_mark.index
        written = text[start:end]
        parts += [text[at:start], written.replace(node.value, move.now, 1)]
        at = end
    return "".join([*parts, text[at:]])


def _is_verbatim(text: str, node: Any) -> bool:
    """Tell whether a value is written as it is read, without escapes or folded lines."""
    return node.value in text[node.start_mark.index : node.end_mark.index]


def _path(pointer: Pointer) -> str:
    """Return a place as people write it: ``nodes[0].rules[1].due``."""
    told = ""
    for part in pointer:
        told += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if told else part
    return told


def _short(value: str) -> str:
    one_line = " ".join(value.split())
    return one_line if len(one_line) <= 60 else f"{one_line[:59]}…"
