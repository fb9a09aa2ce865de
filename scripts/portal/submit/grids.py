"""Grids of figures: a table of a form as lines with heads that span rows and columns."""

from collections.abc import Iterator

from scripts.forms.tables import Table
from scripts.portal.submit.parts import Cell, HeadCell, Line, TablePart, attribute


def grid(table: Table, depth: int, place: str, caption: str) -> TablePart:
    """Return ``table``, of a group whose path has ``depth`` names, as lines with spanning heads.

    ``place`` is its id on the page.
    """
    lines = _lines(table)
    columns = max(len(heads) for heads, _, _ in lines)
    made = []
    for number, (heads, row, sum_of) in enumerate(lines):
        cells = () if row is None else tuple(_cells(table, row, heads, depth))
        total = bool(table.total) if row is None else bool(_row_total(table, row))
        spans = tuple(_spans([each[0] for each in lines], number, columns))
        made.append(Line(spans, cells, ".".join(sum_of[depth:]), total))
    maximum = table.columns[0].shape.maximum
    return TablePart(
        id=place,
        caption=caption,
        columns=tuple(column.title for column in table.columns),
        total=table.total,
        head_columns=columns,
        lines=tuple(made),
        maximum=attribute(maximum),
    )


_Lines = list[tuple[tuple[str, ...], tuple[str, ...] | None, tuple[str, ...]]]


def _lines(table: Table) -> _Lines:
    """Return heads, the row's path (None for a line of sums) and the path summed, top down."""
    lines: _Lines = [(row.heads, row.path, ()) for row in table.rows]
    for each in table.sums:
        last = max(
            number
            for number, (_, path, _) in enumerate(lines)
            if path is not None and path[: len(each.path)] == each.path
        )
        lines.insert(last + 1, (each.heads, None, each.path))
    return lines


def _row_total(table: Table, path: tuple[str, ...]) -> str:
    """Return what the sum of the row at ``path`` is called; "" where it does not add up."""
    return next(row.total for row in table.rows if row.path == path)


def _cells(
    table: Table, path: tuple[str, ...], heads: tuple[str, ...], depth: int
) -> Iterator[Cell]:
    for column in table.columns:
        names = (*path[depth:], *([column.name] if column.name else []))
        yield Cell(".".join(names), f"{'，'.join(heads)}：{column.title}")


def _spans(heads: list[tuple[str, ...]], number: int, columns: int) -> Iterator[HeadCell]:
    """Yield the head cells that begin in the line ``number``."""
    own = heads[number]
    before = heads[number - 1] if number else ()
    for level, text in enumerate(own):
        above = own[: level + 1]
        last = level == len(own) - 1
        if not last and before[: level + 1] == above:
            continue
        rows = 1
        while (
            not last and number + rows < len(heads) and heads[number + rows][: level + 1] == above
        ):
            rows += 1
        yield HeadCell(text, rows, columns - level if last else 1, last)
