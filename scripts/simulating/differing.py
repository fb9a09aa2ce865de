"""What was changed in a rulebook, place by place, each called as the schema calls it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeGuard

from scoring.ledger.text import exact
from scoring.records.parts import Part
from scoring.records.schemas import KindSchema, Schema
from scripts.simulating.parts import head_part, node_part, rule_part
from scripts.yaml_writer import yaml_text

How = Literal["added", "removed", "changed", "moved"]
_BELOW = ("nodes", "rules")


@dataclass(frozen=True, slots=True)
class Change:
    """One place of a rulebook that differs.

    ``path`` is a node's (empty: the head), ``rule`` a rule's id, ``field`` names joined by dots;
    those that are empty are not meant: a change without a field is of the whole rule or node.
    ``titles`` are those of the node and of all above it, ``name`` is what the field is called.
    ``before`` and ``after`` are as the file has them, None where it has nothing; ``told_before``
    and ``told_after`` say them in words. ``moved``: the same, in another order.
    """

    rulebook: str
    how: How
    path: str = ""
    titles: tuple[str, ...] = ()
    rule: str = ""
    field: str = ""
    name: str = ""
    before: Any = None
    after: Any = None
    told_before: str = ""
    told_after: str = ""


def changes_between(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    schema: Schema,
    kinds: Mapping[str, KindSchema],
) -> tuple[Change, ...]:
    """Return what makes ``after`` of ``before``, both accepted by ``schema``, in its order.

    ``kinds`` have the words for fields of records and for their values.
    """
    differ = _Differ(str(after["id"]), schema, kinds)
    head = differ.fields(before, after, _Where(), head_part(schema))
    return (*head, *differ.nodes(before["nodes"], after["nodes"], "", ()))


@dataclass(frozen=True, slots=True)
class _Where:
    """A node or a rule of it, with the records it is about; the head where empty."""

    path: str = ""
    titles: tuple[str, ...] = ()
    rule: str = ""
    record: Part | None = None


class _Differ:
    """Walks two versions of one rulebook."""

    def __init__(self, rulebook: str, schema: Schema, kinds: Mapping[str, KindSchema]) -> None:
        self._rulebook = rulebook
        self._schema = schema
        self._kinds = kinds

    def nodes(
        self, before: Sequence[Any], after: Sequence[Any], above: str, titles: tuple[str, ...]
    ) -> Iterator[Change]:
        """Yield the changes of nodes and of all below them."""
        for key, old, new in _paired(before, after):
            node = new if new is not None else old
            where = _Where(f"{above}{key}", (*titles, str(node["title"])))
            if old is None or new is None:
                yield self._whole(where, old, new)
                continue
            yield from self.fields(old, new, where, node_part(self._schema))
            yield from self._rules(old.get("rules", []), new.get("rules", []), where)
            below = (old.get("nodes", []), new.get("nodes", []))
            yield from self.nodes(*below, f"{where.path}/", where.titles)
        if _reordered(before, after):
            yield self._order(_Where(above.removesuffix("/"), titles), before, after)

    def _rules(self, before: Sequence[Any], after: Sequence[Any], node: _Where) -> Iterator[Change]:
        for key, old, new in _paired(before, after):
            kind = self._kinds.get(str((new or old).get("record")))
            where = _Where(node.path, node.titles, key, kind.whole if kind else None)
            if old is None or new is None:
                yield self._whole(where, old, new)
            else:
                yield from self.fields(old, new, where, rule_part(self._schema, new))
        if _reordered(before, after):
            yield self._order(node, before, after)

    def fields(
        self,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        where: _Where,
        part: Part | None,
        names: tuple[str, ...] = (),
        told: tuple[str, ...] = (),
    ) -> Iterator[Change]:
        """Yield the fields that differ, those within others named by the way to them."""
        for name in dict.fromkeys((*after, *before)):
            old, new = before.get(name), after.get(name)
            if (name in _BELOW and not names) or _same(old, new):
                continue
            below = part.field(name) if part is not None else None
            here = (*names, name)
            called = (*told, _called(name, names, part, where.record))
            if isinstance(old, Mapping) and isinstance(new, Mapping):
                yield from self.fields(old, new, where, below, here, called)
            elif _have_ids(old) and _have_ids(new) and not _reordered(old, new):
                yield from self._items(old, new, where, below, here, called)
            else:
                yield self._field(where, old, new, below, here, called)

    def _items(
        self,
        before: Sequence[Any],
        after: Sequence[Any],
        where: _Where,
        part: Part | None,
        names: tuple[str, ...],
        told: tuple[str, ...],
    ) -> Iterator[Change]:
        """Yield what differs in a list of things with ids (grades)."""
        item = part.item() if part is not None else None
        for key, old, new in _paired(before, after):
            here, called = (*names, key), (*told, str((new or old).get("title", key)))
            if old is None or new is None:
                yield self._field(where, old, new, item, here, called)
            else:
                yield from self.fields(old, new, where, item, here, called)

    def _field(
        self,
        where: _Where,
        before: Any,
        after: Any,
        part: Part | None,
        names: tuple[str, ...],
        told: tuple[str, ...],
    ) -> Change:
        how: How = "added" if before is None else "removed" if after is None else "changed"
        return Change(
            rulebook=self._rulebook,
            how=how,
            path=where.path,
            titles=where.titles,
            rule=where.rule,
            field=".".join(names),
            name=" · ".join(told),
            before=before,
            after=after,
            told_before="" if before is None else _in_words(before, part),
            told_after="" if after is None else _in_words(after, part),
        )

    def _whole(self, where: _Where, before: Any, after: Any) -> Change:
        return Change(
            rulebook=self._rulebook,
            how="added" if before is None else "removed",
            path=where.path,
            titles=where.titles,
            rule=where.rule,
            before=before,
            after=after,
        )

    def _order(self, where: _Where, before: Sequence[Any], after: Sequence[Any]) -> Change:
        told = [[str(each["id"]) for each in ids] for ids in (before, after)]
        return Change(
            rulebook=self._rulebook,
            how="moved",
            path=where.path,
            titles=where.titles,
            before=told[0],
            after=told[1],
            told_before="、".join(told[0]),
            told_after="、".join(told[1]),
        )


def _called(name: str, names: Sequence[str], part: Part | None, record: Part | None) -> str:
    """Return what a field is called: by the rulebook's schema, else as a record's field or value.

    Below ``points_by`` and ``where`` stand names of a record's fields, and then their values.
    """
    known = part.field(name) if part is not None and name in part.names_of_fields else None
    if known is not None:
        return known.title or name
    field = record.field(name if len(names) < 2 else names[-1]) if record is not None else None
    if field is None or not names:
        return name
    return (field.title if len(names) < 2 else field.labels.get(name, name)) or name


def _paired(before: Sequence[Any], after: Sequence[Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield the items of both by their ids: those of ``after`` in its order, then those gone."""
    old = {str(each["id"]): each for each in before}
    new = {str(each["id"]): each for each in after}
    for key in dict.fromkeys((*new, *old)):
        yield key, old.get(key), new.get(key)


def _reordered(before: Sequence[Any], after: Sequence[Any]) -> bool:
    """Tell whether what is in both stands in another order."""
    ids = [[str(each["id"]) for each in items] for items in (before, after)]
    return [key for key in ids[0] if key in ids[1]] != [key for key in ids[1] if key in ids[0]]


def _have_ids(value: Any) -> TypeGuard[list[Any]]:
    items = value if isinstance(value, list) else [None]
    return all(isinstance(each, dict) and "id" in each for each in items)


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal; true is not 1, 1.0 is."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _in_words(value: Any, part: Part | None) -> str:
    """Return a value in words: by its label, as a plain number, else as the file would have it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | Decimal):
        return str(exact(Decimal(value)))
    if isinstance(value, str):
        return part.labels.get(value, value) if part is not None else value
    if isinstance(value, list) and not any(isinstance(each, dict | list) for each in value):
        item = part.item() if part is not None else None
        return "、".join(_in_words(each, item) for each in value) or "—"
    if not value:
        return "—"
    lines = yaml_text({"v": value}).splitlines()
    return " ".join(line.strip() for line in lines).removeprefix("v:").strip()
