"""Figures that are entered as a grid: neighbours that have the same columns.

The statutory tables of the annual report are such grids: rows of counts by kind of applicant. A
grid is found in the schema, not named: an object of figures is a row, and neighbouring rows with
the same columns are a grid, also where they lie in groups of groups.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from scripts.forms.model import Field, Group, Number


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``name`` is the key in the row's object, "" where the row is the figure itself."""

    name: str
    title: str
    shape: Number


@dataclass(frozen=True, slots=True)
class Row:
    """A row: where its figures stand, and its heads from the outermost group inwards.

    ``total`` names the sum of its figures, "" where they do not add up.
    """

    path: tuple[str, ...]
    heads: tuple[str, ...]
    total: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """A line of sums: over the rows whose path begins with ``path``; it stands after the last.

    ``heads`` are its heads as a row has them, ``title`` the last of them.
    """

    path: tuple[str, ...]
    title: str
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of figures. ``fields`` are the neighbours it stands for, at least one."""

    fields: tuple[Field, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sums: tuple[Sum, ...]

    @property
    def total(self) -> str:
        """What the column of sums is called; "" where no row adds up."""
        return next((row.total for row in self.rows if row.total), "")


def laid_out(fields: tuple[Field, ...]) -> tuple["Field | Table", ...]:
    """Return ``fields`` with every run of figures as a table, the others as they are.

    A single figure by itself stays a field.
    """
    made: list[Field | Table] = []
    for columns, run in groupby(fields, key=_columns):
        neighbours = tuple(run)
        if columns is None or (len(neighbours) == 1 and not columns[0].name):
            made += neighbours
        else:
            made.append(_table(neighbours, columns))
    return tuple(made)


def _table(fields: tuple[Field, ...], columns: tuple[Column, ...]) -> Table:
    return Table(
        fields=fields,
        columns=columns,
        rows=tuple(row for field in fields for row in _rows(field, ())),
        sums=tuple(each for field in fields for each in _sums(field, ())),
    )


def _columns(field: Field) -> tuple[Column, ...] | None:
    """Return the columns that all figures below ``field`` have, None where there are none."""
    if not field.required:
        return None
    if isinstance(field.shape, Number):
        named = field.measure if field.shape.whole else ""
        return (Column("", named, field.shape),) if named else None
    if not isinstance(field.shape, Group):
        return None
    below = field.shape.fields
    if all(isinstance(each.shape, Number) and each.required for each in below):
        return tuple(
            Column(each.name, each.title, each.shape)
            for each in below
            if isinstance(each.shape, Number)
        )
    found = {_columns(each) for each in below}
    alike = found.pop() if len(found) == 1 else None
    return alike if alike is not None and alike[0].name else None


def _heads(field: Field, above: tuple[str, ...]) -> tuple[str, ...]:
    return (*above, field.heading, field.title) if field.heading else (*above, field.title)


def _rows(field: Field, above: tuple[str, ...]) -> Iterator[Row]:
    heads = _heads(field, above)
    if isinstance(field.shape, Group) and isinstance(field.shape.fields[0].shape, Group):
        for each in field.shape.fields:
            yield from _rows(each, heads)
        return
    total = field.shape.total if isinstance(field.shape, Group) else ""
    yield Row(field.path, heads, total, field.help)


def _sums(field: Field, above: tuple[str, ...]) -> Iterator[Sum]:
    """Yield the sums within ``field``, inner ones first."""
    if not isinstance(field.shape, Group) or not isinstance(field.shape.fields[0].shape, Group):
        return
    heads = _heads(field, above)
    for each in field.shape.fields:
        yield from _sums(each, heads)
    if field.shape.total:
        yield Sum(field.path, field.shape.total, (*heads, field.shape.total))
