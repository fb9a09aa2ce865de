"""What a simulation says in words, the same on the screen, in JSON and on the page."""

from decimal import Decimal
from fractions import Fraction

from scoring.ledger.model import Deduction
from scoring.rulebook.numbers import Exact
from scripts.language import Language, both, bracketed, pick
from scripts.reasons import told_reason
from scripts.scoreboard.ranking import plain
from scripts.simulating.differing import Change
from scripts.simulating.moving import Move
from scripts.simulating.result import Board, ClausePart, Finding, Side, Spread, UnitMove
from scripts.times import told_period

TRIAL = both("试算，不是考核结果", "A trial, not a result")
NOTHING_CHANGED = both(
    "没有改动：所设的值与现行细则相同。", "Nothing is changed: the values are those in force."
)
BEFORE = both("现行", "Now")
AFTER = both("试算", "Trial")
DIFFERENCE = both("差", "Change")
CLAUSE = both("指标", "Clause")
TOUCHED = both("涉及单位", "Units")
SUM = both("合计", "Sum")
MEAN = both("平均", "Mean")
MEDIAN = both("中位数", "Median")
LEAST = both("最低", "Lowest")
GREATEST = both("最高", "Highest")

_NONE = "—"
_COUNTS = both(
    "{units}个单位：{down}个降低，{up}个升高，{same}个不变",
    "{units} units: {down} lower, {up} higher, {same} the same",
)
_OTHER = both("，{other}个不能比较", ", {other} not comparable")
_RANKS = both("；名次变动{count}个", "; {count} ranks moved")
_GRADES = both("；等次变动{count}个", "; {count} grades moved")
_POINTS = both(
    "；满分由{before}分改为{after}分，升降仍按分数计",
    "; the full points go from {before} to {after}, differences are in points all the same",
)
_REPLACED = both("{after}（代替 {before}）", "{after} (instead of {before})")
_NEW = both("{after}（现行没有）", "{after} (a new one)")
_RULE = both("规则 {rule}", "rule {rule}")
_HEAD = both("表头", "head")
_BETWEEN = " / "
_NAMED = both("{name}：{before} → {after}", "{name}: {before} → {after}")
_ADDED = both("{name}：新增 {after}", "{name}: added {after}")
_REMOVED = both("{name}：去掉 {before}", "{name}: taken away ({before})")
_WHOLE = {
    ("added", "book"): both("新增细则", "a new rulebook"),
    ("added", "node"): both("新增指标", "a new node"),
    ("removed", "node"): both("去掉指标", "the node is taken away"),
    ("added", "rule"): both("新增规则", "a new rule"),
    ("removed", "rule"): both("去掉规则", "the rule is taken away"),
}
_ORDER = both("次序：{before} → {after}", "order: {before} → {after}")
_MOVED = both("{place}：{before} 移到 {after}", "{place}: {before} moved to {after}")
_COMPOSED = both("{title}（本级合成：限度、折算、分值）", "{title} (its composing)")
_TOTAL = both("总分", "Total")
_AMOUNT = {
    "loses": both("扣 {points} 分", "{points} points off"),
    "earns": both("得 {points} 分", "{points} points"),
    "sets": both("直接定分", "sets the score"),
    "fixes": both("直接定等次", "fixes the grade"),
}
_WAIVED = both("，免除 {points} 分", ", {points} waived")
_WAIVED_WHOLE = both("，已免除", ", waived")
_LEFT = {
    "loses": both("，实扣 {points} 分", ", {points} applied"),
    "earns": both("，实得 {points} 分", ", {points} counted"),
}
_ABSENT = both("没有", "none")


def signed(number: Decimal | None) -> str:
    """Return a difference with its sign (``+0.2``, ``−0.1``, ``0``); a dash where there is none."""
    if number is None:
        return _NONE
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + plain(abs(number))


def scored(number: Decimal | None) -> str:
    """Return a score; a dash where nothing was scored."""
    return _NONE if number is None else plain(number)


def approximate(number: Exact) -> str:
    """Return a mean to three places at most, with ≈ where that is not all of it."""
    thousandth = Decimal("0.001")
    if isinstance(number, Decimal) and number == number.quantize(thousandth):
        return plain(number)
    exact = Fraction(number)
    steps = (abs(exact) * 2000 + 1) // 2
    return f"≈{plain(Decimal(int(steps)) * thousandth * (-1 if exact < 0 else 1))}"


def told_spread(spread: Spread | None) -> tuple[str, ...]:
    """Return mean, median, greatest and least; dashes where nobody is scored."""
    if spread is None:
        return (_NONE,) * 4
    scores = (spread.median, spread.greatest, spread.least)
    return (approximate(spread.mean), *map(scored, scores))


