"""Text stays text: no record brings markup, script or formula."""

import csv
import io
import json
from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.portal.escape import safe_url, shown
from tests.support.portal_fixture import HOSTILE
from tests.support.portal_pages import Read, pages, read


@pytest.mark.parametrize(
    "name",
    [
        "2023/news/2023-02.html",
        "2023/topics/statistics.html",
        "2023/units/wanshui.html",
        "2023/units/wanshui-catalogue.html",
        "2023/units/wanshui-report.html",
    ],
)
def test_markup_in_a_record_shows_as_text(site: Path, name: str) -> None:
    assert HOSTILE in read(site / name).text


def test_no_record_brings_elements_of_its_own(site: Path) -> None:
    for path in pages(site):
        source = path.read_text(encoding="utf-8")
        assert "alert(1)</script>" not in source, path
        assert not any(link.lower().startswith("javascript:") for link in read(path).links), path
        assert "<strong>粗</strong>" not in source, path
        assert "{{ 49 }}" not in source and ">49<" not in source, path


def test_markup_in_a_record_is_plain_data_for_the_search(site: Path) -> None:
    # A script of one call with one JSON value; the page writes texts as text (tests/browser).
    script = (site / "assets" / "search" / "2023.js").read_text(encoding="utf-8")
    assert script.startswith("gongkaiIndex(") and script.endswith(");\n")
    index = json.loads(script.removeprefix("gongkaiIndex(").removesuffix(");\n"))
    assert any("<script>alert(1)</script>" in entry[0] for entry in index["entries"])


def test_no_cell_of_a_table_file_is_a_formula(plain: Path) -> None:
    for path in plain.rglob("*.csv"):
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf"), "Excel knows UTF-8 by its mark"
        for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"))):
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row), row


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n`~*_#<>&[]|"))


@given(_TEXT)
def test_any_text_shows_as_itself(text: str) -> None:
    source = f"# {shown(text)}x\n\n<div>\n<p>{shown(text)}</p>\n</div>\n"
    extensions = ["attr_list", "tables", "fenced_code"]
    made = Read()
    made.feed(markdown.markdown(source, extensions=extensions))
    made.close()
    assert made.text.count(text.replace("\r", "")) >= 1
    assert made.tags == ["h1", "div", "p"]


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://www.example.gov.cn/a?b=1", True),
        ("http://政务.中国/路径", True),
        ("javascript:alert(1)", False),
        ('https://a/"onclick=x', False),
        ("//other.example", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(address: str | None, safe: bool) -> None:
    assert (safe_url(address) is not None) is safe
