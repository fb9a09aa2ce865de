"""The year's result on a few pages to print: places, scores, every deduction with its reason."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from scoring.ledger.model import Ledger
from scoring.ledger.text import exact, ledger_sha256
from scripts.scoreboard.grid import deductions_grid, standings_grid
from scripts.scoreboard.ranking import Board
from scripts.spreadsheets import Cell, Row
from scripts.times import told_moment

_STYLE = Markup(
    "body{font:12pt/1.6 serif;margin:2cm}h1{font-size:16pt;text-align:center}"
    "table{border-collapse:collapse;width:100%;margin:1em 0}"
    "td,th{border:1px solid #000;padding:2pt 5pt;text-align:left;vertical-align:top}"
    "thead{display:table-header-group}tr{break-inside:avoid}code{font-size:9pt}"
)
_PAGE = Markup(
    '<!doctype html>\n<html lang="zh">\n<meta charset="utf-8">\n<title>{title}</title>\n'
    "<style>{style}</style>\n<h1>{title}</h1>\n<p>截至{as_of}，{final}。台账校验值（SHA-256）："
    "<code>{digest}</code>；历史末端：<code>{head}</code>；引擎：{engine}。</p>\n{tables}</html>\n"
)


def summary_page(ledger: Ledger, boards: Iterable[Board]) -> str:
    """Return the summary as one HTML page that needs nothing else."""
    parts = [
        Markup("<h2>{}</h2>\n{}").format(board.title, _table(standings_grid((board,), "zh")))
        for board in boards
    ]
    parts.append(Markup("<h2>扣分明细</h2>\n{}").format(_table(deductions_grid(ledger, "zh"))))
    return str(
        _PAGE.format(
            title=f"{ledger.year}年度政务公开考核结果",
            style=_STYLE,
            as_of=told_moment(ledger.as_of),
            final="本年度已结账" if ledger.final else "本年度尚未结账",
            digest=ledger_sha256(ledger),
            head=ledger.head,
            engine=ledger.engine,
            tables=Markup("").join(parts),
        )
    )


def _table(rows: list[Row]) -> Markup:
    head, *rest = rows
    lines = Markup("").join(_line(row, "td") for row in rest)
    return Markup("<table>\n<thead>{}</thead>\n{}</table>\n").format(_line(head, "th"), lines)


def _line(row: Row, tag: str) -> Markup:
    cells = Markup("").join(Markup(f"<{tag}>{{}}</{tag}>").format(_text(cell)) for cell in row)
    return Markup("<tr>{}</tr>\n").format(cells)


def _text(cell: Cell) -> Markup:
    if cell is None:
        return Markup("")
    return escape(cell if isinstance(cell, str | int) else str(exact(cell)))
