"""The rules in force along the chain: schemas, registry and rulebooks of each commit's tree.

Few commits touch them, so each is read again only when one of its files has changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scoring.admission.accepted import Accepted
from scoring.admission.flaws import Flaw
from scoring.admission.loading import (
    RULE_FILE_BYTES,
    SCHEMA_BYTES,
    UNIT_SCHEMA,
    rulebooks_from,
    schemas_from,
    unit_of,
)
from scoring.admission.product import ProductFiles
from scoring.cache.store import Cache
from scoring.errors import GongkaiError
from scoring.history.commits import Commit
from scoring.history.objects import Objects
from scoring.history.tree import (
    RULEBOOKS,
    SCHEMAS,
    Tree,
    TreeFile,
    is_unit_file,
    unit_of_file,
)
from scoring.records.registry import Registry, Unit
from scoring.records.schemas import SchemaSet
from scoring.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class ParsedRules:
    """Schemas and units that have been read, by the objects they lie in; several may share it.

    ``units`` are by unit id, blob and schemas' digest, None where the entry cannot be used;
    ``schemas`` by names and blobs of their files, what is wrong instead where they cannot.
    ``cache`` remembers what has been found valid.
    """

    units: dict[tuple[str, str, str], Unit | None] = field(default_factory=dict)
    schemas: dict[tuple[tuple[str, str], ...], SchemaSet | Flaw] = field(default_factory=dict)
    cache: Cache | None = None


class RulesAlong:
    """The rules in force in a tree that is replayed; tell it of each commit once it is applied."""

    def __init__(
        self, tree: Tree, objects: Objects, product: ProductFiles, parsed: ParsedRules | None = None
    ) -> None:
        self._tree = tree
        self._objects = objects
        self._product = product
        self._schemas: SchemaSet | None = None
        self._registry: dict[str, Unit] | None = None
        self._rulebooks: tuple[Rulebook, ...] | None = None
        self.unusable = Flaw("schema-unusable", name="", reason="")
        self._parsed = parsed or ParsedRules()

    def fix(self, commit: Commit) -> None:
        """Read, before ``commit`` is applied, what it is about to change.

        The rest is read when first asked for; it is the same before and after.
        """
        _ = self.registry  # and with it the schemas
        if any(change.path.startswith(RULEBOOKS) for change in commit.changes):
            self.rulebooks()

    def applied(self, commit: Commit) -> None:
        """Take note that ``commit`` has been applied to the tree."""
        for change in commit.changes:
            if change.path.startswith(SCHEMAS):
                self._schemas = self._registry = self._rulebooks = None
            elif change.path.startswith(RULEBOOKS):
                self._rulebooks = None
            elif is_unit_file(change.path):
                self._registry = None

    @property
    def schemas(self) -> SchemaSet | None:
        """The schemas in force; None where they cannot be used, and then no record is valid."""
        if self._schemas is None:
            self._schemas = self._read_schemas()
        return self._schemas

    @property
    def registry(self) -> Registry:
        """The units with an entry that can be used."""
        if self._registry is None:
            self._registry = self._read_registry()
        return self._registry

    def rulebooks(self) -> Sequence[Rulebook]:
        """Return the rulebooks that can be used."""
        if self._rulebooks is None:
            files = self.files(RULEBOOKS, ".yml", RULE_FILE_BYTES) or self._product.rulebooks
            schema = self.schemas.rulebook if self.schemas else None
            self._rulebooks, _ = rulebooks_from(files, schema)
        return self._rulebooks

    def files(self, folder: str, ending: str, limit: int) -> Mapping[str, bytes]:
        """Return the ordinary files with ``ending`` directly in ``folder``, by name."""
        return {
            name: self._objects.read(file.blob, limit + 1) or b""
            for name, file in self._ordinary(folder, ending).items()
        }

    def unit_files(self) -> Mapping[str, TreeFile]:
        """Return the registry's files, by unit id."""
        found = self._tree.select(is_unit_file)
        return {unit_of_file(path): file for path, file in found if file.is_regular}

    def _ordinary(self, folder: str, ending: str) -> dict[str, TreeFile]:
        files = self._tree.folder(folder)
        return {
            name: file for name, file in files.items() if name.endswith(ending) and file.is_regular
        }

    def _read_schemas(self) -> SchemaSet | None:
        files = self._ordinary(SCHEMAS, ".json")
        key = tuple(sorted((name, file.blob) for name, file in files.items()))
        if key not in self._parsed.schemas:
            self._parsed.schemas[key] = self._schemas_or_flaw()
        found = self._parsed.schemas[key]
        if isinstance(found, Flaw):
            self.unusable = found
            return None
        return found

    def _schemas_or_flaw(self) -> SchemaSet | Flaw:
        own = self.files(SCHEMAS, ".json", SCHEMA_BYTES)
        try:
            return schemas_from(own, self._product.schemas)
        except GongkaiError as error:
            return Flaw(error.code, (), **error.values)
        except Exception as error:  # a broken schema may stop its own time, never the replay
            return Flaw("schema-unusable", name="*.json", reason=type(error).__name__)

    def _read_registry(self) -> dict[str, Unit]:
        if self.schemas is None:
            return {}
        digest, units = self.schemas.digest, self._parsed.units
        keys = {
            (unit_id, file.blob, digest): file
            for unit_id, file in sorted(self.unit_files().items())
        }
        texts = {
            key: self._objects.read(file.blob, RULE_FILE_BYTES + 1) or b""
            for key, file in keys.items()
            if key not in units
        }
        entries = ((text, UNIT_SCHEMA) for text in texts.values())
        accepted = Accepted(self._parsed.cache if texts else None, digest, entries)
        for key, text in texts.items():
            units[key], _ = unit_of(key[0], text, self.schemas.unit, accepted)
        accepted.keep()
        return {key[0]: unit for key in keys if (unit := units[key]) is not None}
