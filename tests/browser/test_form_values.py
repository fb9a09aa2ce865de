"""What the forms' scripts write and reckon, held against the program's own reader and reckoning."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from scoring.records.formats import FORMATS
from scoring.records.yamltext import load_yaml
from scripts.forms.building import attachment_name
from scripts.yaml_writer import yaml_text
from tests.browser.conftest import SUB_PATH
from tests.support.form_filling import Filler
from tests.support.schemas import EXAMPLES, SET

pytestmark = pytest.mark.browser

ODD = [
    "-", "- a", "-a", "?", "? a", ":", ": a", "a:", "a: b", "a:b", "#", "# a", "a #b", "a#b", "&a",
    "*a", "!a", "|", "|-", ">", "@a", "`a`", "%a", "%YAML 1.1", "---", "...", "--- a", "[", "[]",
    "[a, b]", "{", "{}", "{a: b}", ",", "a, b", "'", "''", "'a'", '"', '""', '"a"', "it's",
    'he said "no"', "\\", "\\n", "a\\", "yes", "Yes", "NO", "on", "off", "y", "N", "true", "True",
    "false", "null", "Null", "~", "", "0", "1", "-1", "+1", "007", "0o7", "0x1F", "1_000", "1.5",
    "1.", ".5", "1e3", "-1E-3", ".inf", "-.INF", ".nan", "12:30", "8:30:15", "2023-02-06",
    "2023-02-06T10:00:00+08:00", "2023-02", "190:20:30", "=", "<<", " a", "a ", "  ", "\ta",
    "a\tb", "a\u00a0b", "\u3000a", "a\u200bb", "\u200d", "a\u2028b", "a\u2029b", "\ufeffa",
    "a\u202eb", "a\u0085b", "a\u0000b", "a\u001bb", "a\u007fb", "\ufffd", "\uffff", "😀",
    "👩‍👩‍👧‍👦", "𠮷野家", "é", "e\u0301", "ꀀꀁ", "一、总体情况……", "“引号”", "（一）",
    "《条例》第十二条", "宣政办发〔2023〕31号", "0874-0000001", "http://a.cn",
    "https://www.example.gov.cn/a?b=c#d", "a=b", "a/b", "deadbeef", "0000000", "1234567890abcdef",
    "a\nb", "a\n", "\na", "a\n\nb", "a\n b", " a\nb", "a\nb\n\n", "a\nb ", "- a\n- b",
    "a: b\nc: d", "# a\n# b", "a\n---\nb", "a\n...\nb", "a\r\nb", "a\rb", "a\n\tb", "\n",
    "第一段。\n\n第二段：“甲”。\n　　第三段", "{{ 7*7 }}", "<script>alert(1)</script>", "${a}",
    "%s", "\\u0041", "x" * 300, "长" * 300, ("长" * 60 + "\n") * 5,
]  # fmt: skip
"""Texts that a YAML reader, or a writer, has taken for something else somewhere."""


@pytest.fixture(scope="module")
def page(browser: Browser, forms_address: str) -> Iterator[Page]:
    made = browser.new_page()
    made.goto(f"{forms_address}submit/news.html")
    yield made
    made.close()


def in_javascript(value: Any) -> str:
    """Return ``value`` with its integers as numerals."""
    return (
        "(value => { const made = (v) => typeof v === 'number' ? new gongkai.Numeral(String(v))"
        " : Array.isArray(v) ? v.map(made) : v && typeof v === 'object' ?"
        " Object.fromEntries(Object.entries(v).map(([k, i]) => [k, made(i)])) : v;"
        " return gongkai.yaml(made(value)); })"
    )


def written(page: Page, value: Any) -> str:
    return str(page.evaluate(in_javascript(value), value))


def test_odd_texts_are_read_back_as_they_were(page: Page) -> None:
    shapes = {
        "plain": {"texts": ODD},
        "fields": {f"f{number}": text for number, text in enumerate(ODD)},
        "rows": {"rows": [{"a": text, "b": 1} for text in ODD]},
        "deep": {"a": {"b": [{"c": {"d": text}, "e": [text]} for text in ODD]}},
        "keys": {f"k{text}": 1 for text in ODD},
    }
    for name, data in shapes.items():
        text = written(page, data)
        assert load_yaml(text.encode(), max_bytes=1 << 20) == data, name
        assert text == yaml_text(data), name


def test_half_a_character_is_refused(page: Page) -> None:
    assert page.evaluate(
        "(() => { try { return gongkai.yaml({a: 'x\\ud83d'}); } catch (e) { return e.name; } })()",
    ) == "RangeError"  # fmt: skip
    assert page.evaluate("gongkai.formats.text('x\\ud83d')") is False


@pytest.mark.parametrize("kind", sorted(SET.kinds))
def test_examples_are_written_as_the_program_writes_them(page: Page, kind: str) -> None:
    data = {name: value for name, value in EXAMPLES[kind].items() if not hasattr(value, "as_tuple")}
    assert written(page, data) == yaml_text(data)


def test_formats_agree_with_the_programs_own(page: Page) -> None:
    samples = {
        * ODD, "2023-02-29", "2024-02-29", "2023-13-01", "1899-12-31", "2999-12-31", "3000-01-01",
        "2020-W53", "2021-W53", "2021-W00", "2023-W52", "2023-00", "2023-12", "2023-13", "2023Q0",
        "2023Q4", "2023Q5", "2023-H1", "2023-H3", "2023", "1899", "02-29", "02-30", "10-31",
        "2023-10-31T23:50:00+08:00", "2023-10-31T24:00:00Z", "2023-10-31T23:50:00",
        "2023-10-31T23:50:00.5Z", "2023-10-31T23:60:00Z", "2023-10-31T23:50:00+15:00",
        "2023-02-30T00:00:00Z", "wanshui", "all", "Wanshui", "a-b-1",
        "wanshui/2023/news/2023-02-06-a", "all/2023/news/2023-02-06-a",
        "wanshui/2023/news/2023-02-30-a", "wanshui/2023/news/2023-02-06-A", "disclosure/news",
        "a//b", "/".join("abcdefghij"), "/".join("abcdefghijk"), "a" * 61, "a" * 62, "clerk#12",
        "0" * 64, "0" * 40, "g" * 64, "http://a", "https://中文.政务/路径", "http://user@a",
        "http://a b", "http://a:70000/x", "https://a/<", "ftp://a", "年度报告.docx", "a.pdf",
        "CON.pdf", "com1.pdf", "-a.pdf", "a b.pdf", ".pdf", "a.PDF", "长" * 65 + ".pdf",
        "长" * 66 + ".pdf", "e\u0301.pdf", "é.pdf", "12.5", "012", "1.1234567", "0", "1234",
        "12345", "（0874）0000001", "0874-0000001转12", "1-2-3", "a\u00adb", "a\u2060b",
    }  # fmt: skip
    texts = sorted(samples)
    for name, is_of_format in FORMATS.items():
        told = page.evaluate(
            "([name, texts]) => texts.map((text) => gongkai.formats[name](text))", [name, texts]
        )
        wrong = [t for t, said in zip(texts, told, strict=True) if bool(said) != is_of_format(t)]
        assert not wrong, (name, wrong)
    assert page.evaluate("Object.keys(gongkai.formats).sort()") == sorted(FORMATS)


@pytest.mark.parametrize("size", [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 1000, 200_000])
def test_digests_are_those_of_the_standard(page: Page, size: int) -> None:
    content = bytes(number * 7 % 251 for number in range(size))
    told = page.evaluate(
        "async (size) => { const bytes = Uint8Array.from({length: size}, (_, i) => i * 7 % 251);"
        " return [gongkai.sha256(bytes), await gongkai.digest(bytes),"
        " Boolean(window.crypto.subtle)]; }",
        size,
    )
    assert told == [hashlib.sha256(content).hexdigest()] * 2 + [True]


def test_attachments_get_the_names_the_program_would_give(page: Page) -> None:
    told = [
        "年度报告.docx", "年度 报告（终稿）.DOCX", r"C:\\报告\\照片 1.JPEG", "-rf.pdf", "con.pdf",
        "。。。.pdf", "e\u0301te\u0301.pdf", "长" * 120 + ".pdf", "a.b.c.xlsx", "../../etc.pdf",
        "😀.png", "𠮷.png", "a\u202eb.pdf",
    ]  # fmt: skip
    made = page.evaluate("names => names.map(gongkai.fileName)", told)
    assert made == [attachment_name(name) for name in told]


def test_packages_are_sound(page: Page) -> None:
    files = {
        "units/a/2023/news/2023-01-01-1.yml": b"a: 1\n",
        "units/a/年度 报告.pdf": bytes(range(256)),
    }
    listed = [[path, list(content)] for path, content in files.items()]
    content = page.evaluate(
        "async (files) => [...new Uint8Array(await gongkai.zip(files.map(([path, bytes]) =>"
        " ({path, bytes: Uint8Array.from(bytes)}))).arrayBuffer())]",
        listed,
    )
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert all(each.flag_bits & 0x800 for each in archive.infolist())


def test_odd_words_pass_through_the_form_itself(browser: Browser, forms_address: str) -> None:
    page = browser.new_page()
    filler = Filler(page)
    filler.open(forms_address, "finding", "zhengfuban")
    body = "- 甲: 乙 # 丙\n\n  yes\n---\n“引号” 'x' \"y\" \\\n😀 007"
    values = {
        "title": "2023-02-06: #yes", "to": "geyi", "node": "disclosure/gazette",
        "code": "irregular", "observed_on": "2023-08-15", "content": body,
    }  # fmt: skip
    filler.fill({**values, "title": "  2023-02-06: #yes ", "content": f"\n{body}\u2028末段\r\n \n"})
    (text,) = filler.package().values()
    assert load_yaml(text) == {"kind": "finding", **values, "content": f"\n{body}\n末段"}
    page.fill("#f-title", "看不见\u200b的字")
    page.fill("#f-content", "有\u0007响铃")
    page.click("[data-send=check]")
    assert "一行文字" in page.inner_text("#f-title-error")
    assert "U+0007" in page.inner_text("#f-content-error")
    page.close()


def test_plain_http_has_digests_drafts_and_a_clipboard_too(
    browser: Browser, forms_address: str
) -> None:
    """On a host that is not this machine itself, browsers leave out what they call secure."""
    port = forms_address.split(":")[2].split("/")[0]
    page = browser.new_page()
    filler = Filler(page)
    filler.open(f"http://county.example:{port}/{SUB_PATH}/", "policy", "shichangjianguan")
    assert page.evaluate("[isSecureContext, !window.crypto.subtle, !navigator.clipboard]") == [
        False, True, True,
    ]  # fmt: skip
    values = {name: value for name, value in EXAMPLES["policy"].items() if name != "kind"}
    filler.fill(values)
    files = filler.package()
    record = load_yaml(next(each for path, each in files.items() if path.endswith(".yml")))
    (file,) = (each for path, each in files.items() if path.endswith(".docx"))
    assert record["attachments"][0]["sha256"] == hashlib.sha256(file).hexdigest()
    page.locator("[data-preview] > summary").click()
    page.click("[data-copy]")
    page.wait_for_function(
        "() => document.querySelector('[data-status]').textContent.includes('复制')"
    )
    assert "已复制" in page.inner_text("[data-status]")
    page.reload()
    assert page.input_value("#f-title") == values["title"]
    page.close()
