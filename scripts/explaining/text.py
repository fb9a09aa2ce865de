"""An account as text for a terminal: leaf by leaf, then the reckoning to the number."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from scoring.ledger.model import EARNS, FIXES, LEDGER_2, LOSES, SETS
from scoring.records.record import Strength
from scoring.records.registry import Unit
from scripts.explaining.account import Account, Evidence, Leaf, Loss
from scripts.explaining.no_findings import why_no_findings
from scripts.explaining.sentences import sentences, sentences_of
from scripts.explaining.steps import Part, Step
from scripts.language import COLON, JOINED, Language, both, bracketed, pick
from scripts.owing.due import Due
from scripts.owing.sentences import due_text
from scripts.reasons import told_reason
from scripts.scoreboard.columns import told_status
from scripts.scoreboard.ranking import plain
from scripts.strengths import TIMES
from scripts.times import told_moment, told_period, told_time
from scripts.unit_change import change_text
from scripts.wide import indented

_MANY, _SHOWN = 6, 3
"""More records than so many are cut short to so few; the ledger has them all."""

_HEAD = both(
    "{name}（{unit}）{year}年度得分 {score}，满分 {points}，截至{as_of}",
    "{name} ({unit}), {year}: {score} of {points} points as of {as_of}",
)
_FINAL = both("已结账", "final")
_OPEN = both("未结账：待定的指标不扣分", "not final: what is pending costs nothing")
_RULEBOOK = both("考核细则：{title}（{document}）", "Rulebook: {title} ({document})")
_COMMIT = both("依据：{head} 为止的提交历史", "Evidence: the history up to {head}")
_DIRTY = both("，加上工作区里未提交的改动", ", with uncommitted changes of the working tree")
_NO_POINTS = both("不单列分值", "no points of its own")
_CLAUSES = (
    ("requirement", both("考核要求", "Requirement")),
    ("standard", both("评分标准", "Standard")),
    ("responsible", both("责任部门", "Responsible")),
    ("method", both("考核方式", "Method")),
)
_READING = both("口径", "Reading")
_TAKES = {
    LOSES: both("扣 {points} 分", "{points} points"),
    EARNS: both("得 {points} 分", "earns {points} points"),
    SETS: both("直接定分", "sets the score"),
    FIXES: both("直接定等次", "fixes the grade"),
}
_WAIVED_WHOLE = both("免除：复核决定 {ruling}", "waived by the ruling {ruling}")
_NOT_COUNTED = both("实得 {applied} 分", "{applied} points counted")
_CHARGED = both("，计入“{node}”（单项否决）", ", charged to “{node}” (veto)")
_WAIVED = both(
    "免除 {points} 分：复核决定 {ruling}", "{points} points waived by the ruling {ruling}"
)
_ONCE = both(
    "与规则 {rule} 的扣分只计一次，这里不再扣", "charged once, under the rule {rule}; not here"
)
_CAPPED = both("分值已扣完，实扣 {applied} 分", "the points had run out: {applied} points applied")
_RULE = both("规则 {rule}", "rule {rule}")
_EVIDENCE = both("材料：{record}", "Record: {record}")
_MORE = both(
    "共 {count} 份材料，这里列前 {shown} 份；全部材料见 gongkai score --unit {unit} --format json",
    "{count} records, the first {shown} here; all: gongkai score --unit {unit} --format json",
)
_NO_RECORD = both("材料：没有收到", "Record: none received")
_RECEIVED = both("{received} 收到，{strength}", "received {received}, {strength}")
_MERGE = both("提交 {commit}", "commit {commit}")
_GIVEN = both(
    "按复核决定 {ruling} 认定的 {time} 计", "counts at {time}, set by the ruling {ruling}"
)
_APPEAL = both(
    "申诉：gongkai new appeal --unit {unit} --deduction {deduction}",
    "appeal: gongkai new appeal --unit {unit} --deduction {deduction}",
)
_RULING = both(
    "复核决定：gongkai new ruling --unit {unit} --deduction {deduction}",
    "ruling: gongkai new ruling --unit {unit} --deduction {deduction}",
)
_APPEALS = both(
    "对扣分有异议的，用 gongkai explain {unit} 指标 查看该项，每笔扣分下面有申诉和复核决定的命令。",
    "To appeal or rule, look at the node: gongkai explain {unit} NODE prints the commands.",
)
_KEPT = both(
    "更正件，按原材料的时间 {time} 计", "a correction; counts at {time}, as what it corrects"
)
_AHEAD = both("待定：{text}", "Pending: {text}")
_RECKONING = both("算分", "Reckoning")
_GRADE = both("等次：{grade}", "grade: {grade}")
_RANK = both("第 {rank} 名", "rank {rank}")
_UNSCORED = both(
    "{name}（{unit}）{year}年度直接定等次，不计分，截至{as_of}",
    "{name} ({unit}), {year}: the grade is fixed and nothing scored, as of {as_of}",
)
_TOTAL = both("总分", "Total")
_NO_LOSS = both("总分：{points}，没有扣分", "Total: {points}, nothing lost")
_STEP = both("{title}：{points} − {taken} = {score}", "{title}: {points} − {taken} = {score}")
_CAP = both(
    "{title}：应扣 {sum} = {uncapped}，超过分值 {points}，扣完为止：{points} − {lost} = {score}",
    "{title}: {sum} = {uncapped} exceeds its {points} points: {points} − {lost} = {score}",
)


def account_text(
    account: Account,
    language: Language,
    node: str | None = None,
    ahead: Iterable[Due] = (),
    office: str = "",
    names: Mapping[str, str] | None = None,
) -> str:
    """Return ``account`` as text; with ``node`` only that node's leaves, their clauses in full.

    ``ahead`` is what the unit still owes; it stands under what is pending. ``office`` is the unit
    that rules on appeals; without one no command for its ruling is told. ``names`` are the units'
    short names by id.
    """
    dues = list(ahead)
    lines = list(_head(account, language))
    if account.unit.change is not None:
        lines.append(change_text(account.unit.change, names or {}, language))
    for leaf in account.leaves:
        if node is None or leaf.node.path == node or leaf.node.path.startswith(f"{node}/"):
            own = [due for due in dues if due.node == leaf.node.path]
            full = node is not None
            ways = _ways(account, office) if full and not account.ledger.final else ()
            told = _leaf(leaf, account.entry, language, full=full, ways=ways, ahead=own)
            lines += ["", *told]
    lines += _reckoning(account, language, node)
    if node is None and not account.ledger.final and account.unit.score < account.unit.points:
        lines += ["", pick(_APPEALS, language).format(unit=account.unit.unit)]
    return "\n".join(lines) + "\n"


def _head(account: Account, language: Language) -> Iterator[str]:
    unit, ledger, book = account.unit, account.ledger, account.rulebook
    head = pick(_UNSCORED if unit.fixed else _HEAD, language).format(
        name=unit.name,
        unit=unit.unit,
        year=ledger.year,
        score=plain(unit.score),
        points=plain(unit.points),
        as_of=told_moment(ledger.as_of),
    )
    yield head + bracketed(pick(_FINAL if ledger.final else _OPEN, language), language)
    if unit.grade is not None:
        titles = {grade.id: grade.title for grade in book.grades}
        yield pick(_GRADE, language).format(grade=titles.get(unit.grade, unit.grade))
    if unit.rank is not None:
        yield pick(_RANK, language).format(rank=unit.rank)
    document = str(book.source.get("document_number", book.id))
    yield pick(_RULEBOOK, language).format(title=book.title, document=document)
    dirty = pick(_DIRTY, language) if ledger.dirty else ""
    yield pick(_COMMIT, language).format(head=ledger.head) + dirty


def _ways(account: Account, office: str) -> tuple[tuple[str, str], ...]:
    """Return the commands that begin from a deduction, each with who gives it."""
    appeal = (_APPEAL, account.entry.id)
    return (appeal, (_RULING, office)) if office else (appeal,)


def _leaf(
    leaf: Leaf,
    unit: Unit,
    language: Language,
    *,
    full: bool,
    ways: tuple[tuple[str, str], ...],
    ahead: list[Due],
) -> Iterator[str]:
    score = leaf.score
    if score.points is None or score.score is None:
        points = pick(_NO_POINTS, language)
    else:
        points = f"{plain(score.score)}/{plain(score.points)}"
    status = told_status(score.status, language)
    yield f"■ {' / '.join(leaf.titles)}  {points}  {status}  [{leaf.node.path}]"
    yield from _clauses(leaf, language, full=full)
    if not leaf.losses:
        yield "  " + why_no_findings(leaf.node, score, leaf.absent, leaf.answers, language)
    for loss in leaf.losses:
        yield from _loss(loss, leaf, unit, language)
        for way, who in ways if loss.deduction.applied else ():
            told = (unit.id, leaf.node.path, loss.deduction.rule, loss.deduction.period)
            yield "    " + pick(way, language).format(unit=who, deduction="/".join(told))
    for due in ahead:
        yield from indented(
            pick(_AHEAD, language).format(text=due_text(due, language, node=False)), 2
        )


def _clauses(leaf: Leaf, language: Language, *, full: bool) -> Iterator[str]:
    colon = pick(COLON, language)
    for field, title in _CLAUSES:
        words = getattr(leaf.node, field)
        if words and (full or (field == "standard" and leaf.losses)):
            yield from indented(pick(title, language) + colon + words, 2)
    for reading in leaf.node.interpretation if full else ():
        yield from indented(pick(_READING, language) + colon + reading, 2)


def _loss(loss: Loss, leaf: Leaf, unit: Unit, language: Language) -> Iterator[str]:
    deduction = loss.deduction
    head = [
        told_period(deduction.period, language),
        pick(_TAKES[deduction.effect], language).format(points=plain(deduction.points)),
    ]
    if deduction.charged_to:
        head[-1] += pick(_CHARGED, language).format(node=_title(leaf, deduction.charged_to))
    head.append(pick(_RULE, language).format(rule=deduction.rule))
    yield "  - " + "  ".join(head)
    title = loss.evidence[0].title if loss.evidence else ""
    yield from indented(told_reason(deduction.reason, unit, loss.kind, language, title), 4)
    shown = loss.evidence if len(loss.evidence) <= _MANY else loss.evidence[:_SHOWN]
    for evidence in shown:
        yield from _evidence(evidence, language)
    if len(shown) < len(loss.evidence):
        told = {"count": len(loss.evidence), "shown": len(shown), "unit": unit.id}
        yield from indented(pick(_MORE, language).format(**told), 4)
    if not loss.evidence:
        yield "    " + pick(_NO_RECORD, language)
    yield from _reduced(loss, language)


def _reduced(loss: Loss, language: Language) -> Iterator[str]:
    """Say why less than the rule's points was taken, where less was."""
    deduction = loss.deduction
    if loss.ruling is not None:
        words = _WAIVED if deduction.points else _WAIVED_WHOLE
        waived = pick(words, language).format(
            points=plain(deduction.waived), ruling=loss.ruling.record
        )
        yield from indented(pick(JOINED, language).join((waived, loss.ruling_reason)), 4)
        yield from _time(loss.ruling, language)
    if loss.once_with is not None:
        yield "    " + pick(_ONCE, language).format(rule=loss.once_with)
    elif deduction.applied < deduction.remaining:
        words = _NOT_COUNTED if deduction.effect == EARNS else _CAPPED
        yield "    " + pick(words, language).format(applied=plain(deduction.applied))


