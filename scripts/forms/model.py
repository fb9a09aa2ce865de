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
from scripts.forms.conditions import Condition

ATTACHMENT = "attachment"
"""What ``Text.refers`` holds where a text names one of the record's own attachments."""


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


def _walk(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        yield field
        if isinstance(field.shape, Group):
            yield from _walk(field.shape.fields)
        elif isinstance(field.shape, Rows):
            yield from _walk(field.shape.item.fields)
