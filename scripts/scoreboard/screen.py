"""The scoreboards as a table for a terminal."""

from scoring.ledger.model import Ledger
from scripts.language import COLON, Language, both, pick
from scripts.scoreboard import columns
from scripts.scoreboard.ranking import Board, plain
from scripts.times import told_moment
from scripts.unit_change import change_text
from scripts.wide import table

_HEAD = both("{year}年度得分，截至{as_of}（{state}）", "Scores of {year} as of {as_of} ({state})")
_FINAL = both("已结账", "final")
_OPEN = both("未结账，待定的不扣分", "not final: what is pending costs nothing")
_CONFIRMED = both("，已经核定", ", confirmed by the office")
_UNCONFIRMED = both("，未经核定", ", not confirmed by the office")
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


def scoreboard_text(
    ledger: Ledger,
    boards: tuple[Board, ...],
    language: Language,
    *,
    confirmed: bool | None = None,
) -> str:
    """Return ``boards`` of ``ledger`` as aligned text; ``confirmed`` None: that is not asked."""
    state = pick(_FINAL if ledger.final else _OPEN, language)
    if confirmed is not None:
        state += pick(_CONFIRMED if confirmed else _UNCONFIRMED, language)
    if ledger.dirty:
        state += pick(_DIRTY, language)
    head = pick(_HEAD, language).format(
        year=ledger.year, as_of=told_moment(ledger.as_of), state=state
    )
    lines = [head]
    for board in boards:
        lines += ["", board.title, *_lines(board, language), *_changes(board, ledger, language)]
    return "\n".join(lines) + "\n"


def _changes(board: Board, ledger: Ledger, language: Language) -> list[str]:
    """Return a line for each unit that came, went or was renamed in the year."""
    names = {unit.unit: unit.name for unit in ledger.units}
    units = (standing.unit for standing in board.standings)
    return [
        f"{unit.name}{pick(COLON, language)}{change_text(unit.change, names, language)}"
        for unit in units
        if unit.change is not None
    ]


def _lines(board: Board, language: Language) -> list[str]:
    if not board.standings:
        return [pick(_NOBODY, language)]
    heads = (*_COLUMNS, columns.GRADE) if board.grades else _COLUMNS
    rows = [[pick(head, language) for head in heads]]
    for standing in board.standings:
        unit = standing.unit
        row = [
            str(standing.rank),
            unit.name,
            unit.unit,
            "—" if unit.fixed else plain(unit.score),
            "—" if unit.fixed else plain(standing.lost),
            columns.told_status(unit.status, language),
        ]
        rows.append([*row, board.grade(unit)] if board.grades else row)
    return table(rows, right=_NUMBERS)
