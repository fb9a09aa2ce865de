"""A unit's account: its ledger joined with the clauses and the records it speaks of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from scoring.calendar.zone import iso
from scoring.ledger.model import LEDGER_1, Deduction, Ledger, NodeScore, UnitScore
from scoring.records.record import Record, Strength
from scoring.records.registry import Unit
from scoring.records.schemas import KindSchema
from scoring.records.view import Entry, View
from scoring.rulebook.model import Node, Rulebook
from scripts.explaining.steps import Step, charged_once, steps_of


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record concerned: its commit, when it was received and how far that time can be trusted.

    ``counts`` is the time at which it counts where that differs from ``received``; ``given_by`` is
    then the ruling that set it, or None where a correction has kept the time of what it corrects.
    """

    record: str
    title: str
    commit: str
    received: str
    strength: Strength
    counts: str | None = None
    given_by: str | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """A deduction with its evidence; ``kind`` is that of the records its rule is about.

    ``ruling`` is the record that waived it, ``once_with`` the rule charged instead of it.
    """

    deduction: Deduction
    kind: KindSchema | None
    evidence: tuple[Evidence, ...]
    ruling: Evidence | None
    ruling_reason: str
    once_with: str | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of the rulebook with what was lost there; ``answers``: the unit answers for it.

    ``absent`` is what becomes of its points where it does not apply, by the highest node that says
    so; None where it applies.
    """

    node: Node
    titles: tuple[str, ...]
    score: NodeScore
    answers: bool
    losses: tuple[Loss, ...]
    absent: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Everything that explains one unit's score; ``entry`` is the unit's in the registry."""

    ledger: Ledger
    unit: UnitScore
    entry: Unit
    rulebook: Rulebook
    leaves: tuple[Leaf, ...]
    steps: tuple[Step, ...]


def account_of(
    ledger: Ledger, unit: UnitScore, entry: Unit, rulebook: Rulebook, view: View
) -> Account:
    """Join ``unit``'s result in ``ledger`` with its rulebook and the records in ``view``."""
    rulebook = rulebook.for_unit(entry)
    not_for = rulebook.not_for(entry)
    titles = {path: titles for path, titles, _ in unit.walk()}
    gone = dict(_gone(unit.nodes, "", None))
    leaves = []
    for path, score in unit.leaves():
        node = rulebook.node(path)
        assert node is not None  # the ledger was made from this rulebook
        left_out = charged_once(node, score.deductions or ())
        losses = tuple(
            _loss(deduction, left_out.get(index), node, view)
            for index, deduction in enumerate(score.deductions or ())
        )
        leaves.append(Leaf(node, titles[path], score, path not in not_for, losses, gone[path]))
    # A scheme that only ledger/2 can tell is reckoned in sentences (``sentences``), not in steps.
    steps = steps_of(unit, rulebook) if ledger.schema == LEDGER_1 else ()
    return Account(ledger, unit, entry, rulebook, tuple(leaves), steps)


def _gone(
    nodes: tuple[NodeScore, ...], above: str, inherited: str | None
) -> Iterator[tuple[str, str | None]]:
    """Yield every path with what has become of points that do not apply there."""
    for node in nodes:
        path = f"{above}{node.id}"
        here = inherited or node.absent
        yield path, here
        yield from _gone(node.nodes, f"{path}/", here)


def _loss(deduction: Deduction, instead: Deduction | None, node: Node, view: View) -> Loss:
    rule = next((rule for rule in node.rules if rule.id == deduction.rule), None)
    ruling = view.archive.records.get(deduction.waived_by) if deduction.waived_by else None
    return Loss(
        deduction=deduction,
        kind=view.kinds.get(str(rule.fields.get("record"))) if rule else None,
        evidence=tuple(
            evidence_of(record, view)
            for record in map(view.archive.records.get, deduction.records)
            if record is not None
        ),
        ruling=evidence_of(ruling, view) if ruling else None,
        ruling_reason=str(ruling.data.get("reason", "")) if ruling else "",
        once_with=instead.rule if instead else None,
    )


def evidence_of(record: Record, view: View) -> Evidence:
    """Return how ``record`` came in and when it counts in ``view``."""
    received = record.receipt.time
    entry = _entry(record, view)
    counts = entry.time if entry is not None else received
    return Evidence(
        record=record.id,
        title=str(record.data.get("title", "")),
        commit=record.receipt.commit,
        received=iso(received) if received else "",
        strength=record.receipt.strength,
        counts=iso(counts) if counts is not None and counts != received else None,
        given_by=_given_by(record, counts, view),
    )


def _entry(record: Record, view: View) -> Entry | None:
    return next((entry for entry in view.of(record.kind) if entry.names(record.id)), None)


def _given_by(record: Record, counts: datetime | None, view: View) -> str | None:
    for link in view.archive.chain_of(record.id):
        given = view.given.get(link.id)
        if given is not None and given.time == counts:
            return given.ruling
    return None
