"""An answer as text for the person who sent something in, and as JSON for programs."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from scoring.calendar.zone import iso
from scoring.ledger.text import exact, to_json
from scoring.messages import fix, level, sentence
from scoring.problem import Problem
from scoring.records.record import Strength
from scripts.checking.reporters import WARNING, errors_in, text_report
from scripts.gate.answer import Answer
from scripts.gate.effects import NodeEffect, UnitEffect
from scripts.language import Language, both, pick
from scripts.times import told_time

_ACCEPTED = both("已接收：{unit}（{id}）报送的材料", "Accepted: records of {unit} ({id})")
_REGISTRY = both(
    "已接收：{unit}（{id}）更新的单位登记", "Accepted: registry entries by {unit} ({id})"
)
_WOULD = both(
    "试报：没有问题，可以报送。没有写入任何内容。", "Trial: nothing wrong. Nothing was written."
)
_REFUSED = both(
    "没有接收：有 {count} 处问题，改好以后再报送一次。",
    "Refused: {count} problems; mend them and send again.",
)
_WOULD_REFUSE = both("试报：有 {count} 处问题。", "Trial: {count} problems.")
_TIME = both("收到时间：{time}（{strength}）", "Received: {time} ({strength})")
_SEEN = both("收到时间：{time}", "Received: {time}")
_COMMIT = both("回执提交：{commit}", "Receipt: commit {commit}")
_BY = both("报送人：{login}　分支：{ref}", "Sent by {login}, branch {ref}")
_RECORDS = both("材料：", "Records:")
_RECORD = both("  {record}\n    收到 {time}　内容摘要 {digest}", "  {record}\n    {time}  {digest}")
_MORE = both("  ……还有 {count} 份", "  … and {count} more")
_KEPT = both(
    "内容与以前交来的一样，保留第一次收到的时间。",
    "Content that had been presented before keeps the time it was first seen.",
)
_UNLOGGED = both(
    "今天的留痕额度已经用完，这次没有记入收件记录。",
    "Today's allowance in the log of attempts is spent; this attempt was not logged.",
)
_NOTED = both(
    "这次报送已经记入收件记录，改好内容不变的材料仍按这个时间计。",
    "The attempt has been logged; records whose content stays keep this time.",
)
_EFFECT = both("对得分的影响：", "Effect on the scores:")
_NO_EFFECT = both("对得分的影响：目前没有。", "Effect on the scores: none so far.")
_UNIT = both(
    "  {name} {year} 年：{before} → {after}（满分 {points}）",
    "  {name} {year}: {before} → {after} of {points}",
)
_UNCHANGED = both(
    "  {name} {year} 年：{after}（满分 {points}），不变",
    "  {name} {year}: {after} of {points}, unchanged",
)
_NODE = both("    {titles}：{before} → {after}{status}", "    {titles}: {before} → {after}{status}")
_GRADE = both("    {titles}等次：{before} → {after}", "    {titles}grade: {before} → {after}")
_RANK = both("    名次：{before} → {after}", "    rank: {before} → {after}")
_STATUS = both("，{was} → {now}", ", {was} → {now}")
_MORE_EFFECTS = both("  ……还有 {count} 行", "  … and {count} more lines")
_WARNINGS = both("提醒（不影响接收）：", "Warnings (accepted all the same):")

STRENGTHS = {
    Strength.SEALED: both("已盖章", "sealed"),
    Strength.RECORDED: both("服务器记录，未盖章", "the server's word, not sealed"),
    Strength.UNVERIFIED: both("无证明", "unverified"),
}
STATUSES = {
    "not-applicable": both("不适用", "not applicable"),
    "pending": both("未到期", "pending"),
    "judged": both("已评", "judged"),
}
_MORE_PROBLEMS = both(
    "……还有 {count} 处，先改好上面的；用 gongkai check 可以看到全部。",
    "… and {count} more; mend these first. `gongkai check` shows all.",
)
MOST_PROBLEMS = 12
_MOST_RECORDS = 8
_MOST_EFFECTS = 10


def answer_text(answer: Answer, language: Language, most: int | None = None) -> str:
    """Return ``answer`` as lines for a person: what to mend, or a receipt.

    Of more than ``most`` problems the first are told, errors before warnings, and how many there
    are besides; a receipt with ``MOST_PROBLEMS`` or a refusal with them is at most a screen.
    """
    told = _receipt if answer.accepted else _refusal
    return "".join(f"{line}\n" for line in told(answer, language, most))


def _problems(answer: Answer, language: Language, most: int | None) -> str:
    if most is None or len(answer.problems) <= most:
        return text_report(answer.problems, language)
    first = sorted(answer.problems, key=lambda each: level(each.code) == WARNING)[:most]
    more = pick(_MORE_PROBLEMS, language).format(count=len(answer.problems) - most)
    return f"{text_report(first, language)}{more}\n"


def _refusal(answer: Answer, language: Language, most: int | None) -> Iterator[str]:
    told = _WOULD_REFUSE if answer.tried else _REFUSED
    yield pick(told, language).format(count=errors_in(answer.problems))
    yield ""
    yield _problems(answer, language, most)
    yield pick(_SEEN, language).format(time=told_time(answer.received))
    if not answer.tried:
        yield pick(_NOTED if answer.logged else _UNLOGGED, language)


def _receipt(answer: Answer, language: Language, most: int | None) -> Iterator[str]:
    if answer.tried:
        yield pick(_WOULD, language)
    else:
        told = pick(_REGISTRY if answer.registry else _ACCEPTED, language)
        yield told.format(unit=answer.unit_name, id=answer.unit)
    assert answer.strength is not None
    strength = pick(STRENGTHS[answer.strength], language)
    time = told_time(_main_time(answer))
    yield pick(_TIME, language).format(time=time, strength=strength)
    if answer.commit is not None:
        yield pick(_COMMIT, language).format(commit=answer.commit)
    yield pick(_BY, language).format(login=answer.submitted_by, ref=answer.ref)
    yield from _records(answer, language)
    if answer.kept:
        yield pick(_KEPT, language)
    if not answer.logged:
        yield pick(_UNLOGGED, language)
    yield from _effects(answer, language)
    if answer.problems:
        yield ""
        yield pick(_WARNINGS, language)
        yield _problems(answer, language, most).rstrip("\n")


def _main_time(answer: Answer) -> datetime:
    if answer.records:
        return max(record.time for record in answer.records)
    return answer.received


def _records(answer: Answer, language: Language) -> Iterator[str]:
    if answer.registry:
        yield from (f"  {path}" for path in answer.registry[:_MOST_RECORDS])
        more = len(answer.registry) - _MOST_RECORDS
    else:
        yield pick(_RECORDS, language)
        for record in answer.records[:_MOST_RECORDS]:
            told = pick(_RECORD, language)
            yield told.format(
                record=record.record, time=told_time(record.time), digest=record.digest
            )
        more = len(answer.records) - _MOST_RECORDS
    if more > 0:
        yield pick(_MORE, language).format(count=more)


def _effects(answer: Answer, language: Language) -> Iterator[str]:
    if not any(_differs(unit) for unit in answer.effects):
        if answer.records:
            yield pick(_NO_EFFECT, language)
        return
    yield pick(_EFFECT, language)
    changed_first = sorted(answer.effects, key=lambda unit: not _differs(unit))
    lines = [line for unit in changed_first for line in _unit(unit, language)]
    yield from lines[:_MOST_EFFECTS]
    if len(lines) > _MOST_EFFECTS:
        yield pick(_MORE_EFFECTS, language).format(count=len(lines) - _MOST_EFFECTS)


def _differs(effect: UnitEffect) -> bool:
    return bool(effect.nodes or effect.grades) or effect.before != effect.after


def _unit(effect: UnitEffect, language: Language) -> Iterator[str]:
    yield pick(_UNIT if effect.before != effect.after else _UNCHANGED, language).format(
        name=effect.name,
        year=effect.year,
        before=said_points(effect.before),
        after=said_points(effect.after),
        points=said_points(effect.points),
    )
    for grade in effect.grades:
        yield pick(_GRADE, language).format(
            titles="".join(f"{title} / " for title in grade.titles),
            before=grade.before or said_points(None),
            after=grade.after or said_points(None),
        )
    if effect.ranks[0] != effect.ranks[1]:
        before, after = (str(rank or said_points(None)) for rank in effect.ranks)
        yield pick(_RANK, language).format(before=before, after=after)
    for node in effect.nodes:
        status = ""
        if node.was != node.now:
            was, now = (pick(STATUSES[each], language) for each in (node.was, node.now))
            status = pick(_STATUS, language).format(was=was, now=now)
        yield pick(_NODE, language).format(
            titles=" / ".join(node.titles),
            before=said_points(node.before),
            after=said_points(node.after),
            status=status,
        )


def said_points(number: Decimal | None) -> str:
    """Return a number of points as people read it; a dash where there is none."""
    return "—" if number is None else str(exact(number))


def answer_json(answer: Answer, language: Language) -> str:
    """Return ``answer`` as a document of schema ``receipt/1``."""
    return to_json(answer_document(answer, language))


def answer_document(answer: Answer, language: Language) -> dict[str, Any]:
    """Return ``answer`` as a plain document, keys in its order."""
    return {
        "schema": "receipt/1",
        "accepted": answer.accepted,
        "tried": answer.tried,
        "ref": answer.ref,
        "branch": answer.tip,
        "submitted_by": answer.submitted_by,
        "unit": answer.unit,
        "received_at": iso(answer.received),
        "logged": answer.logged,
        "strength": None if answer.strength is None else str(answer.strength),
        "commit": answer.commit,
        "merged_at": None if answer.merged_at is None else iso(answer.merged_at),
        "records": [
            {"record": each.record, "sha256": each.digest, "time": iso(each.time)}
            for each in answer.records
        ],
        "registry": list(answer.registry),
        "effects": [_effect(each) for each in answer.effects],
        "problems": [_problem(each, language) for each in answer.problems],
    }


def _problem(problem: Problem, language: Language) -> dict[str, Any]:
    return {
        "path": problem.path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"),
        "line": problem.line or None,
        "column": problem.column or None,
        "code": problem.code,
        "level": level(problem.code),
        "message": sentence(problem.code, problem.values, language),
        "fix": fix(problem.code, language, problem.values),
    }


def _effect(effect: UnitEffect) -> dict[str, Any]:
    return {
        "unit": effect.unit,
        "year": effect.year,
        "points": exact(effect.points),
        "before": None if effect.before is None else exact(effect.before),
        "after": None if effect.after is None else exact(effect.after),
        "nodes": [_node(node) for node in effect.nodes],
        "grades": [
            {"titles": list(each.titles), "before": each.before, "after": each.after}
            for each in effect.grades
        ],
        "ranks": {"before": effect.ranks[0], "after": effect.ranks[1]},
    }


def _node(node: NodeEffect) -> dict[str, Any]:
    return {
        "node": node.path,
        "before": None if node.before is None else exact(node.before),
        "after": None if node.after is None else exact(node.after),
        "was": node.was,
        "status": node.now,
    }
