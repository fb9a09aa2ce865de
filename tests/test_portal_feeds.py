"""Feeds and open data: what newspapers, readers and programs take from the portal."""

import json
import re
from functools import cache
from xml.etree import ElementTree as Xml

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from scripts.portal import addresses, catalogue, feeds, opendata, records_data, search
from scripts.portal.assembly import assemble
from scripts.portal.volume import volumes
from scripts.xml_text import writable
from tests.conftest import ROOT
from tests.support.portal_fixture import HOSTILE, SECRET, WITHHELD, portal

ATOM = "{http://www.w3.org/2005/Atom}"


@cache
def _files() -> dict[str, bytes]:
    site = assemble(portal(withheld={WITHHELD: "zhengfuban/2023/ruling/2023-01-01-00008"}))
    return {file.address: file.content for file in site.files}


def test_a_units_feed_lists_its_newest_first_in_both_forms() -> None:
    files = _files()
    atom = Xml.fromstring(files["feeds/units/wanshui.xml"])
    told = json.loads(files["feeds/units/wanshui.json"])
    ids = [entry.findtext(f"{ATOM}id") for entry in atom.findall(f"{ATOM}entry")]
    assert ids == [item["id"] for item in told["items"]]
    days = [item["date_published"] for item in told["items"]]
    assert days == sorted(days, reverse=True)
    assert len(ids) > 3


def test_markup_in_a_title_is_text_in_a_feed() -> None:
    files = _files()
    atom = Xml.fromstring(files["feeds/units/wanshui.xml"])
    titles = [entry.findtext(f"{ATOM}title") for entry in atom.findall(f"{ATOM}entry")]
    assert HOSTILE in titles
    assert HOSTILE in [item["title"] for item in json.loads(files["feeds/all.json"])["items"]]


def test_feeds_search_and_data_hold_neither_internal_nor_withheld_texts() -> None:
    for address, content in _files().items():
        if address.endswith((".xlsx", ".ics")):
            continue
        text = content.decode("utf-8-sig")
        assert SECRET not in text, address
        assert "要撤下的" not in text, address


def test_signs_that_xml_cannot_hold_are_left_out() -> None:
    assert writable("a\x0b\ufffeb\u2028") == "ab\u2028"


def test_a_year_without_records_has_empty_feeds() -> None:
    (volume,) = volumes(portal([]))
    made = list(feeds.feeds(volume))
    assert made[0].items == ()
    for file in feeds.files(volume, made):
        if file.address.endswith(".xml"):
            assert Xml.fromstring(file.content).findtext(f"{ATOM}updated")


def test_the_data_of_a_withheld_record_is_null_and_its_time_stands() -> None:
    (volume,) = volumes(portal(withheld={WITHHELD: "zhengfuban/2023/ruling/2023-01-01-00008"}))
    told = json.loads(dict(records_data.data_files(volume))["submissions.json"])
    (one,) = [each for each in told["submissions"] if each["id"] == WITHHELD]
    assert one["data"] is None
    assert one["openness"] == "withheld"
    assert one["received"].startswith("2023-03-06")


def test_what_was_chosen_from_a_list_is_found_by_its_chinese_name() -> None:
    (volume,) = volumes(portal())
    (found,) = [each for each in search.entries(volume, ()) if "#disclosure/" in each.address]
    assert volume.label("disclosure", "topic", "statistics") in found.text
    assert "statistics" not in found.text


def test_a_catalogue_is_found_by_itself_only_where_its_unit_has_no_result() -> None:
    (volume,) = volumes(portal())
    made = {page.address: page for page in catalogue.pages(volume)}
    scored = {addresses.catalogue(2023, unit.unit) for unit in volume.input.ledger.units}
    found = {each.address for each in search.entries(volume, made.values())}
    assert scored < made.keys()
    assert found & made.keys() == made.keys() - scored


FORMATS = ROOT / "site_overrides" / "assets" / "schemas"


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("ledger.json", "ledger-1.json"),
        ("submissions.json", "submissions-1.json"),
        ("guides.json", "submissions-1.json"),
        ("annual-reports.json", "submissions-1.json"),
    ],
)
def test_published_data_keep_their_published_schema(name: str, schema: str) -> None:
    format_of = json.loads((FORMATS / schema).read_text(encoding="utf-8"))
    validator = Draft202012Validator(format_of, format_checker=FormatChecker())
    said = json.loads(_files()[f"data/2023/{name}"])
    assert [error.message for error in validator.iter_errors(said)] == []
    said["units" if "ledger" in name else "submissions"][0]["more"] = 1
    assert not validator.is_valid(said)


def test_the_page_tells_the_same_formats_and_changes_as_the_manual() -> None:
    page = (ROOT / "docs" / "open-data.md").read_text(encoding="utf-8")
    table = page.partition("## 格式的变动")[2]
    plain = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", table).replace("`", "")
    written = dict(re.findall(r"^\| ([a-z].*?) \| (.*?) \|$", plain, re.M))
    (unpublished,) = [name for name in written if "不随网站公布" in written[name]]
    del written[unpublished]
    assert {name: change for name, _, _, change in opendata.FORMATS} == written
