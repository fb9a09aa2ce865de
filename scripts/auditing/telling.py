"""An audit told: as text for a reader, as JSON (``audit/1``) for programs."""

from collections.abc import Iterator
from typing import Any

from scoring.calendar.zone import iso
from scoring.ledger.text import exact, to_json
from scoring.messages import fix, sentence
from scripts.auditing.finding import Finding, Statement
from scripts.auditing.governing import Change, Move
from scripts.auditing.report import Comparison, Report
from scripts.content.personal import hushed_path
from scripts.language import Language, both, pick

_HEAD = both(
    "历史末端 {head}\n主线提交 {commits} 个，材料 {records} 件，检查点 {checkpoints} 个",
    "head {head}\n{commits} commits on the chain, {records} records, {checkpoints} checkpoints",
)
_STRENGTHS = {
    "sealed": both("封签", "sealed"),
    "recorded": both("服务器记载", "recorded"),
    "unverified": both("未经证明", "unverified"),
}
_TIMES = both("时间的可信程度：{told}", "how far times can be trusted: {told}")
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


def json_report(report: Report, language: Language) -> str:
    """Return the report as a document of schema ``audit/1``."""
    return to_json(
        {
            "schema": "audit/1",
            "head": report.head,
            "commits": report.commits,
            "records": report.records,
            "strengths": dict(sorted(report.strengths.items())),
            "checkpoints": report.checkpoints,
            "clean": not report.findings,
            "findings": [_finding(each, language) for each in report.findings],
            "changes": [_change(each) for each in report.changes],
            "ledgers": [_ledger(each) for each in report.ledgers],
            "statements": [_statement(each, language) for each in report.statements],
        }
    )


def _heading(report: Report, language: Language) -> Iterator[str]:
    yield pick(_HEAD, language).format(
        head=report.head,
        commits=report.commits,
        records=report.records,
        checkpoints=report.checkpoints,
    )
    if report.strengths:
        told = "、" if language == "zh" else ", "
        counts = told.join(
            f"{pick(words, language)} {report.strengths.get(name, 0)}"
            for name, words in _STRENGTHS.items()
        )
        yield pick(_TIMES, language).format(told=counts)


def _changes(report: Report, language: Language) -> Iterator[str]:
    if report.changes:
        yield ""
        yield pick(_CHANGES, language)
    for change in report.changes:
        who = "、".join(change.signers)
        signed = pick(_SIGNED, language).format(who=who) if who else pick(_UNSIGNED, language)
        matters = ", ".join(
            f"{matter} {paths[0]}" + (f" (+{len(paths) - 1})" if len(paths) > 1 else "")
            for matter, paths in change.matters.items()
        )
        yield _line(f"{change.commit[:12]} {iso(change.committed)} {matters}; {signed}")
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
        told = pick(_SAME[each.same], language)
        yield _line(f"{source} {each.year} {each.as_of} {each.head[:12]} {each.engine}: {told}")
        for one in each.differences:
            yield _line(f"  {one.place}: {one.published} → {one.reckoned}")


def _statements(report: Report, language: Language) -> Iterator[str]:
    if report.statements:
        yield ""
        yield pick(_STATEMENTS, language)
    for each in report.statements:
        yield _line(f"{each.code} {sentence(each.code, each.values, language)}")


def _findings(report: Report, language: Language) -> Iterator[str]:
    yield ""
    if not report.findings:
        yield pick(_CLEAN, language)
        return
    yield pick(_FINDINGS, language).format(count=len(report.findings))
    told: set[str] = set()
    for each in report.findings:
        where = " ".join(part for part in (each.commit[:12], hushed_path(each.path)) if part)
        message = sentence(each.code, each.values, language)
        yield _line(f"{where or '-'}: {each.code} {message}")
        remedy = fix(each.code, language, each.values)
        if remedy and each.code not in told:
            told.add(each.code)
            yield _line(pick(_REMEDY, language).format(fix=remedy))


def _finding(finding: Finding, language: Language) -> dict[str, Any]:
    return {
        "code": finding.code,
        "commit": finding.commit or None,
        "path": _printable(hushed_path(finding.path)) or None,
        "values": {name: _value(value) for name, value in finding.values.items()},
        "message": sentence(finding.code, finding.values, language),
        "fix": fix(finding.code, language, finding.values),
    }


def _statement(statement: Statement, language: Language) -> dict[str, Any]:
    return {
        "code": statement.code,
        "values": {name: _value(value) for name, value in statement.values.items()},
        "message": sentence(statement.code, statement.values, language),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "commit": change.commit,
        "committed": iso(change.committed),
        "matters": {
            matter: [_printable(path) for path in paths] for matter, paths in change.matters.items()
        },
        "signed_by": list(change.signers),
        "moves": None if change.moves is None else [_move(each) for each in change.moves],
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "year": move.year,
        "unit": move.unit,
        "before": None if move.before is None else exact(move.before),
        "after": None if move.after is None else exact(move.after),
    }


def _ledger(each: Comparison) -> dict[str, Any]:
    return {
        "source": each.source,
        "year": each.year,
        "as_of": each.as_of,
        "head": each.head,
        "engine": each.engine,
        "published_sha256": each.published,
        "reckoned_sha256": each.sha256,
        "same": each.same,
        "differences": [
            {"place": one.place, "published": one.published, "reckoned": one.reckoned}
            for one in each.differences
        ],
    }


def _value(value: Any) -> Any:
    return _printable(value) if isinstance(value, str) else value


def _printable(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _line(text: str) -> str:
    """Return ``text`` so that nothing in it can begin a line or move the cursor."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode()
        for sign in _printable(text)
    )
