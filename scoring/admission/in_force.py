"""What is in force at the head: every file must be usable, or there is no score to speak of."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scoring.admission.accepted import Accepted
from scoring.admission.loading import (
    RULE_FILE_BYTES,
    RULEBOOK_SCHEMA,
    SCHEMA_BYTES,
    UNIT_SCHEMA,
    Contents,
    calendars_from,
    registry_from,
    rulebooks_from,
    schemas_from,
)
from scoring.admission.product import ProductFiles, files_in
from scoring.admission.rules_along import RulesAlong
from scoring.cache.store import Cache
from scoring.calendar.workdays import WorkCalendar
from scoring.errors import GongkaiError
from scoring.history.objects import Objects
from scoring.history.tree import CALENDARS, RULEBOOKS, SCHEMAS, UNITS, Tree
from scoring.records.registry import Registry
from scoring.records.schemas import SchemaSet
from scoring.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class Sources:
    """The bytes of the files in force, by name; the registry's by unit."""

    schemas: Contents
    rulebooks: Contents
    calendars: Contents
    registry: Contents


@dataclass(frozen=True, slots=True)
class InForce:
    """Schemas, registry, rulebooks and calendars, ready for use."""

    schemas: SchemaSet
    registry: Registry
    rulebooks: tuple[Rulebook, ...]
    calendars: Mapping[str, WorkCalendar]


def sources_at(tree: Tree, objects: Objects, product: ProductFiles) -> Sources:
    """Return the files in force in ``tree``, without the product's."""
    rules = RulesAlong(tree, objects, product)
    return Sources(
        rules.files(SCHEMAS, ".json", SCHEMA_BYTES),
        rules.files(RULEBOOKS, ".yml", RULE_FILE_BYTES),
        rules.files(CALENDARS, ".yml", RULE_FILE_BYTES),
        {
            unit: objects.read(file.blob, RULE_FILE_BYTES + 1) or b""
            for unit, file in rules.unit_files().items()
        },
    )


def sources_on_disk(root: Path) -> Sources:
    """Return the files of the working tree ``root``, committed or not."""
    units = sorted((root / UNITS).glob("*/unit.yml"))
    return Sources(
        files_in(root / SCHEMAS, ".json"),
        files_in(root / RULEBOOKS, ".yml"),
        files_in(root / CALENDARS, ".yml"),
        {path.parent.name: path.read_bytes() for path in units if path.is_file()},
    )


def in_force(own: Sources, product: ProductFiles, cache: Cache | None = None) -> InForce:
    """Return what ``own`` puts in force, the product's where it has none of a folder.

    ``cache`` remembers what has been found valid. Raises GongkaiError, with every problem found,
    where something cannot be used.
    """
    schemas = schemas_from(own.schemas, product.schemas)
    books = own.rulebooks or product.rulebooks
    accepted = Accepted(
        cache,
        schemas.digest,
        (
            *((text, UNIT_SCHEMA) for text in own.registry.values()),
            *((text, RULEBOOK_SCHEMA) for text in books.values()),
        ),
    )
    registry, problems = registry_from(own.registry, schemas.unit, accepted)
    if problems:
        raise GongkaiError("unit-unusable", problems)
    rulebooks, problems = rulebooks_from(books, schemas.rulebook, accepted)
    if problems:
        raise GongkaiError("rulebook-unusable", problems)
    calendars, problems = calendars_from(own.calendars or product.calendars)
    if problems:
        raise GongkaiError("calendar-unusable", problems, path=problems[0].path)
    accepted.keep()
    return InForce(schemas, registry, rulebooks, calendars)
