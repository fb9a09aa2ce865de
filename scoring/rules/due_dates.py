"""The due date in force: the rulebook's, moved by records that move it (reading 17)."""

from collections.abc import Iterator
from datetime import date

from scoring.calendar.zone import day_of
from scoring.records.view import Entry
from scoring.rules.judgement import Context
from scoring.rules.matching import matching, parsed_date

MOVE_DUE = "move-due"
"""The effect (``x-effect``) of kinds whose records move a due date."""

DUE_FIELD = "due_on"
"""Where a record of such a kind says the new date."""


def due_in_force(context: Context, due: date) -> date:
    """Return the due date of the context's node and unit, where ``due`` is the rulebook's own.

    Taken in order of receipt, each against the date then in force: a later date always holds, even
    after the fact; an earlier one only if it was received before the day it sets.
    """
    for entry in _moves(context):
        moved = parsed_date(entry.record.data.get(DUE_FIELD))
        if moved is not None and (moved > due or _told_on(context, entry) < moved):
            due = moved
    return due


def _told_on(context: Context, entry: Entry) -> date:
    """Return the day on which ``entry`` first told the unit the date it now sets.

    A correction keeps its record's time, but not for another date or another unit: otherwise a
    unit could be late by a date that it was told afterwards.
    """
    told = entry.times[-1]
    now = entry.record.data
    for link, time in zip(reversed(entry.links), reversed(entry.times), strict=True):
        same_date = link.data.get(DUE_FIELD) == now.get(DUE_FIELD)
        if not same_date or not link.is_about(context.unit.id):
            break
        told = min(told, time)
    return day_of(told)


def _moves(context: Context) -> Iterator[Entry]:
    found: list[Entry] = []
    for kind, schema in context.view.kinds.items():
        if schema.effect == MOVE_DUE and schema.node_field is not None:
            entries = context.view.about(kind, context.unit.id, context.year)
            found += matching(context, kind, {}, entries)
    return iter(sorted(found, key=lambda entry: entry.order))
