"""What stands on ``main`` that the door has to know before the gate is asked: units, forms, names.

The history is not read for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scoring.admission.in_force import sources_at
from scoring.admission.loading import registry_from, schemas_from
from scoring.admission.product import ProductFiles
from scoring.errors import GongkaiError
from scoring.history.repository import MAIN, open_repository
from scoring.history.tree import FOLDERS, Tree, TreeFile
from scoring.records.registry import Registry, Unit
from scoring.records.schemas import SchemaSet
from scoring.records.submitters import submits


@dataclass(frozen=True)
class Standing:
    """The registry, the schemas, and the files that scores depend on, by path."""

    registry: Registry
    schemas: SchemaSet
    files: Mapping[str, TreeFile]

    def units_of(self, who: str) -> tuple[Unit, ...]:
        """Return the units that ``who`` may submit for, by id."""
        return tuple(unit for _, unit in sorted(self.registry.items()) if submits(unit, who))


def standing_at(path: Path, product: Path) -> Standing:
    """Return what stands on ``main`` of the repository at ``path``.

    Raises GongkaiError where the repository, its registry or its schemas cannot be used.
    """
    own = ProductFiles(product)
    repository = open_repository(path)
    files = repository.tree_files(repository.head(MAIN), FOLDERS)
    with repository.objects() as objects:
        sources = sources_at(Tree.of(files), objects, own)
    schemas = schemas_from(sources.schemas, own.schemas)
    registry, problems = registry_from(sources.registry, schemas.unit)
    if problems:
        raise GongkaiError("unit-unusable", problems)
    return Standing(registry, schemas, files)
