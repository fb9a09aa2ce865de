"""One rulebook linted: its form, what it names, what it asks for, what its points come to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from scoring.admission.flaws import as_problems, read_text
from scoring.admission.loading import RULE_FILE_BYTES, rulebook_from
from scoring.history.tree import RULEBOOKS
from scoring.problem import Problem
from scoring.records.registry import Registry, Unit
from scoring.records.schemas import SchemaSet
from scoring.records.yamltext import positions
from scoring.rulebook.model import Rulebook
from scoring.rulebook.unusable import RulebookUnusable
from scoring.rulebook.varying import BY, IS, KIND, UNIT
from scoring.rules import understand
from scripts.checking.rulebooks.keys import key_flaws
from scripts.checking.rulebooks.loose import loose_rules
from scripts.checking.rulebooks.names import name_flaws, rule_name_flaws
from scripts.checking.rulebooks.places import rules_with_places, varying_numbers
from scripts.checking.rulebooks.points import point_flaws
from scripts.checking.rulebooks.reach import reach_flaws
from scripts.checking.rulebooks.units import unit_flaws
from scripts.checking.rulebooks.values import value_flaws


def rulebook_problems(
    name: str,
    text: bytes,
    schemas: SchemaSet,
    calendars: frozenset[str],
    registry: Registry | None = None,
) -> list[Problem]:
    """Return what is wrong or odd with the rulebook in ``text``, the file ``name``.

    ``registry`` are the units it may speak of, where they are known.
    """
    return linted(name, text, schemas, calendars, registry or {})[1]


def linted(
    name: str,
    text: bytes,
    schemas: SchemaSet,
    calendars: frozenset[str],
    registry: Registry,
) -> tuple[Rulebook | None, list[Problem]]:
    """Return the rulebook in ``text``, None where it cannot be read, and what is wrong or odd.

    ``calendars`` are the names of the calendars there are.
    """
    book, found = rulebook_from(name, text, schemas.rulebook)
    if book is None:
        return None, _with_nearest(found, name, text, schemas)
    misunderstood = _misunderstood(book, name, text)
    flaws = list(name_flaws(book, schemas.kinds, calendars))
    unnamed = bool(flaws)
    flaws += value_flaws(rules_with_places(book.nodes), schemas.kinds, book.year)
    if not unnamed and not misunderstood:  # of what is not there nothing more can be said
        flaws += [
            *point_flaws(book, registry.values()),
            *reach_flaws(book, schemas.kinds, schemas.unit),
            *unit_flaws(book, registry),
        ]
    return book, [
        *found,
        *misunderstood,
        *as_problems(flaws, text, f"{RULEBOOKS}{name}", RULE_FILE_BYTES),
    ]


def _with_nearest(
    found: Sequence[Problem], name: str, text: bytes, schemas: SchemaSet
) -> list[Problem]:
    """Return ``found`` with the nearest right name for each field that there is not.

    What rules look for in records is told beside it, as far as it can be read.
    """
    data, unread = read_text(text, f"{RULEBOOKS}{name}", RULE_FILE_BYTES)
    if unread or schemas.rulebook is None:
        return list(found)
    flaws = list(key_flaws(schemas.rulebook, data))
    meant = {str(flaw.values["meant"]) for flaw in flaws}
    kept = [problem for problem in found if not flaws or not _is_told(problem, meant)]
    rules = list(loose_rules(data))
    flaws += rule_name_flaws(rules, schemas.kinds)
    year = data.get("year") if isinstance(data, dict) else None
    flaws += value_flaws(rules, schemas.kinds, year if isinstance(year, int) else None)
    return [*kept, *as_problems(flaws, text, f"{RULEBOOKS}{name}", RULE_FILE_BYTES)]


def _is_told(problem: Problem, meant: Collection[str]) -> bool:
    """Tell whether a field with a wrong name says it all: the wrong one, and the right one missing.

    ``meant`` are the right names.
    """
    if problem.code == "schema-required":
        field = str(problem.values.get("field", ""))
        return any(field == name or field.endswith(f"（{name}）") for name in meant)
    return problem.code == "schema-additional"


def _misunderstood(book: Rulebook, name: str, text: bytes) -> list[Problem]:
    """Return what is wrong with the rules of ``book``: unknown kinds, fields that make no sense."""
    problems = []
    for rule, pointer in rules_with_places(book.nodes):
        try:
            for unit in (None, *_units_named(rule.fields)):
                understand(rule, unit)
        except RulebookUnusable as error:
            places = positions(text, max_bytes=RULE_FILE_BYTES)
            line, column = places.get(pointer, (0, 0))
            problems.append(Problem(error.code, f"{RULEBOOKS}{name}", line, column, error.values))
    return problems


def _units_named(fields: Mapping[str, Any]) -> Iterator[Unit]:
    """Yield a unit made up for each value by which a number in ``fields`` varies."""
    for number, _ in varying_numbers(fields):
        by = str(number[BY])
        for each in number[IS] if isinstance(number[IS], Mapping) else ():
            kind = each if by == KIND else ""
            yield Unit(each if by == UNIT else "", "", "", kind, entry={by: each})
