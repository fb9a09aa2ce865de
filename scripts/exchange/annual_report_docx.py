"""An annual report as a Word file, as 国办公开办函〔2021〕30号 prints it: always the same bytes."""

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from scripts.exchange.paper import Paper
from scripts.exchange.word_parts import TEXT_WIDTH, packed
from scripts.statutory.fields import SECTIONS
from scripts.statutory.printed import Placed, Sort, Table, placed, tables

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_YEAR = re.compile(r"(?<=\S{4})(\d{4}年)")  # where a title breaks: after the unit's name
_FIGURE_WIDTHS = {"proactive": 2000, "requests": 697, "disputes": TEXT_WIDTH // 15}
_HEAD_WIDTHS = {"proactive": (2845,), "requests": (560, 900, 2506), "disputes": ()}


def report_document(paper: Paper) -> bytes:
    """Return ``paper`` as a Word document (.docx): six sections, three tables."""
    return packed("".join(_body(paper)))


def _body(paper: Paper) -> Iterator[str]:
    yield _paragraph(_YEAR.sub("\n\\1", paper.title, count=1), "Title")
    drawn = {table.name: table for table in tables(paper.figures)}
    for name, title in SECTIONS:
        yield _paragraph(title, "Heading1")
        if name in drawn:
            yield _table(drawn[name])
        else:
            lines = paper.texts[name].split("\n")
            yield from (
                _paragraph(line.strip(), "Text") for line in lines if line.strip() or not lines[1:]
            )


def _paragraph(text: str, style: str, *, kept: bool = False) -> str:
    clean = escape(_NOT_XML.sub("", text))
    lines = (f'<w:t xml:space="preserve">{line}</w:t>' for line in clean.split("\n"))
    run = f"<w:r>{'<w:br/>'.join(lines)}</w:r>" if clean else ""
    keep = "<w:keepNext/>" if kept else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>{run}</w:p>'


def _table(table: Table) -> str:
    heads = _HEAD_WIDTHS[table.name]
    widths = (*heads, *(_FIGURE_WIDTHS[table.name] for _ in range(table.columns - len(heads))))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    last = len(table.rows) - 1
    whole = table.name != "requests"  # the short tables stay on one page
    rows = "".join(
        _row(row, widths, heads=number < table.heads, kept=whole and number < last)
        for number, row in enumerate(placed(table))
    )
    look = (
        f'<w:tblPr><w:tblStyle w:val="Form"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr>'
    )
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _row(row: tuple[Placed, ...], widths: tuple[int, ...], *, heads: bool, kept: bool) -> str:
    repeated = "<w:tblHeader/>" if heads else ""
    cells = "".join(_cell(each, widths, kept=kept) for each in row)
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="340"/>{repeated}</w:trPr>{cells}</w:tr>'


def _cell(placed_cell: Placed, widths: tuple[int, ...], *, kept: bool) -> str:
    cell, first = placed_cell.cell, placed_cell.column
    width = sum(widths[first : first + cell.columns])
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    merge = ""
    if cell.rows > 1:
        merge = '<w:vMerge w:val="restart"/>' if placed_cell.begins else "<w:vMerge/>"
    style = "RowHead" if cell.sort in (Sort.ROW, Sort.NOTE) and cell.rows == 1 else "Cell"
    text = _paragraph(cell.text if placed_cell.begins else "", style, kept=kept)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/>'
        f"</w:tcPr>{text}</w:tc>"
    )
