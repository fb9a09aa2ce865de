"""Where every cell of an annex stands: the rulebook's tree as rows, merged cells and columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scoring.rulebook.model import Node, Rulebook
from scripts.annex.labels import lead_in, printed
from scripts.scoreboard.ranking import plain
from scripts.word.blocks import TableCell


class Role(StrEnum):
    """What a column holds."""

    TITLE = "title"
    POINTS = "points"
    REQUIREMENT = "requirement"
    STANDARD = "standard"
    RESPONSIBLE = "responsible"
    METHOD = "method"


TEXTS = (Role.REQUIREMENT, Role.STANDARD, Role.RESPONSIBLE, Role.METHOD)
"""The columns of texts, in the order of the notice and of a rulebook's fields."""

_HEADS = {
    Role.POINTS: "分值",
    Role.REQUIREMENT: "考核要求",
    Role.STANDARD: "评分标准",
    Role.RESPONSIBLE: "责任部门",
    Role.METHOD: "考核方式",
}
_AS_IN_THE_NOTICE = ("考核指标", "考核内容")
_LEVELS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head and what it holds."""

    head: str
    role: Role


@dataclass(frozen=True, slots=True)
class Layout:
    """An annex table; row 0 has the heads."""

    columns: tuple[Column, ...]
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A row: a leaf, or a node above leaves that has words of its own. ``path`` ends in it."""

    path: tuple[Node, ...]

    @property
    def node(self) -> Node:
        return self.path[-1]

    @property
    def parent(self) -> Node | None:
        return self.path[-2] if len(self.path) > 1 else None


def laid_out(book: Rulebook, *, points_column: bool = False) -> Layout:
    """Return the annex of ``book``: a title column a level, then the texts that it has.

    Points stand behind the titles, as in the notice; with ``points_column`` those of the last
    level in a column of their own. Where every item of the last level begins its requirement with
    its own title and points, as those of departments in 2023 do, no column repeats them.
    """
    lines = [_Line(path) for path in _paths(book.nodes, ())]
    titles = max(len(line.path) for line in lines)
    if _titled_by_lead(lines, titles):
        titles -= 1
    texts = [
        role
        for role in TEXTS
        if role is Role.STANDARD or any(getattr(line.node, role.value) for line in lines)
    ]
    columns = [
        *(Column(head, Role.TITLE) for head in _title_heads(titles, texts)),
        *([Column(_HEADS[Role.POINTS], Role.POINTS)] if points_column else []),
        *(Column(_HEADS[role], role) for role in texts),
    ]
    cells = [TableCell(column.head, 0, place) for place, column in enumerate(columns)]
    cells += _title_cells(lines, titles, points_column=points_column)
    for place, column in enumerate(columns):
        if column.role is Role.POINTS:
            cells += _points_cells(lines, place)
        elif column.role is not Role.TITLE:
            cells += _text_cells(lines, place, column.role)
    return Layout(tuple(columns), tuple(cells))


def _paths(nodes: Sequence[Node], above: tuple[Node, ...]) -> Iterator[tuple[Node, ...]]:
    for node in nodes:
        here = (*above, node)
        if not node.nodes or any(getattr(node, role.value) for role in TEXTS):
            yield here
        yield from _paths(node.nodes, here)


def _title_heads(titles: int, texts: Sequence[Role]) -> Sequence[str]:
    if titles == 1:
        return _AS_IN_THE_NOTICE[:1]
    if titles == len(_AS_IN_THE_NOTICE) and Role.REQUIREMENT in texts:
        return _AS_IN_THE_NOTICE
    return [f"{_LEVELS[level]}级指标" for level in range(titles)]


def _titled_by_lead(lines: Sequence[_Line], titles: int) -> bool:
    """Tell whether the last level of titles can be left out, and will be found again."""
    last = [line for line in lines if len(line.path) == titles]
    parents = {line.parent.path: line.parent for line in last if line.parent is not None}
    return titles > 1 and (
        all(map(_leads, (line.node for line in last)))
        and all(_all_lead(parent) for parent in parents.values())
    )


def _all_lead(parent: Node) -> bool:
    requirements = {child.requirement for child in parent.nodes}
    has_words = any(getattr(parent, role.value) for role in TEXTS)
    return (
        not has_words
        and len(requirements) == len(parent.nodes) > 1
        and all(not child.nodes for child in parent.nodes)
    )


def _leads(node: Node) -> bool:
    lead = lead_in(node.requirement)
    return (
        lead is not None
        and (lead.title, lead.points) == (node.title, node.points)
        and not node.bonus
        and node.out_of is None
    )


def _title_cells(
    lines: Sequence[_Line], titles: int, *, points_column: bool
) -> Iterator[TableCell]:
    """Yield the title cells: over all rows of a node, to the last title column where it ends."""
    for level in range(titles):
        first = 0
        while first < len(lines):
            path = lines[first].path
            if len(path) <= level:
                if len(path) == level and path[-1].nodes:  # words of its own, and none below
                    yield TableCell("", first + 1, level, columns=titles - level, centred=True)
                first += 1
                continue
            node, end = path[level], first + 1
            while end < len(lines) and node in lines[end].path[level : level + 1]:
                end += 1
            columns = 1 if node.nodes else titles - level
            bare = points_column and not node.nodes and not node.bonus and node.out_of is None
            title = printed(node, worth=not bare)
            yield TableCell(title, first + 1, level, end - first, columns, centred=True)
            first = end


def _points_cells(lines: Sequence[_Line], place: int) -> Iterator[TableCell]:
    for row, line in enumerate(lines, 1):
        points = None if line.node.nodes else line.node.points
        yield TableCell("" if points is None else plain(points), row, place, centred=True)


def _text_cells(lines: Sequence[_Line], place: int, role: Role) -> Iterator[TableCell]:
    """Yield the cells of a column; a text that neighbours share stands once."""
    first = 0
    while first < len(lines):
        end = first + 1
        while end < len(lines) and _shared(lines[first], lines[end], role):
            end += 1
        yield TableCell(getattr(lines[first].node, role.value), first + 1, place, end - first)
        first = end


def _shared(one: _Line, other: _Line, role: Role) -> bool:
    """Tell whether two rows have one cell: items side by side with the same words.

    A standard is shared only by items under one requirement, or without points of their own:
    else it would seem that they share its points.
    """
    text = getattr(one.node, role.value)
    if not text or text != getattr(other.node, role.value) or one.path[:-1] != other.path[:-1]:
        return False
    if role is not Role.STANDARD:
        return True
    siblings = one.parent.nodes if one.parent is not None else (one.node, other.node)
    worthless = all(each.points is None for each in siblings)
    return worthless or one.node.requirement == other.node.requirement != ""
