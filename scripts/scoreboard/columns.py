"""Heads and cells shared by all forms of the scoreboard."""

from scoring.ledger.model import Status
from scripts.language import Language, both, pick

RANK = both("名次", "Rank")
ID = both("单位编号", "Id")
UNIT = both("单位", "Unit")
RULEBOOK = both("考核细则", "Rulebook")
POINTS = both("满分", "Points")
SCORE = both("得分", "Score")
LOST = both("扣分", "Lost")
STATUS = both("状态", "Status")
GRADE = both("等次", "Grade")
EFFECT = both("作用", "Effect")
NODE = both("指标", "Node")
NODE_ID = both("指标路径", "Node path")
RULE = both("规则", "Rule")
PERIOD = both("期间", "Period")
REASON = both("原因", "Reason")
TAKEN = both("应扣", "Taken")
WAIVED = both("免除", "Waived")
APPLIED = both("实扣", "Applied")
CHARGED_TO = both("计入", "Charged to")
RECORDS = both("材料", "Records")
COMMITS = both("提交", "Commits")
RULING = both("复核决定", "Ruling")
DEDUCTIONS = both("扣分明细", "Deductions")

_STATUS = {
    Status.JUDGED: both("已考核", "judged"),
    Status.PENDING: both("待定", "pending"),
    Status.NOT_APPLICABLE: both("不适用", "not applicable"),
}


_EFFECTS = {
    "loses": both("扣分", "loses"),
    "earns": both("得分", "earns"),
    "sets": both("定分", "sets a score"),
    "fixes": both("定等次", "fixes a grade"),
}


def told_effect(effect: str, language: Language) -> str:
    """Return what a finding does in words."""
    return pick(_EFFECTS[effect], language)


def told_status(status: Status, language: Language) -> str:
    """Return a status in words."""
    return pick(_STATUS[status], language)
