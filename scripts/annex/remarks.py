"""What the annex says above and below its table: the points in all, and how they are reckoned."""

import re
from collections.abc import Iterator
from decimal import Decimal

from scoring.rulebook.model import Node, Rulebook
from scoring.rulebook.terms import (
    AVERAGE,
    FROM_ZERO,
    GREATEST,
    KEEP,
    LEAST,
    OMIT,
    SPREAD,
    SUM,
)
from scripts.scoreboard.ranking import plain

_TOTALS = re.compile(
    r"(?:考核指标|考核总分|总分值?|满分|共计|合计|总计)\s*(?:为|共)?\s*(?P<points>\d+(?:\.\d+)?)\s*分"
)
_COMBINED = {
    AVERAGE: "取下级各项的平均",
    LEAST: "取下级各项中最低的",
    GREATEST: "取下级各项中最高的",
}
_ROUNDED = {"half-up": "四舍五入", "down": "舍去余数", "up": "进位"}
_ABSENT = {
    KEEP: "不考核的单位保留分值",
    SPREAD: "不考核的单位，这项分值按比例摊给其余各项",
    OMIT: "不考核的单位，不计这项分值",
}
_VARYING = {
    "points": "分值",
    "least": "最低分",
    "most": "封顶分",
    "out_of": "考核用分",
    "weight": "权重",
}
_TIES = {"shared": "占用其后的名次", "dense": "不占用其后的名次"}
_WHOLE = "总分"


def totals(book: Rulebook) -> str:
    """Return the line below the title: ``考核指标10分（其中政务公开8分、…）``."""
    head = f"考核指标{plain(book.points)}分"
    shares = [node for node in book.nodes if not node.bonus]
    worth = [node.points for node in shares if node.points is not None]
    if book.root.combine != SUM or len(worth) < len(shares) or len(shares) < 2:
        return head
    if sum(worth, Decimal(0)) != book.root.scale or book.root.out_of is not None:
        return head
    parts = "、".join(f"{node.title}{plain(node.points or Decimal(0))}分" for node in shares)
    return f"{head}（其中{parts}）"


def total_in(line: str) -> Decimal | None:
    """Return the points in all that a line above a table names; None where it names none."""
    found = _TOTALS.search(line)
    return Decimal(found["points"]) if found else None


def remarks(book: Rulebook) -> Iterator[str]:
    """Yield a sentence for whatever the columns of the table cannot say."""
    whole = list(_composed(book.root))
    if book.root.out_of is not None:
        folded = f"按{plain(book.root.out_of)}分考核，折算为{plain(book.points)}分"
        whole.append(folded)
    whole += filter(None, [_varied(book.root)])
    if whole:
        yield f"{_WHOLE}{'，'.join(whole)}。"
    yield from _of_grades(book.root, _WHOLE)
    if book.ranks is not None:
        yield f"名次按总分从高到低排列，得分相同的名次并列，并列的{_TIES[book.ranks]}。"
    of_nodes: dict[str, list[str]] = {}
    for node in book.walk():
        for clause in ("，".join(_composed(node)), _varied(node), _of_units(node)):
            if clause:
                of_nodes.setdefault(clause, []).append(f"“{node.title}”")
    yield from (f"{''.join(dict.fromkeys(names))}{clause}。" for clause, names in of_nodes.items())
    for node in book.walk():
        yield from _of_grades(node, f"“{node.title}”")
        yield from _of_bonus(node, book)


def _of_grades(node: Node, name: str) -> Iterator[str]:
    if node.grades:
        steps = [
            f"{plain(grade.at_least)}分以上为{grade.title}"
            if grade.at_least is not None
            else f"其余为{grade.title}"
            for grade in node.grades
        ]
        yield f"{name}的等次：{'，'.join(steps)}（“以上”包括本数）。"


def _composed(node: Node) -> Iterator[str]:
    if node.points is None and node.least < 0:
        yield f"最多扣{plain(-node.least)}分"
    elif node.begins == FROM_ZERO and not node.bonus:
        yield "从零分起得" if node.least == 0 else f"从零分起计，最低{plain(node.least)}分"
    elif node.least != 0:
        yield f"最低{plain(node.least)}分"
    if node.combine in _COMBINED:
        yield _COMBINED[node.combine] + _weights(node)
    if node.most is not None:
        yield f"最多计{plain(node.most)}分"
    if node.rounding is not None:
        places = node.rounding.places
        kept = f"保留{places}位小数" if places else "取整数"
        yield f"{kept}（{_ROUNDED[node.rounding.how]}）"


def _varied(node: Node) -> str:
    """Return which numbers differ by unit: those of most units, then the others there are."""
    clauses = []
    for name, number in node.varies.items():
        if others := sorted(
            {plain(each) for each in number.numbers.values()} - {plain(number.otherwise)}
        ):
            usual = f"一般为{plain(number.otherwise)}，部分单位为{'、'.join(others)}"
            clauses.append(f"{_VARYING.get(name, name)}因单位而异，{usual}")
    return "；".join(clauses)


def _weights(node: Node) -> str:
    if node.combine != AVERAGE or all(child.weight == 1 for child in node.nodes):
        return ""
    weights = "、".join(f"{child.title}{plain(child.weight)}" for child in node.nodes)
    return f"（权重：{weights}）"


def _of_bonus(node: Node, book: Rulebook) -> Iterator[str]:
    if node.opens is None:
        return
    seen = book.node(node.opens.node) if node.opens.node else _parent(node, book)
    name = f"“{seen.title}”" if seen is not None and seen.path else _WHOLE
    asked = (
        f"高于{plain(node.opens.above)}分"
        if node.opens.above is not None
        else f"不低于{plain(node.opens.at_least or Decimal(0))}分"
    )
    yield f"{name}{'' if node.opens.node else '不含加分'}{asked}的，“{node.title}”才计入。"


def _parent(node: Node, book: Rulebook) -> Node | None:
    return book.node(node.path.rpartition("/")[0])


def _of_units(node: Node) -> str:
    """Return for whom a node is, where no column says so."""
    is_for_some = node.applies_to is not None or node.applies_where is not None
    if is_for_some and (not node.responsible or node.absent != KEEP):
        whom = "部分单位不考核" if node.excepted else "只考核承担此项工作的单位"
        return f"{whom}，{_ABSENT[node.absent]}"
    return ""
