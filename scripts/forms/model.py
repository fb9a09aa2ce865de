"""A form as a frozen tree: what a kind of record asks for, in the schema's order and words.

Every part comes from the schema: titles, help, what is required, which values there are and what
they are called. Constants are no questions and stand apart (``Form.fixed``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.admission.writers import writers_among
from scoring.records.registry import Registry, Unit
from scoring.records.schemas import KindSchema, Writer
from scripts.forms.conditions import Condition, conditions_of

ATTACHMENT = "attachment"
"""What ``Text.refers`` holds where a text names one of the record's own attachments."""

ANY_KIND = "*"


@dataclass(frozen=True, slots=True)
class Option:
    """A value one may choose, what it is called, and the group it stands in (perhaps "")."""

    value: str
    label: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Text of the format ``format`` (a key of ``FORMATS``, "" for any), of one line or several.

    ``most`` is None where there is no limit. ``refers`` are the kinds of record one of which it
    names. ``known`` are values that have a name; with ``members``, also the codes of that set in
    the unit's entry of the registry (``villages``).
    """

    format: str = ""
    least: int = 0
    most: int | None = None
    pattern: str | None = None
    lines: bool = False
    refers: tuple[str, ...] = ()
    known: tuple[Option, ...] = ()
    members: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number, whole or with decimals; ``above`` and ``below`` are bounds not reached."""

    whole: bool
    minimum: int | Decimal | None = None
    maximum: int | Decimal | None = None
    above: int | Decimal | None = None
    below: int | Decimal | None = None


@dataclass(frozen=True, slots=True)
class YesNo:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Units:
    """Units of the registry: one, a list, or ``all``, as far as each is allowed.

    With ``one`` a single unit stands as such, else as a list of one.
    """

    one: bool
    several: bool
    all: bool
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Several:
    """A list of single values."""

    item: "Choice | Text | Number"
    least: int
    most: int | None
    unique: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together. ``total``: what the sum of all its figures is called, or ""."""

    fields: tuple["Field", ...]
    total: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of groups; ``title`` is what one of them is called."""

    item: Group
    title: str
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Needed:
    """A file that must be among the attachments: what it is, and what its name must match."""

    title: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Attachments:
    """The record's files. ``least`` and ``most`` count them."""

    least: int
    most: int | None
    needed: tuple[Needed, ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    """A value for which no form is known; it has to be written by hand."""


Shape = (
    Text | Number | YesNo | Choice | Units | Several | Group | Rows | Attachments | Other
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One question. ``path`` are the names down to it, those of a list's items below the list.

    ``heading`` stands over it and its neighbours of the same heading; ``measure`` is what its
    value measures, where that is told apart from its title; both may be "".
    """

    path: tuple[str, ...]
    title: str
    help: str
    required: bool
    internal: bool
    shape: Shape
    heading: str = ""
    measure: str = ""

    @property
    def name(self) -> str:
        """Its key in the object that holds it."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Form:
    """What one kind asks for. ``fixed`` are the top-level constants, ``kind`` among them."""

    kind: str
    title: str
    help: str
    internal: bool
    fields: tuple[Field, ...]
    fixed: Mapping[str, str]
    writers: tuple[Writer, ...]
    conditions: tuple[Condition, ...]
    schema: KindSchema

    @property
    def date_field(self) -> str | None:
        """The field that dates the record, None where it has none."""
        return self.schema.date_field

    @property
    def examples(self) -> tuple[Mapping[str, Any], ...]:
        """Whole records that the schema gives as examples."""
        return tuple(self.schema.document.get("examples", ()))

    def walk(self) -> Iterator[Field]:
        """Yield every field, those within groups and rows after them."""
        return _walk(self.fields)

    def field(self, *path: str) -> Field:
        """Return the field at ``path``. Raises KeyError where there is none."""
        for field in self.walk():
            if field.path == path:
                return field
        raise KeyError("/".join(path))

    def ways_of(self, unit: Unit) -> tuple[Writer, ...]:
        """Return the ways in which ``unit`` may write the kind; none where it may not."""
        return writers_among(self.schema, unit)

    def units(self, registry: Registry) -> tuple[Unit, ...]:
        """Return the units of ``registry`` that may write the kind, by id."""
        return tuple(registry[each] for each in sorted(registry) if self.ways_of(registry[each]))


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


def _walk(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        yield field
        if isinstance(field.shape, Group):
            yield from _walk(field.shape.fields)
        elif isinstance(field.shape, Rows):
            yield from _walk(field.shape.item.fields)


class _Reader:
    """Reads the parts of one schema that stands alone."""

    def __init__(self, document: Mapping[str, Any]) -> None:
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
        """Return ``schema`` with what it refers to; what stands nearer goes before."""
        reference = schema.get("$ref")
        if reference is None:
            return schema
        return {**self._followed(self._parts[str(reference).removeprefix("#/$defs/")]), **schema}

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
