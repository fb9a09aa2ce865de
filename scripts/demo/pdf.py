"""Small PDF files of Chinese text, the same bytes every time.

The typeface (Song) is named, not carried: readers have it or a like one for Adobe-GB1 (ISO
32000-1, 9.7.5). So a page is a few hundred bytes, and its text can be searched and copied.
"""

from collections.abc import Sequence

from scripts.wide import wrap

_COLUMNS = 72
_LINES = 40
_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light-UniGB-UTF16-H/Encoding/UniGB-UTF16-H"
    b"/DescendantFonts[4 0 R]>>"
)
_CID_FONT = (
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/W[1 95 500]"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor 5 0 R>>"
)
_DESCRIPTOR = (
    b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
    b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"
)


def pdf_file(lines: Sequence[str]) -> bytes:
    """Return a PDF document on A4 with ``lines``; long ones are broken, and pages too."""
    broken = [piece for line in lines for piece in wrap(line, _COLUMNS)]
    pages = [broken[start : start + _LINES] for start in range(0, len(broken), _LINES)] or [[]]
    first = 6  # objects 1 to 5: catalogue, pages, typeface
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
        _FONT,
        _CID_FONT,
        _DESCRIPTOR,
    ]
    for number, page in enumerate(pages):
        content = _content(page)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            b"/Contents %d 0 R>>" % (first + 2 * number + 1)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    return _joined(objects)


def _content(lines: Sequence[str]) -> bytes:
    shown = b"".join(b"<%s>Tj T*\n" % _hex(line) for line in lines)
    return b"BT/F 12 Tf 18 TL 72 770 Td\n%sET" % shown


def _hex(text: str) -> bytes:
    return text.encode("utf-16-be").hex().encode()


def _joined(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.5\n")
    places: list[int] = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)
