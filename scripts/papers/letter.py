"""考核结果通知: one unit's result of a year, leaf by leaf, with clauses and the way to appeal."""

from collections.abc import Iterator
from datetime import date

from scoring.ledger.model import NodeScore
from scripts.explaining.account import Account, Leaf, Loss
from scripts.papers.circular import UNCONFIRMED, documents, told_loss, told_span
from scripts.papers.source import Source
from scripts.papers.words import full_day, ordinal
from scripts.scoreboard.columns import told_status
from scripts.scoreboard.ranking import plain
from scripts.times import told_moment
from scripts.word.blocks import (
    Addressee,
    Block,
    Closing,
    Heading,
    Note,
    Paragraph,
    Table,
    Title,
)

_TITLE = "关于{year}年度\n政务公开考核结果的通知"
_RESULT = (
    "根据{documents}确定的考核指标，你单位{year}年度政务公开考核得分{score}分（满分{points}分），"
    "在{count}个{kind}中列第{rank}位{tied}{grade}。"
)
_RESULT_FIXED = (
    "根据{documents}确定的考核指标，你单位{year}年度政务公开考核等次为{grade}，不再计分，"
    "在{count}个{kind}中列第{rank}位{tied}。"
)
_GRADE = "，等次为{grade}"
_TIED = "（并列）"
_CONFIRMED = "以上结果已由{record}核定。"
_OPEN = "以上结果截至{as_of}，未经核定，以年度考核结果的核定为准。"
_SCORE_HEADS = ("指标", "分值", "得分", "扣分", "状态")
_SCORE_WIDTHS = (80, 18, 18, 18, 22)
_LOSS_HEADS = ("期间", "情形", "材料", "扣分")
_LOSS_WIDTHS = (34, 58, 46, 18)
_NONE = "没有收到"
_WAIVED = "{applied}\n（免除{waived}）"
_KEPT = "你单位没有扣分。"
_STANDARD = "评分标准：{words}"
_APPEAL = (
    "对扣分有异议的，可以在{closes}以前提出申诉，写明所申诉的指标、事实和依据，由{office}复核。"
    "复核决定作出以前，得分不变。"
)
_CLOSED = "本年度考核已于{closes}24时结账。"


def title_of(year: int) -> str:
    """Return the title of a result letter, in one line."""
    return _title(year).replace("\n", "")


def _title(year: int) -> str:
    return _TITLE.format(year=year)


def letter(source: Source, account: Account, dated: date) -> tuple[Block, ...]:
    """Return the letter that tells the unit of ``account`` its result, dated ``dated``."""
    confirmed = source.confirmed
    if confirmed is None:
        state = _OPEN.format(as_of=told_moment(source.ledger.as_of))
    else:
        number = confirmed.data.get("document_number") or confirmed.data.get("title")
        state = _CONFIRMED.format(record=number)
    return (
        Title(_title(source.year)),
        Note(UNCONFIRMED if confirmed is None else ""),
        Addressee(f"{account.entry.name}："),
        Paragraph(_result(source, account) + state),
        Heading("一、各项得分"),
        Table(list(_scores(account)), _SCORE_WIDTHS, frozenset((1, 2, 3, 4))),
        Heading("二、扣分明细"),
        *_losses(account),
        Heading("三、复核"),
        Paragraph(_recourse(source, account)),
        Closing(source.office.name, full_day(dated)),
    )


def _result(source: Source, account: Account) -> str:
    place, board = next(
        (place, each)
        for place, each in enumerate(source.boards)
        if each.rulebook == account.rulebook.id
    )
    own = next(each for each in board.standings if each.unit.unit == account.entry.id)
    tied = sum(each.rank == own.rank for each in board.standings) > 1
    grade = board.grade(account.unit)
    if not account.unit.fixed:
        grade = _GRADE.format(grade=grade) if grade else ""
    return (_RESULT_FIXED if account.unit.fixed else _RESULT).format(
        grade=grade,
        documents=documents(source),
        year=source.year,
        score=plain(account.unit.score),
        points=plain(account.unit.points),
        count=len(board.standings),
        kind=source.kinds[place],
        rank=account.unit.rank or own.rank,
        tied=_TIED if tied else "",
    )


def _scores(account: Account) -> Iterator[tuple[str, ...]]:
    yield _SCORE_HEADS
    for node in account.unit.nodes:
        yield from _score(node, 0)
    unit = account.unit
    yield (
        "合计",
        plain(unit.points),
        "—" if unit.fixed else plain(unit.score),
        "—" if unit.fixed else plain(unit.points - unit.score),
        told_status(unit.status, "zh"),
    )


def _score(node: NodeScore, depth: int) -> Iterator[tuple[str, ...]]:
    blanks = "　" * depth
    if node.points is None or node.score is None:
        figures = ("—", "—", "—")
    else:
        figures = (plain(node.points), plain(node.score), plain(node.points - node.score))
    yield (blanks + node.title, *figures, told_status(node.status, "zh"))
    for child in node.nodes:
        yield from _score(child, depth + 1)


def _losses(account: Account) -> Iterator[Block]:
    leaves = [leaf for leaf in account.leaves if leaf.losses]
    if not leaves:
        yield Paragraph(_KEPT)
    for number, leaf in enumerate(leaves, 1):
        yield Heading(f"（{ordinal(number)}）{' / '.join(leaf.titles)}", 2)
        if leaf.node.standard:
            yield Paragraph(_STANDARD.format(words=leaf.node.standard))
        rows = [_LOSS_HEADS, *(_loss(account, leaf, loss) for loss in leaf.losses)]
        yield Table(rows, _LOSS_WIDTHS, frozenset((0, 3)))


def _loss(account: Account, leaf: Leaf, loss: Loss) -> tuple[str, ...]:
    deduction = loss.deduction
    titles = [each.title or each.record for each in loss.evidence]
    points = plain(deduction.applied)
    if deduction.waived:
        points = _WAIVED.format(applied=points, waived=plain(deduction.waived))
    return (
        told_span(deduction.period),
        told_loss(account.entry, leaf, loss),
        "\n".join(titles) or _NONE,
        points,
    )


def _recourse(source: Source, account: Account) -> str:
    closes = full_day(account.rulebook.closes_on)
    if source.ledger.final:
        return _CLOSED.format(closes=closes)
    return _APPEAL.format(closes=closes, office=source.office.short_name)
