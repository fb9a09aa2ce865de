"""Scores, deductions and submissions as tables for offices: every code told in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scoring.calendar.zone import SHANGHAI
from scoring.records.schemas import KindSchema
from scoring.records.view import Entry
from scripts.explaining.account import Account, Loss
from scripts.language import pick
from scripts.reasons import told_reason
from scripts.scoreboard.columns import told_status
from scripts.scoreboard.ranking import Board
from scripts.spreadsheets import Row
from scripts.strengths import STRENGTHS
from scripts.times import told_period

UNCONFIRMED, CONFIRMED = "未经核定", "已经核定"
_MINUTE = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its name; the first row has the heads."""

    name: str
    rows: Sequence[Row]


def score_tables(boards: Iterable[Board], *, confirmed: bool) -> tuple[Table, ...]:
    """Return a table a board: place, unit, score of each category."""
    return tuple(Table(board.title, _standings(board, confirmed)) for board in boards)


def _standings(board: Board, confirmed: bool) -> list[Row]:
    categories = [title for _, title in board.categories]
    rows: list[Row] = [
        ["名次", "单位", "单位编号", "满分", "得分", "扣分", *categories, "状态", "核定情况"]
    ]
    for standing in board.standings:
        unit = standing.unit
        rows.append([
            standing.rank, unit.name, unit.unit, unit.points, unit.score, standing.lost,
            *(node.score for node in unit.nodes),
            told_status(unit.status, "zh"), CONFIRMED if confirmed else UNCONFIRMED,
        ])  # fmt: skip
    return rows


def deduction_table(accounts: Iterable[Account]) -> Table:
    """Return every deduction with its clause, period, reason, records, and what was waived."""
    rows: list[Row] = [[
        "单位", "单位编号", "指标", "期间", "扣分情形", "评分标准", "应扣", "免除", "实扣", "计入",
        "依据的材料", "材料编号", "复核决定", "复核理由",
    ]]  # fmt: skip
    for account in accounts:
        titles = {node.path: node.title for node in account.rulebook.walk()}
        for leaf in account.leaves:
            for loss in leaf.losses:
                rows.append([
                    account.unit.name, account.unit.unit, " / ".join(leaf.titles),
                    told_period(loss.deduction.period, "zh"), _reason(account, loss),
                    leaf.node.standard, loss.deduction.points, loss.deduction.waived,
                    loss.deduction.applied, titles.get(loss.deduction.charged_to or ""),
                    "\n".join(each.title for each in loss.evidence) or "没有收到",
                    "\n".join(loss.deduction.records), loss.deduction.waived_by,
                    loss.ruling_reason or None,
                ])  # fmt: skip
    return Table("扣分明细", rows)


def _reason(account: Account, loss: Loss) -> str:
    title = loss.evidence[0].title if loss.evidence else ""
    return told_reason(loss.deduction.reason, account.entry, loss.kind, "zh", title)


def submission_table(
    entries: Iterable[tuple[KindSchema, Entry]], names: Mapping[str, str]
) -> Table:
    """Return every submission in force, in the order of the time that counts."""
    rows: list[Row] = [[
        "单位", "单位编号", "种类", "标题", "日期", "计收时间", "收到时间", "时间依据", "更正次数",
        "附件", "公开", "材料编号", "提交",
    ]]  # fmt: skip
    for kind, entry in sorted(entries, key=lambda pair: pair[1].order):
        record = entry.record
        first = entry.links[0].receipt
        rows.append([
            names.get(record.unit, record.unit), record.unit, kind.title,
            str(record.data.get("title", "")), str(record.data.get(kind.date_field or "", "")),
            _moment(entry.time), _moment(record.receipt.time),
            pick(STRENGTHS[first.strength], "zh"),
            len(entry.links) - 1, len(record.data.get("attachments", ())),
            "内部" if kind.internal else "公开", record.id, record.receipt.commit,
        ])  # fmt: skip
    return Table("报送的材料", rows)


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(SHANGHAI).strftime(_MINUTE) if moment is not None else ""
