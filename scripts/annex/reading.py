"""The annex in a file: which of its tables it is, told by its columns, and its tree."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scoring.admission.flaws import Flaw
from scripts.annex.columns import Heads, bare_head, heads_of
from scripts.annex.growing import Grown, Oddity, grown
from scripts.annex.heading import AnnexHeading, heading_of
from scripts.annex.layout import Role
from scripts.annex.opening import Opened, Row, Table, opened, refused
from scripts.annex.rows import body_of
from scripts.exchange.word_reading import UNREAD

_MOST_NODES = 500
_MOST_SIDE_BY_SIDE = 100  # as the schema of rulebooks has it
_MOST_LEVELS = 8
_GOES_ON = re.compile(r"[(（]?(接|续)(上?[表页]?|上一[表页])\d*[)）]?[:：]?")


@dataclass(frozen=True)
class Annex:
    """What an annex holds. ``outside`` are lines beside the table that belong to no indicator.

    ``unknown`` are the heads of columns that are none of a rulebook's; their texts stand in the
    tree all the same.
    """

    heading: AnnexHeading
    tree: Grown
    heads: Heads
    outside: tuple[str, ...]
    oddities: tuple[Oddity, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The heads that nobody knows."""
        return tuple(
            column.head
            for column in self.heads.columns
            if column.role is None and not column.is_number and column.head
        )


def read_annex(
    name: str, content: bytes, *, which: str = "", uses: Mapping[str, Role | None] | None = None
) -> Annex:
    """Return the annex in the file ``content`` called ``name``.

    ``which`` is the number (from 1) or the sheet of the table meant, ``uses`` what a column is
    that its head would not tell. Raises GongkaiError where there is none, or which is not clear.
    """
    meant = {bare_head(head): role for head, role in (uses or {}).items()}
    file = opened(name, content)
    found = _joined(file, meant)
    place = _chosen(name, found, which)
    table, heads = found[place]
    after = found[place + 1][0].before if place + 1 < len(found) else file.after
    body = body_of(table.rows, heads)
    if not body.rows:
        raise refused(name, Flaw("annex-none"))
    tree = grown(body.rows, heads)
    _check_size(name, tree)
    head_rows = [_line(row) for row in table.rows[: heads.begins]]
    above = [*table.before, *(line for line in head_rows if line)]
    lines = [line for each in file.tables for line in each.before]
    heading = heading_of(above, [*lines, *above])
    if heading.total is None:
        heading = replace(heading, total=body.total)
    elif body.total is not None and body.total != heading.total:
        values = (("table", str(body.total)), ("line", str(heading.total)))
        tree = replace(tree, oddities=(*tree.oddities, Oddity("annex-totals", table.name, values)))
    odd = tuple(_unread(file, table, found))
    outside = (*heading.left, *body.below, *(after if len(found) == 1 else ()))
    return Annex(heading, tree, heads, outside, (*tree.oddities, *odd))


def _unread(file: Opened, table: Table, annexes: Sequence[tuple[Table, Heads]]) -> Iterator[Oddity]:
    """Yield what was not read: formulas, signs without text, tables that are no annex."""
    yield from (Oddity("annex-formula", where) for where in dict.fromkeys(table.formulas))
    for row in table.rows:
        if any(UNREAD in cell.text for cell in row.cells if cell.begins):
            yield Oddity("annex-sign", row.place)
    read = {row.place for each, _ in annexes for row in each.rows}
    for other in file.tables:
        has_text = any(cell.text for row in other.rows for cell in row.cells)
        if has_text and not read.intersection(row.place for row in other.rows):
            yield Oddity("annex-table-left", other.name)


def _line(row: Row) -> str:
    return " ".join(dict.fromkeys(cell.text for cell in row.cells if cell.text))


def _joined(file: Opened, uses: Mapping[str, Role | None]) -> list[tuple[Table, Heads]]:
    """Return the annexes of a file; a table that a page's end broke off goes on with the next."""
    found: list[tuple[Table, Heads]] = []
    for table in file.tables:
        heads = heads_of(table.rows, uses)
        last = found[-1][0] if found else None
        beside = all(_GOES_ON.fullmatch(bare_head(line)) for line in table.before)
        goes_on = last is not None and beside and _as_wide(last, table)
        if goes_on and last is not None and (heads is None or _same_heads(found[-1], table, heads)):
            rows = (*last.rows, *table.rows)
            found[-1] = (replace(last, rows=rows), found[-1][1])
            whole = heads_of(rows, uses)
            found[-1] = (found[-1][0], whole or found[-1][1])
        elif heads is not None:
            found.append((table, heads))
    return found


def _as_wide(one: Table, other: Table) -> bool:
    ends = [max((cell.end for row in each.rows for cell in row.cells), default=0)
            for each in (one, other)]  # fmt: skip
    return ends[0] == ends[1]


def _same_heads(before: tuple[Table, Heads], table: Table, heads: Heads) -> bool:
    texts = [bare_head(column.head) for column in before[1].columns]
    return [bare_head(column.head) for column in heads.columns] == texts


def _chosen(name: str, found: Sequence[tuple[Table, Heads]], which: str) -> int:
    if not found:
        raise refused(name, Flaw("annex-none"))
    if which:
        for place, (table, _) in enumerate(found):
            if which == str(place + 1) or table.name == f"工作表“{which}”":
                return place
        raise refused(name, Flaw("annex-which", which=which[:40], tables=_listed(found)))
    if len(found) > 1:
        raise refused(name, Flaw("annex-several", tables=_listed(found)))
    return 0


def _listed(found: Sequence[tuple[Table, Heads]]) -> str:
    names = []
    for place, (table, heads) in enumerate(found, 1):
        above = [*table.before, *map(_line, table.rows[: heads.begins])]
        title = heading_of(above, ()).title[:30]
        names.append(f"{place}：{table.name}{f'（{title}）' if title else ''}")
    return "；".join(names)


def _check_size(name: str, tree: Grown) -> None:
    items = list(tree.root.walk())
    side_by_side = max(len(item.children) for item in items)
    if len(items) > _MOST_NODES or side_by_side > _MOST_SIDE_BY_SIDE:
        raise refused(name, Flaw("annex-many", count=len(items), limit=_MOST_NODES))
    depth = max((item.level for item in items), default=0)
    if depth > _MOST_LEVELS:
        raise refused(name, Flaw("annex-deep", limit=_MOST_LEVELS))
