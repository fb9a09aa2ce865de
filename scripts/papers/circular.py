"""季度通报: who lost what in a quarter, under which clause; a draft for the office to edit."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from scoring.calendar.periods import Period
from scoring.records.registry import Unit
from scripts.explaining.account import Leaf, Loss
from scripts.papers.quarter import Case, Matter, matters
from scripts.papers.source import Source
from scripts.papers.words import full_day, ordinal
from scripts.reasons import told_reason
from scripts.scoreboard.ranking import plain
from scripts.times import told_moment, told_period
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

UNCONFIRMED = "（未经核定）"

_TITLE = "关于{quarter}\n政务公开工作情况的通报"
_OPENING = (
    "根据{documents}确定的考核指标，对各单位{quarter}（{first}至{last}）政务公开工作进行了考核，"
    "现将有关情况通报如下。"
)
_OVERALL = "本季度参加考核的单位{units}个，其中{kinds}。{full}{short}"
_FULL = "没有扣分的单位{count}个。"
_SHORT = "有扣分的单位{count}个，共扣{points}分，按类别和扣分多少列表如下。"
_UNIT_HEADS = ("序号", "单位", "类别", "本季度扣分", "年度得分", "满分")
_UNIT_WIDTHS = (12, 44, 40, 24, 20, 16)
_GRADE_HEAD = "等次"
_GRADED_WIDTHS = (12, 38, 34, 24, 18, 14, 16)
_CASE_HEADS = ("单位", "期间", "情形", "扣分")
_CASE_WIDTHS = (36, 34, 70, 16)
_STANDARD = "评分标准：{words}"
_SCOPE = "考核{kind}。"
_SCOPE_POINTS = "考核{kind}，分值{points}分。"
_SPENT = "分值已扣完。"
_VETO = "单项否决，从“{node}”扣除。"
_NOTHING = "本季度各单位均没有扣分。"
_DEMANDS = (
    "请有关单位对照本通报查找原因，落实责任，及时整改；各单位要按照考核细则规定的时限、数量和质量"
    "要求报送材料。对扣分有异议的，可以提出申诉，由{office}复核。"
)
_BASIS = "本通报所列扣分和得分截至{as_of}，{state}。"
_STATE_OPEN = "未经核定，以年度考核结果的核定为准"
_STATE_CONFIRMED = "已经核定"


def title_of(quarter: Period) -> str:
    """Return the title of the circular on ``quarter``, in one line."""
    return _title(quarter).replace("\n", "")


def _title(quarter: Period) -> str:
    return _TITLE.format(quarter=told_quarter(quarter))


def told_quarter(quarter: Period) -> str:
    """Return a quarter as papers say it: 2023年第三季度."""
    return told_period(quarter.name, "zh").replace("年", "年第", 1)


def circular(source: Source, quarter: Period, dated: date) -> tuple[Block, ...]:
    """Return the circular on ``quarter``, dated ``dated``."""
    found = matters(source.accounts, quarter)
    unconfirmed = source.confirmed is None
    return (
        Title(_title(quarter)),
        Note(UNCONFIRMED if unconfirmed else ""),
        Addressee("，".join(f"各{kind}" for kind in source.kinds) + "："),
        Paragraph(_opening(source, quarter)),
        Heading("一、总体情况"),
        *_overall(source, found),
        Heading("二、扣分情况"),
        *_matters(source, found),
        Heading("三、有关要求"),
        Paragraph(_DEMANDS.format(office=source.office.short_name)),
        Paragraph(
            _BASIS.format(
                as_of=told_moment(source.ledger.as_of),
                state=_STATE_OPEN if unconfirmed else _STATE_CONFIRMED,
            )
        ),
        Closing(source.office.name, full_day(dated)),
    )


def documents(source: Source) -> str:
    """Return the document numbers of the rulebooks, each once."""
    numbers = (str(each.rulebook.source.get("document_number", "")) for each in source.accounts)
    return "、".join(dict.fromkeys(filter(None, numbers))) or "考核细则"


def _opening(source: Source, quarter: Period) -> str:
    return _OPENING.format(
        documents=documents(source),
        quarter=told_quarter(quarter),
        first=_month_day(quarter.first),
        last=_month_day(quarter.last),
    )


def _month_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _overall(source: Source, found: tuple[Matter, ...]) -> Iterator[Block]:
    lost: dict[str, Decimal] = {}
    for matter in found:
        for case in matter.cases:
            unit = case.account.entry.id
            lost[unit] = lost.get(unit, Decimal(0)) + case.applied
    counts = (
        f"{kind}{len(board.standings)}个"
        for kind, board in zip(source.kinds, source.boards, strict=True)
    )
    full = len(source.accounts) - len(lost)
    short = _SHORT.format(count=len(lost), points=plain(sum(lost.values(), Decimal(0))))
    yield Paragraph(
        _OVERALL.format(
            units=len(source.accounts),
            kinds="、".join(counts),
            full=_FULL.format(count=full) if full else "",
            short=short if lost else "",
        )
    )
    if lost:
        graded = any(board.grades for board in source.boards)
        widths = _GRADED_WIDTHS if graded else _UNIT_WIDTHS
        yield Table(_unit_rows(source, lost, graded=graded), widths, frozenset((0, 3, 4, 5)))


def _unit_rows(source: Source, lost: dict[str, Decimal], *, graded: bool) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [(*_UNIT_HEADS, _GRADE_HEAD) if graded else _UNIT_HEADS]
    for kind, board in zip(source.kinds, source.boards, strict=True):
        units = [each.unit for each in board.standings if each.unit.unit in lost]
        for unit in sorted(units, key=lambda unit: (-lost[unit.unit], unit.unit)):
            points = plain(lost[unit.unit])
            number = str(len(rows))
            score = "—" if unit.fixed else plain(unit.score)
            row = (number, unit.name, kind, points, score, plain(unit.points))
            rows.append((*row, board.grade(unit)) if graded else row)
    return rows


def _matters(source: Source, found: tuple[Matter, ...]) -> Iterator[Block]:
    if not found:
        yield Paragraph(_NOTHING)
    kinds = dict(zip((board.rulebook for board in source.boards), source.kinds, strict=True))
    for number, matter in enumerate(found, 1):
        node = matter.leaf.node
        points = "" if node.points is None else plain(node.points)
        kind = kinds[matter.rulebook]
        scope = (_SCOPE_POINTS if points else _SCOPE).format(kind=kind, points=points)
        standard = _STANDARD.format(words=node.standard) if node.standard else ""
        yield Heading(f"（{ordinal(number)}）{node.title}", 2)
        yield Paragraph(scope + standard)
        rows: list[tuple[str, ...]] = [_CASE_HEADS]
        for case in matter.cases:
            rows += case_rows(case)
        yield Table(rows, _CASE_WIDTHS, frozenset((1, 3)))


def case_rows(case: Case) -> Iterator[tuple[str, ...]]:
    """Yield one row a deduction: unit, period, why, points."""
    unit = case.account.entry
    for loss in case.losses:
        deduction = loss.deduction
        spent = deduction.applied < deduction.remaining
        yield (
            unit.short_name,
            told_span(deduction.period),
            told_loss(unit, case.leaf, loss) + (_SPENT if spent else ""),
            plain(deduction.applied),
        )


def told_loss(unit: Unit, leaf: Leaf, loss: Loss) -> str:
    """Return why points were lost, and of which node where that is an ancestor (单项否决)."""
    deduction = loss.deduction
    title = loss.evidence[0].title if loss.evidence else ""
    reason = told_reason(deduction.reason, unit, loss.kind, "zh", title)
    if deduction.charged_to is None:
        return reason
    return reason + _VETO.format(node=leaf.titles[deduction.charged_to.count("/")])


def told_span(period: str) -> str:
    """Return a period for a narrow column: a week's days stand on a line of their own."""
    week, days, rest = told_period(period, "zh").partition("周（")
    return f"{week}周\n{rest.removesuffix('）')}" if days else week
