"""A schema as tables of fields: one of the record, one of each part that it uses more than once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.records.parts import followed
from scripts.reference.phrases import Titles, list_form, narrowing, value_form

_PREFIX = "#/$defs/"
SHARED = "common."
"""How the name of a part begins that several schemas share."""


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a table; ``path`` is the field as one would name it, ``rows[].unit``.

    ``part`` names the part that is told apart, None where this line and the next tell all; then
    ``form`` holds only what this field asks beyond that part.
    """

    path: str
    title: str
    required: bool
    form: str
    help: str
    internal: bool
    part: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """A part described apart, since the schema uses it more than once, or many schemas do."""

    part: str
    title: str
    form: str
    help: str
    fields: tuple[Field, ...]


class Reader:
    """Reads the tables of one schema that stands alone.

    A shared part (``common.…``) that is an object or a list of objects is described once for all
    schemas, and so is every part in ``everywhere``; lines only point to it.
    """

    def __init__(
        self, document: Mapping[str, Any], title_of: Titles, everywhere: frozenset[str]
    ) -> None:
        self._document = document
        self._title_of = title_of
        self._everywhere = everywhere
        self._uses = Counter(
            each["$ref"].removeprefix(_PREFIX) for each in _nodes(document) if "$ref" in each
        )

    def main(self) -> tuple[Field, ...]:
        """Return the lines of the record itself."""
        return tuple(self._of_object(self._document, ""))

    def tables(self) -> tuple[Table, ...]:
        """Return the schema's own parts that stand apart, in the order of the schema."""
        own = (name for name in self._document.get("$defs", {}) if not name.startswith(SHARED))
        return tuple(self.table(name) for name in own if self._apart(name))

    def table(self, part: str, above: str = "") -> Table:
        """Return the table of ``part``; ``above`` is the field that it is, where there is one."""
        schema = self._document["$defs"][part]
        title, told = str(schema.get("title", "")), str(schema.get("description", ""))
        return Table(part, title, self._form(schema), told, tuple(self._inside(above, schema)))

    def _of_object(self, schema: Mapping[str, Any], above: str) -> Iterator[Field]:
        required = schema.get("required", ())
        for name, value in schema.get("properties", {}).items():
            yield from self._field(f"{above}{name}", value, name in required)

    def _field(self, path: str, own: Mapping[str, Any], required: bool) -> Iterator[Field]:
        part = self._part(own)
        schema = self._followed(own)
        apart = part if part is not None and self._apart(part) else None
        # What is told where the part itself is described is not told again.
        told = own.get("description", "") if apart else schema.get("description", "")
        title = str(schema.get("title", ""))
        if "x-heading" in schema:
            title = f"{schema['x-heading']}：{title}"
        internal = schema.get("x-internal") is True
        form = narrowing(own) if apart else self._form(schema)
        yield Field(path, title, required, form, str(told), internal, apart)
        if not apart:
            yield from self._inside(path, schema)

    def _inside(self, path: str, schema: Mapping[str, Any]) -> Iterator[Field]:
        if "properties" in schema:
            yield from self._of_object(schema, f"{path}." if path else "")
        elif "items" in schema:
            inner = self._followed(schema["items"])
            if "properties" in inner:
                yield from self._of_object(inner, f"{path}[].")

    def _form(self, schema: Mapping[str, Any]) -> str:
        if "anyOf" in schema:
            forms = [self._form(self._followed(each)) for each in schema["anyOf"]]
            return "，或者".join(dict.fromkeys(forms))
        if "items" in schema:
            inner = self._followed(schema["items"])
            listed = list_form(schema)
            return listed if "properties" in inner else f"{listed}，每项：{self._form(inner)}"
        if "properties" in schema:
            return "分项填写"
        return value_form(schema, self._title_of)

    def _part(self, schema: Mapping[str, Any]) -> str | None:
        reference = schema.get("$ref")
        return None if reference is None else str(reference).removeprefix(_PREFIX)

    def _followed(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        return followed(schema, self._document)

    def _apart(self, part: str) -> bool:
        if part in self._everywhere:
            return True
        schema = self._document["$defs"][part]
        inner = self._followed(schema["items"]) if "items" in schema else schema
        compound = "properties" in inner
        return compound and (part.startswith(SHARED) or self._uses[part] > 1)


def shared_parts(documents: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """Return the shared parts to which a field of every one of ``documents`` refers."""
    found = [
        {
            value["$ref"].removeprefix(_PREFIX)
            for value in document.get("properties", {}).values()
            if str(value.get("$ref", "")).startswith(_PREFIX + SHARED)
        }
        for document in documents.values()
    ]
    return frozenset.intersection(*map(frozenset, found)) if found else frozenset()


def _nodes(schema: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for key, value in schema.items():
            if key != "examples":
                yield from _nodes(value)
    elif isinstance(schema, list):
        for each in schema:
            yield from _nodes(each)
