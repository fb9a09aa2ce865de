"""Small Word files: headings, paragraphs and tables, the same bytes every time.

Written part by part (ECMA-376): python-docx would take a second for every ten annual reports and
put 35 KB of styles into each. Nothing is compressed, because compressors differ between machines;
Git compresses them anyway.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from scripts.zipping import stored

_TIME = (2023, 1, 1, 0, 0, 0)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_FONT = '<w:rFonts w:ascii="仿宋" w:hAnsi="仿宋" w:eastAsia="仿宋"/>'
_HEAD = f"{_FONT}<w:b/>"
_END = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'  # A4


@dataclass(frozen=True, slots=True)
class Heading:
    """A line in bold type, in the middle."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all of the same length."""

    rows: Sequence[Sequence[str]]


Block = str | Heading | Table


def word_file(blocks: Sequence[Block]) -> bytes:
    """Return a Word document (.docx) of ``blocks``; every line of a text is a paragraph."""
    body = "".join(map(_block, blocks))
    document = f'{_XML}<w:document xmlns:w="{_MAIN}"><w:body>{body}{_END}</w:body></w:document>'
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": document,
    }
    return stored(parts, time=_TIME)


def _block(block: Block) -> str:
    match block:
        case Heading(text):
            return _paragraph(text, '<w:pPr><w:jc w:val="center"/></w:pPr>', _HEAD)
        case Table(rows):
            return _table(rows)
    return "".join(_paragraph(line, "", _FONT) for line in block.split("\n"))


def _paragraph(text: str, layout: str, face: str) -> str:
    told = f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    return f"<w:p>{layout}<w:r><w:rPr>{face}</w:rPr>{told}</w:r></w:p>"


def _table(rows: Sequence[Sequence[str]]) -> str:
    grid = "<w:gridCol/>" * len(rows[0])
    lines = "".join(f"<w:tr>{''.join(map(_cell, row))}</w:tr>" for row in rows)
    look = (
        f'<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{_EDGES}</w:tblBorders></w:tblPr>'
    )
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"


def _cell(text: str) -> str:
    return f"<w:tc><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:tc>"
