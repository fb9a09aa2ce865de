"""Blocks as a Word file (.docx): editable, styled by name, the same bytes for the same blocks.

Written part by part (ECMA-376): python-docx would put in its own styles and the hour of writing,
and takes a second for every ten annual reports.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from scripts.word import parts
from scripts.word import standard as std
from scripts.word.blocks import (
    Addressee,
    AnnexMark,
    Block,
    Closing,
    Heading,
    MergedTable,
    Note,
    Paragraph,
    Table,
    TableCell,
    Title,
)
from scripts.xml_text import writable
from scripts.zipping import stored

_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_PADDING, _SMALL_PADDING = 57, 20  # twips between a cell's edge and its text
_FROM_EDGE = Decimal(4)  # characters between 成文日期 and the right edge (7.3.5.1)


def word_file(
    blocks: Sequence[Block],
    *,
    title: str,
    creator: str = "",
    moment: datetime | None = None,
    wide: bool = False,
) -> bytes:
    """Return ``blocks`` as a Word file.

    ``title``, ``creator`` and ``moment`` (aware) stand in its properties, an unknown moment not.
    ``wide``: its pages lie turned, for a wide table.
    """
    body = "".join(map(_block, blocks))
    utc = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment is not None else ""
    contents = {
        "[Content_Types].xml": parts.CONTENT_TYPES,
        "_rels/.rels": parts.RELATIONS,
        "word/document.xml": f'{parts.XML}<w:document xmlns:w="{parts.MAIN}"><w:body>'
        f"{body}{parts.section(wide=wide)}</w:body></w:document>",
        "word/_rels/document.xml.rels": parts.DOCUMENT_RELATIONS,
        "word/styles.xml": parts.STYLES,
        "word/settings.xml": parts.SETTINGS,
        "word/fontTable.xml": parts.FONT_TABLE,
        "word/footer1.xml": parts.footer(even=False),
        "word/footer2.xml": parts.footer(even=True),
        "docProps/core.xml": parts.core(_text(title), _text(creator), utc),
    }
    return stored(contents)


def _block(block: Block) -> str:
    match block:
        case Title(text):
            return _paragraph(text, "Title")
        case Note(text):
            return _paragraph(text, "Note")
        case Addressee(text):
            return _paragraph(text, "Addressee")
        case AnnexMark(text):
            return _paragraph(text, "AnnexMark")
        case Heading(text, level):
            return _paragraph(text, f"Heading{level}")
        case Paragraph(text):
            return "".join(_paragraph(line, "Normal") for line in text.split("\n"))
        case Table():
            return _table(_with_cells(block))
        case MergedTable():
            return _table(block)
        case Closing():
            return _closing(block)


def _paragraph(text: str, style: str, layout: str = "") -> str:
    lines = (f'<w:t xml:space="preserve">{_text(line)}</w:t>' for line in text.split("\n"))
    run = f"<w:r>{'<w:br/>'.join(lines)}</w:r>" if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{layout}</w:pPr>{run}</w:p>'


def _with_cells(table: Table) -> MergedTable:
    """Return a plain table as one whose cells are all single."""
    cells = tuple(
        TableCell(text, row, column, centred=column in table.centred)
        for row, texts in enumerate(table.rows)
        for column, text in enumerate(texts)
    )
    return MergedTable(cells, table.widths)


def _table(table: MergedTable) -> str:
    """Return a table whose merged cells are merged in the file, downwards and across."""
    grid = "".join(f'<w:gridCol w:w="{std.twips(width)}"/>' for width in table.widths)
    padding = _SMALL_PADDING if table.small else _PADDING
    look = (
        f'<w:tblPr><w:tblW w:w="{std.twips(sum(table.widths))}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblBorders>{_EDGES}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{padding}" w:type="dxa"/>'
        f'<w:right w:w="{padding}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    after = _paragraph("", "TableText")  # Word wants a paragraph between two tables
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{_rows(table)}</w:tbl>{after}"


def _rows(table: MergedTable) -> str:
    count = max(cell.row + cell.rows for cell in table.cells)
    rows: list[list[TableCell]] = [[] for _ in range(count)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rows):
            rows[row].append(cell)
    kept = _kept_with_next(table, count)
    return "".join(
        _row(table, number, sorted(row, key=lambda cell: cell.column), kept=number in kept)
        for number, row in enumerate(rows)
    )


def _kept_with_next(table: MergedTable, count: int) -> frozenset[int]:
    """Return the rows that stand on the page of the row after them.

    All of a table that is to stand on one page; else those in which a cell that hangs down
    begins, so that no page ends with the first line of a cell longer than its first row.
    """
    if table.whole:
        return frozenset(range(count - 1))
    return frozenset(cell.row for cell in table.cells if cell.rows > 1)


def _row(table: MergedTable, number: int, row: Sequence[TableCell], *, kept: bool) -> str:
    repeated = "<w:tblHeader/>" if number < table.heads else ""
    cells = "".join(_cell(table, number, cell, kept=kept) for cell in row)
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>"


def _cell(table: MergedTable, row: int, cell: TableCell, *, kept: bool) -> str:
    width = sum(table.widths[cell.column : cell.column + cell.columns])
    across = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    begins = row == cell.row
    down = ""
    if cell.rows > 1:
        down = '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
    style = _style(table, row)
    layout = "<w:keepNext/>" if kept else ""
    if cell.centred and style != "TableHead":  # whose style says so
        layout += '<w:jc w:val="center"/>'
    lines = cell.text.split("\n") if begins else [""]
    paragraphs = "".join(_paragraph(line, style, layout) for line in lines)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{std.twips(width)}" w:type="dxa"/>{across}{down}'
        f'<w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'
    )


def _style(table: MergedTable, row: int) -> str:
    if table.small:
        return "TableSmall"
    return "TableHead" if row < table.heads else "TableText"


def _closing(closing: Closing) -> str:
    """Return the signature in the middle above the date, which ends four characters from the edge.

    Where the signature is so long that it would reach over the edge, it ends two from there.
    """
    signed, dated = _characters(closing.signed), _characters(closing.dated)
    edge = max(Decimal(2), _FROM_EDGE + (dated - signed) / 2)
    below = edge - (dated - signed) / 2 if edge == 2 else _FROM_EDGE
    lines = ((closing.signed, edge), (closing.dated, below))
    blank = _paragraph("", "Closing") * 2
    return blank + "".join(_paragraph(text, "Closing", _right(chars)) for text, chars in lines)


def _right(characters: Decimal) -> str:
    hundredths = round(characters * 100)
    twips = round(characters * std.SIZE_BODY * 10)
    return (
        '<w:ind w:firstLineChars="0" w:firstLine="0" '
        f'w:rightChars="{hundredths}" w:right="{twips}"/>'
    )


def _characters(text: str) -> Decimal:
    """Return how many full characters wide ``text`` is; a digit is half of one."""
    return sum((Decimal("0.5") if sign.isascii() else Decimal(1) for sign in text), Decimal(0))


def _text(text: str) -> str:
    return escape(writable(text))
