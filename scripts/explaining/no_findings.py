"""What is said of a leaf at which nothing was found: nothing lost or earned, or not the unit's."""

from scoring.ledger.model import NodeScore, Status
from scoring.rulebook.model import Node
from scoring.rulebook.terms import FROM_ZERO, OMIT, SPREAD
from scripts.language import Language, both, pick

_NOTHING = both("没有扣分。", "Nothing was lost.")
_NOT_OURS = both(
    "不归本单位负责，保留分值。", "Not this unit's to answer for; it keeps the points."
)
_GONE = {
    SPREAD: both(
        "对本单位不适用，分值摊给其余各项。",
        "It does not apply to this unit; its points are spread over the rest.",
    ),
    OMIT: both(
        "对本单位不适用，不计，满分相应减少。",
        "It does not apply to this unit; its points are left out.",
    ),
}
_NO_BONUS = both("加分项，对本单位不适用，不加分。", "A bonus that is not for this unit.")
_NOT_MARKED = both("没有评分，没有得分。", "No mark was given; nothing was earned.")
_NOT_EARNED = both("没有得分。", "Nothing was earned.")
_NOT_MARKED_YET = both("还没有评分。", "No mark has been given yet.")
_NOT_EARNED_YET = both(
    "到目前没有得分，还没有考核完。", "Nothing earned so far; not fully judged yet."
)
_NOT_YET = both("到目前没有扣分，还没有考核完。", "Nothing lost so far; not fully judged yet.")
_IDLE = both("没有需要考核的情况，没有扣分。", "Nothing to judge; nothing was lost.")


def why_no_findings(
    node: Node, score: NodeScore, absent: str | None, answers: bool, language: Language
) -> str:
    """Return the sentence for ``node``, a leaf without findings that has ``score``.

    ``absent`` is what becomes of its points where it does not apply, by the highest node that says
    so; ``answers``: the unit answers for it.
    """
    return pick(_sentence(node, score, absent, answers), language)


def _sentence(node: Node, score: NodeScore, absent: str | None, answers: bool) -> str:
    if absent is not None and not node.bonus and absent in _GONE:
        return _GONE[absent]
    if not answers:
        return _NO_BONUS if node.bonus else _NOT_OURS
    if absent is not None:  # it was not there when it would have been judged
        return _IDLE
    pending = score.status is Status.PENDING
    if score.points is not None and score.begins == FROM_ZERO:
        if any(rule.kind == "mark" for rule in node.rules):
            return _NOT_MARKED_YET if pending else _NOT_MARKED
        return _NOT_EARNED_YET if pending else _NOT_EARNED
    if pending:
        return _NOT_YET
    return _IDLE if score.status is Status.NOT_APPLICABLE else _NOTHING
