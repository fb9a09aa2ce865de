"""The rules that records are held against: schemas, registry, rulebooks, calendars, word list.

What cannot be used is a problem at its line; the rest is used all the same, so that one broken
file does not hide what is wrong with others.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.admission.flaws import read_text, told
from scoring.admission.loading import (
    SCHEME_BYTES,
    calendar_of,
    calendars_from,
    registry_from,
    rulebook_from,
    schemas_from,
)
from scoring.admission.product import ProductFiles
from scoring.admission.situation import assesses
from scoring.errors import GongkaiError
from scoring.history.tree import CALENDARS, RULEBOOKS, SCHEMAS, UNITS
from scoring.problem import Problem
from scoring.records.registry import Registry, Unit
from scoring.records.schemas import SchemaSet
from scoring.records.yamltext import positions
from scoring.rulebook.model import Rulebook
from scoring.rulebook.parse import RulebookUnusable
from scoring.rulebook.varying import BY, IS, KIND, UNIT, is_varying
from scoring.rules import understand
from scripts.checking.rulebook_keys import key_flaws
from scripts.checking.rulebook_loose import loose_rules
from scripts.checking.rulebook_names import name_flaws, rule_name_flaws, rules_with_places
from scripts.checking.rulebook_points import point_flaws
from scripts.checking.rulebook_reach import reach_flaws
from scripts.checking.rulebook_units import unit_flaws
from scripts.checking.rulebook_values import value_flaws
from scripts.checking.source import Source, contents
from scripts.checking.unit_changes import change_flaws
from scripts.content.words import MAX_BYTES as WORD_LIST_BYTES
from scripts.content.words import PLACE as WORD_LIST
from scripts.content.words import WordList, product_words, word_list

_SCHEMA_BYTES = 1024 * 1024 + 1
_UNIT_FILE = "/unit.yml"


@dataclass(frozen=True)
class Rules:
    """What can be used of the rules; ``problems`` are those of what cannot.

    ``schemas`` is None where they cannot be used: then no record can be judged.
    """

    schemas: SchemaSet | None
    registry: Registry
    rulebooks: Sequence[Rulebook]
    problems: tuple[Problem, ...]
    words: WordList = field(default_factory=product_words)


def rules_of(source: Source, product: ProductFiles) -> Rules:
    """Read the rules of ``source``; per folder the product's own where it has none."""
    schemas, problems = _schemas(source, product)
    if schemas is None:
        return Rules(None, {}, (), problems)
    registry, of_units = registry_from(_units(source), schemas.unit)
    calendars = contents(source, CALENDARS, ".yml", SCHEME_BYTES + 1)
    _, of_calendars = calendars_from(calendars)
    # A calendar that cannot be used is told as such, and not once more where it is named.
    known = frozenset(map(calendar_of, calendars or product.calendars))
    rulebooks, of_rulebooks = _rulebooks(source, product, schemas, known, registry)
    words, of_words = words_of(source)
    overlaps = _overlaps(rulebooks, registry)
    changes = _changes(_units(source), registry, schemas)
    found = (*problems, *of_units, *changes, *of_rulebooks, *of_calendars, *of_words, *overlaps)
    return Rules(schemas, registry, rulebooks, found, words)


def words_of(source: Source) -> tuple[WordList, tuple[Problem, ...]]:
    """Return the word list of ``source``, the product's where it has none, and what is wrong."""
    text = source.read(WORD_LIST, WORD_LIST_BYTES + 1)
    return (product_words(), ()) if text is None else word_list(text)


def _schemas(source: Source, product: ProductFiles) -> tuple[SchemaSet | None, tuple[Problem, ...]]:
    own = contents(source, SCHEMAS, ".json", _SCHEMA_BYTES)
    try:
        return schemas_from(own, product.schemas), ()
    except GongkaiError as error:
        path = f"{SCHEMAS}{error.values.get('name', '')}"
        return None, (Problem(error.code, path, 0, 0, error.values),)


