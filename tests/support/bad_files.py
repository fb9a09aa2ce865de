"""Real files with one thing wrong with each, made by the libraries that write such files."""

import io
import random
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import docx
import openpyxl
import pypdf
from PIL import Image, PngImagePlugin
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from scripts.demo.pdf import pdf_file
from scripts.demo.photo import photo_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@cache
def word(text: str = "政府信息公开指南") -> bytes:
    """Return a Word file as python-docx makes it, its author taken out."""
    document = docx.Document()
    document.core_properties.author = ""
    document.add_paragraph(text)
    return _saved(document.save)


@cache
def sheet(text: str = "2023年") -> bytes:
    """Return an Excel file with ``text`` in a cell."""
    book = openpyxl.Workbook()
    book.properties.creator = ""
    book.active["A1"] = text
    return _saved(book.save)


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def rezipped(
    content: bytes, changes: Mapping[str, bytes | None], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return the archive with parts put in, replaced, or (None) left out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", method) as new,
    ):
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, part in changes.items():
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def part_of(content: bytes, name: str) -> bytes:
    """Return a part of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def retyped(content: bytes, old: str, new: str) -> bytes:
    """Return an Office file with a word of its list of types replaced."""
    types = part_of(content, "[Content_Types].xml")
    assert old.encode() in types
    return rezipped(content, {"[Content_Types].xml": types.replace(old.encode(), new.encode())})


def related(
    content: bytes, kind: str, target: str, *, outside: bool = True, of: str = "word/document.xml"
) -> bytes:
    """Return an Office file with one relationship more."""
    folder, _, name = of.rpartition("/")
    place = f"{folder}/_rels/{name}.rels"
    mode = ' TargetMode="External"' if outside else ""
    extra = f'<Relationship Id="x9" Type="{_RELATIONS}/{kind}" Target="{target}"{mode}/>'
    old = part_of(content, place)
    return rezipped(
        content, {place: old.replace(b"</Relationships>", f"{extra}</Relationships>".encode())}
    )


def with_body(content: bytes, inner: str) -> bytes:
    """Return a Word file with ``inner`` put before the end of its body."""
    document = part_of(content, "word/document.xml")
    return rezipped(
        content, {"word/document.xml": document.replace(b"</w:body>", f"{inner}</w:body>".encode())}
    )


def encrypted_zip(content: bytes) -> bytes:
    """Return an archive whose entries say that they are encrypted."""
    changed = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + place] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


def bomb() -> bytes:
    """Return a Word file of which a part unpacks to a thousand times its size."""
    return rezipped(word(), {"word/media/image1.bmp": bytes(300 * 1024 * 1024)})


def overlapping() -> bytes:
    """Return a Word file whose directory names the same bytes over and over."""
    content = rezipped(word(), {"word/media/a.bin": bytes(range(256)) * 64}, zipfile.ZIP_STORED)
    end = content.rfind(b"PK\x05\x06")
    start = struct.unpack("<I", content[end + 16 : end + 20])[0]
    directory = content[start:end]
    at = directory.find(b"word/media/a.bin") - 46
    entry = directory[at : at + 46 + 16]
    more = b"".join(entry.replace(b"a.bin", b"%05d" % number) for number in range(200))
    count = struct.unpack("<H", content[end + 10 : end + 12])[0] + 200
    tail = bytearray(content[end:])
    tail[8:12] = struct.pack("<HH", count, count)
    tail[12:16] = struct.pack("<I", len(directory) + len(more))
    return content[:end] + more + bytes(tail)


def twice() -> bytes:
    """Return a Word file that holds its main part twice, with different texts."""
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a") as archive, warnings.catch_warnings(action="ignore"):
        archive.writestr("word/document.xml", part_of(word("别的"), "word/document.xml"))
    return out.getvalue()


def pdf(change: Callable[[pypdf.PdfWriter], object] = lambda writer: None) -> bytes:
    """Return a PDF file of one page with Chinese text, changed."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_file(["政府信息公开指南", "一、分类"])))
    change(writer)
    return _saved(writer.write)


def pdf_with_action(kind: str, **fields: str) -> bytes:
    """Return a PDF file that does something when it is opened."""

    def open_action(writer: pypdf.PdfWriter) -> None:
        action = DictionaryObject({NameObject("/S"): NameObject(f"/{kind}")})
        for name, value in fields.items():
            action[NameObject(f"/{name}")] = TextStringObject(value)
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)

    return pdf(open_action)


def pdf_with_named_script() -> bytes:
    """Return a PDF file with a script among its names, run when it is opened."""

    def name_script(writer: pypdf.PdfWriter) -> None:
        script = DictionaryObject({NameObject("/JS"): TextStringObject("app.alert(1)")})
        names = ArrayObject([TextStringObject("a"), writer._add_object(script)])
        tree = DictionaryObject({NameObject("/Names"): names})
        writer.root_object[NameObject("/Names")] = DictionaryObject(
            {NameObject("/JavaScript"): tree}
        )

    return pdf(name_script)


