"""An annual report as a Word file, as 国办公开办函〔2021〕30号 prints it: always the same bytes."""

import re
from collections.abc import Iterator

from scripts.exchange.annual_report import AnnualReport
from scripts.statutory.fields import SECTIONS
from scripts.statutory.printed import Cell, Sort, Table, placed, tables
from scripts.word.blocks import Block, Heading, MergedTable, Paragraph, TableCell, Title
from scripts.word.writing import word_file

_YEAR = re.compile(r"(?<=\S{4})(\d{4}年)")  # where a title breaks: after the unit's name
_WIDTHS = {  # millimetres; 156 between the margins
    "proactive": (51, 35, 35, 35),
    "requests": (9, 15, 48, *(12 for _ in range(7))),
    "disputes": (10, 10, 10, 10, 12) * 3,
}


def report_document(report: AnnualReport) -> bytes:
    """Return ``report`` as a Word document (.docx): six sections, three tables."""
    return word_file(tuple(_blocks(report)), title=report.title)


def _blocks(report: AnnualReport) -> Iterator[Block]:
    yield Title(_YEAR.sub("\n\\1", report.title, count=1))
    yield Paragraph("")  # a line below the title (GB/T 9704-2012, 7.3.2)
    drawn = {table.name: table for table in tables(report.figures)}
    for name, title in SECTIONS:
        yield Heading(title)
        if name in drawn:
            yield _table(drawn[name])
        else:
            lines = (line.strip() for line in report.texts[name].split("\n"))
            yield Paragraph("\n".join(filter(None, lines)))


def _table(table: Table) -> MergedTable:
    cells = tuple(
        TableCell(
            each.cell.text,
            row,
            each.column,
            each.cell.rows,
            each.cell.columns,
            centred=not _is_label(each.cell),
        )
        for row, cells in enumerate(placed(table))
        for each in cells
        if each.begins
    )
    whole = table.name != "requests"  # which is longer than what is left of most pages
    return MergedTable(cells, _WIDTHS[table.name], heads=table.heads, small=True, whole=whole)


def _is_label(cell: Cell) -> bool:
    """Tell whether a cell names one row; the name of several stands in the middle."""
    return cell.sort is Sort.ROW and cell.rows == 1