def _evidence(evidence: Evidence, language: Language) -> Iterator[str]:
    yield "    " + pick(_EVIDENCE, language).format(record=evidence.record)
    if evidence.title:
        yield from indented(evidence.title, 6)
    yield from _time(evidence, language)


def _told_strength(strength: Strength, language: Language) -> str:
    """Return what vouches for a time; behind the Chinese words stands the name data have for it."""
    told = pick(TIMES[strength], language)
    return f"{told}（{strength}）" if language == "zh" else told


def _time(evidence: Evidence, language: Language) -> Iterator[str]:
    yield "      " + pick(_RECEIVED, language).format(
        received=told_time(evidence.received) if evidence.received else "?",
        strength=_told_strength(evidence.strength, language),
    )
    yield "      " + pick(_MERGE, language).format(commit=evidence.commit)
    if evidence.counts is not None:
        how = _GIVEN if evidence.given_by else _KEPT
        yield "      " + pick(how, language).format(
            time=told_time(evidence.counts), ruling=evidence.given_by
        )


def _title(leaf: Leaf, path: str) -> str:
    """Return the title of the ancestor at ``path``: as deep in the tree as its path is long."""
    return leaf.titles[path.count("/")]


def _reckoning(account: Account, language: Language, node: str | None) -> Iterator[str]:
    """Yield how the score comes about; nothing for a node without points, which comes to none."""
    told: list[str] = []
    if account.ledger.schema == LEDGER_2:
        told += (
            sentences(account.unit, account.rulebook, language)
            if node is None
            else sentences_of(account.unit, account.rulebook, node, language)
        )
    told += [_step(step, language) for step in account.steps]
    if told:
        yield ""
        yield pick(_RECKONING, language)
    for sentence in told:
        yield from indented(sentence, 2)


def _step(step: Step, language: Language) -> str:
    title = step.title or pick(_TOTAL, language)
    if not step.parts:
        return pick(_NO_LOSS, language).format(points=plain(step.points))
    told = {
        "title": title,
        "points": plain(step.points),
        "lost": plain(step.lost),
        "score": plain(step.score),
    }
    if step.capped:
        total = " + ".join(_parts(step.parts, language))
        return pick(_CAP, language).format(sum=total, uncapped=plain(step.uncapped), **told)
    taken = " − ".join(_parts(step.parts, language))
    return pick(_STEP, language).format(taken=taken, **told)


def _parts(parts: tuple[Part, ...], language: Language) -> Iterator[str]:
    """Yield ``parts`` in words, equal ones together: nobody adds 0.1 up forty times."""
    for part, times in Counter(parts).items():
        told = plain(part.points) + (f" × {times}" if times > 1 else "")
        yield told + bracketed(part.title, language) if part.title else told
