"""The ledger's exact text: ``ledger/1`` or ``ledger/2``, the same bytes on every machine.

simplejson writes Decimals as they are; the standard library would need floats.
"""

import hashlib
from decimal import Decimal
from fractions import Fraction
from typing import Any

import simplejson

from scoring.ledger.model import (
    LEDGER_2,
    Deduction,
    Ledger,
    NodeScore,
    RulebookRef,
    UnitChange,
    UnitScore,
)


class _Plain(Decimal):
    """A decimal that prints in digits however small it is; a plain one would say ``1E-7``."""

    def __str__(self) -> str:
        return format(self, "f")


def exact(number: Decimal) -> Decimal | int:
    """Return ``number`` in its shortest plain form: ``10``, not ``10.0`` or ``1E+1``."""
    if number == number.to_integral_value():
        return int(number)
    return _Plain(number.normalize())


def exact_or_ratio(number: Decimal | Fraction) -> Decimal | int | str:
    """Return ``number`` as ``exact`` does; what has no finite decimal as a ratio: ``"250/3"``."""
    return str(number) if isinstance(number, Fraction) else exact(number)


def to_json(value: Any) -> str:
    """Return ``value`` as JSON: UTF-8 unescaped, two-space indent, exact decimals, final LF."""
    return simplejson.dumps(value, ensure_ascii=False, indent=2, use_decimal=True) + "\n"


def ledger_document(ledger: Ledger) -> dict[str, Any]:
    """Return ``ledger`` as the plain document of its schema, keys in that schema's order."""
    document: dict[str, Any] = {
        "schema": ledger.schema,
        "year": ledger.year,
        "as_of": ledger.as_of,
        "head": ledger.head,
        "engine": ledger.engine,
        "final": ledger.final,
    }
    if ledger.dirty:
        document["dirty"] = True
    document["rulebooks"] = [_rulebook(ref, ledger.schema) for ref in ledger.rulebooks]
    document["units"] = [_unit(unit, ledger.schema) for unit in ledger.units]
    return document


def ledger_json(ledger: Ledger) -> str:
    """Return the ledger's text."""
    return to_json(ledger_document(ledger))


def ledger_sha256(ledger: Ledger) -> str:
    """Return the digest by which confirmations and checkpoints name a ledger."""
    return hashlib.sha256(ledger_json(ledger).encode()).hexdigest()


def _rulebook(ref: RulebookRef, schema: str) -> dict[str, Any]:
    document: dict[str, Any] = {"id": ref.id, "sha256": ref.sha256}
    if schema == LEDGER_2:
        document["grades"] = [{"id": id_, "title": ref.grades[id_]} for id_ in ref.grades]
    return document


def _unit(unit: UnitScore, schema: str) -> dict[str, Any]:
    document: dict[str, Any] = {
        "unit": unit.unit,
        "name": unit.name,
        "rulebook": unit.rulebook,
        "points": exact(unit.points),
        "score": None if unit.fixed else exact(unit.score),
        "status": str(unit.status),
    }
    if schema == LEDGER_2:
        document["raw"] = None if unit.raw is None else exact_or_ratio(unit.raw)
        document["grade"] = unit.grade
        document["rank"] = unit.rank
    if unit.change is not None:
        document["change"] = _change(unit.change)
    document["nodes"] = [_node(node, schema) for node in unit.nodes]
    return document


def _change(change: UnitChange) -> dict[str, Any]:
    return {
        "since": change.since,
        "until": change.until,
        "into": list(change.into),
        "formerly": [{"name": name, "until": until} for name, until in change.formerly],
    }


def _node(node: NodeScore, schema: str) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": node.id,
        "title": node.title,
        "points": None if node.points is None else exact(node.points),
        "score": None if node.score is None else exact(node.score),
        "status": str(node.status),
    }
    if schema == LEDGER_2:
        document["begins"] = node.begins
        document["raw"] = None if node.raw is None else exact_or_ratio(node.raw)
        document["absent"] = node.absent
        document["opened"] = node.opened
        document["grade"] = node.grade
    if node.deductions is None:
        document["nodes"] = [_node(child, schema) for child in node.nodes]
    elif schema == LEDGER_2:
        document["findings"] = [
            {"effect": each.effect, **_deduction(each)} for each in node.deductions
        ]
    else:
        document["deductions"] = list(map(_deduction, node.deductions))
    return document


def _deduction(deduction: Deduction) -> dict[str, Any]:
    values = {
        key: exact(value) if isinstance(value, Decimal) else value
        for key, value in deduction.reason.values.items()
    }
    return {
        "points": exact(deduction.points),
        "waived": exact(deduction.waived),
        "applied": exact(deduction.applied),
        "rule": deduction.rule,
        "period": deduction.period,
        "reason": {"code": deduction.reason.code, "values": values},
        "records": list(deduction.records),
        "commits": list(deduction.commits),
        "charged_to": deduction.charged_to,
        "waived_by": deduction.waived_by,
    }
