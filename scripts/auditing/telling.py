"""An audit in words, for a reader."""

from collections.abc import Iterator

from scoring.calendar.zone import iso
from scoring.ledger.text import exact
from scoring.messages import fix, sentence
from scripts.auditing.governing import Change, Move
from scripts.auditing.report import Report
from scripts.content.personal import masked_path
from scripts.language import LISTED, Language, both, pick
from scripts.printable import one_line
from scripts.strengths import STRENGTHS

_HEAD = both(
    "历史末端 {head}\n主线提交 {commits} 个，材料 {records} 件，检查点 {checkpoints} 个",
    "head {head}\n{commits} commits on the chain, {records} records, {checkpoints} checkpoints",
)
_TIMES = both("时间依据：{counts}", "what vouches for times: {counts}")
_CHANGES = both("规则、名录、密钥和程序的变更：", "Changes of rules, registry, keys and code:")
_UNSIGNED = both("无有效签名", "no valid signature")
_SIGNED = both("{who} 签名", "signed by {who}")
_UNMOVED = both("得分未变", "no score moved")
_NOT_RECKONED = both("对得分的影响未能算出", "effect on the scores could not be reckoned")
_MOVED = both("{year} 年度 {unit}：{before} → {after}", "{year} {unit}: {before} → {after}")
_LEDGERS = both("核对台账：", "Ledgers:")
_SAME = {
    True: both("与历史一致", "follows from the history"),
    False: both("与历史不符", "does not follow from the history"),
    None: both("未能比较", "not compared"),
}
_STATEMENTS = both("说明（不算问题）：", "Stated (no findings):")
_FINDINGS = both("发现 {count} 处问题：", "{count} findings:")
_CLEAN = both("没有发现问题。", "Nothing found.")
_REMEDY = both("  怎么办：{fix}", "  what to do: {fix}")
_MOVES_TOLD = 20


def text_report(report: Report, language: Language) -> str:
    """Return the report for a reader: one line each, in the order of the history."""
    lines = [
        *_heading(report, language),
        *_changes(report, language),
        *_ledgers(report, language),
        *_statements(report, language),
        *_findings(report, language),
    ]
    return "".join(f"{line}\n" for line in lines)


def _heading(report: Report, language: Language) -> Iterator[str]:
    yield pick(_HEAD, language).format(
        head=report.head,
        commits=report.commits,
        records=report.records,
        checkpoints=report.checkpoints,
    )
    if report.strengths:
        counts = pick(LISTED, language).join(
            f"{pick(words, language)} {report.strengths.get(name, 0)}"
            for name, words in STRENGTHS.items()
        )
        yield pick(_TIMES, language).format(counts=counts)


def _changes(report: Report, language: Language) -> Iterator[str]:
    if report.changes:
        yield ""
        yield pick(_CHANGES, language)
    for change in report.changes:
        who = pick(LISTED, language).join(change.signers)
        signed = pick(_SIGNED, language).format(who=who) if who else pick(_UNSIGNED, language)
        matters = ", ".join(
            f"{matter} {paths[0]}" + (f" (+{len(paths) - 1})" if len(paths) > 1 else "")
            for matter, paths in change.matters.items()
        )
        yield one_line(f"{change.commit[:12]} {iso(change.committed)} {matters}; {signed}")
        yield from _moves(change, language)


def _moves(change: Change, language: Language) -> Iterator[str]:
    if change.moves is None:
        yield "  " + pick(_NOT_RECKONED, language)
    elif not change.moves:
        yield "  " + pick(_UNMOVED, language)
    else:
        for move in change.moves[:_MOVES_TOLD]:
            yield "  " + _moved(move, language)
        if len(change.moves) > _MOVES_TOLD:
            yield f"  … (+{len(change.moves) - _MOVES_TOLD})"


def _moved(move: Move, language: Language) -> str:
    before = "-" if move.before is None else str(exact(move.before))
    after = "-" if move.after is None else str(exact(move.after))
    return pick(_MOVED, language).format(year=move.year, unit=move.unit, before=before, after=after)


def _ledgers(report: Report, language: Language) -> Iterator[str]:
    if report.ledgers:
        yield ""
        yield pick(_LEDGERS, language)
    for each in report.ledgers:
        source = each.source[:12] if len(each.source) == 40 else each.source
        same = pick(_SAME[each.same], language)
        yield one_line(f"{source} {each.year} {each.as_of} {each.head[:12]} {each.engine}: {same}")
        for one in each.differences:
            yield one_line(f"  {one.place}: {one.published} → {one.reckoned}")


def _statements(report: Report, language: Language) -> Iterator[str]:
    if report.statements:
        yield ""
        yield pick(_STATEMENTS, language)
    for each in report.statements:
        yield one_line(f"{each.code} {sentence(each.code, each.values, language)}")


def _findings(report: Report, language: Language) -> Iterator[str]:
    yield ""
    if not report.findings:
        yield pick(_CLEAN, language)
        return
    yield pick(_FINDINGS, language).format(count=len(report.findings))
    remedied: set[str] = set()
    for each in report.findings:
        where = " ".join(part for part in (each.commit[:12], masked_path(each.path)) if part)
        message = sentence(each.code, each.values, language)
        yield one_line(f"{where or '-'}: {each.code} {message}")
        remedy = fix(each.code, language, each.values)
        if remedy and each.code not in remedied:
            remedied.add(each.code)
            yield one_line(pick(_REMEDY, language).format(fix=remedy))
