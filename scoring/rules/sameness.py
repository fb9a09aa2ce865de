"""``sameness`` (雷同): a text that is another unit's, or the unit's own of the year before."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from scoring.calendar import periods
from scoring.records.changing import all_names
from scoring.records.view import Entry, View
from scoring.rules.fields import Fields, FieldUnfit, Where
from scoring.rules.judgement import Context, Judgement, Lapse, Progress
from scoring.rules.matching import date_of, is_judged, matching, of_the_year
from scoring.rules.text import likeness, normal

OTHERS, LAST_YEAR = "other-units", "last-year"
_WITH = frozenset((OTHERS, LAST_YEAR))
_MASK = "□"

_Key = tuple[str, int, tuple[str, ...]]
_Texts = dict[Hashable, list[Entry]]

_KNOWN: WeakKeyDictionary[View, dict[_Key, _Texts]] = WeakKeyDictionary()
"""All units' texts of a kind and a year, by view: made once for all units that are judged in it."""


@dataclass(frozen=True, slots=True)
class Sameness:
    """Costs ``points`` for each record (or ``once``) whose ``fields`` all say what another's do.

    It is compared ``against`` other units' records of the year that were received before it, and
    the unit's own of the year before; names of the units and the numbers of the two years count
    for nothing.
    """

    record: str
    where: Where
    fields: tuple[str, ...]
    against: frozenset[str]
    once: bool
    points: Decimal

    @classmethod
    def from_fields(cls, fields: Fields) -> "Sameness":
        """Read the rule's fields. Raises FieldUnfit."""
        compared = fields.texts("fields")
        if not compared:
            raise FieldUnfit("fields")
        against = frozenset(fields.texts("with"))
        if not against or not against <= _WITH:
            raise FieldUnfit("with")
        return cls(
            record=fields.text("record"),
            where=fields.mapping("where"),
            fields=compared,
            against=against,
            once=fields.flag("once"),
            points=fields.number("points"),
        )

    def judge(self, context: Context) -> Judgement:
        """Judge one unit: a record costs at once; the year's end ends it."""
        progress = Progress.DONE if context.year_over else Progress.OPEN
        return Judgement(tuple(self._lapses(context)), progress)

    def _lapses(self, context: Context) -> Iterator[Lapse]:
        for entry in of_the_year(context, self.record, self.where):
            like = self._like(context, entry)
            if like is None or not is_judged(context, entry):
                continue
            own = like.record.unit == entry.record.unit
            code = "same-as-last-year" if own else "same-as-other"
            values: dict[str, Any] = {"other": like.record.id}
            if not own:
                values["unit"] = like.record.unit
            period = periods.day(date_of(context, entry))
            yield Lapse(self.points, period, code, values, (entry, like), entry)
            if self.once:
                return

    def _like(self, context: Context, entry: Entry) -> Entry | None:
        """Return the record that ``entry`` repeats: another unit's first, then last year's."""
        content = _anonymous(context, entry, self.fields)
        if content is None:
            return None
        if OTHERS in self.against:
            alike = self._texts(context, context.year)[content]  # its own among them
            before = (
                each
                for each in alike
                if each.record.unit != entry.record.unit and each.order < entry.order
            )
            found = next(before, None)
            if found is not None:
                return found
        if LAST_YEAR in self.against:
            alike = self._texts(context, context.year - 1).get(content, [])
            return next((each for each in alike if each.record.unit == entry.record.unit), None)
        return None

    def _texts(self, context: Context, year: int) -> _Texts:
        known = _KNOWN.setdefault(context.view, {})
        where = sorted((field, repr(wanted)) for field, wanted in self.where.items())
        key = (f"{self.record} {context.node} {where}", year, self.fields)
        if key not in known:
            texts: _Texts = {}
            entries = context.view.of(self.record, year)
            for entry in matching(context, self.record, self.where, entries):
                content = _anonymous(context, entry, self.fields)
                if content is not None:
                    texts.setdefault(content, []).append(entry)
            known[key] = texts
        return known[key]


def _anonymous(context: Context, entry: Entry, fields: Iterable[str]) -> Hashable:
    """Return what stands in ``fields`` of ``entry``, names and years masked; None: nothing."""
    unit = context.registry.get(entry.record.unit)
    names = [] if unit is None else [normal(name) for name in all_names(unit)]
    year = entry.record.year
    masked = [name for name in (*names, str(year), str(year - 1)) if name]
    texts = tuple(_masked(entry.record.data.get(field), masked) for field in fields)
    return None if all(each is None for each in texts) else texts


def _masked(value: Any, masked: list[str]) -> Hashable:
    if not isinstance(value, str):
        return likeness(value)
    text = normal(value)
    for name in masked:
        text = text.replace(name, _MASK)
    return text or None
