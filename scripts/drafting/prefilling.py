"""An appeal or a ruling begun from a deduction: the fields that say what it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scoring.calendar import periods
from scoring.records.registry import Unit
from scoring.records.view import Entry
from scripts.explaining.account import Account, Leaf, Loss
from scripts.forms.model import Form, Text, Units
from scripts.times import told_period

_TITLE = "关于{unit}{period}“{node}”扣分的{kind}"


@dataclass(frozen=True, slots=True)
class NamedDeduction:
    """A deduction by what names it: unit, node, rule, period; the record that it is for, if any."""

    unit: Unit
    node: str
    node_title: str
    rule: str
    period: str
    record: str | None

    @property
    def name(self) -> str:
        """How a command names it: ``geyi/disclosure/news/monthly/2023-02``."""
        return "/".join((self.unit.id, self.node, self.rule, self.period))


def _named(account: Account, leaf: Leaf, loss: Loss) -> NamedDeduction:
    """Return what names ``loss``. A record is named where the deduction is for that very one."""
    deduction = loss.deduction
    period = periods.parse(deduction.period)
    is_for_one = period.first == period.last and len(deduction.records) > 0
    return NamedDeduction(
        account.entry,
        leaf.node.path,
        leaf.node.title,
        deduction.rule,
        deduction.period,
        deduction.records[0] if is_for_one else None,
    )


def deduction_named(account: Account, name: str) -> NamedDeduction | None:
    """Return the deduction of ``account`` that ``name`` names, None where there is none.

    Of several of one day the first is meant, and no record is named, so that all of them are.
    """
    same = [
        one
        for leaf in account.leaves
        for loss in leaf.losses
        if (one := _named(account, leaf, loss)).name == name
    ]
    if not same:
        return None
    first = same[0]
    several = {one.record for one in same} != {first.record}
    return replace(first, record=None) if several else first


def prefilled(form: Form, deduction: NamedDeduction, appeals: Iterable[Entry]) -> dict[str, Any]:
    """Return the fields of ``form`` that ``deduction`` fills in.

    ``appeals`` are the unit's: the last one against this deduction is what a ruling answers.
    """
    period = told_period(deduction.period, "zh")
    values: dict[str, Any] = {
        "title": _TITLE.format(
            unit=deduction.unit.short_name, period=period, node=deduction.node_title,
            kind=form.title,
        ),
        "node": deduction.node,
        "rule": deduction.rule,
        "period": deduction.period,
        "record": deduction.record,
    }  # fmt: skip
    filled = {}
    for field in form.fields:
        if isinstance(field.shape, Units):
            filled[field.name] = deduction.unit.id
        elif isinstance(field.shape, Text) and "appeal" in field.shape.refers:
            answered = [each for each in appeals if _is_about(each.record.data, deduction)]
            if answered:
                filled[field.name] = answered[-1].record.id
        elif values.get(field.name) is not None:
            filled[field.name] = values[field.name]
    return filled


def _is_about(data: Mapping[str, Any], deduction: NamedDeduction) -> bool:
    return data.get("node") == deduction.node and all(
        data.get(name) in (None, value)
        for name, value in (("rule", deduction.rule), ("period", deduction.period))
    )
