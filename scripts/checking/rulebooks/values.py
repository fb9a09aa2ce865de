"""Values that rules ask for and no record can have; figures that are no numbers."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.calendar import periods
from scoring.problem import Pointer
from scoring.records.formats import is_slug
from scoring.records.parts import Part
from scoring.records.schemas import KindSchema
from scoring.rulebook.model import Rule
from scripts.checking.rulebooks.names import Kinds, asked_within
from scripts.nearest import nearest_or_all

_PRICES = ("points_by", "earns_by")
_SUMMED = ("field", "numerator", "denominator", "value")
_IN_FIGURE = ("sum", "ratio")
_SEVERAL = frozenset(("array", "object"))
_NUMBERS = frozenset(("integer", "number"))
_MOST_RATIO = 2


def value_flaws(
    rules: Iterable[tuple[Rule, Pointer]], kinds: Kinds, year: int | None
) -> Iterator[Flaw]:
    """Yield what ``rules``, each with its place, look for in fields that cannot hold it.

    ``year`` is the one assessed, where it is known.
    """
    for rule, pointer in rules:
        for flaw in _of_rule(rule, kinds, year):
            yield Flaw(flaw.code, (*pointer, *flaw.pointer), **flaw.values)
        for asking, inner in asked_within(rule):
            trigger = kinds.get(str(asking.fields.get("to")))
            for flaw in _of_kind(asking.fields.get("to_where"), "to_where", trigger, year):
                yield Flaw(flaw.code, (*pointer, *inner, *flaw.pointer), **flaw.values)


def _of_rule(rule: Rule, kinds: Kinds, year: int | None) -> Iterator[Flaw]:
    fields = rule.fields
    record = kinds.get(str(fields.get("record")))
    trigger = kinds.get(str(fields.get("to")))
    yield from _of_kind(fields.get("where"), "where", record, year)
    yield from _of_kind(fields.get("to_where"), "to_where", trigger, year)
    for name in _PRICES:
        by = fields.get(name)
        for field, prices in by.items() if isinstance(by, Mapping) else ():
            wanted = {field: list(prices)} if isinstance(prices, Mapping) else {}
            yield from _of_kind(wanted, name, record, None)
    field, levels = fields.get("level"), fields.get("levels")
    if isinstance(field, str) and isinstance(levels, Mapping):
        for flaw in _of_kind({field: list(levels)}, "levels", record, None):
            yield Flaw(flaw.code, ("levels", str(flaw.values["value"])), **flaw.values)
    yield from _no_ratios(fields)
    if record is not None:
        yield from _no_numbers(rule, record)
        yield from _no_values(rule, record)


def _of_kind(where: Any, name: str, kind: KindSchema | None, year: int | None) -> Iterator[Flaw]:
    """Yield the values in ``where`` that fields of ``kind`` never have, or not in ``year``."""
    if kind is None or not isinstance(where, Mapping):
        return
    for field, wanted in where.items():
        part = kind.whole.field(str(field))
        known = _choices(part)
        for value in wanted if isinstance(wanted, list) else [wanted]:
            if not isinstance(value, str):
                continue
            if known and value not in known:
                meant = nearest_or_all(value, known)
                told = {"kind": kind.kind, "field": field, "value": value, "nearest": meant}
                yield Flaw("rulebook-where-value", (name, field), **told)
            elif part is not None and part.formats == {"slug"} and not is_slug(value):
                told = {"kind": kind.kind, "field": field, "value": value}
                yield Flaw("rulebook-where-slug", (name, field), **told)
            if field == kind.period_field and year is not None and _not_in(value, year):
                told = {"field": field, "value": value, "year": str(year)}
                yield Flaw("rulebook-period-outside", (name, field), **told)


def _no_ratios(fields: Mapping[str, Any]) -> Iterator[Flaw]:
    """Yield the bands of a ratio that no ratio comes to: 90 where 90% is meant.

    What is in time is a part of what is due; of other ratios one may well be a little above 1.
    """
    figure, bands = fields.get("figure"), fields.get("bands")
    if not isinstance(figure, Mapping) or not isinstance(bands, list):
        return
    most = 1 if "in_time_ratio" in figure else _MOST_RATIO if "ratio" in figure else None
    if most is None:
        return
    for index, band in enumerate(bands):
        least = band.get("at_least") if isinstance(band, Mapping) else None
        for number in _numbers_in(least):
            if number > most:
                told = {"ratio": str(number), "percent": str(number * 100)}
                yield Flaw("rulebook-ratio-high", ("bands", index, "at_least"), **told)


def _numbers_in(least: Any) -> Iterator[Decimal]:
    """Yield a number, or each of one that differs by unit."""
    if isinstance(least, Mapping):
        varying = least.get("is")
        listed = [*(varying.values() if isinstance(varying, Mapping) else ()), least.get("else")]
    else:
        listed = [least]
    for number in listed:
        if isinstance(number, int | Decimal) and not isinstance(number, bool):
            yield Decimal(number)


def _not_in(period: str, year: int) -> bool:
    try:
        return int(periods.parse(period).name[:4]) != year
    except ValueError:
        return False


def _choices(part: Part | None) -> tuple[str, ...]:
    """Return the values that a field may have; none where it may have any."""
    return part.choices if part is not None else ()


def _no_numbers(rule: Rule, record: KindSchema) -> Iterator[Flaw]:
    """Yield the fields that are summed up, or are points, and hold no number."""
    rows = rule.fields.get("rows")
    whole = record.whole.at((rows, 0)) if isinstance(rows, str) else record.whole
    figure = rule.fields.get("figure")
    figure = figure if isinstance(figure, Mapping) else {}
    named: list[tuple[Pointer, Any]] = [((name,), rule.fields.get(name)) for name in _SUMMED]
    for name in _IN_FIGURE:
        said = figure.get(name)
        listed = said if isinstance(said, list) else [said]
        named += [(("figure", name), each) for each in listed]
    for pointer, field in named:
        part = whole.field(field) if whole is not None and isinstance(field, str) else None
        if part is not None and part.types and not part.types & _NUMBERS:
            told = {"kind": record.kind, "field": field, "title": part.title or field}
            numbers = _numbers_of(whole)
            yield Flaw("rulebook-no-number", pointer, rule=rule.id, known=numbers, **told)


def _no_values(rule: Rule, record: KindSchema) -> Iterator[Flaw]:
    """Yield the fields that are held against one value, and are lists or hold fields themselves."""
    where, each = rule.fields.get("where"), rule.fields.get("each")
    named: list[tuple[Pointer, Any]] = [
        (("where", field), field) for field in (where if isinstance(where, Mapping) else ())
    ]
    if isinstance(each, Mapping):
        named.append((("each", "key"), each.get("key")))
    for pointer, field in named:
        part = record.whole.field(field) if isinstance(field, str) else None
        if part is not None and part.types and part.types <= _SEVERAL:
            told = {"kind": record.kind, "field": field, "title": part.title or field}
            yield Flaw("rulebook-no-value", pointer, rule=rule.id, **told)


def _numbers_of(whole: Part | None) -> str:
    names = whole.names_of_fields if whole is not None else ()
    parts = ((name, whole.field(name)) for name in names) if whole is not None else ()
    found = [name for name, part in parts if part is not None and part.types & _NUMBERS]
    return "、".join(found) or "—"
