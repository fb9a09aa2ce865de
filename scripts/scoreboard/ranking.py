"""Who stands where: a board for each rulebook, for scores of different schemes do not compare."""

import sys
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from scoring.ledger.model import Ledger, UnitScore
from scoring.ledger.text import exact
from scoring.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's place on its board; units with equal scores share a place.

    Where the rulebook ranks its units itself, the place is the one it gives.
    """

    rank: int
    unit: UnitScore

    @property
    def lost(self) -> Decimal:
        """Points lost."""
        return self.unit.points - self.unit.score


@dataclass(frozen=True, slots=True)
class Board:
    """All units of one rulebook, best first; equal scores in the order of unit ids.

    ``grades`` are the titles of its grades by id; none where it has none.
    """

    rulebook: str
    title: str
    standings: tuple[Standing, ...]
    grades: Mapping[str, str] = field(default_factory=dict)

    def grade(self, unit: UnitScore) -> str:
        """Return the title of the unit's grade; nothing where it has none."""
        return "" if unit.grade is None else self.grades.get(unit.grade, unit.grade)

    @property
    def categories(self) -> tuple[tuple[str, str], ...]:
        """Id and title of each node at the top of the rulebook."""
        first = self.standings[0].unit if self.standings else None
        return tuple((node.id, node.title) for node in first.nodes) if first else ()


def boards(
    ledger: Ledger, titles: Mapping[str, str], only: Container[str] | None = None
) -> tuple[Board, ...]:
    """Return the boards of ``ledger`` in the order of ``titles``, which names rulebooks by id.

    A place is one more than the number of units with a higher score, so that after two firsts comes
    a third. With ``only`` those units alone are listed, at the places they have among all, and
    boards without any are left out.
    """
    grades = {ref.id: ref.grades for ref in ledger.rulebooks}
    ranked = (
        Board(
            rulebook,
            title,
            tuple(
                standing
                for standing in _ranked(
                    [each for each in ledger.units if each.rulebook == rulebook]
                )
                if only is None or standing.unit.unit in only
            ),
            grades.get(rulebook, {}),
        )
        for rulebook, title in titles.items()
    )
    return tuple(board for board in ranked if only is None or board.standings)


def plain(points: Decimal) -> str:
    """Return points as they are written: ``10``, ``9.8``."""
    return str(exact(points))


def _ranked(units: list[UnitScore]) -> tuple[Standing, ...]:
    ordered = sorted(units, key=_order)
    standings: list[Standing] = []
    for place, unit in enumerate(ordered, 1):
        tied = standings and _order(standings[-1].unit)[:-1] == _order(unit)[:-1]
        shared = standings[-1].rank if tied else place
        standings.append(Standing(shared if unit.rank is None else unit.rank, unit))
    return tuple(standings)


def _order(unit: UnitScore) -> tuple[bool, int, Decimal, str]:
    """Order of a board: by the rank that is given, by score; what is not scored comes last."""
    return (unit.fixed, unit.rank or 0, -unit.score, unit.unit)


def titles_in_order(rulebooks: Iterable[Rulebook]) -> Mapping[str, str]:
    """Return the titles of ``rulebooks`` by id, ``in_order``."""
    return {book.id: book.title for book in in_order(rulebooks)}


def in_order(rulebooks: Iterable[Rulebook]) -> tuple[Rulebook, ...]:
    """Return ``rulebooks`` in the order of the annexes they stand in, then of their ids."""
    return tuple(sorted(rulebooks, key=lambda book: (_annex(book), book.id)))


def _annex(rulebook: Rulebook) -> int:
    annex = rulebook.source.get("annex")
    return annex if isinstance(annex, int) else sys.maxsize
