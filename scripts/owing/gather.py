"""What units owe next, asked of the rules."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from scoring.assessment import Assessment
from scoring.calendar.workdays import WorkCalendar
from scoring.calendar.zone import end_of
from scoring.composition.ahead import Threat, threats
from scoring.composition.judging import scheme_of
from scoring.records.registry import Unit
from scoring.records.schemas import KindSchema
from scripts.owing.due import Due
from scripts.reasons import member, requirement

_SENTENCES = {  # what a rule would find, as what to do about it
    "deadline-missed": "owed-record",
    "deadline-incomplete": "owed-completion",
    "reply-missing": "owed-reply",
    "reply-incomplete": "owed-completion",
    "quota-short": "owed-more",
    "quota-short-capped": "owed-more",
    "quota-member-short": "owed-member",
    "quota-member-short-capped": "owed-member",
    "coverage-none": "owed-shown",
    "coverage-partial": "owed-shown",
}


def dues_ahead(
    assessment: Assessment,
    year: int,
    as_of: datetime,
    units: Iterable[Unit],
    *,
    until: datetime | None,
    begun: bool,
) -> list[Due]:
    """Return what ``units`` still have to hand in for ``year``, by due day, then in their order.

    With ``until`` only what is due by then; ``begun`` leaves out periods that have not begun.
    Raises CalendarMissing where a term needs a calendar year that is not there.
    """
    view = assessment.view(as_of, year)
    stood = assessment.units_in(year)
    schemes = {
        book.id: scheme_of(
            book,
            assessment.calendars.get(book.calendar, WorkCalendar(book.calendar)),
            stood,
        )
        for book in assessment.rulebooks_of(year)
    }
    dues = []
    for unit in units:
        book = assessment.rulebook_for(unit.id, year)
        if book is None:
            continue
        for threat in threats(schemes[book.id], stood[unit.id], view):
            if until is not None and end_of(threat.last_day) > until:
                continue
            if begun and threat.lapse.period.start > as_of:
                continue
            dues.append(_due(unit, threat, assessment))
    return sorted(dues, key=lambda due: due.last_day)


def _due(unit: Unit, threat: Threat, assessment: Assessment) -> Due:
    lapse = threat.lapse
    kind = str(threat.rule.fields.get("record", ""))
    schema = assessment.schemas.kinds.get(kind)
    values: dict[str, Any] = {"kind": schema.title if schema else kind}
    internal = False
    if lapse.trigger is not None:
        started = assessment.schemas.kinds.get(lapse.trigger.record.kind)
        internal = started is None or started.internal
        values["trigger"] = lapse.trigger.record.data.get("title", lapse.trigger.record.id)
    return Due(
        unit=unit.id,
        unit_name=unit.short_name,
        node=threat.leaf.path,
        node_title=threat.leaf.title,
        rule=threat.rule.id,
        kind=kind,
        period=lapse.period.name,
        last_day=threat.last_day,
        points=Decimal(0) if threat.earns or threat.in_share else lapse.points,
        earns=lapse.points if threat.earns else Decimal(0),
        code=_SENTENCES.get(lapse.code, "owed-record"),
        values=values | _figures(threat, unit, schema),
        trigger=lapse.trigger.record.id if lapse.trigger else None,
        internal=internal,
        in_share=threat.in_share,
    )


def _figures(threat: Threat, unit: Unit, schema: KindSchema | None) -> dict[str, Any]:
    """Return how much is wanted and what is missing of it."""
    values = threat.lapse.values
    code = threat.lapse.code
    if _SENTENCES.get(code) in ("owed-more", "owed-member"):
        have, need = values["have"], values["need"]
        told = {"have": have, "need": need, "missing": need - have}
        if "member" in values:
            told["member"] = member(unit, values["member"], schema)
        return told
    if "lacking" in values:
        return {"lacking": [requirement(each, schema, "zh") for each in values["lacking"]]}
    if code == "coverage-none":
        fields = threat.rule.fields
        members = unit.sets.get(str(fields.get("of")), ())
        others = (member(unit, each, schema) for each in fields.get("plus", ()))
        places = [*(each.name for each in members), *others]
        return {"need": len(places), "missing": len(places), "places": places}
    if code == "coverage-partial":
        need = values["need"]
        places = [member(unit, each, schema) for each in values["missing"]]
        return {"need": need, "missing": need - values["shown"], "places": places}
    return {}
