"""Rule kinds, one file each: records and a calendar in, a judgement out.

A rule sees what is about one unit at one moment; it knows no Git, no cap, no tree and no record
kind. Imports ``scoring.records``, ``scoring.calendar`` and ``scoring.rulebook``. A further
kind is a new file and a line in ``KINDS``.
"""

from collections.abc import Callable, Mapping

from scoring.records.registry import Unit
from scoring.rulebook.model import Rule
from scoring.rulebook.unusable import RulebookUnusable
from scoring.rules.band import Bands
from scoring.rules.coverage import Coverage
from scoring.rules.deadline import Deadline
from scoring.rules.fields import Fields, FieldUnfit
from scoring.rules.incident import Incident
from scoring.rules.judgement import RuleKind
from scoring.rules.mark import Mark
from scoring.rules.quota import Quota
from scoring.rules.rate import Rate
from scoring.rules.response import Response
from scoring.rules.sameness import Sameness
from scoring.rules.streak import Streak
from scoring.rules.tally import Tally
from scoring.rules.varying import resolved, varying

KINDS: Mapping[str, Callable[[Fields], RuleKind]] = {
    "deadline": Deadline.from_fields,
    "quota": Quota.from_fields,
    "response": Response.from_fields,
    "incident": Incident.from_fields,
    "streak": Streak.from_fields,
    "tally": Tally.from_fields,
    "rate": Rate.from_fields,
    "coverage": Coverage.from_fields,
    "mark": Mark.from_fields,
    "band": Bands.from_fields,
    "sameness": Sameness.from_fields,
}
"""Every rule kind by the name it has in rulebooks, with what reads its fields."""


NO_POINTS: Mapping[str, int] = {"points": 0}
"""What is lost by rules whose findings set a score or fix a grade instead."""


def varies(rule: Rule) -> bool:
    """Tell whether a number of ``rule`` differs from unit to unit."""
    return varying(rule.fields)


def earns(rule: Rule) -> bool:
    """Tell whether ``rule`` may find something that earns points."""
    return any(map(_is_earning, rule.fields)) or _earns_by_kind(rule)


def _is_earning(field: str) -> bool:
    return field.startswith("earns")


def _earns_by_kind(rule: Rule) -> bool:
    """Tell it of the kinds that say so otherwise: a mark, unless it loses; any one band."""
    if rule.kind == "mark":
        return rule.fields.get("losing") is not True
    bands, without = rule.fields.get("bands"), rule.fields.get("without")
    listed = [*(bands if isinstance(bands, list) else ()), without]
    return any(isinstance(band, Mapping) and "earns" in band for band in listed)


def understand(rule: Rule, unit: Unit | None = None) -> RuleKind:
    """Return ``rule`` ready to judge, numbers that vary filled in for ``unit``.

    Without a unit they are what they are for every unit not named. A rule whose findings set a
    score or fix a grade needs no points. Raises RulebookUnusable where there is no such kind, a
    field is missing or cannot be what it says, or bands do not go from the highest down.
    """
    read = KINDS.get(rule.kind)
    if read is None:
        raise RulebookUnusable("rulebook-rule-kind", (), rule=rule.id, kind=rule.kind)
    try:
        fields = resolved(rule.fields, unit)
        if rule.sets is not None or rule.fixes is not None:
            fields = {**NO_POINTS, **fields}
        understood = read(Fields(fields))
    except FieldUnfit as unfit:
        raise RulebookUnusable(
            "rulebook-rule-field", (), rule=rule.id, kind=rule.kind, field=unfit.field
        ) from None
    # For one unit the first band that holds is a clear answer too; only the linter asks further.
    if unit is None and isinstance(understood, Bands) and not understood.falls:
        raise RulebookUnusable("rulebook-bands-order", (), rule=rule.id)
    return understood