def pdf_bomb() -> bytes:
    """Return a PDF file whose page unpacks to a thousand times the file."""
    packed = zlib.compress(b"0 0 m 1 1 l S\n" * 2_000_000, 9)
    return _pdf_page(packed, b"/Filter/FlateDecode")


def blank_pdf() -> bytes:
    """Return a PDF file of one page with nothing on it."""
    return _pdf_page(b"q Q", b"")


def pdf_without_pages() -> bytes:
    """Return a PDF file without a page."""
    return _saved(pypdf.PdfWriter().write)


def _pdf_page(stream: bytes, filters: bytes) -> bytes:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R>>",
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(stream), filters, stream),
    ]
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places)
    out += b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table
    return bytes(out)


def scanned_pdf() -> bytes:
    """Return a PDF file whose page is a picture, as a scanner makes it."""
    return _saved(lambda out: Image.open(io.BytesIO(photo_file("scan"))).save(out, "PDF"))


def pdf_form_with_sound(writer: pypdf.PdfWriter) -> None:
    """Put an annotation that plays a film onto the page."""
    film = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/RichMedia"),
            NameObject("/Rect"): ArrayObject([NumberObject(0)] * 4),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(film)])


def with_packet(writer: pypdf.PdfWriter, packet: bytes) -> None:
    """Give a PDF file a packet of metadata (XMP)."""
    stream = pypdf.generic.StreamObject()
    stream.set_data(packet)
    writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)


def landscape(seed: int = 1, *, size: tuple[int, int] = (640, 480), quality: int = 90) -> bytes:
    """Return a photograph of a place: large enough, and full enough, to be known again."""
    spots = random.Random(seed)
    small = Image.new("RGB", (24, 18))
    small.putdata([tuple(spots.randrange(256) for _ in range(3)) for _ in range(24 * 18)])
    image = small.resize((640, 480), Image.Resampling.BICUBIC).resize(size)
    return _saved(lambda out: image.save(out, "JPEG", quality=quality))


def photo(
    *,
    png: bool = False,
    exif: Mapping[int, object] | None = None,
    gps: bool = False,
    xmp: bytes = b"",
) -> bytes:
    """Return a photograph with what a telephone writes beside it."""
    image = Image.open(io.BytesIO(photo_file("photo")))
    told = Image.Exif()
    for tag, value in (exif or {}).items():
        told[tag] = value
    if gps:
        told.get_ifd(0x8825).update({1: "N", 2: (26.0, 13.0, 8.0), 3: "E", 4: (104.0, 6.0, 1.0)})
    more: dict[str, Any] = {"exif": told.tobytes()}
    if png:
        more["pnginfo"] = PngImagePlugin.PngInfo()
        if xmp:
            more["pnginfo"].add_itxt("XML:com.adobe.xmp", xmp.decode())
    elif xmp:
        more["xmp"] = xmp
    return _saved(lambda out: image.save(out, "PNG" if png else "JPEG", **more))


def huge_png() -> bytes:
    """Return a PNG of ten thousand million pixels in a few bytes."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def packed(content: bytes) -> bytes:
    """Return a PDF file whose objects lie in a compressed stream (PDF 1.5 and later)."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    table: dict[int, bytes] = {}
    for number, each in enumerate(writer._objects, start=1):
        out = io.BytesIO()
        if each is not None:
            each.write_to_stream(out)
            table[number] = out.getvalue()
    plain = {number: body for number, body in table.items() if b"stream" not in body}
    heads, bodies, at = [], b"", 0
    for number, body in plain.items():
        heads.append(b"%d %d" % (number, at))
        bodies += body + b"\n"
        at = len(bodies)
    head = b" ".join(heads) + b"\n"
    inside = zlib.compress(head + bodies)
    last = max(table) + 1
    out_bytes = bytearray(b"%PDF-1.5\n")
    rows: dict[int, bytes] = {0: b"\x00\x00\x00\x00\xff"}
    for number, body in table.items():
        if number in plain:
            index = list(plain).index(number)
            rows[number] = b"\x02" + last.to_bytes(3, "big") + bytes([index])
        else:
            rows[number] = b"\x01" + len(out_bytes).to_bytes(3, "big") + b"\x00"
            out_bytes += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows[last] = b"\x01" + len(out_bytes).to_bytes(3, "big") + b"\x00"
    told = b"/N %d/First %d/Filter/FlateDecode/Length %d" % (len(plain), len(head), len(inside))
    out_bytes += b"%d 0 obj\n<</Type/ObjStm%s>>stream\n" % (last, told)
    out_bytes += inside + b"\nendstream\nendobj\n"
    place = len(out_bytes)
    rows[last + 1] = b"\x01" + place.to_bytes(3, "big") + b"\x00"
    data = b"".join(rows.get(number, rows[0]) for number in range(last + 2))
    root = writer.root_object.indirect_reference
    assert root is not None
    out_bytes += b"%d 0 obj\n<</Type/XRef/Size %d/W[1 3 1]/Root %d 0 R/Length %d>>stream\n" % (
        last + 1, last + 2, root.idnum, len(data),
    )  # fmt: skip
    return bytes(out_bytes + data + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % place)
