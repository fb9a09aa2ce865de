"""What the door answers, as values for its pages and as JSON for the portal's own forms."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.ledger.text import to_json
from scoring.messages import fix, level, sentence
from scoring.problem import Problem
from scoring.records.record import Record
from scoring.records.registry import Unit
from scripts.checking.reporters import WARNING, errors_in
from scripts.content.personal import hushed
from scripts.gate.answer import Answer
from scripts.gate.effects import UnitEffect
from scripts.gate.serving.pushes import SUBMIT
from scripts.gate.telling import STATUSES, STRENGTHS, answer_document, said_points
from scripts.language import Language, pick
from scripts.times import told_time

_LANGUAGE: Language = "zh"


@dataclass(frozen=True)
class Told:
    """One problem: code, where (empty: of the whole), what is wrong, what to do about it."""

    code: str
    where: str
    message: str
    remedy: str
    warning: bool = False


@dataclass(frozen=True)
class Changed:
    """A clause whose score or status a submission has changed, in words."""

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
    nodes: tuple[Changed, ...]
    grades: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
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
    papers: tuple[Paper, ...]
    effects: tuple[Effect, ...]
    warnings: tuple[Told, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class RefusalPage:
    """What a refusal says: how many problems keep it out, all of them, and ``notes`` besides."""

    heading: str
    count: int
    problems: tuple[Told, ...]
    notes: tuple[str, ...]


def receipt_page(answer: Answer, notes: Sequence[str]) -> ReceiptPage:
    """Return what the page says of an accepted submission."""
    assert answer.accepted and answer.strength is not None
    times = [each.time for each in answer.records] or [answer.received]
    kept = ("内容与以前交来的一样，保留第一次收到的时间。",) if answer.kept else ()
    return ReceiptPage(
        unit=answer.unit_name,
        unit_id=answer.unit or "",
        login=answer.submitted_by,
        received=told_time(max(times)),
        strength=pick(STRENGTHS[answer.strength], _LANGUAGE),
        commit=answer.commit or "",
        ref=answer.ref.removeprefix("refs/heads/"),
        papers=tuple(
            Paper(each.record, each.digest, told_time(each.time)) for each in answer.records
        ),
        effects=tuple(_effect(each) for each in answer.effects),
        warnings=told_problems(answer.problems),
        notes=(*kept, *notes),
    )


def already(records: Iterable[Record]) -> tuple[str, ...]:
    """Return what to say of records that were received before."""
    return tuple(
        f"{each.id} 以前已经收到：{told_time(each.receipt.time)}"
        f"（{pick(STRENGTHS[each.receipt.strength], _LANGUAGE)}），回执提交 {each.receipt.commit}。"
        for each in records
        if each.receipt.time is not None
    )


def refusal_page(answer: Answer, notes: Sequence[str]) -> RefusalPage:
    """Return what the page says of a refused submission."""
    noted = (
        "这次报送已经记入收件记录，改好内容不变的材料仍按这个时间计。"
        if answer.logged
        else "今天的留痕额度已经用完，这次没有记入收件记录。"
    )
    seen = f"收到时间：{told_time(answer.received)}。"
    count = errors_in(answer.problems)
    return RefusalPage("没有接收", count, told_problems(answer.problems), (*notes, seen + noted))


def told_problems(problems: Iterable[Problem]) -> tuple[Told, ...]:
    """Return problems in words; what is personal in them is not repeated."""
    return tuple(_told(hushed(each)) for each in problems)


def _told(problem: Problem) -> Told:
    place = problem.path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    if place.startswith(SUBMIT):  # of the whole; who has no Git has no branch
        place = ""
    if problem.line:
        place += f" 第 {problem.line} 行第 {problem.column or 1} 列"
    return Told(
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
        before=said_points(effect.before),
        after=said_points(effect.after),
        points=said_points(effect.points),
        nodes=tuple(
            Changed(
                titles=" / ".join(node.titles),
                before=said_points(node.before),
                after=said_points(node.after),
                status=""
                if node.was == node.now
                else " → ".join(pick(STATUSES[each], _LANGUAGE) for each in (node.was, node.now)),
            )
            for node in effect.nodes
        ),
        grades=tuple(_grades(effect)),
    )


def _grades(effect: UnitEffect) -> Iterator[str]:
    """Yield the grades and the rank that changed, as sentences."""
    for each in effect.grades:
        titles = "".join(f"{title} / " for title in each.titles)
        before, after = (grade or said_points(None) for grade in (each.before, each.after))
        yield f"{titles}等次：{before} → {after}"
    before, after = (str(rank or said_points(None)) for rank in effect.ranks)
    if before != after:
        yield f"名次：{before} → {after}"


def answer_json(answer: Answer, notes: Sequence[str]) -> str:
    """Return the whole answer for a program."""
    document = answer_document(answer, _LANGUAGE)
    problems = document.pop("problems")
    effects = document.pop("effects")
    return to_json(
        {
            "accepted": answer.accepted,
            "receipt": document if answer.accepted else None,
            "problems": [
                {"code": each["code"], "where": told.where, "message": told.message,
                 "remedy": told.remedy, "level": each["level"]}
                for each, told in zip(problems, told_problems(answer.problems), strict=True)
            ],
            "effects": effects,
            "received_at": document["received_at"],
            "logged": answer.logged,
            "notes": list(notes),
        }
    )  # fmt: skip


def refusal_json(problems: Iterable[Told]) -> str:
    """Return a refusal without an answer of the gate, in the same form."""
    listed: list[dict[str, Any]] = [
        {"code": each.code, "where": each.where, "message": each.message,
         "remedy": each.remedy, "level": "warning" if each.warning else "error"}
        for each in problems
    ]  # fmt: skip
    return to_json({"accepted": False, "receipt": None, "problems": listed, "effects": []})


def who_json(login: str, units: Iterable[Unit]) -> str:
    """Return who one is at this door."""
    listed = [{"id": unit.id, "name": unit.short_name} for unit in units]
    return to_json({"login": login, "units": listed})
