"""What each column of an annex is, known by the words of its head, whatever their order."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scripts.annex.labels import narrow
from scripts.annex.layout import Role
from scripts.annex.opening import Row


def _words(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_WORDS: Mapping[Role, tuple[str, ...]] = {
    Role.STANDARD: _words(
        "评分标准 计分标准 扣分标准 得分标准 赋分标准 考核标准 考评标准 评价标准 计分办法 评分办法 "
        "赋分办法 计分方法 评分方法 评分细则 计分细则 评分规则 计分规则 考核细则 评分说明"
    ),
    Role.REQUIREMENT: _words(
        "考核要求 工作要求 指标要求 目标要求 具体要求 要求 指标说明 指标解释 指标内涵 考核目标"
    ),
    Role.METHOD: _words(
        "考核方式 考核方法 考核办法 考评方式 考评方法 评价方式 评价方法 检查方式 检查方法"
    ),
    Role.RESPONSIBLE: _words(
        "责任部门 责任单位 牵头单位 牵头部门 责任科室 责任股室 责任处室 责任主体 承办单位 落实单位"
    ),
    Role.POINTS: _words(
        "分值 分数 标准分 标准分值 基准分 基础分 基本分 满分 权重分 总分值 考核分值 指标分值"
    ),
    Role.TITLE: _words(
        "考核指标 考核项目 考评指标 考评项目 评价指标 考核类别 考核事项 指标名称 项目名称 一级指标 "
        "二级指标 三级指标 四级指标 五级指标 指标 项目 类别 事项"
    ),
}
_EITHER = _words(
    "考核内容 考评内容 评价内容 考核要点 工作内容 具体内容 指标内容 内容 工作任务 目标任务 考核任务"
)
"""Heads of titles where the requirement has a column of its own, else of the requirement."""

_NUMBERS = ("序号", "编号")
_SHORT = 30
_HEADS_WITHIN = 30  # rows
_MOST_COLUMNS = 40
_SENTENCE = re.compile("[。；;]")
_BRACKETED = re.compile(r"\(.*?\)")
_EITHER_WORD = "either"
_NUMBER_WORD = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """A column from ``first`` to before ``end``; ``role`` is None where its head is not known.

    Of a title column ``level`` counts from 0; a column of points between two of titles has that
    of the title before it.
    """

    head: str
    role: Role | None
    first: int
    end: int
    level: int | None = None
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Heads:
    """The columns of a table, from which row the heads stand, and where its body begins."""

    columns: tuple[Column, ...]
    begins: int
    body: int


def heads_of(rows: Sequence[Row], uses: Mapping[str, Role | None]) -> Heads | None:
    """Return the heads of a table; None where it is no annex.

    ``uses`` says what a column is whose head would be understood otherwise, None for nothing.
    """
    for place, row in enumerate(rows[:_HEADS_WITHIN]):
        if len(row.cells) > _MOST_COLUMNS:
            continue
        kinds = {_meant(cell.text, uses) for cell in row.cells if cell.text}
        named = kinds & {Role.TITLE, _EITHER_WORD, Role.REQUIREMENT}
        judged = kinds & {Role.POINTS, Role.STANDARD, Role.REQUIREMENT, Role.METHOD}
        if named and judged and len(kinds) > 1:
            end = place + 1
            while end < len(rows) and any(not cell.begins for cell in rows[end].cells):
                if not _goes_on(rows[end - 1], rows[end]):
                    break
                end += 1
            return Heads(tuple(_columns(rows, place, end, uses)), place, end)
    return None


def bare_head(text: str) -> str:
    """Return a head without blanks and what stands in brackets, in narrow signs."""
    head = narrow(text)
    return _BRACKETED.sub("", head) or head


def _goes_on(above: Row, row: Row) -> bool:
    """Tell whether ``row`` is a second row of heads: cells of the first hang down into it."""
    begun = {cell.first for cell in above.cells}
    return any(not cell.begins and cell.first in begun for cell in row.cells)


def _meant(head: str, uses: Mapping[str, Role | None]) -> Role | str | None:
    name = bare_head(head)
    if name in uses:
        return uses[name]
    if name in _NUMBERS:
        return _NUMBER_WORD
    for role, words in _WORDS.items():
        if name in words:
            return role
    if name in _EITHER:
        return _EITHER_WORD
    for role in (Role.STANDARD, Role.REQUIREMENT, Role.METHOD, Role.RESPONSIBLE):
        if any(word in name for word in _WORDS[role]):
            return role
    if name.endswith(("分值", "标准分")):
        return Role.POINTS
    if any(word in name for word in _EITHER if len(word) > 2):
        return _EITHER_WORD
    return Role.TITLE if name.endswith(("指标", "项目", "类别")) else None


def _columns(
    rows: Sequence[Row], place: int, end: int, uses: Mapping[str, Role | None]
) -> Iterator[Column]:
    """Yield the columns with their roles settled and their levels counted."""
    body = rows[end:]
    meant = [
        (Column(cell.text, None, cell.first, cell.end), _meant(cell.text, uses))
        for cell in rows[end - 1].cells
    ]
    level = -1
    taken: set[Role] = set()
    settled = _settled(meant, body)
    for column, kind in settled:
        if kind is Role.TITLE:
            for piece in _split(column, body):
                level += 1
                yield replace(piece, role=Role.TITLE, level=level)
        elif kind is Role.POINTS:
            later = any(
                other is Role.TITLE and each.first > column.first for each, other in settled
            )
            yield replace(column, role=kind, level=level if later and level >= 0 else None)
        elif isinstance(kind, Role):
            yield replace(column, role=None if kind in taken else kind)
            taken.add(kind)
        else:
            yield replace(column, is_number=kind == _NUMBER_WORD)


def _settled(
    meant: Sequence[tuple[Column, Role | str | None]], body: Sequence[Row]
) -> list[tuple[Column, Role | str | None]]:
    """Return what columns mean, those that may be either decided."""
    has_requirement = any(kind is Role.REQUIREMENT for _, kind in meant)
    either = [column for column, kind in meant if kind == _EITHER_WORD]
    texts = either[-1] if either and not has_requirement else None
    if texts is not None and _is_short(texts, body):
        texts = None
    return [
        (column, (Role.REQUIREMENT if column == texts else Role.TITLE))
        if kind == _EITHER_WORD
        else (column, kind)
        for column, kind in meant
    ]


def _is_short(column: Column, body: Sequence[Row]) -> bool:
    """Tell whether all that stands in a column could be titles."""
    texts = [
        cell.text
        for row in body
        for cell in row.cells
        if column.first <= cell.first < column.end and cell.text
    ]
    return bool(texts) and all(len(text) <= _SHORT and not _SENTENCE.search(text) for text in texts)


def _split(column: Column, body: Sequence[Row]) -> Iterator[Column]:
    """Yield the columns of titles below one head: a cell of the body may begin within it."""
    begins = sorted(
        {column.first}
        | {
            cell.first
            for row in body
            for cell in row.cells
            if column.first < cell.first < column.end
        }
    )
    for first, end in zip(begins, [*begins[1:], column.end], strict=True):
        yield replace(column, first=first, end=end)
