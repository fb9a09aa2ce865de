"""A paper as a Word file (.docx): editable, styled by name, the same bytes for the same blocks."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from scripts.papers import parts
from scripts.papers import standard as std
from scripts.papers.blocks import (
    Addressee,
    AnnexMark,
    Block,
    Closing,
    Heading,
    MergedTable,
    Note,
    Paragraph,
    Placed,
    Table,
    Title,
)
from scripts.xml_text import writable
from scripts.zipping import stored

_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_FROM_EDGE = Decimal(4)  # characters between 成文日期 and the right edge (7.3.5.1)


def paper(
    blocks: Sequence[Block],
    *,
    title: str,
    creator: str,
    moment: datetime | None,
    wide: bool = False,
) -> bytes:
    """Return ``blocks`` as a Word file; ``moment`` (aware) stands in its properties.

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
            return _table(block)
        case MergedTable():
            return _merged(block)
        case Closing():
            return _closing(block)


def _paragraph(text: str, style: str, layout: str = "") -> str:
    lines = (f'<w:t xml:space="preserve">{_text(line)}</w:t>' for line in text.split("\n"))
    told = f"<w:r>{'<w:br/>'.join(lines)}</w:r>" if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{layout}</w:pPr>{told}</w:p>'


def _table(table: Table) -> str:
    rows = "".join(_row(table, place, row) for place, row in enumerate(table.rows))
    return _drawn(table.widths, rows)


def _drawn(widths: Sequence[int], rows: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{std.twips(width)}"/>' for width in widths)
    look = (
        f'<w:tblPr><w:tblW w:w="{std.twips(sum(widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_EDGES}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr>"
    )
    after = _paragraph("", "TableText")  # Word wants a paragraph between two tables
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>{after}"


def _merged(table: MergedTable) -> str:
    """Return a table whose merged cells are merged in the file, downwards and across."""
    count = max(cell.row + cell.rows for cell in table.cells)
    kept = {cell.row for cell in table.cells if cell.rows > 1}
    rows: list[list[Placed]] = [[] for _ in range(count)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rows):
            rows[row].append(cell)
    return _drawn(
        table.widths,
        "".join(
            _merged_row(table, place, sorted(row, key=lambda cell: cell.column), place in kept)
            for place, row in enumerate(rows)
        ),
    )


def _merged_row(table: MergedTable, place: int, row: Sequence[Placed], kept: bool) -> str:
    """Return a row; one is ``kept`` with the next where a cell that hangs down begins.

    So no page ends with the first line of a cell whose words are longer than its first row.
    """
    head = "<w:tblHeader/>" if place < table.heads else ""
    cells = "".join(_merged_cell(table, place, cell, kept) for cell in row)
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"


def _merged_cell(table: MergedTable, place: int, cell: Placed, kept: bool) -> str:
    width = sum(table.widths[cell.column : cell.column + cell.columns])
    across = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    down = ""
    if cell.rows > 1:
        down = '<w:vMerge w:val="restart"/>' if place == cell.row else "<w:vMerge/>"
    return _boxed(
        cell.text if place == cell.row else "",
        width,
        head=place < table.heads,
        centred=cell.column in table.centred,
        merged=across + down,
        kept=kept,
    )


def _row(table: Table, place: int, row: Sequence[str]) -> str:
    head = "<w:tblHeader/>" if place == 0 else ""
    cells = "".join(
        _boxed(text, table.widths[column], head=place == 0, centred=column in table.centred)
        for column, text in enumerate(row)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"


def _boxed(
    text: str, width: int, *, head: bool, centred: bool, merged: str = "", kept: bool = False
) -> str:
    layout = "<w:keepNext/>" if kept else ""
    layout += '<w:jc w:val="center"/>' if centred and not head else ""
    style = "TableHead" if head else "TableText"
    told = "".join(_paragraph(line, style, layout) for line in text.split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{std.twips(width)}" w:type="dxa"/>{merged}'
        f'<w:vAlign w:val="center"/></w:tcPr>{told}</w:tc>'
    )


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
