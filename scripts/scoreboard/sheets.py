"""Scoreboards as CSV and as a workbook; the same ledger gives the same bytes."""

from datetime import datetime

from scoring.ledger.model import Ledger
from scripts.language import Language, pick
from scripts.scoreboard import columns
from scripts.scoreboard.grid import deductions_grid, standings_grid
from scripts.scoreboard.ranking import Board
from scripts.spreadsheets import SHEET_NAME, csv_bytes, fill, saved


def scoreboard_csv(boards: tuple[Board, ...], language: Language) -> bytes:
    """Return ``boards`` as CSV."""
    return csv_bytes(standings_grid(boards, language))


def scoreboard_xlsx(ledger: Ledger, boards: tuple[Board, ...], language: Language) -> bytes:
    """Return a workbook: a sheet a board, and one of all deductions with their reasons."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for board in boards:
        sheet = book.create_sheet(board.rulebook[:SHEET_NAME])
        fill(sheet, standings_grid((board,), language))
    fill(book.create_sheet(pick(columns.DEDUCTIONS, language)), deductions_grid(ledger, language))
    return saved(book, datetime.fromisoformat(ledger.as_of), creator=ledger.engine)
