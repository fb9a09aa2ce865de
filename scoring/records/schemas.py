"""The schemas in force: one for every kind of record, one for units, one for rulebooks.

A kind is a schema file that says who writes it (``x-writers``); a new kind is a new file. All that
the engine must know of a kind stands in the annotations of its schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

from scoring.records.annotations import Annotations, Writer
from scoring.records.bundling import COMMON, SchemaUnusable, bundle, read_schema
from scoring.records.checks import content_checks
from scoring.records.part_annotations import check_parts
from scoring.records.parts import Part, Reference, references_in, whole, without_internal
from scoring.records.schema_errors import SchemaError
from scoring.records.validation import Validator

__all__ = [
    "KindSchema",
    "Reference",
    "Schema",
    "SchemaError",
    "SchemaSet",
    "SchemaUnusable",
    "Writer",
    "load_schemas",
]


@dataclass(frozen=True)
class Schema:
    """A schema ready for use. ``document`` stands alone: shared parts are among its ``$defs``."""

    title: str
    document: Mapping[str, Any]

    @cached_property
    def _validator(self) -> Validator:
        return Validator(self.whole)

    @cached_property
    def memo(self) -> dict[Any, Any]:
        """What readers have made of texts by this schema, by a key of theirs; gone with it."""
        return {}

    @cached_property
    def whole(self) -> Part:
        """What the schema says of each part, from the top."""
        return whole(self.document)

    def is_valid(self, data: Any) -> bool:
        """Tell whether ``data``, as ``load_yaml`` gives it, is valid."""
        return self._validator.is_valid(data)

    def errors(self, data: Any) -> tuple[SchemaError, ...]:
        """Return everything that is wrong with ``data`` (at most 100 errors); none if valid."""
        return self._validator.errors(data)

    def references(self, data: Any) -> tuple[Reference, ...]:
        """Return the records and attachments that ``data`` names (``x-ref``)."""
        return tuple(references_in(self.whole, data))

    def public_view(self, data: Any) -> Any:
        """Return ``data`` without what ``x-internal`` marks, at every depth."""
        return without_internal(self.whole, data)


@dataclass(frozen=True)
class KindSchema(Schema):
    """The schema of one kind of record, with its annotations.

    Fields are None or empty where the annotation is absent. ``unit_field`` (``x-unit``) says where
    the units spoken of stand: ``to``, ``rows[].unit``; a record without that field speaks of its
    folder's unit. ``public`` are the fields of an internal kind that are public all the same. What
    a correction must leave as it was stands in ``keeps``, a term of validity, and in ``stays``,
    which ``check`` and the gate ask for. ``afterwards``: it may speak of a unit that is gone.
    """

    kind: str
    writers: tuple[Writer, ...]
    unit_field: str | None
    date_field: str | None
    period_field: str | None
    node_field: str | None
    text_fields: tuple[str, ...]
    internal: bool
    public: tuple[str, ...]
    keeps: tuple[str, ...]
    span: Mapping[str, str] | None
    effect: str | None
    facts: Mapping[str, Mapping[str, str]]
    terms: tuple[Mapping[str, Any], ...]
    checks: tuple[Mapping[str, Any], ...] = ()
    stays: tuple[str, ...] = ()
    afterwards: bool = False

    def public_view(self, data: Any) -> Any:
        """Return what of ``data`` may be published; None where nothing may.

        Of an internal kind that is at most the fields in ``public``.
        """
        if not self.internal:
            return super().public_view(data)
        if not self.public:
            return None
        return super().public_view({name: data[name] for name in self.public if name in data})


@dataclass(frozen=True)
class SchemaSet:
    """All schemas of one state of the repository.

    ``kinds`` are sorted by name. ``digest`` is a SHA-256 over the names and bytes of all files.
    """

    kinds: Mapping[str, KindSchema]
    unit: Schema | None
    rulebook: Schema | None
    digest: str


def load_schemas(files: Mapping[str, bytes]) -> SchemaSet:
    """Return the schemas in ``files``, file name (``news.json``) → content.

    ``unit.json``, ``rulebook.json`` and ``common.json`` may be absent; every other ``.json`` file
    is a kind. The same files give the same set again, with the validators it has built. Raises
    SchemaUnusable for the first file, by name, that cannot be used.
    """
    return _loaded(tuple(sorted(files.items())))


@lru_cache(maxsize=8)
def _loaded(pairs: tuple[tuple[str, bytes], ...]) -> SchemaSet:
    files = dict(pairs)
    sources = {
        name: read_schema(name, files[name]) for name in sorted(files) if name.endswith(".json")
    }
    for name, source in sources.items():
        check_parts(name, source)
    common = sources.pop(COMMON, None)
    if common is not None:  # also the parts that nobody uses have to fit together
        parts = [{"$ref": f"{COMMON}#/$defs/{part}"} for part in common.get("$defs", {})]
        bundle(COMMON, {"anyOf": parts}, common)
    documents = {name: bundle(name, source, common) for name, source in sources.items()}
    general = {name: documents.pop(name, None) for name in ("unit.json", "rulebook.json")}
    kinds = (_kind(name, document) for name, document in documents.items())
    return SchemaSet(
        kinds={kind.kind: kind for kind in kinds},
        unit=_schema(general["unit.json"]),
        rulebook=_schema(general["rulebook.json"]),
        digest=_digest(files),
    )


def _schema(document: Mapping[str, Any] | None) -> Schema | None:
    return None if document is None else Schema(str(document.get("title", "")), document)


def _kind(name: str, document: Mapping[str, Any]) -> KindSchema:
    kind = name.removesuffix(".json")
    if "x-writers" not in document:
        raise SchemaUnusable(name, "does not say who writes the kind (x-writers)")
    of_kind = document.get("properties", {}).get("kind")
    if not isinstance(of_kind, dict) or of_kind.get("const") != kind:
        raise SchemaUnusable(name, f"properties.kind.const is not {kind!r}")
    read = Annotations(name, document)
    return KindSchema(
        title=str(document.get("title", kind)),
        document=document,
        kind=kind,
        writers=read.writers(),
        unit_field=read.field("x-unit"),
        date_field=read.field("x-date"),
        period_field=read.field("x-period"),
        node_field=read.field("x-node"),
        text_fields=read.fields("x-text"),
        internal=read.internal(),
        public=read.fields("x-public"),
        keeps=read.fields("x-keeps"),
        stays=read.fields("x-stays"),
        span=read.span(),
        effect=read.effect(),
        facts=read.facts(),
        terms=read.terms(),
        checks=content_checks(name, document),
        afterwards=read.afterwards(),
    )


def _digest(files: Mapping[str, bytes]) -> str:
    """Return one digest of all files; lengths keep names and contents apart."""
    total = sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()
