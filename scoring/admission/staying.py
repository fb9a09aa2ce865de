"""What a correction may not change (``x-stays``), because it keeps the time of what it corrects.

Else a reply, a closing or an approval once received in time could be turned to what came later.
Checks of the gate and of ``check``: what is on ``main`` counts as the terms of validity say.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.admission.flaws import Flaw
from scoring.admission.schema_flaws import field_label
from scoring.admission.standing import Standing
from scoring.records.schema_errors import shown_value
from scoring.records.schemas import KindSchema


def staying_flaws(
    data: Mapping[str, Any], schema: KindSchema, standing: Standing
) -> Iterator[Flaw]:
    """Yield the fields that ``data`` changes although a correction may not."""
    target = data.get("supersedes")
    old = standing.find(target) if isinstance(target, str) else None
    if old is None or old.kind != schema.kind:
        return  # correction_flaws says so
    for name in schema.stays:
        was, now = old.data.get(name), data.get(name)
        if was == now or _of_one_chain(was, now, standing):
            continue
        field = field_label(schema, (name,))
        yield Flaw(
            "supersedes-retargets",
            (name,),
            field=field,
            was="—" if was is None else shown_value(was),
        )


def _of_one_chain(one: Any, other: Any, standing: Standing) -> bool:
    """Tell whether both name records of one chain: what is named is the same then."""
    found = [standing.find(each) if isinstance(each, str) else None for each in (one, other)]
    first, second = found
    if first is None or second is None:
        return False
    return standing.last(first.id) is standing.last(second.id)
