"""What a rulebook names, held against the schemas: kinds of records, their fields, a calendar.

A rule that asks for a kind or a field that there is not never finds a record: it would charge every
unit, or none, and nobody would see why.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.problem import Pointer
from scoring.records.parts import Part
from scoring.records.record import WORD
from scoring.records.schemas import KindSchema
from scoring.rulebook.model import Rule, Rulebook
from scoring.rules.matching import RECEIVED
from scripts.checking.rulebooks.places import rules_with_places
from scripts.nearest import nearest_or_all

_KINDS = ("record", "to", "during")
_REQUIRES = "requires"
_LISTS = ("items", "rows")
_RECORD_ID = "id"

# Where the fields of a record are named: the values of these, the keys of those.
_OF_RECORD = ("distinct", "once_per", "period", "fields", "answered")
_KEYS_OF_RECORD = ("where", "points_by", "earns_by")
_OF_ITEMS = ("key", "shown_by", "field", "numerator", "denominator", "value", "level")
_KEYS_OF_ITEMS = ("complete",)
_FIGURES = ("sum", "ratio")

Kinds = Mapping[str, KindSchema]
Named = tuple[Pointer, str]
"""A name with its place in the rule."""


def name_flaws(book: Rulebook, kinds: Kinds, calendars: Collection[str]) -> Iterator[Flaw]:
    """Yield what ``book`` names and neither ``kinds`` nor ``calendars`` have; an early close."""
    if book.calendar not in calendars:
        values = {"calendar": book.calendar, "known": "、".join(sorted(calendars))}
        yield Flaw("rulebook-unknown-calendar", ("calendar",), **values)
    if book.closes_on < date(book.year, 12, 31):
        closes = book.closes_on.isoformat()
        yield Flaw("rulebook-closes-early", ("closes_on",), closes=closes, year=book.year)
    yield from rule_name_flaws(rules_with_places(book.nodes), kinds)


def rule_name_flaws(rules: Iterable[tuple[Rule, Pointer]], kinds: Kinds) -> Iterator[Flaw]:
    """Yield what ``rules``, each with its place, name and ``kinds`` do not have."""
    for rule, pointer in rules:
        for flaw in _of_rule(rule, kinds):
            yield Flaw(flaw.code, (*pointer, *flaw.pointer), **flaw.values)
        for asking, inner in asked_within(rule):
            for flaw in _of_rule(asking, kinds):
                if flaw.pointer[0] != "record":  # the rule's own, told above
                    yield Flaw(flaw.code, (*pointer, *inner, *flaw.pointer), **flaw.values)


def asked_within(rule: Rule) -> Iterator[tuple[Rule, Pointer]]:
    """Yield what the figure of a band asks for, as a rule of its own, with its place."""
    figure = rule.fields.get("figure")
    for name, terms in figure.items() if isinstance(figure, Mapping) else ():
        if isinstance(terms, Mapping):
            fields = {**terms, "record": rule.fields.get("record")}
            yield replace(rule, kind="response", fields=fields), ("figure", name)


def _of_rule(rule: Rule, kinds: Kinds) -> Iterator[Flaw]:
    for name in _KINDS:
        kind = rule.fields.get(name)
        if isinstance(kind, str) and kind not in kinds:
            meant = nearest_or_all(kind, sorted(kinds))
            yield Flaw("rulebook-unknown-kind", (name,), kind=kind, nearest=meant)
    record = kinds.get(str(rule.fields.get("record")))
    if record is not None:
        of_record = tuple(name for name in _OF_RECORD if name not in _of_rows(rule))
        yield from _unknown(_named(rule, of_record, _KEYS_OF_RECORD), record, record.whole)
        yield from _unknown(_named(rule, (), ("match",)), record, record.whole, {_RECORD_ID})
        yield from _of_items(rule, record)
        yield from _unknown(_inside(rule, "each", ("key",)), record, record.whole)
        wanted = _named(rule, (_REQUIRES,), ())
        yield from _unknown(wanted, record, record.whole, {WORD, *record.facts})
    trigger = kinds.get(str(rule.fields.get("to")))
    if trigger is not None:
        starts = _named(rule, ("starts",), ())
        yield from _unknown(_named(rule, (), ("to_where",)), trigger, trigger.whole)
        yield from _unknown(starts, trigger, trigger.whole, {RECEIVED})
        matched = _values(rule.fields.get("match"), ("match",))
        yield from _unknown(matched, trigger, trigger.whole, {_RECORD_ID})


def _of_rows(rule: Rule) -> tuple[str, ...]:
    """Return what names fields of the record, or of the list's items where these are counted."""
    return ("distinct",) if rule.kind == "band" and rule.fields.get("rows") else ()


def _of_items(rule: Rule, record: KindSchema) -> Iterator[Flaw]:
    """Yield what is named of the items of a list; of the record itself where no list is named."""
    item: Part | None = record.whole
    for name in _LISTS:
        listed = rule.fields.get(name)
        if isinstance(listed, str):
            yield from _unknown([((name,), listed)], record, record.whole)
            item = record.whole.at((listed, 0))
    if item is not None:
        of_items = (*_OF_ITEMS, *_of_rows(rule))
        yield from _unknown(_named(rule, of_items, _KEYS_OF_ITEMS), record, item)
        yield from _unknown(_inside(rule, "figure", _FIGURES), record, item)


def _unknown(
    names: Sequence[Named], kind: KindSchema, part: Part, others: Collection[str] = ()
) -> Iterator[Flaw]:
    """Yield those of ``names`` that are neither fields of ``part`` nor among ``others``."""
    for pointer, name in names:
        if part.field(name) is None and name not in others:
            known = [*part.names_of_fields, *sorted(others)]
            meant = nearest_or_all(name, sorted(known))
            yield Flaw("rulebook-unknown-field", pointer, field=name, kind=kind.kind, nearest=meant)


def _named(rule: Rule, values: Sequence[str], keys: Sequence[str]) -> list[Named]:
    found: list[Named] = []
    for name in values:
        found += _values(rule.fields.get(name), (name,))
    for name in keys:
        mapping = rule.fields.get(name)
        if isinstance(mapping, Mapping):
            found += [((name, key), str(key)) for key in mapping]
    return found


def _inside(rule: Rule, field: str, names: Sequence[str]) -> list[Named]:
    """Return what the parts ``names`` of a field name."""
    inner = rule.fields.get(field)
    if not isinstance(inner, Mapping):
        return []
    return [each for name in names for each in _values(inner.get(name), (field, name))]


def _values(value: Any, pointer: Pointer) -> list[Named]:
    """Return the texts in ``value``: itself, those of a list, those of a mapping."""
    if isinstance(value, str):
        return [(pointer, value)]
    inner: Sequence[tuple[str | int, Any]] = ()
    if isinstance(value, Mapping):
        inner = tuple(value.items())
    elif isinstance(value, list):
        inner = tuple(enumerate(value))
    return [((*pointer, step), each) for step, each in inner if isinstance(each, str)]
