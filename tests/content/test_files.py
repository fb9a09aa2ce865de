"""Attachments looked into: what is wrong with many bad files, and nothing with good ones."""

import io
import zipfile

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.content.files import contents_of
from scripts.content.limits import MAX_PARTS
from scripts.demo.pdf import pdf_file
from scripts.demo.photo import photo_file
from scripts.word.blocks import Paragraph, Table
from scripts.word.writing import word_file
from tests.support import bad_files as bad
from tests.support.files import docx_bytes, jpeg_bytes, pdf_bytes

_XMP_POSITION = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description '
    b'exif:GPSLatitude="26,13.1N" exif:GPSLongitude="104,6.2E"/></x:xmpmeta>'
)
_XMP_AUTHOR = (
    "<x:xmpmeta><dc:creator><rdf:Seq><rdf:li>示例己</rdf:li></rdf:Seq></dc:creator></x:xmpmeta>"
).encode()

GOOD = {
    "plain.docx": bad.word,
    "fields.docx": lambda: _field("HYPERLINK \\l link "),
    "local-picture.docx": lambda: _field('INCLUDEPICTURE "C:\\\\Users\\\\a.png"'),
    "demo.docx": lambda: word_file(
        [Paragraph("第一段"), Table([["甲", "乙"]], (78, 78))], title=""
    ),
    "test.docx": lambda: docx_bytes("指南"),
    "web-link.docx": lambda: bad.related(bad.word(), "hyperlink", "https://www.example.gov.cn/"),
    "mail-link.docx": lambda: bad.related(bad.word(), "hyperlink", "mailto:a@example.gov.cn"),
    "own-template.docx": lambda: bad.related(
        bad.word(), "attachedTemplate", "glossary/document.xml", outside=False
    ),
    "plain.xlsx": bad.sheet,
    "text.pdf": lambda: pdf_file(["政府信息公开指南"]),
    "written.pdf": bad.pdf,
    "scanned.pdf": bad.scanned_pdf,
    "picture.pdf": lambda: pdf_bytes("甲"),
    "photo.jpg": lambda: photo_file("甲"),
    "flat.jpg": lambda: jpeg_bytes("甲"),
    "photo.png": lambda: bad.photo(png=True),
    "PHOTO.JPG": bad.photo,
}


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("wants_text", [True, False])
def test_of_a_good_file_nothing_is_said(name: str, wants_text: bool) -> None:
    found = contents_of(name, GOOD[name](), wants_text=wants_text)
    assert [each.code for each in found.faults] == []
    assert found.authors == []


def _revised() -> bytes:
    mark = '<w:p><w:ins w:id="1" w:author="某"><w:r><w:t>新</w:t></w:r></w:ins></w:p>'
    return bad.with_body(bad.word(), mark)


def _dde() -> bytes:
    field = '<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\x.exe "a"</w:instrText></w:r></w:p>'
    return bad.with_body(bad.word(), field)


def _simple_dde() -> bytes:
    field = '<w:p><w:fldSimple w:instr=" DDE excel x "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'
    return bad.with_body(bad.word(), field)


def _field(instruction: str) -> bytes:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{each}"/></w:r>' for each in ("begin", "end"))
    inner = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return bad.with_body(bad.word(), f"<w:p>{begin}{inner}{end}</w:p>")


def _entities() -> bytes:
    part = bad.part_of(bad.word(), "word/document.xml")
    head, _, rest = part.partition(b"?>")
    lol = b'?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    return bad.rezipped(bad.word(), {"word/document.xml": head + lol + rest})


def _deep() -> bytes:
    return bad.with_body(bad.word(), "<w:x>" * 20_000 + "</w:x>" * 20_000)


def _parts() -> bytes:
    return bad.rezipped(bad.word(), {f"word/media/{n}.txt": b"" for n in range(MAX_PARTS)})


def _false_size() -> bytes:
    content = bytearray(bad.word())
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (1).to_bytes(4, "little")
    return bytes(content)


def _corrupt() -> bytes:
    content = bytearray(bad.rezipped(bad.word(), {}, zipfile.ZIP_STORED))
    at = content.find("政府信息".encode())
    content[at] ^= 0xFF
    return bytes(content)


def _macro_sheet() -> bytes:
    return bad.rezipped(bad.sheet(), {"xl/macrosheets/sheet1.xml": b"<x/>"})


