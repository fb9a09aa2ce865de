"""The parts of a Word file that every official document shares (ECMA-376; GB/T 9704-2012).

A4 with the margins of GB/T 9704; titles in 小标宋, headings in 黑体, text in 仿宋 of size 三号,
page numbers outside at the foot. Written part by part, so that the same text gives the same bytes.
"""

from scripts.papers import standard as std
from scripts.zipping import stored

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT_WIDTH = std.PAGE_WIDTH - std.LEFT - std.RIGHT
"""Twips between the margins."""

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "document": "document.main",
    "styles": "styles",
    "settings": "settings",
    "footer1": "footer",
    "footer2": "footer",
}
_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for name, kind in _PARTS.items()
    )
    + "</Types>"
)
_TOP = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_BELOW = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    + "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>'
        for number, (name, kind) in enumerate(list(_PARTS.items())[1:], 1)
    )
    + "</Relationships>"
)
_SETTINGS = (
    f'{_XML}<w:settings xmlns:w="{MAIN}"><w:evenAndOddHeaders/><w:compat><w:compatSetting '
    'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    "</w:compat></w:settings>"
)
_SECTION = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>'
    '<w:footerReference w:type="even" r:id="rId4"/>'
    f'<w:pgSz w:w="{std.PAGE_WIDTH}" w:h="{std.PAGE_HEIGHT}"/><w:pgMar w:top="{std.TOP}" '
    f'w:right="{std.RIGHT}" w:bottom="{std.BOTTOM}" w:left="{std.LEFT}" '
    'w:header="851" w:footer="1588" w:gutter="0"/></w:sectPr>'
)


def _face(font: str, half_points: int) -> str:
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
    return f'<w:rPr>{fonts}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'


def _style(called: str, name: str, layout: str, look: str, *, default: str = "") -> str:
    based = "" if default else '<w:basedOn w:val="a"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{called}"><w:name w:val="{name}"/>{based}'
        f"<w:qFormat/><w:pPr>{layout}</w:pPr>{look}</w:style>"
    )


_LINES = '<w:spacing w:line="560" w:lineRule="exact"/>'
_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_STYLES = (
    f'{_XML}<w:styles xmlns:w="{MAIN}"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="zh-CN" '
    'w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
    + _style("a", "Normal", "", _face("仿宋", 32), default=' w:default="1"')
    + _style(
        "Title",
        "Title",
        '<w:spacing w:after="280" w:line="660" w:lineRule="exact"/><w:jc w:val="center"/>',
        _face("方正小标宋简体", 44),
    )
    + _style(
        "Heading1",
        "heading 1",
        f'<w:keepNext/>{_LINES}<w:ind w:firstLineChars="200" w:firstLine="640"/>'
        '<w:outlineLvl w:val="0"/>',
        _face("黑体", 32),
    )
    + _style(
        "Text",
        "Body Text",
        f'{_LINES}<w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>',
        "",
    )
    + _style("Cell", "Cell", '<w:jc w:val="center"/>', _face("仿宋", 18))
    + _style("RowHead", "Row Head", '<w:jc w:val="left"/>', _face("仿宋", 18))
    + _style("Footer", "footer", "", _face("宋体", 28))
    + '<w:style w:type="table" w:styleId="Form"><w:name w:val="Form"/><w:tblPr><w:tblBorders>'
    + _EDGES
    + '</w:tblBorders><w:tblCellMar><w:left w:w="28" w:type="dxa"/><w:right w:w="28" w:type="dxa"/>'
    "</w:tblCellMar></w:tblPr></w:style></w:styles>"
)


def _footer(side: str) -> str:
    """Return the page number as ``— 1 —``, one character from the outer edge."""
    number = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE '
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        "<w:r><w:t>1</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return (
        f'{_XML}<w:ftr xmlns:w="{MAIN}"><w:p><w:pPr><w:pStyle w:val="Footer"/>'
        f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">— </w:t></w:r>{number}'
        '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
    )


def packed(body: str) -> bytes:
    """Return a Word file whose document has ``body`` (paragraphs and tables as XML)."""
    document = (
        f'{_XML}<w:document xmlns:w="{MAIN}" xmlns:r="{_OFFICE}"><w:body>{body}{_SECTION}'
        "</w:body></w:document>"
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _TOP,
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _BELOW,
        "word/styles.xml": _STYLES,
        "word/settings.xml": _SETTINGS,
        "word/footer1.xml": _footer("right"),
        "word/footer2.xml": _footer("left"),
    }
    return stored(parts)
