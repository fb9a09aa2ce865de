"""``coverage``: every member of a set shown, completely, by the year's end (reading 14)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.records.view import Entry
from scoring.rules.fields import Fields, FieldUnfit, Where
from scoring.rules.judgement import Context, Judgement, Lapse, Progress
from scoring.rules.matching import is_one_of, of_the_year, same

MISSING_NAMED = 60
"""Missing members that a reason names at most."""

_Shown = dict[str, list[Any]]
"""What all records together show of one member: the values of each field."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Costs ``none`` if no member is shown by the year's end, ``partial`` if some is not complete.

    Complete in time it ``earns``. Members are the codes of the unit's set ``of`` and ``plus``. Each
    record lists ``items``, whose field ``key`` names a member; those of one member are joined over
    all records. ``complete`` says what a member needs (of a list: all of it), ``shown_by`` the
    field that tells whether anything is shown there at all.
    """

    record: str
    where: Where
    items: str
    key: str
    of: str
    plus: tuple[str, ...]
    complete: Where
    shown_by: str
    none: Decimal
    partial: Decimal
    earns: Decimal | None

    @classmethod
    def from_fields(cls, fields: Fields) -> "Coverage":
        """Read the rule's fields; ``shown_by`` is the first of ``complete``. Raises FieldUnfit."""
        complete = fields.mapping("complete")
        if not complete:
            raise FieldUnfit("complete")
        shown_by = fields.text("shown_by", next(iter(complete)))
        if shown_by not in complete:
            raise FieldUnfit("shown_by")
        return cls(
            record=fields.text("record"),
            where=fields.mapping("where"),
            items=fields.text("items"),
            key=fields.text("key"),
            of=fields.text("of"),
            plus=fields.texts("plus"),
            complete=complete,
            shown_by=shown_by,
            none=fields.number("none"),
            partial=fields.number("partial"),
            earns=fields.optional_number("earns"),
        )

    def judge(self, context: Context) -> Judgement:
        """Judge one unit: complete is judged at once, anything else at the year's end."""
        members = self._members(context)
        last = context.whole_year.last
        if not members or not context.judged(last, min(last, context.unit.until or last)):
            return Judgement(progress=Progress.IDLE)
        end = context.whole_year.end
        entries = of_the_year(context, self.record, self.where)
        in_time = tuple(entry for entry in entries if entry.time < end)
        shown = self._shown(in_time)
        missing = [member for member in members if not self._is_complete(shown.get(member, {}))]
        if not missing:
            return self._met(context, in_time, len(members))
        if not context.owes(last):
            return Judgement(progress=Progress.IDLE)
        if not context.over(context.whole_year):
            return Judgement(progress=Progress.OPEN)
        need = len(members)
        if not any(self._is_shown(shown.get(member, {})) for member in members):
            values: dict[str, Any] = {"need": need}
            lapse = Lapse(self.none, context.whole_year, "coverage-none", values, in_time)
        else:
            values = {
                "shown": need - len(missing),
                "need": need,
                "missing": missing[:MISSING_NAMED],
            }
            lapse = Lapse(self.partial, context.whole_year, "coverage-partial", values, in_time)
        return Judgement((lapse,))

    def _met(self, context: Context, entries: tuple[Entry, ...], need: int) -> Judgement:
        if self.earns is None:
            return Judgement()
        year, values = context.whole_year, {"need": need}
        return Judgement((Lapse(self.earns, year, "coverage-met", values, entries, earns=True),))

    def _members(self, context: Context) -> tuple[str, ...]:
        codes = (member.code for member in context.unit.sets.get(self.of, ()))
        return tuple(dict.fromkeys((*codes, *self.plus)))

    def _shown(self, entries: Iterable[Entry]) -> Mapping[str, _Shown]:
        shown: dict[str, _Shown] = {}
        for entry in entries:
            for item in _as_list(entry.record.data.get(self.items)):
                if isinstance(item, Mapping):
                    of_member = shown.setdefault(str(item.get(self.key)), {})
                    for field in self.complete:
                        of_member.setdefault(field, []).extend(_as_list(item.get(field)))
        return shown

    def _is_complete(self, of_member: _Shown) -> bool:
        return all(
            any(same(value, each) for value in of_member.get(field, ()))
            for field, wanted in self.complete.items()
            for each in _as_list(wanted)
        )

    def _is_shown(self, of_member: _Shown) -> bool:
        wanted = self.complete[self.shown_by]
        return any(is_one_of(value, wanted) for value in of_member.get(self.shown_by, ()))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