def arrow(before: str, after: str) -> str:
    """Return what became of a value; the value alone where it stays."""
    return before if before == after else f"{before} → {after}"


def told_ranks(unit: UnitMove) -> str:
    """Return a unit's ranks."""
    return arrow(*(_NONE if side is None else str(side.rank) for side in _sides(unit)))


def told_grades(unit: UnitMove) -> str:
    """Return a unit's grades."""
    return arrow(*(side.grade_title or _NONE if side else _NONE for side in _sides(unit)))


def _sides(unit: UnitMove) -> tuple[Side | None, Side | None]:
    return (unit.before, unit.after)


def score_of(side: Side | None) -> str:
    """Return the score of one side; a dash where the unit has none."""
    return _NONE if side is None else scored(side.score)


def told_board(board: Board, language: Language) -> str:
    """Return what a board is called: the rulebook tried, and the one it stands for if another."""
    if board.before is None:
        return pick(_NEW, language).format(after=board.after.title)
    if board.before.id == board.after.id:
        return board.after.title
    alike = board.after.title == board.before.title
    before = board.before.id if alike else board.before.title
    values = {"after": board.after.title, "before": before}
    return pick(_REPLACED, language).format(**values)


def told_counts(board: Board, language: Language) -> str:
    """Return how many units of a board go where."""
    counts = board.counts
    told = pick(_COUNTS, language).format(units=sum(counts.values()), **counts)
    if counts["other"]:
        told += pick(_OTHER, language).format(other=counts["other"])
    if board.ranks_moved:
        told += pick(_RANKS, language).format(count=board.ranks_moved)
    if board.grades_moved:
        told += pick(_GRADES, language).format(count=board.grades_moved)
    if board.before is not None and board.before.points != board.after.points:
        points = [plain(book.points) for book in (board.before, board.after)]
        told += pick(_POINTS, language).format(before=points[0], after=points[1])
    return told + ("。" if language == "zh" else ".")


def told_place(change: Change, language: Language) -> str:
    """Return where a change is: the node by title and path, the rule."""
    told = ""
    if change.path:
        told = _BETWEEN.join(change.titles) + bracketed(change.path, language)
    if change.rule:
        told += " " + pick(_RULE, language).format(rule=change.rule)
    return told or pick(_HEAD, language)


def told_change(change: Change, language: Language) -> str:
    """Return what a change makes of what."""
    if change.how == "moved":
        told, name = _ORDER, ""
    elif not change.field:
        whole = "rule" if change.rule else "node" if change.path else "book"
        return pick(_WHOLE[change.how, whole], language)
    else:
        told = {"added": _ADDED, "removed": _REMOVED, "changed": _NAMED}[change.how]
        name = change.name if language == "zh" else change.field
    return pick(told, language).format(
        name=name, before=_short(change.told_before), after=_short(change.told_after)
    )


_LONG = 120


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"


def told_moved(moved: Move, language: Language) -> str:
    """Return which date was moved where."""
    values = {"place": moved.place, "before": moved.before, "after": moved.after}
    return pick(_MOVED, language).format(**values)


def told_clause(titles: tuple[str, ...], part: ClausePart, language: Language) -> str:
    """Return what a clause is called; ``part`` tells its findings from its composing."""
    title = _BETWEEN.join(titles) or pick(_TOTAL, language)
    return title if part == "findings" else pick(_COMPOSED, language).format(title=title)


def told_amounts(finding: Finding, language: Language) -> str:
    """Return what a finding did and does."""
    return arrow(*(_amount(each, language) for each in (finding.before, finding.after)))


def _amount(found: Deduction | None, language: Language) -> str:
    if found is None:
        return pick(_ABSENT, language)
    told = pick(_AMOUNT[found.effect], language).format(points=plain(found.points))
    left = found.remaining
    if found.waived_by is not None:
        whole = not found.points or not left
        words = _WAIVED_WHOLE if whole else _WAIVED
        told += pick(words, language).format(points=plain(found.waived))
    if found.applied != left and found.effect in _LEFT:
        told += pick(_LEFT[found.effect], language).format(points=plain(found.applied))
    return told


def told_reasons(finding: Finding, unit: UnitMove, language: Language) -> tuple[str, str]:
    """Return the sentence of a finding before and after; empty where it is not.

    No record's title stands in it: what is internal or withheld stays so.
    """
    told = [
        "" if each is None else told_reason(each.reason, unit.entry, finding.kind, language)
        for each in (finding.before, finding.after)
    ]
    return (told[0], told[1])


def told_when(finding: Finding, language: Language) -> str:
    """Return the period of a finding."""
    return told_period(finding.either.period, language)
