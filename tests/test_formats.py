"""Formats: what a string of each must be, to the last character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.records.formats import FORMATS

SHA = "0123456789abcdef" * 4

GOOD = {
    "date": ["2023-10-31", "2024-02-29", "1900-01-01", "2999-12-31"],
    "date-time": [
        "2023-10-31T23:59:59+08:00",
        "2023-10-31T15:59:59Z",
        "2023-10-31T23:59:59.999999-05:30",
    ],
    "month": ["2023-07", "2023-12"],
    "week": ["2023-W06", "2023-W52", "2020-W53"],
    "quarter": ["2023Q1", "2023Q4"],
    "period": ["2023", "2023-H1", "2023-H2", "2023Q3", "2023-02", "2023-W07", "2023-02-06"],
    "month-day": ["10-31", "12-31", "02-29"],
    "unit-id": ["wanshui", "xinxigongkaizhongxin", "kai-fa-qu-2"],
    "record-id": [
        "zhengfuban/2023/finding/2023-08-15-gazette-geyi",
        "wanshui/2023/opinion-response/2023-10-07-01",
    ],
    "node-path": ["media", "disclosure/statutory/annual-report", "/".join("abcdefghij")],
    "slug": ["a", "0", "2023-township", "a" * 61],
    "name": ["issued_on", "public-statement", "word"],
    "submitter": ["wanshui-clerk", "Li.Si_2#123456"],
    "sha256": [SHA],
    "commit": ["0" * 40, SHA],
    "http-url": [
        "https://www.example.gov.cn/stat/2023q1",
        "http://example.gov.cn:8080?a=1&b=2#c",
        "https://宣威市人民政府.政务/公开/指南.html",
    ],
    "attachment-name": ["report.docx", "年度报告-1_2.pdf", "ꀀ.png"],
    "amount": ["0", "12", "0.5", "123456789012.123456"],
    "phone": ["0874-0000001", "(0874) 7160000转8001", "12345", "0874-0000001、0874-0000002"],
    "line": ["宛水街道", "A b", "《办法》政策解读", "👨\u200d👩\u200d👧"],
    "text": ["一、总体情况\n\n二、其他\n", "一行", " 首行缩进"],
}

BAD = {
    "date": ["2023-02-29", "2023-13-01", "20231031", "2023-1-1", "1899-12-31", "3000-01-01"],
    "date-time": [
        "2023-10-31T23:59:59",
        "2023-10-31 23:59:59+08:00",
        "2023-10-31T24:00:00+08:00",
        "2023-10-31T23:59:60Z",
        "2023-10-31T23:59+08:00",
        "2023-10-31T23:59:59+15:00",
        "2023-02-30T00:00:00Z",
    ],
    "month": ["2023-00", "2023-13", "2023-7", "2023"],
    "week": ["2023-W53", "2023-W00", "2023-w06", "2023W06"],
    "quarter": ["2023Q0", "2023Q5", "2023-Q1", "2023q1"],
    "period": ["2023-H3", "2023-W53", "2023-02-30", "2023Q5", "23", "2023-2", "9999-W52"],
    "month-day": ["02-30", "13-01", "1-1", "2023-10-31"],
    "unit-id": ["all", "Wanshui", "1st", "a/b", "宛水", "a" * 41],
    "record-id": [
        "all/2023/finding/2023-08-15-a",
        "a/2023/finding/2023-02-30-a",
        "a/2023/finding/2023-08-15",
        "a/2023/finding/2023-08-15-",
        "a/b/2023/finding/2023-08-15-a",
        "units/a/2023/finding/2023-08-15-a.yml",
        "a/2023/finding/2023-08-15-a/../b",
    ],
    "node-path": ["/a", "a/", "a//b", "A", "a/../b", "/".join("abcdefghijk")],
    "slug": ["-a", "A", "a_b", "a" * 62, "村"],
    "name": ["9a", "a b", "A", "_a"],
    "submitter": ["-a", "a#", "a#b", "a b", "甲"],
    "sha256": [SHA[:-1], SHA.upper(), SHA + "0"],
    "commit": ["0" * 39, "0" * 41, "HEAD"],
    "http-url": [
        "www.example.gov.cn",
        "ftp://example.gov.cn/",
        "javascript:alert(1)",
        "https://",
        "https://user:secret@example.gov.cn/",
        "https://example.gov.cn/a b",
        'https://example.gov.cn/"onload="',
        "https://example.gov.cn/\u202egnp.exe",
        "HTTPS://example.gov.cn\\a",
    ],
    "attachment-name": [
        "report.doc",
        "report.DOCX",
        ".docx",
        "-report.pdf",
        "a/b.pdf",
        "..\\b.pdf",
        "con.pdf",
        "Com1.2023.pdf",
        "报告 1.pdf",
        "报告（1）.pdf",
        "e\u0301.pdf",
        "x" * 97 + ".pdf",
        "宣" * 66 + ".pdf",
        "\ud800.pdf",
    ],
    "amount": ["-1", "01", "1.", ".5", "1e3", "1.1234567", "1234567890123", "１"],
    "phone": ["1234", "无", "手机13", "0874-1234567\t1", "0874-1234567-"],
    "line": ["", " a", "a ", "\u3000a", "a\tb", "a\nb", "a\u2028b", "a\x00", "a\u202eb", "\ud800"],
    "text": ["", " \n\u3000", "a\x07", "a\rb", "\ufeffa", "a\u2066b", "\udfff"],
}


def test_every_format_has_its_cases() -> None:
    assert FORMATS.keys() == GOOD.keys() == BAD.keys()


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, texts in GOOD.items() for t in texts])
def test_accepts(name: str, text: str) -> None:
    assert FORMATS[name](text)


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, texts in BAD.items() for t in texts])
def test_refuses(name: str, text: str) -> None:
    assert not FORMATS[name](text)


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"text"}))
@pytest.mark.parametrize("tail", ["\n", " ", "\r", "\x00", "\u2028"])
def test_nothing_may_stand_after_a_good_value(name: str, tail: str) -> None:
    for text in GOOD[name]:
        assert not FORMATS[name](text + tail)


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"line", "text", "http-url", "phone"}))
def test_digits_of_other_scripts_are_no_digits(name: str) -> None:
    for text in GOOD[name]:
        if any(sign.isdigit() for sign in text):
            wide = "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else sign for sign in text)
            assert not FORMATS[name](wide)


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_every_format_answers_every_string(text: str) -> None:
    for is_of_format in FORMATS.values():
        assert is_of_format(text) in (True, False)


@given(st.dates().map(str))
def test_a_day_is_a_date_in_the_years_reckoned_with(day: str) -> None:
    assert FORMATS["date"](day) == ("1900" <= day[:4] <= "2999")
