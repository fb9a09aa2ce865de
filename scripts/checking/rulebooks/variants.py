"""A rulebook as each of its units has it, where its numbers differ by unit."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.rulebook.model import Rulebook
from scoring.rulebook.varying import KIND, UNIT, Assessed


@dataclass(frozen=True, slots=True)
class _Some:
    """A unit made up of what a number varies by, where the registry is not at hand."""

    id: str = ""
    kind: str = ""
    entry: Mapping[str, Any] = field(default_factory=dict)


def variants(book: Rulebook, units: Iterable[Assessed] = ()) -> Iterator[tuple[str, Rulebook]]:
    """Yield the different forms that ``book`` takes, each with whose it is.

    That is the id of the first unit of ``units`` it assesses that has it; of every value named in
    it where there are none. A book in which nothing varies has one form, and nobody's name.
    """
    if book.for_unit(_Some()) is book:
        yield "", book
        return
    kind = book.assesses.get(KIND)
    known = [unit for unit in units if unit.kind == kind] or list(_made_up(book, str(kind)))
    seen: list[Rulebook] = []
    for unit in known:
        form = book.for_unit(unit)
        if form not in seen:
            seen.append(form)
            yield unit.id, form


def _made_up(book: Rulebook, kind: str) -> Iterator[_Some]:
    yield _Some(kind=kind)
    named = {
        (number.by, value)
        for node in book.root.walk()
        for number in node.varies.values()
        for value in number.numbers
    }
    for by, value in sorted(named):
        if by == UNIT:
            yield _Some(id=value, kind=kind)
        elif by != KIND:
            yield _Some(id=f"{by}: {value}", kind=kind, entry={by: value})