def _units(source: Source) -> Mapping[str, bytes]:
    return {
        path.removeprefix(UNITS).removesuffix(_UNIT_FILE): source.read(path, SCHEME_BYTES + 1)
        or b""
        for path in source.unit_files()
    }


def _changes(
    texts: Mapping[str, bytes], registry: Registry, schemas: SchemaSet
) -> Iterator[Problem]:
    """Yield what is odd in what the entries say of units that came, went or changed."""
    for unit_id, unit in registry.items():
        flaws = list(change_flaws(unit, unit.entry, registry, schemas.unit))
        yield from told(flaws, texts[unit_id], f"{UNITS}{unit_id}{_UNIT_FILE}", SCHEME_BYTES)


def _rulebooks(
    source: Source,
    product: ProductFiles,
    schemas: SchemaSet,
    calendars: frozenset[str],
    registry: Registry,
) -> tuple[list[Rulebook], list[Problem]]:
    own = contents(source, RULEBOOKS, ".yml", SCHEME_BYTES + 1)
    books: list[Rulebook] = []
    problems: list[Problem] = []
    for name, text in (own or product.rulebooks).items():
        book, found = _judged(name, text, schemas, calendars, registry)
        problems += found
        if book is not None:
            books.append(book)
    return books, problems


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
    return _judged(name, text, schemas, calendars, registry or {})[1]


def _judged(
    name: str,
    text: bytes,
    schemas: SchemaSet,
    calendars: frozenset[str],
    registry: Registry,
) -> tuple[Rulebook | None, list[Problem]]:
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
    return book, [*found, *misunderstood, *told(flaws, text, f"{RULEBOOKS}{name}", SCHEME_BYTES)]


def _with_nearest(
    found: Sequence[Problem], name: str, text: bytes, schemas: SchemaSet
) -> list[Problem]:
    """Return ``found`` with the nearest right name for each field that there is not.

    What rules look for in records is told beside it, as far as it can be read.
    """
    data, unread = read_text(text, f"{RULEBOOKS}{name}", SCHEME_BYTES)
    if unread or schemas.rulebook is None:
        return list(found)
    flaws = list(key_flaws(schemas.rulebook, data))
    meant = {str(flaw.values["meant"]) for flaw in flaws}
    kept = [problem for problem in found if not flaws or not _is_told(problem, meant)]
    rules = list(loose_rules(data))
    flaws += rule_name_flaws(rules, schemas.kinds)
    year = data.get("year") if isinstance(data, dict) else None
    flaws += value_flaws(rules, schemas.kinds, year if isinstance(year, int) else None)
    return [*kept, *told(flaws, text, f"{RULEBOOKS}{name}", SCHEME_BYTES)]


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
            places = positions(text, max_bytes=SCHEME_BYTES)
            line, column = places.get(pointer, (0, 0))
            problems.append(Problem(error.code, f"{RULEBOOKS}{name}", line, column, error.values))
    return problems


def _units_named(fields: Any) -> Iterator[Unit]:
    """Yield a unit made up for each value by which a number in ``fields`` varies."""
    inner = fields.items() if isinstance(fields, Mapping) else enumerate(fields)
    for _, value in inner:
        if is_varying(value):
            by = str(value[BY])
            for each in value[IS] if isinstance(value[IS], Mapping) else ():
                kind = each if by == KIND else ""
                yield Unit(each if by == UNIT else "", "", "", kind, entry={by: each})
        elif isinstance(value, Mapping | list):
            yield from _units_named(value)


def _overlaps(rulebooks: Sequence[Rulebook], registry: Registry) -> list[Problem]:
    """Return the units that two rulebooks of a year claim."""
    problems = []
    for unit in registry.values():
        claimed: dict[int, Rulebook] = {}
        for book in rulebooks:
            if not assesses(book, unit):
                continue
            if book.year in claimed:
                values = {"unit": unit.id, "rulebook": claimed[book.year].id}
                path = f"{RULEBOOKS}{book.id}.yml"
                problems.append(Problem("rulebook-overlap", path, 0, 0, values))
            claimed.setdefault(book.year, book)
    return problems
