"""Rules that can never find anything, or ask for what nobody can do; the same charged twice."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.calendar.periods import periods_of_year
from scoring.problem import Pointer
from scoring.records.schemas import KindSchema, Schema
from scoring.rulebook.model import Node, Rule, Rulebook
from scoring.rulebook.varying import BY, KIND, UNIT
from scripts.checking.rulebooks.names import Kinds
from scripts.checking.rulebooks.places import (
    nodes_with_places,
    rules_with_places,
    varying_numbers,
)
from scripts.nearest import nearest_or_all

_ASKED = ("deadline", "quota", "coverage")
_SUMMED = ("tally", "rate")
_CHARGED = ("incident",)
_MONTH_DAY = len("MM-DD")


def reach_flaws(book: Rulebook, kinds: Kinds, unit: Schema | None) -> Iterator[Flaw]:
    """Yield what in ``book`` can never happen or never be done, and what is charged twice."""
    yield from _dates(book)
    for name, number in book.root.varies.items():
        yield from _varies_by(number.by, (name,), unit)
    for node, pointer in nodes_with_places(book.nodes):
        for name, number in node.varies.items():
            yield from _varies_by(number.by, (*pointer, name), unit)
        yield from _text(node, pointer, book)
        yield from _unit_fields(node.applies_where or {}, (*pointer, "applies_to"), unit)
    for rule, pointer in rules_with_places(book.nodes):
        yield from _never(rule, pointer, book, kinds)
        yield from _no_list(rule, pointer, unit)
        for terms, place in varying_numbers(rule.fields, pointer):
            yield from _varies_by(str(terms[BY]), place, unit)
    yield from _twice(book, kinds)


def _dates(book: Rulebook) -> Iterator[Flaw]:
    if book.first_day is not None and book.first_day.year != book.year:
        day = book.first_day.isoformat()
        yield Flaw("rulebook-from-outside", ("from",), day=day, year=book.year)


def _text(node: Node, pointer: Pointer, book: Rulebook) -> Iterator[Flaw]:
    """Yield a leaf that quotes nothing, where there is a text to quote, or that has no rules."""
    if not node.nodes and not node.rules:
        yield Flaw("rulebook-no-rules", pointer, node=node.title)
    said = book.source.get("summary") or node.source.get("summary")
    if node.rules and not node.nodes and not said and not (node.requirement or node.standard):
        yield Flaw("rulebook-no-text", pointer, node=node.title)


def _never(rule: Rule, pointer: Pointer, book: Rulebook, kinds: Kinds) -> Iterator[Flaw]:
    """Yield a time that never comes, and records that can never be there."""
    yield from _due_outside(rule, pointer, book)
    yield from _streak_long(rule, pointer, book)
    during = kinds.get(str(rule.fields.get("during")))
    if during is not None and during.span is None:
        place = (*pointer, "during")
        yield Flaw("rulebook-no-span", place, kind=during.kind, rule=rule.id)
    record = kinds.get(str(rule.fields.get("record")))
    if record is None:
        return
    if rule.kind in _SUMMED and record.period_field is None:
        yield Flaw("rulebook-no-period", (*pointer, "record"), kind=record.kind, rule=rule.id)
    if rule.kind in _ASKED and not _may_write(record, str(book.assesses.get("kind"))):
        yield Flaw("rulebook-not-theirs", (*pointer, "record"), kind=record.kind, rule=rule.id)


def _due_outside(rule: Rule, pointer: Pointer, book: Rulebook) -> Iterator[Flaw]:
    due = rule.fields.get("due")
    if isinstance(due, str):
        written = due if len(due) > _MONTH_DAY else f"{book.year:04d}-{due}"
        begin = (book.first_day or date(book.year, 1, 1)).isoformat()
        closes = book.closes_on.isoformat()
        if not begin <= written <= closes:  # ISO dates are in order as texts are
            values = {"due": due, "begin": begin, "closes": closes}
            yield Flaw("rulebook-due-outside", (*pointer, "due"), **values)


def _streak_long(rule: Rule, pointer: Pointer, book: Rulebook) -> Iterator[Flaw]:
    consecutive, every = rule.fields.get("consecutive"), rule.fields.get("every")
    if isinstance(consecutive, int) and isinstance(every, str):
        there = len(periods_of_year(every, book.year))
        if consecutive > there:
            told: dict[str, str | int] = {"rule": rule.id, "count": consecutive, "periods": there}
            yield Flaw("rulebook-streak-long", (*pointer, "consecutive"), **told)


def _may_write(record: KindSchema, kind: str) -> bool:
    """Tell whether a unit of ``kind`` can have records of this kind: its own, or about it."""
    return record.unit_field is not None or any(
        kind in writer.kinds or writer.role is not None for writer in record.writers
    )


def _unit_fields(where: Mapping[str, Any], pointer: Pointer, unit: Schema | None) -> Iterator[Flaw]:
    for field in where:
        if unit is not None and unit.whole.field(field) is None:
            meant = nearest_or_all(field, unit.whole.names_of_fields)
            yield Flaw("rulebook-unknown-unit-field", (*pointer, field), field=field, nearest=meant)


def _no_list(rule: Rule, pointer: Pointer, unit: Schema | None) -> Iterator[Flaw]:
    """Yield a list of the registry that there is not: nobody in it, so nothing would be owed."""
    each = rule.fields.get("each")
    named: list[tuple[Pointer, Any]] = [(("of",), rule.fields.get("of"))]
    if isinstance(each, Mapping):
        named.append((("each", "of"), each.get("of")))
    for place, field in named:
        if isinstance(field, str):
            for flaw in _unit_fields({field: None}, pointer, unit):
                yield Flaw(flaw.code, (*pointer, *place), **flaw.values)


def _varies_by(by: str, pointer: Pointer, unit: Schema | None) -> Iterator[Flaw]:
    """Yield ``by``, which a number at ``pointer`` varies by, if the registry has no such field."""
    if by not in (UNIT, KIND):
        for flaw in _unit_fields({by: None}, pointer, unit):
            yield Flaw(flaw.code, (*pointer, BY), **flaw.values)


def _twice(book: Rulebook, kinds: Kinds) -> Iterator[Flaw]:
    """Yield rules that charge a record which a rule before them charges too."""
    before: list[tuple[Node, Rule]] = []
    for leaf, pointer in nodes_with_places(book.nodes):
        for index, rule in enumerate(leaf.rules):
            if rule.kind not in _CHARGED or _without_points(rule):
                continue
            for other_leaf, other in before:
                if _meet(rule, other, kinds, same_leaf=other_leaf.path == leaf.path):
                    place = (*pointer, "rules", index)
                    yield Flaw("rulebook-twice", place, rule=rule.id, other=other.id)
                    break
            before.append((leaf, rule))


def _without_points(rule: Rule) -> bool:
    return rule.sets is not None or rule.fixes is not None


def _meet(rule: Rule, other: Rule, kinds: Kinds, *, same_leaf: bool) -> bool:
    """Tell whether some record is charged by both ``rule`` and ``other``."""
    kind = str(rule.fields.get("record"))
    if other.fields.get("record") != kind:
        return False
    joined = rule.id in other.once_with or other.id in rule.once_with
    if same_leaf and joined:
        return False
    schema = kinds.get(kind)
    if not same_leaf and schema is not None and schema.node_field is not None:
        return False  # a record of such a kind names the one node it is about
    one, two = _conditions(rule), _conditions(other)
    return all(set(map(str, one[field])) & set(map(str, two[field])) for field in one.keys() & two)


def _conditions(rule: Rule) -> Mapping[str, list[Any]]:
    """Return what the fields of a record have to be, prices by value included."""
    where = rule.fields.get("where")
    found = dict(where) if isinstance(where, Mapping) else {}
    for name in ("points_by", "earns_by"):
        by = rule.fields.get(name)
        if isinstance(by, Mapping):
            found |= {field: list(prices) for field, prices in by.items()}
    return {field: value if isinstance(value, list) else [value] for field, value in found.items()}
