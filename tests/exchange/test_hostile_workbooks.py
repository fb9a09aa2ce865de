"""Hostile workbooks are refused; formulas are never believed nor written."""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from scripts.exchange.workbook import template
from tests.support.workbooks import (
    MAIN,
    REGISTRY,
    edited,
    form,
    read,
    records,
    told,
)


def news() -> bytes:
    return template(form("news"), REGISTRY, records=[form("news").examples[0]])


def packed(parts: Mapping[str, bytes], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def bomb() -> bytes:
    return packed({**parts_of(news()), "xl/media/x.bin": b"\0" * (300 * 1024 * 1024)})


def with_link() -> bytes:
    parts = parts_of(news())
    parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    rels = parts["xl/_rels/workbook.xml.rels"].decode()
    parts["xl/_rels/workbook.xml.rels"] = rels.replace(
        "</Relationships>",
        '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>',
    ).encode()
    return packed(parts)


def with_entity() -> bytes:
    parts = parts_of(news())
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    head, _, rest = sheet.partition("<worksheet")
    parts["xl/worksheets/sheet1.xml"] = (
        f'{head}<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet{rest}'
    ).encode()
    return packed(parts)


def far_away() -> bytes:
    def change(book: Workbook) -> None:
        book["动态信息"].cell(1_000_000, 2).value = "x"

    return edited(news(), change)


def boundless() -> bytes:
    """A record whose number is infinite."""
    parts = parts_of(news())
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = re.sub(
        rb'(<c r="A2"[^>]*>)<v>1</v>', rb"\1<v>1e999</v>", sheet, count=1
    )
    assert parts["xl/worksheets/sheet1.xml"] != sheet
    return packed(parts)


def endless() -> bytes:
    """A sheet that says it has a million rows, and has thirty thousand."""

    def change(book: Workbook) -> None:
        for _ in range(30_000):
            book["附件"].append([1, "a.pdf"])

    return edited(news(), change)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"PK\x03\x04 no archive", "attachment-broken"),
        (lambda: b"", "attachment-broken"),
        (bomb, "attachment-bomb"),
        (with_link, None),
        (with_entity, None),
        (far_away, "sheet-far"),
        (endless, "sheet-far"),
        (boundless, "sheet-number-bad"),
    ],
    ids=["broken", "empty", "bomb", "link", "entity", "far", "endless", "boundless"],
)
def test_a_hostile_workbook_is_refused_with_a_code_and_makes_nothing(
    make: Any, code: str | None
) -> None:
    reading = read(make(), "news")
    assert reading.problems
    assert reading.files == {}
    assert code is None or reading.problems[0].code == code


def test_a_formula_is_never_believed_whatever_it_shows() -> None:
    parts = parts_of(news())
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    # A cell whose shown value differs from what it computes.
    broken = sheet.replace('<c r="B2"', '<c r="B2" x="1"', 1)
    start = broken.index('<c r="B2"')
    end = broken.index("</c>", start) + 4
    hostile = (
        broken[:start] + '<c r="B2" t="str"><f>HYPERLINK("x")</f><v>标题</v></c>' + broken[end:]
    )
    parts["xl/worksheets/sheet1.xml"] = hostile.encode()
    reading = read(packed(parts), "news")
    assert ("sheet-formula", MAIN, 2, 2) in told(reading)


def test_text_that_looks_like_a_formula_stays_text_both_ways() -> None:
    for text in ("=1+1", "+86", "-1", "@SUM(A1)", "＝1"):
        data = {**form("news").examples[0], "title": text}
        raw = template(form("news"), REGISTRY, records=[data])
        sheet = load_workbook(io.BytesIO(raw))["动态信息"]
        assert sheet["B2"].data_type == "s"
        (got,) = records(read(raw, "news"))
        assert got["title"] == text
