"""The comparison as rows of cells, from which the CSV files are made.

A county that is not compared has its row in every one of them, with its state and no figure.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from scripts.federating.comparing import Board, Clause, Row, Spread
from scripts.federating.telling import told_results, told_state, told_why
from scripts.spreadsheets import Cell
from scripts.spreadsheets import Row as Cells
from scripts.statutory.city import LINES, value
from scripts.statutory.figures import Path
from scripts.statutory.naming import names

_ALL = "合计"
_SHARES = ("平均得分率（%）", "得分率中位数（%）", "最低得分率（%）", "最高得分率（%）")


def counties_grid(boards: Sequence[Board]) -> list[Cells]:
    """Return one row a county and year."""
    rows: list[Cells] = [
        [
            "年度",
            "编号",
            "县市",
            "状态",
            "原因",
            "结果",
            "单位数",
            *_SHARES,
            "末端提交",
            "检查点以后",
        ]
    ]
    for board in boards:
        for row in board.rows:
            rows.append(
                [
                    *_about(board, row), told_why(row), told_results(row),
                    None if row.state.failed else row.units, *_cells(row.spread),
                    row.head, row.beyond,
                ]
            )  # fmt: skip
        rows.append([board.year, "", _ALL, "", "", "", board.units, *_cells(board.spread)])
    return _even(rows)


def kinds_grid(boards: Sequence[Board]) -> list[Cells]:
    """Return one row a county, kind of unit and year."""
    rows: list[Cells] = [["年度", "编号", "县市", "状态", "单位类别", "单位数", *_SHARES]]
    for board in boards:
        for row in board.rows:
            rows += [[*_about(board, row), *cells] for cells in _kinds(row.kinds)] or [
                _about(board, row)
            ]
        rows += [[board.year, "", _ALL, "", *cells] for cells in _kinds(board.kinds)]
    return _even(rows)


def clauses_grid(boards: Sequence[Board]) -> list[Cells]:
    """Return one row a clause, over all counties and in each."""
    rows: list[Cells] = [
        ["年度", "编号", "县市", "状态", "单位类别", "指标路径", "指标",
         "涉及县市", "被考核单位", "失分单位", "扣分次数", "扣分合计"]
    ]  # fmt: skip
    for board in boards:
        for clause in board.clauses:
            rows.append([board.year, "", _ALL, "", *_clause(clause)])
        for row in board.rows:
            own = [each for each in board.by_county if each.county == row.county]
            rows += [[*_about(board, row), *_clause(each)] for each in own] or [_about(board, row)]
    return _even(rows)


def reports_grid(boards: Sequence[Board]) -> list[Cells]:
    """Return one row a county: what its units filed, and the figures people ask for first."""
    heads = ["法定全年报告", "仅考核报送稿", "未报送", *(line.label for line in LINES)]
    rows: list[Cells] = [["年度", "编号", "县市", "状态", *heads]]
    for board in boards:
        for row in board.rows:
            found = row.reports
            if found is None:
                rows.append(_about(board, row))
                continue
            counts = (found.final, found.assessment, found.missing)
            values = (value(line, found.sums) for line in LINES)
            rows.append([*_about(board, row), *counts, *values])
        whole = board.reports
        values = (value(line, whole.sums) for line in LINES)
        counts = (whole.final, whole.assessment, whole.missing)
        rows.append([board.year, "", _ALL, "", *counts, *values])
    return _even(rows)


def figures_grid(boards: Sequence[Board]) -> list[Cells]:
    """Return one row a figure of the form: all counties together, then each in a column."""
    counties = [(row.county, row.name) for row in boards[0].rows] if boards else []
    heads = [f"{name}（{county}）" for county, name in counties]
    rows: list[Cells] = [["年度", "表", "行", "列", "字段", _ALL, *heads]]
    for board in boards:
        for path, name in names().items():
            about: Cells = [board.year, name.table, name.row, name.column, ".".join(path)]
            own = [_figure(row, path) for row in board.rows]
            rows.append([*about, board.reports.sums[path], *own])
    return rows


def _figure(row: Row, path: Path) -> Cell:
    return told_state(row.state) if row.reports is None else row.reports.sums[path]


def _about(board: Board, row: Row) -> Cells:
    return [board.year, row.county, row.name, told_state(row.state)]


def _kinds(kinds: Mapping[str, Spread]) -> Iterator[Cells]:
    for kind, spread in kinds.items():
        yield [kind, spread.units, *_cells(spread)]


def _cells(spread: Spread) -> tuple[Decimal | None, ...]:
    return (spread.mean, spread.median, spread.least, spread.most)


def _clause(clause: Clause) -> Cells:
    return [
        clause.kind_title, clause.clause, clause.title, clause.counties, clause.units, clause.lost,
        clause.times, clause.points,
    ]  # fmt: skip


def _even(rows: list[Cells]) -> list[Cells]:
    """Return ``rows`` all as long as the first."""
    return [[*row, *([None] * (len(rows[0]) - len(row)))] for row in rows]
