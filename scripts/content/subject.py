"""The record that is checked, and how its parts and those of others are reached by path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.admission.paths import RecordPath
from scoring.admission.schema_flaws import field_label
from scoring.problem import Pointer
from scoring.records.record import Record
from scoring.records.registry import Registry
from scoring.records.schemas import KindSchema
from scripts.content.others import Others

Check = Mapping[str, Any]
"""A check as a schema asks for it: an entry of ``x-checks``."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that is checked: where it is, what it says, what its schema says of it."""

    path: RecordPath
    data: Mapping[str, Any]
    schema: KindSchema
    others: Others
    registry: Registry = field(default_factory=dict)

    @property
    def own(self) -> tuple[str, ...]:
        """The ids it is not compared with: its own, and that of what it corrects."""
        return (self.path.id, str(self.data.get("supersedes")))

    def of_unit(self) -> Iterator[Record]:
        """Yield the records of the kind that the unit has already."""
        return self.others.of_unit(self.path.kind, self.path.unit, self.own)

    def of_others(self) -> Iterator[Record]:
        """Yield the records of the kind that other units have."""
        return self.others.of_others(self.path.kind, self.path.unit)

    def at(self, path: str) -> Any:
        """Return what stands at ``path`` (``requests.received``), None where nothing does."""
        return at_path(self.data, path)

    def name(self, pointer: Pointer) -> str:
        """Return what a message calls the part at ``pointer``."""
        return field_label(self.schema, pointer)

    def title(self, pointer: Pointer) -> str:
        """Return the title of the part at ``pointer``."""
        part = self.schema.whole.at(pointer)
        return part.title if part is not None and part.title else str(pointer[-1])


def at_path(data: Any, path: str) -> Any:
    """Return what stands at ``path`` (``requests.received``), None where nothing does."""
    for step in path.split("."):
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def pointer_of(path: str) -> Pointer:
    """Return the place that ``path`` names."""
    return tuple(path.split("."))


def items_of(data: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the items of the list ``name``, each with its place in it; none that is no object."""
    items = data.get(name)
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, Mapping):
            yield index, item


def sums_of(tables: list[Any]) -> dict[str, int] | None:
    """Return the sums of ``tables`` by column, rows at every depth together.

    None where a table is not whole: then its schema has said so.
    """
    sums: dict[str, int] = {}
    pending = list(tables)
    while pending:
        table = pending.pop()
        if not isinstance(table, Mapping):
            return None
        for column, value in table.items():
            if isinstance(value, Mapping):
                pending.append(value)
            elif type(value) is int:
                sums[column] = sums.get(column, 0) + value
            else:
                return None
    return sums
