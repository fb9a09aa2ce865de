"""The parts that are the same in every Word file: styles, fonts, settings, footers (ECMA-376)."""

from scripts.word import standard as std

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "document": "document.main",
    "styles": "styles",
    "settings": "settings",
    "fontTable": "fontTable",
    "footer1": "footer",
    "footer2": "footer",
}

CONTENT_TYPES = (
    f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_KIND}.{kind}+xml"/>'
        for name, kind in _PARTS.items()
    )
    + '<Override PartName="/docProps/core.xml" ContentType='
    '"application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)

RELATIONS = (
    f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/></Relationships>'
)

DOCUMENT_RELATIONS = (
    f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    + "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>'
        for name, kind in _PARTS.items()
        if name != "document"
    )
    + "</Relationships>"
)

SETTINGS = (
    f'{XML}<w:settings xmlns:w="{MAIN}"><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)

FONT_TABLE = (
    f'{XML}<w:fonts xmlns:w="{MAIN}">'
    + "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in std.ALTERNATIVES.items()
    )
    + "</w:fonts>"
)

_REFERENCES = (
    f'<w:sectPr xmlns:r="{OFFICE}"><w:footerReference w:type="default" r:id="footer1"/>'
    '<w:footerReference w:type="even" r:id="footer2"/>'
)
_UPRIGHT = (
    f'{_REFERENCES}<w:pgSz w:w="{std.PAGE_WIDTH}" w:h="{std.PAGE_HEIGHT}"/>'
    f'<w:pgMar w:top="{std.TOP}" w:right="{std.RIGHT}" w:bottom="{std.BOTTOM}" '
    f'w:left="{std.LEFT}" w:header="851" w:footer="{std.FOOTER}" w:gutter="0"/>'
    f'<w:docGrid w:type="linesAndChars" w:linePitch="{std.LINE_PITCH}" '
    f'w:charSpace="{std.CHARACTER_SPACE}"/></w:sectPr>'
)
_WIDE = (
    f'{_REFERENCES}<w:pgSz w:w="{std.PAGE_HEIGHT}" w:h="{std.PAGE_WIDTH}" w:orient="landscape"/>'
    f'<w:pgMar w:top="{std.WIDE_TOP}" w:right="{std.WIDE_RIGHT}" w:bottom="{std.WIDE_BOTTOM}" '
    f'w:left="{std.WIDE_LEFT}" w:header="851" w:footer="{std.WIDE_FOOTER}" w:gutter="0"/>'
    "</w:sectPr>"
)


def section(*, wide: bool) -> str:
    """Return how the pages lie: upright, or turned for a wide table."""
    return _WIDE if wide else _UPRIGHT


def core(title: str, creator: str, moment: str) -> str:
    """Return the file's properties; all three are escaped already, ``moment`` is in UTC.

    An empty ``moment`` is left out.
    """
    when = (
        ""
        if not moment
        else "".join(
            f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>'
            for name in ("created", "modified")
        )
    )
    return (
        f'{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator>{when}</cp:coreProperties>"
    )


def _style(name: str, shown: str, layout: str, face: str = "", *, based: bool = True) -> str:
    default = ' w:default="1"' if name == "Normal" else ""
    above = '<w:basedOn w:val="Normal"/>' if based else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"{default}><w:name w:val="{shown}"/>{above}'
        f"<w:qFormat/><w:pPr>{layout}</w:pPr><w:rPr>{face}</w:rPr></w:style>"
    )


def _face(font: str, half_points: int, *, tighter: bool = False) -> str:
    spacing = f'<w:spacing w:val="{std.TIGHTER}"/>' if tighter else '<w:spacing w:val="0"/>'
    return (
        f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}" '
        f'w:hint="eastAsia"/>{spacing}'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    )


_LINE = f'<w:spacing w:before="0" w:after="0" w:line="{std.LINE_PITCH}" w:lineRule="exact"/>'
_NO_INDENT = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_CENTRE = '<w:jc w:val="center"/>'
_LATIN = '<w:lang w:val="en-US" w:eastAsia="zh-CN"/>'  # no line of a narrow column ends in 0. or W


