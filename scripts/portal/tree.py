"""A unit's score unfolded: every node with its clause, every deduction with its evidence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from scoring.ledger.model import LOSES, Deduction, NodeScore, Status, UnitScore
from scoring.messages import fix
from scoring.records.record import Record
from scoring.rulebook.model import Node, Rulebook
from scripts.explaining.no_findings import why_no_findings
from scripts.explaining.steps import charged_once
from scripts.portal import addresses, words
from scripts.portal.shelf import Item
from scripts.portal.volume import Volume
from scripts.reasons import told_reason
from scripts.scoreboard.columns import told_effect
from scripts.scoreboard.ranking import plain
from scripts.times import told_moment, told_period

_SHORT_HASH = 10


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record concerned: what it is, where it is listed, when and by which commit it came in."""

    id: str
    kind: str
    title: str
    address: str | None
    commit: str
    received: str
    strength: str
    counts: str | None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A ruling that took a deduction back, wholly or in part."""

    points: str
    whole: bool
    title: str
    reason: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Loss:
    """A finding in words; ``notes`` say why less was taken than the rule asks.

    ``effect`` is the ledger's, ``effect_name`` its name: 扣分, 得分, 定分, 定等次.
    """

    points: str
    applied: str
    period: str
    sentence: str
    charged_to: str | None
    evidence: tuple[Evidence, ...]
    waiver: Waiver | None
    notes: tuple[str, ...]
    spent: bool
    effect: str
    effect_name: str

    @property
    def lost(self) -> Decimal:
        """The points that it costs; 0 for what earns, sets or fixes."""
        return Decimal(self.applied) if self.effect == LOSES else Decimal(0)


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of the rulebook with the unit's result; ``answers``: the unit answers for it.

    ``spent`` are deductions that found no points left to take, ``remedies`` say what can be done
    about those that stand, ``no_findings`` is what to say where there are none.
    """

    path: str
    anchor: str
    clause: str
    title: str
    points: str | None
    score: str | None
    lost: Decimal
    status: Status
    answers: bool
    standard: str
    branches: tuple["Branch", ...]
    losses: tuple[Loss, ...]
    spent: tuple[Loss, ...]
    remedies: tuple[str, ...]
    no_findings: str

    def all_losses(self) -> Iterator[Loss]:
        """Yield the losses of this node and of all below it."""
        yield from self.losses
        yield from self.spent
        for branch in self.branches:
            yield from branch.all_losses()


def tree(volume: Volume, unit: UnitScore) -> tuple[Branch, ...]:
    """Return ``unit``'s nodes with their clauses and deductions, in rulebook order."""
    rulebook = volume.rulebook(unit.rulebook)
    assert rulebook is not None  # the ledger was made from it
    known = volume.registry.get(unit.unit)
    not_for = frozenset[str]() if known is None else rulebook.not_for(known)
    return _branches(volume, unit, rulebook, rulebook.nodes, unit.nodes, not_for, absent=None)


def _branches(
    volume: Volume,
    unit: UnitScore,
    rulebook: Rulebook,
    nodes: tuple[Node, ...],
    scores: tuple[NodeScore, ...],
    not_for: frozenset[str],
    *,
    absent: str | None,
) -> tuple[Branch, ...]:
    clauses = addresses.rules(volume.year, rulebook.id)
    branches = []
    for node, score in zip(nodes, scores, strict=True):
        own = node.path not in not_for
        gone = absent or score.absent
        losses = tuple(_losses(volume, unit, rulebook, node, score.deductions or ()))
        lost = Decimal(0)
        if score.points is not None and score.score is not None:
            lost = score.points - score.score
        branches.append(
            Branch(
                path=node.path,
                anchor=addresses.node_anchor(node.path),
                clause=f"{clauses}#{addresses.node_anchor(node.path)}",
                title=node.title,
                points=None if score.points is None else plain(score.points),
                score=None if score.score is None else plain(score.score),
                lost=lost,
                status=score.status,
                answers=own,
                standard=node.standard,
                branches=_branches(
                    volume, unit, rulebook, node.nodes, score.nodes, not_for, absent=gone
                ),
                losses=tuple(loss for loss in losses if not loss.spent),
                spent=tuple(loss for loss in losses if loss.spent),
                remedies=_remedies(score.deductions or ()),
                no_findings=why_no_findings(node, score, gone, own, "zh"),
            )
        )
    return tuple(branches)


