"""What a schema says of each part of a record: its title, whether it is internal, what it names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.problem import Pointer

_BRANCHES = ("allOf", "anyOf", "oneOf")
_PREFIX = "#/$defs/"


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that names something else: a record of one of ``kinds`` (``*``: of any).

    A kind ``attachment`` means a file that the record must list among its attachments.
    """

    path: Pointer
    value: str
    kinds: tuple[str, ...]


class Part:
    """One part of what a schema describes: the whole, a field, an item.

    ``labels`` are the names of its values (``x-labels``), ``choices`` the values it may have where
    the schema lists them, ``references`` the kinds it names a record of (``x-ref``). Parts below
    are found when first asked for and kept, so that a schema may contain itself.
    """

    def __init__(self, document: Mapping[str, Any], schemas: tuple[Any, ...]) -> None:
        self.document = document
        self._aspects = tuple(_aspects(document, schemas))
        self._fields: dict[str, Part] = {}
        self._others: Part | None = None
        self._item: Part | None = None
        self.title = next((str(each["title"]) for each in self._aspects if "title" in each), "")
        self.labels: Mapping[str, str] = {
            str(value): str(label)
            for each in self._aspects
            if isinstance(each.get("x-labels"), dict)
            for value, label in each["x-labels"].items()
        }
        self.choices = self._listed_values()
        types = (each.get("type") for each in self._aspects)
        self.types: frozenset[str] = frozenset(each for each in types if isinstance(each, str))
        self.formats = frozenset(str(each["format"]) for each in self._aspects if "format" in each)
        self.internal = any(each.get("x-internal") is True for each in self._aspects)
        named = [each["x-ref"] for each in self._aspects if "x-ref" in each]
        self.references: tuple[str, ...] = tuple(
            kind for kinds in named for kind in ([kinds] if isinstance(kinds, str) else kinds)
        )

    def field(self, name: str) -> "Part | None":
        """Return the part that the field ``name`` is, None where the schema knows no such field."""
        if name not in self._fields:
            known = self._below("properties", name)
            if known is None:
                return self._any_field()
            self._fields[name] = known
        return self._fields[name]

    @property
    def names_of_fields(self) -> tuple[str, ...]:
        """The names of the fields that the schema lists, each once, in its order."""
        listed = (each.get("properties", {}) for each in self._aspects)
        return tuple(dict.fromkeys(name for names in listed for name in names))

    def item(self) -> "Part | None":
        """Return the part that each item of a list is, None where the schema knows no list."""
        if self._item is None:
            self._item = self._below("items")
        return self._item

    def at(self, path: Pointer) -> "Part | None":
        """Return the part at ``path``, None where the schema knows no such part."""
        part: Part | None = self
        for step in path:
            if part is None:
                return None
            part = part.item() if isinstance(step, int) else part.field(step)
        return part

    def _listed_values(self) -> tuple[str, ...]:
        if any("anyOf" in each for each in self._aspects):
            return ()  # of another branch the value may be anything
        # Its own schema and the shared part it refers to; what comes after are conditions.
        own = self._aspects[:2]
        return tuple(str(value) for each in own for value in each.get("enum", ()))

    def _any_field(self) -> "Part | None":
        if self._others is None:
            self._others = self._below("additionalProperties")
        return self._others

    def _below(self, keyword: str, name: str | None = None) -> "Part | None":
        found = (each.get(keyword) for each in self._aspects)
        if name is not None:
            found = (each.get(name) for each in found if each)
        schemas = tuple(each for each in found if isinstance(each, dict))
        return Part(self.document, schemas) if schemas else None


def whole(document: Mapping[str, Any]) -> Part:
    """Return the part that is the whole of what ``document``, a bundled schema, describes."""
    return Part(document, (document,))


def followed(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return ``schema``, a piece of the bundled ``document``, with what it refers to (``$ref``).

    What stands nearer goes before, so that a field's own title hides that of a shared part.
    """
    reference = schema.get("$ref")
    if reference is None:
        return schema
    target = document["$defs"][str(reference).removeprefix(_PREFIX)]
    return {**followed(target, document), **schema}


def without_internal(part: Part, value: Any) -> Any:
    """Return ``value`` without the fields marked ``x-internal``, at every depth.

    A field that the schema does not know is left out as well.
    """
    if isinstance(value, dict):
        shown = {}
        for name, inner in value.items():
            known = part.field(name)
            if known is not None and not known.internal:
                shown[name] = without_internal(known, inner)
        return shown
    if isinstance(value, list):
        item = part.item()
        return [] if item is None else [without_internal(item, inner) for inner in value]
    return value


def references_in(part: Part, value: Any, path: Pointer = ()) -> Iterator[Reference]:
    """Yield what ``value`` names, as ``x-ref`` says, with where it names it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            known = part.field(name)
            if known is not None:
                yield from references_in(known, inner, (*path, name))
    elif isinstance(value, list):
        item = part.item()
        for index, inner in enumerate(value if item else ()):
            assert item is not None
            yield from references_in(item, inner, (*path, index))
    elif isinstance(value, str) and part.references:
        yield Reference(path, value, part.references)


def _aspects(document: Mapping[str, Any], schemas: tuple[Any, ...]) -> Iterator[Mapping[str, Any]]:
    """Yield ``schemas`` and all else that speaks of the same value: references, branches.

    What stands nearer comes first, so that a field's own title goes before that of a shared part.
    """
    for schema in schemas:
        if not isinstance(schema, dict):
            continue
        yield schema
        if "$ref" in schema:
            yield from _aspects(
                document, (document["$defs"][schema["$ref"].removeprefix(_PREFIX)],)
            )
        branches = [each for keyword in _BRANCHES for each in schema.get(keyword, ())]
        yield from _aspects(document, (*branches, schema.get("then"), schema.get("else")))
