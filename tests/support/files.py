"""Small real files for tests: Word, PDF and JPEG, the same bytes every time."""

import io
import zipfile
from functools import cache
from xml.sax.saxutils import escape

from PIL import Image

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
_DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p>{runs}</w:p></w:body></w:document>"
)


@cache
def docx_bytes(text: str) -> bytes:
    """Return a Word file with ``text``, one run a character pair, so that words cross runs."""
    pieces = [text[start : start + 2] for start in range(0, len(text), 2)]
    runs = "".join(f'<w:r><w:t xml:space="preserve">{escape(item)}</w:t></w:r>' for item in pieces)
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": _DOCUMENT.format(runs=runs),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2023, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()


@cache
def jpeg_bytes(text: str) -> bytes:
    """Return a small photograph whose colour depends on ``text``."""
    colour = tuple(sum(text.encode()) * factor % 256 for factor in (1, 3, 7))
    buffer = io.BytesIO()
    Image.new("RGB", (16, 12), colour).save(buffer, "JPEG")
    return buffer.getvalue()


@cache
def pdf_bytes(text: str) -> bytes:
    """Return a one-page PDF that shows a picture coloured by ``text``."""
    colour = tuple(sum(text.encode()) * factor % 256 for factor in (5, 11, 13))
    buffer = io.BytesIO()
    Image.new("RGB", (16, 12), colour).save(buffer, "PDF", creationDate=None, modDate=None)
    return buffer.getvalue()
