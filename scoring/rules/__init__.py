"""Rule kinds, one file each: records and a calendar in, a judgement out.

A rule sees what is about one unit at one moment; it knows no Git, no cap, no tree and no record
kind. Imports ``scoring.records``, ``scoring.calendar`` and ``scoring.rulebook``. A ninth kind is a
new file and a line in ``KINDS``.
"""

from collections.abc import Callable, Mapping

from scoring.rulebook.model import Rule
from scoring.rulebook.parse import RulebookUnusable
from scoring.rules.coverage import Coverage
from scoring.rules.deadline import Deadline
from scoring.rules.fields import Fields, FieldUnfit
from scoring.rules.incident import Incident
from scoring.rules.judgement import RuleKind
from scoring.rules.quota import Quota
from scoring.rules.rate import Rate
from scoring.rules.response import Response
from scoring.rules.streak import Streak
from scoring.rules.tally import Tally

KINDS: Mapping[str, Callable[[Fields], RuleKind]] = {
    "deadline": Deadline.from_fields,
    "quota": Quota.from_fields,
    "response": Response.from_fields,
    "incident": Incident.from_fields,
    "streak": Streak.from_fields,
    "tally": Tally.from_fields,
    "rate": Rate.from_fields,
    "coverage": Coverage.from_fields,
}
"""Every rule kind by the name it has in rulebooks, with what reads its fields."""


def understand(rule: Rule) -> RuleKind:
    """Return ``rule`` ready to judge.

    Raises RulebookUnusable where there is no such kind, or a field is missing or cannot be what it
    says.
    """
    read = KINDS.get(rule.kind)
    if read is None:
        raise RulebookUnusable("rulebook-rule-kind", (), rule=rule.id, kind=rule.kind)
    try:
        return read(Fields(rule.fields))
    except FieldUnfit as unfit:
        raise RulebookUnusable(
            "rulebook-rule-field", (), rule=rule.id, kind=rule.kind, field=unfit.field
        ) from None
