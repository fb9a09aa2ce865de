"""The rules that records are held against: schemas, registry, rulebooks, calendars, word list.

What cannot be used is a problem at its line; the rest is used all the same, so that one broken
file does not hide what is wrong with others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scoring.admission.flaws import as_problems
from scoring.admission.loading import (
    RULE_FILE_BYTES,
    SCHEMA_BYTES,
    calendar_of,
    calendars_from,
    registry_from,
    schemas_from,
)
from scoring.admission.product import ProductFiles
from scoring.admission.situation import assesses
from scoring.errors import GongkaiError
from scoring.history.tree import CALENDARS, RULEBOOKS, SCHEMAS, unit_file, unit_of_file
from scoring.problem import Problem
from scoring.records.registry import Registry
from scoring.records.schemas import SchemaSet
from scoring.rulebook.model import Rulebook
from scripts.checking.rulebooks.linting import linted
from scripts.checking.source import Source, contents
from scripts.checking.unit_changes import change_flaws, same_code
from scripts.content.words import MAX_BYTES as WORD_LIST_BYTES
from scripts.content.words import PLACE as WORD_LIST
from scripts.content.words import WordList, product_words, word_list


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
    calendars = contents(source, CALENDARS, ".yml", RULE_FILE_BYTES + 1)
    _, of_calendars = calendars_from(calendars)
    # A calendar that cannot be used is told as such, and not once more where it is named.
    known = frozenset(map(calendar_of, calendars or product.calendars))
    rulebooks, of_rulebooks = _rulebooks(source, product, schemas, known, registry)
    words, of_words = word_list(source.read(WORD_LIST, WORD_LIST_BYTES + 1))
    overlaps = _overlaps(rulebooks, registry)
    changes = _changes(_units(source), registry, schemas)
    found = (*problems, *of_units, *changes, *of_rulebooks, *of_calendars, *of_words, *overlaps)
    return Rules(schemas, registry, rulebooks, found, words)


def _schemas(source: Source, product: ProductFiles) -> tuple[SchemaSet | None, tuple[Problem, ...]]:
    own = contents(source, SCHEMAS, ".json", SCHEMA_BYTES + 1)
    try:
        return schemas_from(own, product.schemas), ()
    except GongkaiError as error:
        path = f"{SCHEMAS}{error.values.get('name', '')}"
        return None, (Problem(error.code, path, 0, 0, error.values),)


def _units(source: Source) -> Mapping[str, bytes]:
    return {
        unit_of_file(path): source.read(path, RULE_FILE_BYTES + 1) or b""
        for path in source.unit_files()
    }


def _changes(
    texts: Mapping[str, bytes], registry: Registry, schemas: SchemaSet
) -> Iterator[Problem]:
    """Yield what is odd in what the entries say of units that came, went or changed."""
    codes = same_code(registry)
    for unit_id, unit in registry.items():
        flaws = [*change_flaws(unit, unit.entry, registry, schemas.unit), *codes.get(unit_id, ())]
        yield from as_problems(flaws, texts[unit_id], unit_file(unit_id), RULE_FILE_BYTES)


def _rulebooks(
    source: Source,
    product: ProductFiles,
    schemas: SchemaSet,
    calendars: frozenset[str],
    registry: Registry,
) -> tuple[list[Rulebook], list[Problem]]:
    own = contents(source, RULEBOOKS, ".yml", RULE_FILE_BYTES + 1)
    books: list[Rulebook] = []
    problems: list[Problem] = []
    for name, text in (own or product.rulebooks).items():
        book, found = linted(name, text, schemas, calendars, registry)
        problems += found
        if book is not None:
            books.append(book)
    return books, problems


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
