"""A setting put into the data of a rulebook, at the place that it names.

What the rulebook or its schema does not have is refused with the nearest name there is; whether the
value fits is for the schema and the linter to say, as of any rulebook.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from scoring.errors import WrongUse
from scoring.records.parts import Part
from scoring.records.schemas import Schema
from scripts.nearest import nearest
from scripts.simulating.parts import head_part, node_part, rule_part
from scripts.simulating.setting import Setting

_FIXED = ("id", "year")
"""Fields of the head by which a rulebook is known: another one is another file."""

_SHOWN = 60


def put(data: dict[str, Any], setting: Setting, schema: Schema) -> None:
    """Change ``data``, accepted by ``schema``, as ``setting`` asks, in place.

    Raises WrongUse, with the nearest name, where there is no such node, rule or field.
    """
    first, *rest = setting.steps
    nodes = dict(_nodes(data.get("nodes", []), ""))
    head = head_part(schema)
    path = _path(first, nodes)
    if path is not None and (rest or head.field(first) is None):
        _put_in_node(path, nodes[path], rest, setting, schema)
    elif head.field(first) is not None:
        if not rest and first in _FIXED:
            raise WrongUse("simulate-fixed", field=first)
        _Place(data, head, setting.rulebook).put(setting.steps, setting.value)
    else:
        names = (*nodes, *(() if rest else head.names_of_fields))
        meant = _meant(first, names)
        raise WrongUse(
            "simulate-node-unknown", rulebook=setting.rulebook, node=first[:_SHOWN], nearest=meant
        )


Listed = tuple[list[Any], int]
"""A list and the place of an item in it."""


def _nodes(nodes: Any, above: str) -> Iterator[tuple[str, Listed]]:
    """Yield the path of every node, and where it stands."""
    for index, node in enumerate(nodes if isinstance(nodes, list) else ()):
        if isinstance(node, dict):
            path = f"{above}{node.get('id')}"
            yield path, (nodes, index)
            yield from _nodes(node.get("nodes"), f"{path}/")


def _path(told: str, nodes: dict[str, Listed]) -> str | None:
    """Return the path of the node that ``told`` names: its path, or an id that only it has."""
    if told in nodes:
        return told
    found = [path for path in nodes if path.rpartition("/")[2] == told]
    return found[0] if len(found) == 1 else None


def _put_in_node(
    path: str, place: Listed, steps: Sequence[str], setting: Setting, schema: Schema
) -> None:
    within, index = place
    if not steps:
        _replace(within, index, setting.value)
        return
    node = within[index]
    listed = node.get("rules")
    rules = listed if isinstance(listed, list) else []
    ids = [str(rule.get("id")) if isinstance(rule, dict) else "" for rule in rules]
    name, *deeper = steps
    part = node_part(schema)
    if name in ids and (deeper or part.field(name) is None):
        rule = rules[ids.index(name)]
        if not deeper:
            _replace(rules, ids.index(name), setting.value)
            return
        _Place(rule, rule_part(schema, rule), f"{path}.{name}").put(deeper, setting.value)
    elif part.field(name) is not None:
        _Place(node, part, path).put(steps, setting.value)
    else:
        meant = _meant(name, (*ids, *part.names_of_fields))
        raise WrongUse("simulate-rule-unknown", node=path, name=name[:_SHOWN], nearest=meant)


class _Place:
    """A part of a rulebook that fields are looked for in; ``told`` is what it is called."""

    def __init__(self, inside: Any, part: Part | None, told: str) -> None:
        self._inside = inside
        self._part = part
        self._told = told

    def put(self, steps: Sequence[str], value: Any) -> None:
        """Set what ``steps`` lead to; None takes it away."""
        for step in steps[:-1]:
            self._enter(step)
        last = steps[-1]
        if isinstance(self._inside, list):
            _replace(self._inside, self._item(last), value)
            return
        self._check(last)
        if value is None:
            self._inside.pop(last, None)
        else:
            self._inside[last] = value

    def _enter(self, step: str) -> None:
        if isinstance(self._inside, list):
            index = self._item(step)
            self._inside, self._part = self._inside[index], self._part and self._part.item()
        else:
            self._check(step)
            self._inside = self._inside.setdefault(step, {})
            self._part = self._part and self._part.field(step)
        self._told = f"{self._told}.{step}"

    def _check(self, name: str) -> None:
        """Raise WrongUse where no field ``name`` can stand here."""
        if not isinstance(self._inside, dict):
            raise WrongUse("simulate-not-inside", where=self._told, name=name[:_SHOWN])
        part = self._part
        if part is not None and part.names_of_fields and part.field(name) is None:
            self._refuse(name, part.names_of_fields)

    def _item(self, told: str) -> int:
        """Return the place of the item that ``told`` names: by its id, or its number from 0."""
        ids = [str(each.get("id")) if isinstance(each, dict) else "" for each in self._inside]
        if told in ids:
            return ids.index(told)
        if told.isascii() and told.isdigit() and int(told) < len(ids):
            return int(told)
        known = [each for each in ids if each] or list(map(str, range(len(ids))))
        self._refuse(told, known)

    def _refuse(self, told: str, known: Sequence[str]) -> NoReturn:
        meant = _meant(told, known)
        raise WrongUse(
            "simulate-field-unknown", where=self._told, field=told[:_SHOWN], nearest=meant
        )


def _replace(within: list[Any], index: int, value: Any) -> None:
    if value is None:
        del within[index]
    else:
        within[index] = value


def _meant(told: str, names: Sequence[str]) -> str:
    """Return the nearest of ``names``, all of them where none is near."""
    ends = {path.rpartition("/")[2]: path for path in reversed(names)}
    near = nearest(told, names)
    if near is None and (end := nearest(told.rpartition("/")[2], ends)) is not None:
        near = ends[end]
    return near or "、".join(dict.fromkeys(names)) or "—"
