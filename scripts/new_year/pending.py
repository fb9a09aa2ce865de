"""What the old year leaves open: replies still owed, appeals without a ruling, accounts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from scoring.assessment import Assessment
from scoring.calendar.workdays import CalendarMissing, WorkCalendar
from scoring.calendar.zone import last_day_before
from scoring.composition.judging import scheme_of
from scoring.ledger.model import Ledger
from scoring.records.changing import heirs_there
from scoring.records.record import Record
from scoring.records.registry import Unit
from scoring.records.view import Entry, View
from scoring.rules.judgement import Lapse
from scripts.owing.gather import dues_ahead

_APPEAL, _ANSWERS = "appeal", "answers"
_RULING = "ruling"
_UNANSWERED = "reply-missing"
_DUE = "due"


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """A matter that is open: the record, the unit that it is with, by when it is due (if known).

    ``late``: its day has passed, and the old year's scores have that already. ``heirs``: the unit
    is gone, and nobody owes it before the office passes it on to them.
    """

    record: str
    title: str
    unit: str
    due: date | None = None
    late: bool = False
    heirs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """Everything that the old year leaves open."""

    notices: tuple[OpenMatter, ...]
    appeals: tuple[OpenMatter, ...]
    accounts: tuple[OpenMatter, ...]


def pending(assessment: Assessment, ledger: Ledger, as_of: datetime) -> Pending:
    """Return what is open at ``as_of`` in the year of ``ledger``, by unit and record."""
    view = assessment.view(as_of)
    closes = max(book.closes_on for book in assessment.rulebooks_of(ledger.year))
    return Pending(
        notices=_sorted(_notices(assessment, ledger, as_of)),
        appeals=_sorted(_appeals(view, ledger.year, closes)),
        accounts=_sorted(_accounts(assessment, view)),
    )


def _sorted(found: Iterator[OpenMatter]) -> tuple[OpenMatter, ...]:
    return tuple(sorted(set(found), key=lambda each: (each.unit, each.record)))


def _notices(assessment: Assessment, ledger: Ledger, as_of: datetime) -> Iterator[OpenMatter]:
    """Yield the triggers whose reply is still missing: those past their day, and those running."""
    records = assessment.archive.records
    for result in ledger.units:
        for _, leaf in result.leaves():
            for each in leaf.deductions or ():
                if each.reason.code == _UNANSWERED:
                    record = records[each.records[0]]
                    due = date.fromisoformat(str(each.reason.values[_DUE]))
                    yield OpenMatter(record.id, _title(record), result.unit, due, late=True)
    units = list(assessment.registry.values())
    try:
        owed = dues_ahead(assessment, ledger.year, as_of, units, until=None, begun=False)
    except CalendarMissing:  # a calendar that only the future needs; told elsewhere
        return
    for item in owed:
        if item.trigger is not None:
            yield OpenMatter(item.trigger, _title(records[item.trigger]), item.unit, item.last_day)
    for unit in units:
        yield from _orphans(assessment, unit, ledger.year, as_of)


def _orphans(
    assessment: Assessment, unit: Unit, year: int, as_of: datetime
) -> Iterator[OpenMatter]:
    """Yield the triggers whose clock was running on the unit's last day: nobody owes them now."""
    stood = assessment.units_in(year, as_of)
    known, book = stood[unit.id], assessment.rulebook_for(unit.id, year, as_of)
    if known.until is None or book is None:
        return
    always = replace(known, until=None)
    calendar = assessment.calendars.get(book.calendar, WorkCalendar(book.calendar))
    scheme, view = scheme_of(book, calendar, stood), assessment.view(as_of)
    for leaf in book.leaves():
        charged = {_trigger(lapse) for _, each in scheme.judge_leaf(leaf, known, view)
                   for lapse in each.lapses}  # fmt: skip
        for _, judgement in scheme.judge_leaf(leaf, always, view):
            for lapse in judgement.lapses:
                if lapse.code == _UNANSWERED and _trigger(lapse) not in charged:
                    assert lapse.trigger is not None  # what is unanswered was asked
                    record = lapse.trigger.record
                    heirs = heirs_there(assessment.registry, known, last_day_before(as_of))
                    yield OpenMatter(record.id, _title(record), unit.id, heirs=heirs)


def _trigger(lapse: Lapse) -> str:
    return lapse.trigger.record.id if lapse.trigger is not None else ""


def _title(record: Record) -> str:
    return str(record.data.get("title", ""))


def _appeals(view: View, year: int, closes: date) -> Iterator[OpenMatter]:
    """Yield the appeals that no ruling names; a ruling has to come by the year's close."""
    named = {entry.record.data.get(_ANSWERS) for entry in _of(view, _RULING)}
    for entry in _of(view, _APPEAL, year):
        if not any(link.id in named for link in entry.links):
            yield OpenMatter(entry.record.id, _title(entry.record), entry.record.unit, closes)


def _accounts(assessment: Assessment, view: View) -> Iterator[OpenMatter]:
    """Yield the spans that are open (``x-span``) of units that still are."""
    for kind, schema in view.kinds.items():
        if schema.span is None:
            continue
        entries = view.of(kind)
        closed = {entry.record.data.get(schema.span["closes"]) for entry in entries}
        for entry in entries:
            opens = schema.span["from"] in entry.record.data
            if opens and not any(link.id in closed for link in entry.links):
                for unit in sorted(entry.record.speaks_of):
                    yield OpenMatter(entry.record.id, _title(entry.record), unit)


def _of(view: View, kind: str, year: int | None = None) -> tuple[Entry, ...]:
    return view.of(kind, year) if kind in view.kinds else ()
