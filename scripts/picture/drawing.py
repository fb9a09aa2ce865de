"""Two scoreboards side by side as SVG: the first and last units of each, with a bar for each score.

A bar has a piece for every category, as wide as the category is worth; what is not filled was lost.
The picture brings its own background and follows the reader's light or dark setting, so that it can
stand on any page. Fonts are the reader's own.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape

from scoring.ledger.model import Ledger, UnitScore
from scripts.scoreboard.ranking import Board, Standing, boards, plain
from scripts.wide import width

WIDTH = 960
FIRST = 8
"""How many units at the head of a board are shown."""
LAST = 5
"""How many units at its end are shown."""

_EDGE, _PANEL, _BETWEEN = 24, 444, 24
_TOP, _ROW, _FOOT = 150, 28, 52
_NAME_X, _NAME_WIDTH = 40, 158
_BAR_X, _BAR_WIDTH, _BAR_HEIGHT, _GAP = 208, 180, 12, 2
_LETTER = 13
_STYLE = """\
text{font-family:"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif}
.card{fill:#fff;stroke:#d1d9e0}.ink{fill:#1f2328}.soft{fill:#59636e}.line{stroke:#d1d9e0}
.track{fill:#e6eaef}.c0{fill:#1f5fae}.c1{fill:#2a8c82}.c2{fill:#8d62b8}.c3{fill:#b0701f}
@media(prefers-color-scheme:dark){.card{fill:#0d1117;stroke:#3d444d}.ink{fill:#f0f6fc}
.soft{fill:#9198a1}.line{stroke:#3d444d}.track{fill:#2a313c}.c0{fill:#4c8fe0}.c1{fill:#3fae9f}
.c2{fill:#ab82d6}.c3{fill:#d0923f}}"""
_COLOURS = 4


def svg(ledger: Ledger, titles: Mapping[str, str], note: str = "") -> str:
    """Return the scoreboards of ``ledger`` as an SVG document: the same text for the same values.

    ``titles`` names the boards by rulebook id, in the order in which they are to stand; ``note``
    stands at the upper right.
    """
    shown = [board for board in boards(ledger, titles) if board.standings][:2]
    rows = max((len(_rows(board)) for board in shown), default=0)
    height = _TOP + rows * _ROW + _FOOT
    head = f"{ledger.year}年度政务公开考核评分榜"
    told = "；".join(map(_told, shown))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title told">',
        f'<title id="title">{escape(head)}</title>',
        f'<desc id="told">{escape(told)}</desc>',
        f"<style>\n{_STYLE}\n</style>",
        f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>',
        _text(_EDGE, 44, head, "ink", size=21, weight=600),
        _text(WIDTH - _EDGE, 44, note, "soft", anchor="end"),
        f'<path class="line" d="M{_EDGE} 62H{WIDTH - _EDGE}"/>',
    ]
    for place, board in enumerate(shown):
        x = _EDGE + place * (_PANEL + _BETWEEN)
        lines.append(f'<g transform="translate({x} 0)">')
        lines.extend(_panel(board, height))
        lines.append("</g>")
    return "\n".join([*lines, "</svg>", ""])


def _told(board: Board) -> str:
    first, last = board.standings[0].unit, board.standings[-1].unit
    return (
        f"{board.title}：{len(board.standings)}个单位，"
        f"最高{plain(first.score)}分，最低{plain(last.score)}分"
    )


def _panel(board: Board, height: int) -> Iterator[str]:
    units = [standing.unit for standing in board.standings]
    mean = sum((unit.score for unit in units), Decimal(0)) / len(units)
    facts = f"{len(units)}个单位，满分{plain(units[0].points)}分，平均{mean:.2f}分"
    yield _text(0, 96, board.title, "ink", size=17, weight=600)
    yield _text(0, 120, facts, "soft")
    for index, row in enumerate(_rows(board)):
        y = _TOP + index * _ROW
        if isinstance(row, Standing):
            yield from _row(row, y)
        else:
            yield _text(_NAME_X, y, f"…… 中间{row}个单位 ……", "soft")
    yield from _legend(units[0], height - 24)


def _rows(board: Board) -> Sequence[Standing | int]:
    """Return the standings shown; a number stands for so many that are left out."""
    hidden = len(board.standings) - FIRST - LAST
    if hidden < 2:
        return board.standings
    return (*board.standings[:FIRST], hidden, *board.standings[-LAST:])


def _row(standing: Standing, y: int) -> Iterator[str]:
    unit = standing.unit
    yield _text(26, y, str(standing.rank), "soft", anchor="end")
    yield _text(_NAME_X, y, unit.name, "ink", fit=_NAME_WIDTH)
    yield from _bar(unit, y - _BAR_HEIGHT + 1)
    yield _text(_PANEL, y, plain(unit.score), "ink", weight=600, anchor="end")


def _bar(unit: UnitScore, y: int) -> Iterator[str]:
    x = Decimal(_BAR_X)
    for index, (worth, kept) in enumerate(_categories(unit)):
        whole = _BAR_WIDTH * worth / unit.points - _GAP
        yield _rect(x, y, whole, "track")
        if kept:
            yield _rect(x, y, whole * kept / worth, f"c{index % _COLOURS}")
        x += whole + _GAP


def _categories(unit: UnitScore) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield what each category is worth and what is left of it."""
    for node in unit.nodes:
        if node.points:
            yield node.points, node.score or Decimal(0)


def _legend(unit: UnitScore, y: int) -> Iterator[str]:
    x = 0
    worthy = [node for node in unit.nodes if node.points]
    for index, node in enumerate(worthy):
        words = f"{node.title} {plain(node.points or Decimal(0))}分"
        yield _rect(Decimal(x), y - 10, Decimal(11), f"c{index % _COLOURS}", height=11)
        yield _text(x + 17, y, words, "soft", size=12)
        x += 17 + width(words) * 6 + 18


def _rect(x: Decimal, y: int, wide: Decimal, style: str, height: int = _BAR_HEIGHT) -> str:
    return (
        f'<rect class="{style}" x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{height}" rx="2"/>'
    )


def _text(
    x: int,
    y: int,
    words: str,
    style: str,
    *,
    size: int = _LETTER,
    weight: int = 400,
    anchor: str = "start",
    fit: int | None = None,
) -> str:
    """Return one line of text; with ``fit`` it is squeezed where it would be wider than that."""
    more = "" if weight == 400 else f' font-weight="{weight}"'
    more += "" if anchor == "start" else f' text-anchor="{anchor}"'
    if fit is not None and width(words) * size > 2 * fit:
        more += f' textLength="{fit}" lengthAdjust="spacingAndGlyphs"'
    return f'<text class="{style}" x="{x}" y="{y}" font-size="{size}"{more}>{escape(words)}</text>'
