"""A form read out of a kind's schema."""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.records.parts import followed
from scoring.records.schemas import KindSchema
from scripts.forms.conditions import conditions_of
from scripts.forms.model import (
    Attachments,
    Choice,
    Field,
    Form,
    Group,
    Needed,
    Number,
    Option,
    Other,
    Rows,
    Several,
    Shape,
    Text,
    Units,
    YesNo,
)


def form_of(kind: KindSchema) -> Form:
    """Return the form of ``kind``."""
    reader = _Reader(kind.document)
    fields = reader.fields(kind.document, ())
    return Form(
        kind=kind.kind,
        title=kind.title,
        help=str(kind.document.get("description", "")),
        internal=kind.internal,
        fields=fields,
        fixed=reader.fixed(kind.document),
        writers=kind.writers,
        conditions=conditions_of(kind.document),
        schema=kind,
    )


class _Reader:
    """Reads the parts of one schema that stands alone."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._parts: Mapping[str, Any] = document.get("$defs", {})

    def fields(self, schema: Mapping[str, Any], above: tuple[str, ...]) -> tuple[Field, ...]:
        required = schema.get("required", ())
        return tuple(
            self._field((*above, name), own, name in required)
            for name, own in schema.get("properties", {}).items()
            if isinstance(own, Mapping) and "const" not in self._followed(own)
        )

    def fixed(self, schema: Mapping[str, Any]) -> Mapping[str, str]:
        return {
            name: str(self._followed(own)["const"])
            for name, own in schema.get("properties", {}).items()
            if isinstance(own, Mapping) and "const" in self._followed(own)
        }

    def _field(self, path: tuple[str, ...], own: Mapping[str, Any], required: bool) -> Field:
        schema = self._followed(own)
        return Field(
            path=path,
            title=str(schema.get("title", path[-1])),
            help=self._help(own),
            required=required,
            internal=schema.get("x-internal") is True,
            shape=self._shape(schema, path),
            heading=str(schema.get("x-heading", "")),
            measure=self._measure(own),
        )

    def _followed(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        return followed(schema, self._document)

    def _shape(self, schema: Mapping[str, Any], path: tuple[str, ...]) -> Shape:
        if "anyOf" in schema:
            return self._alternatives([self._followed(each) for each in schema["anyOf"]], path)
        if "enum" in schema:
            return _choice(schema)
        match schema.get("type"):
            case "object":
                return self._group(schema, path)
            case "array":
                return self._list(schema, path)
            case "string":
                return _text(schema)
            case "integer" | "number":
                return _number(schema)
            case "boolean":
                return YesNo()
        return Other()

    def _help(self, own: Mapping[str, Any]) -> str:
        """Return what is said nearest to the field; of two, what is said for forms (``x-help``).

        A description may tell how to write YAML by hand, which a form does by itself.
        """
        said = own.get("x-help", own.get("description"))
        if said is not None or "$ref" not in own:
            return str(said or "")
        return self._help(self._parts[str(own["$ref"]).removeprefix("#/$defs/")])

    def _measure(self, own: Mapping[str, Any]) -> str:
        """Return the title of the kind's own single-valued part that a field refers to."""
        part = str(own.get("$ref", "")).removeprefix("#/$defs/")
        if "title" not in own or part not in self._parts or part.startswith("common."):
            return ""
        followed = self._followed(self._parts[part])
        single = "properties" not in followed and "items" not in followed
        return str(self._parts[part].get("title", "")) if single else ""

    def _group(self, schema: Mapping[str, Any], path: tuple[str, ...]) -> Shape:
        if not schema.get("properties"):
            return Other()
        return Group(self.fields(schema, path), str(schema.get("x-total", "")))

    def _list(self, schema: Mapping[str, Any], path: tuple[str, ...]) -> Shape:
        item = self._followed(schema.get("items", {}))
        least, most = int(schema.get("minItems", 0)), schema.get("maxItems")
        if _is_attachment(item):
            return Attachments(least, most, tuple(_needed(schema)))
        shape = self._shape(item, path)
        if isinstance(shape, Units):
            return Units(one=False, several=True, all=False, most=most)
        if isinstance(shape, Group):
            return Rows(shape, str(item.get("title", "")), least, most)
        if isinstance(shape, Choice | Text | Number):
            return Several(shape, least, most, schema.get("uniqueItems") is True)
        return Other()

    def _alternatives(self, schemas: list[Mapping[str, Any]], path: tuple[str, ...]) -> Shape:
        """Return units where all alternatives name some, else the first that has a form."""
        shapes = [
            Units(one=False, several=False, all=True)
            if each.get("const") == "all"
            else self._shape(each, path)
            for each in schemas
        ]
        units = [each for each in shapes if isinstance(each, Units)]
        if units and len(units) == len(shapes):
            return Units(
                one=any(each.one for each in units),
                several=any(each.several for each in units),
                all=any(each.all for each in units),
                most=next((each.most for each in units if each.several), None),
            )
        return next((each for each in shapes if not isinstance(each, Other)), Other())


def _text(schema: Mapping[str, Any]) -> Shape:
    form = str(schema.get("format", ""))
    if form == "unit-id":
        return Units(one=True, several=False, all=False)
    refers = schema.get("x-ref", ())
    return Text(
        format=form,
        least=int(schema.get("minLength", 0)),
        most=schema.get("maxLength"),
        pattern=schema.get("pattern"),
        lines=form == "text",
        refers=(refers,) if isinstance(refers, str) else tuple(refers),
        known=tuple(Option(*each) for each in schema.get("x-labels", {}).items()),
        members=str(schema.get("x-members", "")),
    )


def _number(schema: Mapping[str, Any]) -> Number:
    return Number(
        whole=schema["type"] == "integer",
        minimum=schema.get("minimum"),
        maximum=schema.get("maximum"),
        above=schema.get("exclusiveMinimum"),
        below=schema.get("exclusiveMaximum"),
    )


def _choice(schema: Mapping[str, Any]) -> Shape:
    if not all(isinstance(value, str) for value in schema["enum"]):
        return Other()
    labels = schema.get("x-labels", {})
    groups = {
        value: group for group, values in schema.get("x-groups", {}).items() for value in values
    }
    return Choice(
        tuple(
            Option(value, str(labels.get(value, value)), groups.get(value, ""))
            for value in schema["enum"]
        )
    )


def _is_attachment(schema: Mapping[str, Any]) -> bool:
    known = schema.get("properties", {})
    return {"file", "sha256"} <= set(known)


def _needed(schema: Mapping[str, Any]) -> Iterator[Needed]:
    wanted = schema.get("contains")
    if isinstance(wanted, Mapping):
        pattern = wanted.get("properties", {}).get("file", {}).get("pattern", "")
        yield Needed(str(wanted.get("title", "")), str(pattern))
