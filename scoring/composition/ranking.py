"""Units side by side: the ranks a rulebook gives them, and the ledger that can tell its results."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from scoring.ledger.model import LEDGER_1, LEDGER_2, UnitScore
from scoring.rulebook.model import Node, Rulebook
from scoring.rules import earns

_Key = tuple[bool, Decimal]
"""What units are ranked by: a grade that was fixed comes after every score."""


def ranked(book: Rulebook, units: list[UnitScore]) -> Iterator[UnitScore]:
    """Yield ``units``, all of ``book``, with the ranks that it gives them, if it gives any.

    Equal scores share a rank; after two firsts comes a third (``shared``) or a second (``dense``).
    Units whose grade is fixed come after all scores, the better grade first.
    """
    if book.ranks is None:
        yield from units
        return
    order = [grade.id for grade in book.grades]

    def key(unit: UnitScore) -> _Key:
        if unit.fixed and unit.grade is not None:
            return (True, Decimal(order.index(unit.grade)))
        return (False, -unit.score)

    keys = sorted(map(key, units))
    places = keys if book.ranks == "shared" else sorted(set(keys))
    for unit in units:
        yield replace(unit, rank=places.index(key(unit)) + 1)


def schema_for(books: Iterable[Rulebook]) -> str:
    """Return the schema of the ledger that can tell the results of all ``books``."""
    return LEDGER_2 if any(map(_needs_second, books)) else LEDGER_1


def _needs_second(book: Rulebook) -> bool:
    """Tell whether the results of ``book`` need ``ledger/2``: earnings, folds, grades, ranks."""
    return (
        book.ranks is not None
        or any(map(_composes, book.root.walk()))
        or any(
            rule.sets is not None or rule.fixes is not None or earns(rule)
            for leaf in book.leaves()
            for rule in leaf.rules
        )
    )


def _composes(node: Node) -> bool:
    return node.folds or bool(node.grades)  # ``folds`` also of one that limits what it loses
