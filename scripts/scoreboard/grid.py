"""The ledger as rows of cells, from which CSV and workbook are made."""

from scoring.ledger.model import LEDGER_2, Deduction, Ledger, NodeScore, UnitScore
from scoring.messages import sentence
from scripts.language import Language, pick
from scripts.scoreboard import columns
from scripts.scoreboard.ranking import Board
from scripts.spreadsheets import Row


def standings_grid(boards: tuple[Board, ...], language: Language) -> list[Row]:
    """Return one row a unit, after a row of heads; the score of each category has a column.

    A category is known by its node id, so that boards which share one share its column.
    """
    categories: dict[str, str] = {}
    for board in boards:
        for node_id, title in board.categories:
            categories.setdefault(node_id, title)
    heads = [
        columns.RANK,
        columns.ID,
        columns.UNIT,
        columns.RULEBOOK,
        columns.POINTS,
        columns.SCORE,
        columns.LOST,
        columns.STATUS,
    ]
    graded = any(board.grades for board in boards)
    if graded:
        heads.append(columns.GRADE)
    rows: list[Row] = [[*(pick(head, language) for head in heads), *categories.values()]]
    for board in boards:
        for standing in board.standings:
            unit = standing.unit
            scores = {node.id: node.score for node in unit.nodes}
            rows.append(
                [
                    standing.rank,
                    unit.unit,
                    unit.name,
                    board.rulebook,
                    unit.points,
                    None if unit.fixed else unit.score,
                    None if unit.fixed else standing.lost,
                    columns.told_status(unit.status, language),
                    *([board.grade(unit)] if graded else []),
                    *(scores.get(node_id) for node_id in categories),
                ]
            )
    return rows


def deductions_grid(ledger: Ledger, language: Language) -> list[Row]:
    """Return one row a deduction, after a row of heads, in the order of the ledger."""
    heads = [
        columns.ID,
        columns.UNIT,
        columns.NODE,
        columns.NODE_ID,
        columns.RULE,
        columns.PERIOD,
        columns.REASON,
        columns.TAKEN,
        columns.WAIVED,
        columns.APPLIED,
        columns.CHARGED_TO,
        columns.RECORDS,
        columns.COMMITS,
        columns.RULING,
    ]
    if ledger.schema == LEDGER_2:
        heads.append(columns.EFFECT)
    rows: list[Row] = [[pick(head, language) for head in heads]]
    for unit in ledger.units:
        for path, node in unit.leaves():
            for deduction in node.deductions or ():
                row = _row(unit, path, node, deduction, language)
                effect = columns.told_effect(deduction.effect, language)
                rows.append([*row, effect] if ledger.schema == LEDGER_2 else row)
    return rows


def _row(
    unit: UnitScore, path: str, node: NodeScore, deduction: Deduction, language: Language
) -> Row:
    return [
        unit.unit,
        unit.name,
        node.title,
        path,
        deduction.rule,
        deduction.period,
        sentence(deduction.reason.code, deduction.reason.values, language),
        deduction.points,
        deduction.waived,
        deduction.applied,
        deduction.charged_to,
        "\n".join(deduction.records),
        "\n".join(deduction.commits),
        deduction.waived_by,
    ]
