"""The scoreboards as a table for a terminal."""

from scoring.ledger.model import Ledger
from scripts.language import Language, both, pick
from scripts.scoreboard import columns
from scripts.scoreboard.ranking import Board, plain
from scripts.times import told_moment
from scripts.wide import table

_HEAD = both("{year}年度得分，截至{as_of}（{state}）", "Scores of {year} as of {as_of} ({state})")
_FINAL = both("已结账", "final")
_OPEN = both("未结账，待定的不扣分", "not final: what is pending costs nothing")
_DIRTY = both("，含未提交的改动", ", with uncommitted changes")
_NOBODY = both("（没有单位）", "(no units)")
_COLUMNS = (
    columns.RANK,
    columns.UNIT,
    columns.ID,
    columns.SCORE,
    columns.LOST,
    columns.STATUS,
)
_NUMBERS = (0, 3, 4)


def scoreboard_text(ledger: Ledger, boards: tuple[Board, ...], language: Language) -> str:
    """Return ``boards`` of ``ledger`` as aligned text."""
    state = pick(_FINAL if ledger.final else _OPEN, language)
    if ledger.dirty:
        state += pick(_DIRTY, language)
    head = pick(_HEAD, language).format(
        year=ledger.year, as_of=told_moment(ledger.as_of), state=state
    )
    lines = [head]
    for board in boards:
        lines += ["", board.title, *_lines(board, language)]
    return "\n".join(lines) + "\n"


def _lines(board: Board, language: Language) -> list[str]:
    if not board.standings:
        return [pick(_NOBODY, language)]
    rows = [[pick(head, language) for head in _COLUMNS]]
    for standing in board.standings:
        unit = standing.unit
        rows.append(
            [
                str(standing.rank),
                unit.name,
                unit.unit,
                plain(unit.score),
                plain(standing.lost),
                columns.told_status(unit.status, language),
            ]
        )
    return table(rows, right=_NUMBERS)
