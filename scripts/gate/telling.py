"""An answer in words, for the person who sent something in."""

from collections.abc import Iterator
from decimal import Decimal

from scoring.ledger.text import exact
from scoring.messages import level
from scripts.checking.reporters import WARNING, errors_in, text_report
from scripts.gate.answer import Answer
from scripts.gate.effects import NodeEffect, UnitEffect
from scripts.language import Language, both, pick
from scripts.scoreboard.columns import told_status
from scripts.strengths import STRENGTHS
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
_COMMIT = both("提交编号：{commit}", "Receipt: commit {commit}")
_BY = both("报送人：{login}　分支：{ref}", "Sent by {login}, branch {ref}")
_RECORDS = both("材料：", "Records:")
_RECORD = both("  {record}\n    收到 {time}　校验值 {digest}", "  {record}\n    {time}  {digest}")
_MORE = both("  ……还有 {count} 份", "  … and {count} more")
KEPT = both(
    "内容与以前交来的一样，保留第一次收到的时间。",
    "Content that had been presented before keeps the time it was first seen.",
)
UNLOGGED = both(
    "今天的留痕额度已经用完，这次没有记入收件记录。",
    "Today's allowance in the log of attempts is spent; this attempt was not logged.",
)
NOTED = both(
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
_GRADE = both("{titles}等次：{before} → {after}", "{titles}grade: {before} → {after}")
_RANK = both("名次：{before} → {after}", "rank: {before} → {after}")
_STATUS = both("，{status}", ", {status}")
_MORE_EFFECTS = both("  ……还有 {count} 行", "  … and {count} more lines")
_WARNINGS = both("提醒（不影响接收）：", "Warnings (accepted all the same):")

_MORE_PROBLEMS = both(
    "……还有 {count} 处，先改好上面的；用 gongkai check 可以看到全部。",
    "… and {count} more; mend these first. `gongkai check` shows all.",
)
_NOTHING = "—"

MOST_PROBLEMS = 12
"""Problems that are told where there is only a screen for them."""

_MOST_RECORDS = 8
_MOST_EFFECTS = 10


def answer_text(answer: Answer, language: Language, most: int | None = None) -> str:
    """Return ``answer`` as lines for a person: what to mend, or a receipt.

    Of more than ``most`` problems the first are told, errors before warnings, and how many there
    are besides; a receipt with ``MOST_PROBLEMS`` or a refusal with them is at most a screen.
    """
    lines = _receipt if answer.accepted else _refusal
    return "".join(f"{line}\n" for line in lines(answer, language, most))


def _problems(answer: Answer, language: Language, most: int | None) -> str:
    if most is None or len(answer.problems) <= most:
        return text_report(answer.problems, language)
    first = sorted(answer.problems, key=lambda each: level(each.code) == WARNING)[:most]
    more = pick(_MORE_PROBLEMS, language).format(count=len(answer.problems) - most)
    return f"{text_report(first, language)}{more}\n"


def _refusal(answer: Answer, language: Language, most: int | None) -> Iterator[str]:
    head = _WOULD_REFUSE if answer.tried else _REFUSED
    yield pick(head, language).format(count=errors_in(answer.problems))
    yield ""
    yield _problems(answer, language, most)
    yield pick(_SEEN, language).format(time=told_time(answer.received))
    if not answer.tried:
        yield pick(NOTED if answer.logged else UNLOGGED, language)


def _receipt(answer: Answer, language: Language, most: int | None) -> Iterator[str]:
    if answer.tried:
        yield pick(_WOULD, language)
    else:
        head = pick(_REGISTRY if answer.registry else _ACCEPTED, language)
        yield head.format(unit=answer.unit_name, id=answer.unit)
    assert answer.strength is not None
    strength = pick(STRENGTHS[answer.strength], language)
    time = told_time(answer.time)
    yield pick(_TIME, language).format(time=time, strength=strength)
    if answer.commit is not None:
        yield pick(_COMMIT, language).format(commit=answer.commit)
    yield pick(_BY, language).format(login=answer.submitted_by, ref=answer.ref)
    yield from _records(answer, language)
    if answer.kept:
        yield pick(KEPT, language)
    if not answer.logged:
        yield pick(UNLOGGED, language)
    yield from _effects(answer, language)
    if answer.problems:
        yield ""
        yield pick(_WARNINGS, language)
        yield _problems(answer, language, most).rstrip("\n")


def _records(answer: Answer, language: Language) -> Iterator[str]:
    if answer.registry:
        yield from (f"  {path}" for path in answer.registry[:_MOST_RECORDS])
        more = len(answer.registry) - _MOST_RECORDS
    else:
        yield pick(_RECORDS, language)
        for record in answer.records[:_MOST_RECORDS]:
            yield pick(_RECORD, language).format(
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
        before=told_points(effect.before),
        after=told_points(effect.after),
        points=told_points(effect.points),
    )
    yield from (f"    {line}" for line in grade_lines(effect, language))
    for node in effect.nodes:
        status = told_change(node, language)
        yield pick(_NODE, language).format(
            titles=" / ".join(node.titles),
            before=told_points(node.before),
            after=told_points(node.after),
            status=pick(_STATUS, language).format(status=status) if status else "",
        )


def grade_lines(effect: UnitEffect, language: Language) -> Iterator[str]:
    """Yield the grades and the rank that changed, a line each."""
    for grade in effect.grades:
        yield pick(_GRADE, language).format(
            titles="".join(f"{title} / " for title in grade.titles),
            before=grade.before or _NOTHING,
            after=grade.after or _NOTHING,
        )
    before, after = effect.ranks
    if before != after:
        ranks = {"before": before or _NOTHING, "after": after or _NOTHING}
        yield pick(_RANK, language).format(**ranks)


def told_change(effect: NodeEffect, language: Language) -> str:
    """Return how a node's status changed, in words; empty where it did not."""
    if effect.was is effect.now:
        return ""
    return f"{told_status(effect.was, language)} → {told_status(effect.now, language)}"


def told_points(number: Decimal | None) -> str:
    """Return a number of points as people read it; a dash where there is none."""
    return _NOTHING if number is None else str(exact(number))