def _remedies(deductions: tuple[Deduction, ...]) -> tuple[str, ...]:
    """Return what can be done about the deductions that cost points, each said once."""
    standing = (each.reason for each in deductions if each.applied and each.effect == LOSES)
    remedies = dict.fromkeys(fix(reason.code, "zh", reason.values) for reason in standing)
    return tuple(text for text in remedies if text)


def _losses(
    volume: Volume,
    unit: UnitScore,
    rulebook: Rulebook,
    node: Node,
    deductions: tuple[Deduction, ...],
) -> Iterator[Loss]:
    left_out = charged_once(node, deductions)
    for index, deduction in enumerate(deductions):
        charged = rulebook.node(deduction.charged_to) if deduction.charged_to else None
        yield Loss(
            points=plain(deduction.points),
            applied=plain(deduction.applied),
            period=told_period(deduction.period, "zh"),
            sentence=_sentence(volume, unit.unit, node, deduction),
            charged_to=charged.title if charged else None,
            evidence=tuple(
                _evidence(volume, record)
                for record in map(volume.site.records.get, deduction.records)
                if record is not None
            ),
            waiver=_waiver(volume, deduction),
            notes=tuple(_notes(deduction, left_out.get(index))),
            spent=deduction.effect == LOSES
            and not deduction.applied
            and deduction.waived < deduction.points,
            effect=deduction.effect,
            effect_name=told_effect(deduction.effect, "zh"),
        )


def _sentence(volume: Volume, unit: str, node: Node, deduction: Deduction) -> str:
    """Return why the points were lost, with the title of the record as far as it may be shown."""
    rule = next((rule for rule in node.rules if rule.id == deduction.rule), None)
    kind = volume.site.schemas.kinds.get(str(rule.fields.get("record"))) if rule else None
    first = volume.site.records.get(deduction.records[0]) if deduction.records else None
    title = _title(volume.find(first.id), first) if first is not None else ""
    return told_reason(deduction.reason, volume.site.registry.get(unit), kind, "zh", title)


def _notes(deduction: Deduction, instead: Deduction | None) -> Iterator[str]:
    if deduction.waived == deduction.points:
        return
    if instead is not None:
        yield "与本项另一扣分只计一次，这里不再扣"
    elif deduction.applied < deduction.remaining:
        asked = plain(deduction.remaining)
        yield f"应扣{asked}分，分值已扣完，实扣{plain(deduction.applied)}分"


def _evidence(volume: Volume, record: Record) -> Evidence:
    item = volume.find(record.id)
    kind = volume.site.schemas.kinds.get(record.kind)
    received = record.receipt.time
    return Evidence(
        id=record.id,
        kind=kind.title if kind is not None else record.kind,
        title=_title(item, record),
        address=volume.listed(item),
        commit=record.receipt.commit[:_SHORT_HASH],
        received=told_moment(received) if received else "",
        strength=words.STRENGTH[record.receipt.strength],
        counts=_counts(item, received),
    )


def _title(item: Item | None, record: Record) -> str:
    """Return the title as far as it may be shown; that of a corrected version is the newest's."""
    if item is None or item.id == record.id:
        return item.title if item is not None else ""
    return f"{item.title}（更正前）"


def _counts(item: Item | None, received: datetime | None) -> str | None:
    if item is None or item.earlier or item.received == received:
        return None
    return told_moment(item.received)


def _waiver(volume: Volume, deduction: Deduction) -> Waiver | None:
    if deduction.waived_by is None:
        return None
    ruling = volume.find(deduction.waived_by)
    return Waiver(
        points=plain(deduction.waived),
        whole=deduction.waived == deduction.points,
        title=ruling.title if ruling else deduction.waived_by,
        reason=str(ruling.data.get("reason", "")) if ruling else "",
        address=f"{addresses.of_year(volume.year, 'appeals')}#{addresses.record_anchor(ruling.id)}"
        if ruling and ruling.year == volume.year
        else None,
    )
