"""One value in one cell: how it is shown, and how what somebody typed is taken."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.records.registry import Registry, Unit
from scripts.exchange.sheet_layout import CellShape
from scripts.forms.model import Choice, Number, Option, Several, Text, Units, YesNo

YES, NO = "是", "否"
ALL_UNITS = "全部单位"
BETWEEN = "、"

_SPLIT = re.compile(r"[、，,；;\n]")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?")
_BREAK = re.compile(r"(?:_x000[Dd]_|\r)\n?")  # Excel keeps a carriage return as _x000D_
_YES = {YES, "有", "对", "true", "TRUE", "True", "1", "√"}
_NO = {NO, "无", "没有", "false", "FALSE", "False", "0", "×"}

Shown = str | int | Decimal | date | None


class Unfit(Exception):
    """What a cell holds is no such value; ``flaw`` says why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.code)
        self.flaw = flaw


@dataclass(frozen=True)
class Names:
    """What coded values are called: units of the registry, members of the unit's own sets."""

    units: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def unit_id(self, name: str) -> str | None:
        """Return the id of the unit whose name, short name or id ``name`` is; None for none."""
        return self.aliases.get(name)


def names_of(registry: Registry, unit: Unit | None) -> Names:
    """Return the names of ``registry``; with ``unit`` also those of the members of its sets.

    A name that two units share means neither: each is shown with its id beside it.
    """
    alike = Counter(each.short_name for each in registry.values())
    units = {
        each.id: each.short_name
        if alike[each.short_name] == 1
        else f"{each.short_name}（{each.id}）"
        for each in registry.values()
    }
    meant: dict[str, set[str]] = {}
    for each in registry.values():
        for name in (each.name, each.short_name, units[each.id]):
            meant.setdefault(name, set()).add(each.id)
    aliases = {name: next(iter(ids)) for name, ids in meant.items() if len(ids) == 1}
    aliases |= {each: each for each in units}
    sets = unit.sets if unit is not None else {}
    return Names(
        units,
        {name: _unique((m.code, m.name) for m in members) for name, members in sets.items()},
        aliases,
    )


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return names by code; where two share a name, the second has its code beside it."""
    found: dict[str, str] = {}
    for code, name in pairs:
        found[code] = name if name not in found.values() else f"{name}（{code}）"
    return found


def labels(shape: CellShape, names: Names) -> Mapping[str, str]:
    """Return what the values of ``shape`` are called, by value, in the order to offer them."""
    match shape:
        case Choice(options):
            return _unique((option.value, option.label) for option in options)
        case Text(known=known, members=members):
            return {**_known(known), **names.members.get(members, {})}
        case Several(item):
            return labels(item, names)
        case Units():
            every = {"all": ALL_UNITS} if shape.all else {}
            return {**every, **names.units}
    return {}


def _known(options: tuple[Option, ...]) -> dict[str, str]:
    return _unique((option.value, option.label) for option in options)


# --- showing --------------------------------------------------------------------------------------


def shown(shape: CellShape, value: Any, names: Names) -> Shown:
    """Return ``value`` as a cell holds it; ``taken`` gives it back."""
    if value is None:
        return None
    match shape:
        case YesNo():
            return YES if value else NO
        case Number():
            return value if isinstance(value, int | Decimal) else str(value)
        case Several():
            between = "\n" if isinstance(shape.item, Text) else BETWEEN
            return between.join(str(shown(shape.item, each, names)) for each in value)
        case Units():
            called = labels(shape, names)
            if isinstance(value, str):
                return called.get(value, value)
            several = BETWEEN.join(called.get(each, each) for each in value)
            # A list of one differs from the unit itself where both are allowed.
            return several + BETWEEN if shape.one and len(value) == 1 else several
        case Text(format="date"):
            try:
                return date.fromisoformat(value)
            except ValueError:
                return str(value)
    return labels(shape, names).get(value, str(value))


# --- taking ---------------------------------------------------------------------------------------


def taken(shape: CellShape, cell: Any, names: Names) -> Any:
    """Return the value that ``cell`` (as the workbook gives it) means; None for an empty one.

    Raises Unfit where it means none.
    """
    if isinstance(cell, str):
        cell = _BREAK.sub("\n", cell)
        if not cell.strip():
            return None
    if cell is None:
        return None
    match shape:
        case YesNo():
            return _yes_no(cell)
        case Number():
            return _number(shape, cell)
        case Several():
            parts = str(cell).split("\n") if isinstance(shape.item, Text) else _parts(cell)
            return [taken(shape.item, each, names) for each in parts if each.strip()]
        case Units():
            return _units(shape, cell, names)
        case Choice():
            return _choice(labels(shape, names), cell, strict=True)
        case Text():
            text = _text(shape, cell)
            return _choice(labels(shape, names), text, strict=False)
    return _plain(cell)


def _yes_no(cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    typed = _plain(cell).strip()
    if typed in _YES or typed in _NO:
        return typed in _YES
    raise Unfit(Flaw("sheet-yes-no", got=typed[:60]))


def _number(shape: Number, cell: Any) -> int | Decimal:
    typed = _plain(cell).strip()
    if _GROUPED.fullmatch(typed):  # 12，13 is two numbers, not one
        typed = typed.replace(",", "").replace("，", "")
    if isinstance(cell, bool | date | time) or not _NUMBER.fullmatch(typed):
        raise Unfit(Flaw("sheet-number", got=typed[:60]))
    number = Decimal(typed)
    if number == number.to_integral_value() and (shape.whole or "." not in typed):
        return int(number)
    if shape.whole:
        raise Unfit(Flaw("sheet-whole", got=typed[:60]))
    return number


def _units(shape: Units, cell: Any, names: Names) -> str | list[str]:
    typed = _plain(cell)
    if shape.all and typed.strip() in ("all", ALL_UNITS, "全部"):
        return "all"
    found = []
    for part in _parts(typed):
        unit = names.unit_id(part)
        if unit is None:
            raise Unfit(Flaw("sheet-unit", got=part[:60]))
        found.append(unit)
    if len(found) == 1 and shape.one and not typed.rstrip().endswith(BETWEEN):
        return found[0]
    if not shape.several:
        raise Unfit(Flaw("sheet-one-unit", got=typed[:60]))
    return found


def _choice(called: Mapping[str, str], cell: Any, *, strict: bool) -> str:
    """Return the value that is called, or is, ``cell``."""
    typed = _plain(cell)
    bare = typed.strip()
    values = {label: value for value, label in called.items()}
    if bare in values:
        return values[bare]
    if not strict or bare in called:
        return bare if bare in called else typed
    raise Unfit(Flaw("sheet-choice", got=bare[:60], options=BETWEEN.join(called.values())[:400]))


def _text(shape: Text, cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return _of_day(shape, cell)
    typed = _plain(cell)
    bare = typed.strip()
    if shape.format == "date":
        return _day(bare)
    if shape.format == "month":
        if not isinstance(cell, str):  # 2023.10 typed as a number is 2023.1: which month?
            raise Unfit(Flaw("sheet-month", got=bare[:60]))
        found = _MONTH.fullmatch(bare)
        return f"{found[1]}-{int(found[2]):02d}" if found else bare
    return typed if shape.lines else bare


def _day(typed: str) -> str:
    found = _DAY.fullmatch(typed)
    if found is None:
        raise Unfit(Flaw("sheet-date", got=typed[:60]))
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        raise Unfit(Flaw("sheet-date", got=typed[:60])) from None


def _of_day(shape: Text, cell: datetime | date) -> str:
    """Return what a cell that Excel has made a date of means: it does so with months too."""
    if shape.format == "month":
        return f"{cell.year}-{cell.month:02d}"
    if isinstance(cell, datetime) and shape.format != "date" and cell.time() != time():
        return cell.isoformat(timespec="seconds")
    return f"{cell.year}-{cell.month:02d}-{cell.day:02d}"


def _plain(cell: Any) -> str:
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, float):
        return format(Decimal(repr(cell)).normalize(), "f")
    return str(cell)


def _parts(cell: Any) -> list[str]:
    return [part.strip() for part in _SPLIT.split(str(cell)) if part.strip()]