# What is said of each stands in cases.yml, which test_cases.py holds against these.
BAD = {
    # --- what it is
    "text.docx": (lambda: "只是文字".encode(), "attachment-type"),
    "empty.docx": (lambda: b"", "attachment-type"),
    "empty.pdf": (lambda: b"", "attachment-type"),
    "empty.jpg": (lambda: b"", "attachment-type"),
    "really-a.pdf": (bad.word, "attachment-type-other"),
    "really-a-pdf.docx": (bad.pdf, "attachment-type-other"),
    "really-a-sheet.docx": (bad.sheet, "attachment-type-other"),
    "really-word.xlsx": (bad.word, "attachment-type-other"),
    "old-word.docx": (lambda: bad.OLE + bytes(2000), "attachment-type-other"),
    "rich-text.docx": (lambda: b"{\\rtf1 abc}", "attachment-type-other"),
    "web-page.docx": (lambda: b"<html><body>x</body></html>", "attachment-type-other"),
    "png.jpg": (lambda: bad.photo(png=True), "attachment-type-other"),
    "jpg.png": (bad.photo, "attachment-type-other"),
    "gif.png": (lambda: b"GIF89a" + bytes(100), "attachment-type-other"),
    "heic.jpg": (lambda: b"\x00\x00\x00\x18ftypheic" + bytes(100), "attachment-type-other"),
    "webp.jpg": (lambda: b"RIFF\x00\x00\x00\x00WEBPVP8 ", "attachment-type-other"),
    "program.pdf": (lambda: b"MZ" + bytes(100), "attachment-type-other"),
    "rar.docx": (lambda: b"Rar!\x1a\x07\x00" + bytes(100), "attachment-type-other"),
    "template.docx": (
        lambda: bad.retyped(bad.word(), "document.main+xml", "template.main+xml"),
        "attachment-type-other",
    ),
    "zip.docx": (
        lambda: bad.rezipped(bad.word(), {"[Content_Types].xml": None}),
        "attachment-type-other",
    ),
    # --- damaged
    "half.docx": (lambda: bad.word()[: len(bad.word()) // 2], "attachment-broken"),
    "corrupt.docx": (_corrupt, "attachment-broken"),
    "twice.docx": (bad.twice, "attachment-broken"),
    "false-size.docx": (_false_size, "attachment-broken"),
    "entities.docx": (_entities, "attachment-broken"),
    "deep.docx": (_deep, "attachment-broken"),
    "no-xml.docx": (
        lambda: bad.rezipped(bad.word(), {"word/document.xml": b"no xml"}),
        "attachment-broken",
    ),
    "half.xlsx": (lambda: bad.sheet()[:-40], "attachment-broken"),
    "bzip2.docx": (lambda: bad.rezipped(bad.word(), {}, zipfile.ZIP_BZIP2), "attachment-broken"),
    "head-only.pdf": (lambda: b"%PDF-1.7\n" + b"x" * 300, "attachment-broken"),
    "half.jpg": (lambda: bad.photo()[:400], "photo-broken"),
    "head-only.png": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), "photo-broken"),
    "noise.jpg": (lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4, "photo-broken"),
    # --- locked
    "password.docx": (
        lambda: bad.OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
        "attachment-encrypted",
    ),
    "password.xlsx": (
        lambda: bad.OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "attachment-encrypted",
    ),
    "locked.docx": (lambda: bad.encrypted_zip(bad.word()), "attachment-encrypted"),
    "password.pdf": (lambda: bad.pdf(lambda w: w.encrypt("secret")), "attachment-encrypted"),
    "permissions.pdf": (
        lambda: bad.pdf(lambda w: w.encrypt("", "owner", algorithm="AES-256")),
        "attachment-encrypted",
    ),
    # --- runs
    "macro.docx": (
        lambda: bad.rezipped(bad.word(), {"word/vbaProject.bin": bad.OLE}),
        "attachment-macro",
    ),
    "docm.docx": (
        lambda: bad.retyped(
            bad.word(),
            "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "vnd.ms-word.document.macroEnabled.main+xml",
        ),
        "attachment-macro",
    ),
    "xlsm.xlsx": (
        lambda: bad.retyped(
            bad.sheet(),
            "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
        "attachment-macro",
    ),
    "macro4.xlsx": (_macro_sheet, "attachment-macro"),
    "hidden-macro.docx": (
        lambda: bad.related(bad.word(), "vbaProject", "x.dat", outside=False),
        "attachment-macro",
    ),
    "control.docx": (
        lambda: bad.rezipped(bad.word(), {"word/activeX/activeX1.xml": b"<x/>"}),
        "attachment-macro",
    ),
    "script.pdf": (bad.pdf_with_named_script, "attachment-active"),
    "open-script.pdf": (
        lambda: bad.pdf_with_action("JavaScript", JS="app.alert(1)"),
        "attachment-active",
    ),
    "launch.pdf": (lambda: bad.pdf_with_action("Launch", F="cmd.exe"), "attachment-active"),
    "submit.pdf": (lambda: bad.pdf_with_action("SubmitForm", F="http://x"), "attachment-active"),
    "media.pdf": (lambda: bad.pdf(bad.pdf_form_with_sound), "attachment-active"),
    "packed-script.pdf": (
        lambda: bad.packed(bad.pdf_with_action("JavaScript", JS="app.alert(1)")),
        "attachment-active",
    ),
    "escaped-script.pdf": (
        lambda: bad.pdf_with_action("JavaScript", JS="x").replace(b"/JavaScript", b"/Java#53cript"),
        "attachment-active",
    ),
    # --- hides
    "object.docx": (
        lambda: bad.rezipped(bad.word(), {"word/embeddings/oleObject1.bin": bad.OLE}),
        "attachment-embedded",
    ),
    "object-elsewhere.docx": (
        lambda: bad.rezipped(bad.word(), {"word/media/picture.png": bad.OLE + bytes(99)}),
        "attachment-embedded",
    ),
    "nested.docx": (
        lambda: bad.rezipped(bad.word(), {"word/media/more.xml": bad.sheet()}),
        "attachment-embedded",
    ),
    "chunk.docx": (
        lambda: bad.related(bad.word(), "aFChunk", "chunk.html", outside=False),
        "attachment-embedded",
    ),
    "object.xlsx": (
        lambda: bad.rezipped(bad.sheet(), {"xl/embeddings/a.docx": bad.word()}),
        "attachment-embedded",
    ),
    "file-inside.pdf": (
        lambda: bad.pdf(lambda w: w.add_attachment("a.exe", b"MZ")),
        "attachment-embedded",
    ),
    # --- fetches
    "template-outside.docx": (
        lambda: bad.related(bad.word(), "attachedTemplate", "http://x.example/a.dotm"),
        "attachment-external",
    ),
    "picture-outside.docx": (
        lambda: bad.related(bad.word(), "image", "http://x.example/a.png"),
        "attachment-external",
    ),
    "file-link.docx": (
        lambda: bad.related(bad.word(), "hyperlink", "file:///C:/secret.xls"),
        "attachment-external",
    ),
    "share-link.docx": (
        lambda: bad.related(bad.word(), "hyperlink", "\\\\server\\share"),
        "attachment-external",
    ),
    "dde.docx": (_dde, "attachment-external"),
    "simple-dde.docx": (_simple_dde, "attachment-external"),
    "include-text.docx": (lambda: _field('INCLUDETEXT "C:\\\\a.doc"'), "attachment-external"),
    "include-web-picture.docx": (
        lambda: _field('INCLUDEPICTURE "http://x.example/a.png"'),
        "attachment-external",
    ),
    "other-book.xlsx": (
        lambda: bad.related(
            bad.sheet(), "externalLink", "links/1.xml", outside=False, of="xl/workbook.xml"
        ),
        "attachment-external",
    ),
    "connection.xlsx": (
        lambda: bad.related(
            bad.sheet(), "connections", "connections.xml", outside=False, of="xl/workbook.xml"
        ),
        "attachment-external",
    ),
    # --- too much
    "bomb.docx": (bad.bomb, "attachment-bomb"),
    "overlapping.docx": (bad.overlapping, "attachment-bomb"),
    "parts.docx": (_parts, "attachment-bomb"),
    "bomb.pdf": (bad.pdf_bomb, "attachment-bomb"),
    "huge.png": (bad.huge_png, "photo-too-large"),
    # --- blank
    "blank.pdf": (bad.blank_pdf, "attachment-blank"),
    "no-page.pdf": (bad.pdf_without_pages, "attachment-blank"),
    # --- what it tells beside
    "position.jpg": (lambda: bad.photo(gps=True), "photo-position"),
    "position-in-xmp.jpg": (lambda: bad.photo(xmp=_XMP_POSITION), "photo-position"),
    "position.png": (lambda: bad.photo(png=True, gps=True), "photo-position"),
    "revised.docx": (_revised, "attachment-revisions"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_not_public_must_be_as_safe(name: str) -> None:
    make, code = BAD[name]
    found = contents_of(name, make(), wants_text=False)
    assert [each.code for each in found.faults] == [code]


def test_what_the_file_really_is_is_told() -> None:
    def real(name: str) -> str:
        return str(contents_of(name, BAD[name][0](), wants_text=True).faults[0].values["real"])

    assert real("really-a-sheet.docx") == "xlsx"
    assert real("old-word.docx") == "doc/xls/wps"
    assert real("heic.jpg") == "heic"
    assert real("really-a-pdf.docx") == "pdf"


def test_authors_are_found_wherever_programs_put_them() -> None:
    document = docx.Document()
    document.core_properties.author = "示例甲"
    document.core_properties.last_modified_by = "示例乙"
    out = io.BytesIO()
    document.save(out)
    assert contents_of("a.docx", out.getvalue(), wants_text=False).authors == ["示例甲", "示例乙"]

    written = bad.pdf(lambda writer: writer.add_metadata({"/Author": "示例丙"}))
    assert contents_of("a.pdf", written, wants_text=False).authors == ["示例丙"]
    taken = bad.photo(exif={0x013B: "Shili Ding", 0x9C9D: "示例戊".encode("utf-16-le")})
    assert contents_of("a.jpg", taken, wants_text=False).authors == ["Shili Ding", "示例戊"]
    for name, content in (
        ("a.jpg", bad.photo(xmp=_XMP_AUTHOR)),
        ("a.png", bad.photo(png=True, xmp=_XMP_AUTHOR)),
        ("a.pdf", bad.pdf(lambda writer: bad.with_packet(writer, _XMP_AUTHOR))),
    ):
        assert contents_of(name, content, wants_text=False).authors == ["示例己"]
    app = b"<Properties><Manager>\xe7\xa4\xba\xe4\xbe\x8b\xe5\xba\x9a</Manager></Properties>"
    managed = bad.rezipped(bad.word(), {"docProps/app.xml": app})
    assert contents_of("a.docx", managed, wants_text=False).authors == ["示例庚"]


def test_the_text_of_word_is_read_wherever_it_stands() -> None:
    document = docx.Document()
    document.core_properties.author = ""
    paragraph = document.add_paragraph("一")
    paragraph.add_run("二")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "格甲", "格乙"
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    out = io.BytesIO()
    document.save(out)
    lines = contents_of("a.docx", out.getvalue(), wants_text=True).lines
    assert {"一二", "格甲", "格乙", "页眉", "页脚"} <= set(lines)


def test_the_text_of_excel_and_pdf_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["姓名", 5303811990, "三"])
    out = io.BytesIO()
    book.save(out)
    assert {"姓名", "5303811990", "三"} <= set(
        contents_of("a.xlsx", out.getvalue(), wants_text=True).lines
    )
    lines = contents_of("a.pdf", pdf_file(["第一行", "第二行"]), wants_text=True).lines
    assert [line for line in lines if line] == ["第一行", "第二行"]


def test_a_struck_out_text_is_still_in_the_file() -> None:
    struck = '<w:p><w:del w:id="1"><w:r><w:delText>删去的话</w:delText></w:r></w:del></w:p>'
    found = contents_of("a.docx", bad.with_body(bad.word(), struck), wants_text=True)
    assert "删去的话" in found.lines


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["a.docx", "a.xlsx", "a.pdf", "a.jpg", "a.png"]), st.data())
def test_whatever_a_file_holds_it_is_told_and_no_crash(name: str, data: st.DataObject) -> None:
    whole = {
        "a.docx": bad.word(),
        "a.xlsx": bad.sheet(),
        "a.pdf": pdf_file(["甲"]),
        "a.jpg": photo_file("甲"),
        "a.png": bad.photo(png=True),
    }[name]
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    del content[data.draw(st.integers(0, len(content))) :]
    contents_of(name, bytes(content), wants_text=True)
