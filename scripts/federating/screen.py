"""The comparison as tables for a terminal."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from scripts.federating.comparing import Board, Row, Spread
from scripts.federating.telling import told_results, told_state, told_why
from scripts.language import COLON, Language, both, pick
from scripts.times import told_moment
from scripts.wide import table

_HEAD = both("{title}（{year}年度，截至{as_of}）", "{title} ({year}, as of {as_of})")
_COLUMNS = (
    both("县市", "County"),
    both("状态", "State"),
    both("单位", "Units"),
    both("平均得分率", "Mean"),
    both("中位数", "Median"),
    both("最低", "Least"),
    both("最高", "Most"),
    both("结果", "Results"),
)
_ALL = both("合计", "All")
_NUMBERS = (2, 3, 4, 5, 6)


def comparison_text(
    title: str, boards: Sequence[Board], as_of: datetime, language: Language
) -> str:
    """Return the counties of every year as aligned text, with the reasons for what is missing."""
    lines: list[str] = []
    for board in boards:
        head = pick(_HEAD, language)
        lines += ["", head.format(title=title, year=board.year, as_of=told_moment(as_of))]
        rows = [[pick(column, language) for column in _COLUMNS]]
        rows += [_line(row, language) for row in board.rows]
        rows.append([pick(_ALL, language), "", str(board.units), *_shares(board.spread), ""])
        lines += table(rows, right=_NUMBERS)
        lines += [
            f"{row.name}{pick(COLON, language)}{told_why(row, language)}" for row in board.missing
        ]
    return "\n".join(lines[1:]) + "\n"


def _line(row: Row, language: Language) -> list[str]:
    state = told_state(row.state, language)
    units = "—" if row.state.failed else str(row.units)
    return [row.name, state, units, *_shares(row.spread), told_results(row, language)]


def _shares(spread: Spread) -> list[str]:
    return [percent(each) for each in (spread.mean, spread.median, spread.least, spread.most)]


def percent(share: Decimal | None) -> str:
    """Return a share to two places, as tables show it; ``—`` where there is none."""
    return "—" if share is None else f"{share.quantize(Decimal('0.01'))}%"
