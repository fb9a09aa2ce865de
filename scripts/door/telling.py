"""What the door answers, as values for its pages, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scoring.messages import fix, level, sentence
from scoring.problem import Problem
from scoring.records.record import Record
from scripts.checking.reporters import WARNING, errors_in
from scripts.content.personal import masked_problem
from scripts.gate.answer import Answer
from scripts.gate.effects import UnitEffect
from scripts.gate.serving.pushes import SUBMIT
from scripts.gate.telling import KEPT, NOTED, UNLOGGED, grade_lines, told_change, told_points
from scripts.language import Language, pick
from scripts.printable import printable
from scripts.strengths import STRENGTHS
from scripts.times import told_time

_LANGUAGE: Language = "zh"


@dataclass(frozen=True)
class ToldProblem:
    """One problem: code, where (empty: of the whole), what is wrong, what to do about it."""

    code: str
    where: str
    message: str
    remedy: str
    warning: bool = False


@dataclass(frozen=True)
class NodeChange:
    """A node whose score or status a submission has changed, in words."""

    titles: str
    before: str
    after: str
    status: str


@dataclass(frozen=True)
class Effect:
    """What a submission did to one unit's score of one year, in words."""

    unit: str
    year: int
    before: str
    after: str
    points: str
    nodes: tuple[NodeChange, ...]
    grades: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReceivedRecord:
    """One record of a receipt: its id, digest, time."""

    record: str
    digest: str
    time: str


@dataclass(frozen=True)
class ReceiptPage:
    """What the receipt says, in words. ``notes`` are said besides."""

    unit: str
    unit_id: str
    login: str
    received: str
    strength: str
    commit: str
    ref: str
    records: tuple[ReceivedRecord, ...]
    effects: tuple[Effect, ...]
    warnings: tuple[ToldProblem, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class RefusalPage:
    """What a refusal says: how many problems keep it out, all of them, and ``notes`` besides."""

    heading: str
    count: int
    problems: tuple[ToldProblem, ...]
    notes: tuple[str, ...]


def receipt_page(answer: Answer, notes: Sequence[str]) -> ReceiptPage:
    """Return what the page says of an accepted submission."""
    assert answer.accepted and answer.strength is not None
    kept = (pick(KEPT, _LANGUAGE),) if answer.kept else ()
    return ReceiptPage(
        unit=answer.unit_name,
        unit_id=answer.unit or "",
        login=answer.submitted_by,
        received=told_time(answer.time),
        strength=pick(STRENGTHS[answer.strength], _LANGUAGE),
        commit=answer.commit or "",
        ref=answer.ref.removeprefix("refs/heads/"),
        records=tuple(
            ReceivedRecord(each.record, each.digest, told_time(each.time))
            for each in answer.records
        ),
        effects=tuple(_effect(each) for each in answer.effects),
        warnings=told_problems(answer.problems),
        notes=(*kept, *notes),
    )


def told_earlier(records: Iterable[Record]) -> tuple[str, ...]:
    """Return what to say of records that were received before."""
    return tuple(
        f"{each.id} 以前已经收到：{told_time(each.receipt.time)}"
        f"（{pick(STRENGTHS[each.receipt.strength], _LANGUAGE)}），提交编号 {each.receipt.commit}。"
        for each in records
        if each.receipt.time is not None
    )


def refusal_page(answer: Answer, notes: Sequence[str]) -> RefusalPage:
    """Return what the page says of a refused submission."""
    noted = pick(NOTED if answer.logged else UNLOGGED, _LANGUAGE)
    seen = f"收到时间：{told_time(answer.received)}。"
    count = errors_in(answer.problems)
    return RefusalPage("没有接收", count, told_problems(answer.problems), (*notes, seen + noted))


def told_problems(problems: Iterable[Problem]) -> tuple[ToldProblem, ...]:
    """Return problems in words; what is personal in them is not repeated."""
    return tuple(_told(masked_problem(each)) for each in problems)


def _told(problem: Problem) -> ToldProblem:
    place = printable(problem.path)
    if place.startswith(SUBMIT):  # of the whole; who has no Git has no branch
        place = ""
    if problem.line:
        place += f" 第 {problem.line} 行第 {problem.column or 1} 列"
    return ToldProblem(
        code=problem.code,
        where=place,
        message=sentence(problem.code, problem.values, _LANGUAGE),
        remedy=fix(problem.code, _LANGUAGE, problem.values),
        warning=level(problem.code) == WARNING,
    )


def _effect(effect: UnitEffect) -> Effect:
    return Effect(
        unit=effect.name,
        year=effect.year,
        before=told_points(effect.before),
        after=told_points(effect.after),
        points=told_points(effect.points),
        nodes=tuple(
            NodeChange(
                titles=" / ".join(node.titles),
                before=told_points(node.before),
                after=told_points(node.after),
                status=told_change(node, _LANGUAGE),
            )
            for node in effect.nodes
        ),
        grades=tuple(grade_lines(effect, _LANGUAGE)),
    )