def _heading(level: int, font: str) -> str:
    return _style(
        f"Heading{level}",
        f"heading {level}",
        f'<w:keepNext/><w:outlineLvl w:val="{level - 1}"/>',
        _face(font, std.SIZE_BODY, tighter=True),
    )


STYLES = (
    f'{XML}<w:styles xmlns:w="{MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>'
    f'{_face(std.FONT_BODY, std.SIZE_BODY)}<w:lang w:val="zh-CN" w:eastAsia="zh-CN"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    + _style(
        "Normal",
        "Normal",
        f'<w:widowControl w:val="0"/><w:snapToGrid w:val="0"/>{_LINE}'
        f'<w:ind w:firstLineChars="200" w:firstLine="{std.SIZE_BODY * 20}"/><w:jc w:val="both"/>',
        _face(std.FONT_BODY, std.SIZE_BODY, tighter=True),
        based=False,
    )
    + _style(
        "Title",
        "Title",
        '<w:keepNext/><w:snapToGrid w:val="0"/>'
        '<w:spacing w:before="0" w:after="0" w:line="640" w:lineRule="exact"/>'
        f"{_NO_INDENT}{_CENTRE}",
        _face(std.FONT_TITLE, std.SIZE_TITLE),
    )
    + _style(
        "Note",
        "题下说明",
        f'<w:spacing w:before="0" w:after="{std.LINE_PITCH}" w:line="{std.LINE_PITCH}" '
        f'w:lineRule="exact"/>{_NO_INDENT}{_CENTRE}',
        _face(std.FONT_SUBHEADING, std.SIZE_BODY, tighter=True),
    )
    + _style("Addressee", "主送机关", _NO_INDENT)
    + _style(
        "AnnexMark",
        "附件序号",
        f'<w:keepNext/><w:spacing w:before="0" w:after="{std.LINE_PITCH}" '
        f'w:line="{std.LINE_PITCH}" w:lineRule="exact"/>{_NO_INDENT}<w:jc w:val="left"/>',
        _face(std.FONT_HEADING, std.SIZE_BODY),
    )
    + _heading(1, std.FONT_HEADING)
    + _heading(2, std.FONT_SUBHEADING)
    + _style(
        "TableText",
        "表内文字",
        '<w:snapToGrid w:val="0"/><w:spacing w:before="40" w:after="40" w:line="320" '
        f'w:lineRule="exact"/>{_NO_INDENT}<w:jc w:val="left"/>',
        _face(std.FONT_BODY, std.SIZE_TABLE) + _LATIN,
    )
    + _style(
        "TableHead",
        "表头",
        '<w:snapToGrid w:val="0"/><w:spacing w:before="40" w:after="40" w:line="320" '
        f'w:lineRule="exact"/>{_NO_INDENT}{_CENTRE}',
        _face(std.FONT_HEADING, std.SIZE_TABLE) + _LATIN,
    )
    + _style(
        "TableSmall",
        "表内小字",
        '<w:snapToGrid w:val="0"/><w:spacing w:before="30" w:after="30" w:line="240" '
        f'w:lineRule="exact"/>{_NO_INDENT}<w:jc w:val="left"/>',
        _face(std.FONT_BODY, std.SIZE_SMALL) + _LATIN,
    )
    + _style("Closing", "Closing", f'<w:keepNext/>{_NO_INDENT}<w:jc w:val="right"/>')
    + _style(
        "Footer",
        "footer",
        '<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="280" '
        f'w:lineRule="exact"/>{_NO_INDENT}',
        _face(std.FONT_PAGE_NUMBER, std.SIZE_PAGE_NUMBER),
    )
    + "</w:styles>"
)


def footer(*, even: bool) -> str:
    """Return a footer: — 1 —, one character from the outer edge (7.5): odd right, even left."""
    edge = "left" if even else "right"
    indent = f'<w:ind w:firstLineChars="0" w:firstLine="0" w:{edge}Chars="100" w:{edge}="280"/>'
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r><w:t>{2 if even else 1}</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return (
        f'{XML}<w:ftr xmlns:w="{MAIN}"><w:p><w:pPr><w:pStyle w:val="Footer"/>{indent}'
        f'<w:jc w:val="{edge}"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>{field}'
        '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
    )
