"""The rows of an annex's body by its columns: titles, points, texts, and what is neither."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scripts.annex.columns import Column, Heads, bare_head
from scripts.annex.labels import points_in
from scripts.annex.layout import Role
from scripts.annex.opening import Row
from scripts.exchange.word_reading import Cell

_SUMS = ("合计", "总计", "共计", "总分", "小计")
_NOTE = re.compile(r"(备?注|说明|附注)\s*\d*\s*[:：.．、]")
_NUMBERING = re.compile(r"[\d一二三四五六七八九十百零〇、.．()（）\s-]*")
_BESIDE = "表头以外的列"


@dataclass(frozen=True, slots=True)
class CellText:
    """What a cell says; ``begins`` is False where it hangs down from the row above."""

    text: str
    begins: bool


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One row: titles by level, points and texts by column, and texts of unknown columns.

    ``section`` is the title of the heading across the whole table that it stands under.
    """

    place: str
    titles: Mapping[int, CellText]
    points: Mapping[int, CellText]
    texts: Mapping[Role, CellText]
    others: Mapping[str, CellText]
    section: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of a table, the points of its 合计 row, and the lines that are no rows.

    ``below``: the notes at its end, and what a row of sums says beside its points.
    """

    rows: tuple[BodyRow, ...]
    total: Decimal | None
    below: tuple[str, ...]


def body_of(rows: Sequence[Row], heads: Heads) -> Body:
    """Return what stands below the heads of a table."""
    headed = tuple(bare_head(column.head) for column in heads.columns)
    found: list[BodyRow] = []
    total: Decimal | None = None
    section = ""
    left: list[str] = []
    body = rows[heads.body :]
    end = _end(body, heads)
    for row in body[:end]:
        if tuple(bare_head(text) for text in _distinct(row)) == tuple(dict.fromkeys(headed)):
            continue  # the heads once more, on a new page
        across = _across(row, heads)
        if across is not None:
            section = across
            continue
        first = next((cell.text for cell in row.cells if cell.text), "")
        if not first:
            continue
        if bare_head(first) in _SUMS:
            beside = [text for text in _distinct(row) if text and text != first]
            sums = [points_in(text) for text in beside]
            total = next((each for each in sums if each is not None), total)
            words = [text for text, worth in zip(beside, sums, strict=True) if worth is None]
            left += [f"{first}：{text}" for text in words]
            continue
        found.append(_body_row(row, heads, section))
    left += (line for row in body[end:] for line in _distinct(row) if line)
    return Body(tuple(found), total, tuple(left))


def _distinct(row: Row) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cell.text for cell in row.cells))


def _end(body: Sequence[Row], heads: Heads) -> int:
    """Return how many rows there are before those at the end that are notes."""
    end = len(body)
    while end and (_across(body[end - 1], heads) is not None or _is_note(body[end - 1])):
        end -= 1
    return end


def _across(row: Row, heads: Heads) -> str | None:
    """Return the text of a row that is one cell over the whole table, None where it is none."""
    cells = [cell for cell in row.cells if cell.text]
    last = heads.columns[-1]
    if len(heads.columns) < 2 or len(cells) != 1:
        return None
    cell = cells[0]
    whole = cell.first <= heads.columns[0].end - 1 and cell.end > last.first
    return cell.text if whole and cell.begins else None


def _is_note(row: Row) -> bool:
    cells = [cell for cell in row.cells if cell.text]
    return not cells or (len(cells) == 1 and _NOTE.match(cells[0].text) is not None)


def _body_row(row: Row, heads: Heads, section: str) -> BodyRow:
    titles: dict[int, CellText] = {}
    points: dict[int, CellText] = {}
    texts: dict[Role, CellText] = {}
    others: dict[str, CellText] = {}
    seen: set[int] = set()
    for place, column in enumerate(heads.columns):
        if column.role is Role.TITLE:
            cell = _at(row, column)
            if cell is not None and cell.first not in seen and column.level is not None:
                seen.add(cell.first)
                titles[column.level] = CellText(cell.text, cell.begins)
            continue
        content = _cell_text(row, column)
        if column.role is Role.POINTS:
            points[place] = content
        elif column.role is not None:
            texts[column.role] = content
        elif content.text and not (column.is_number and _NUMBERING.fullmatch(content.text)):
            head = column.head or f"第{place + 1}列"
            others[head if head not in others else f"{head}（第{place + 1}列）"] = content
    beside = _beside(row, heads)
    if beside.text:
        others[_BESIDE] = beside
    return BodyRow(row.place, titles, points, texts, others, section)


def _beside(row: Row, heads: Heads) -> CellText:
    """Return what stands left or right of all the heads."""
    first, end = heads.columns[0].first, heads.columns[-1].end
    cells = [each for each in row.cells if each.text and (each.end <= first or each.first >= end)]
    return CellText("\n".join(each.text for each in cells), any(each.begins for each in cells))


def _at(row: Row, column: Column) -> Cell | None:
    return next((each for each in row.cells if each.first <= column.first < each.end), None)


def _cell_text(row: Row, column: Column) -> CellText:
    """Return what stands in a column; of several cells below one head, each on a line.

    A cell that a title begins, and that reaches into this column, says nothing here.
    """
    cells = [each for each in _within(row, column) if each.text]
    begins = any(each.begins for each in _within(row, column))
    return CellText("\n".join(each.text for each in cells), begins or not cells)


def _within(row: Row, column: Column) -> Iterator[Cell]:
    for cell in row.cells:
        if column.first <= cell.first < column.end:
            yield cell
