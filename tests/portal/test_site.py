"""The site as a whole: its pages, its links, its files and its folder."""

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from scoring.errors import GongkaiError, WrongUse
from scoring.ledger.text import ledger_json
from scripts.portal import addresses
from scripts.portal.assembly import assemble
from scripts.portal.build import build
from scripts.portal.theme import Theme, read_configuration
from tests.support.portal_fixture import portal, sent
from tests.support.portal_pages import pages, read, theme
from tests.support.records import at


def test_the_pages_promised_are_there(site: Path) -> None:
    expected = [
        "index.html",
        "2023/index.html",
        "2023/scoreboard.html",
        "2023/units/wanshui.html",
        "2023/units/wanshui-guide.html",
        "2023/units/wanshui-report.html",
        "2023/units/wanshui-catalogue.html",
        "2023/guides.html",
        "2023/reports.html",
        "2023/news.html",
        "2023/topics.html",
        "2023/topics/statistics.html",
        "2023/policies.html",
        "2023/rules/township.html",
        "2023/rules/department.html",
        "2023/appeals.html",
        "2023/audit.html",
        "2023/data.html",
        "data/2023/ledger.json",
        "data/2023/scoreboard.csv",
        "data/2023/deductions.csv",
        "data/2023/submissions.csv",
    ]
    assert [name for name in expected if not (site / name).is_file()] == []


def test_every_link_leads_somewhere(site: Path) -> None:
    broken = []
    for path in pages(site):
        for link in read(path).links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                assert parts.scheme in ("http", "https"), f"{path}: {link}"
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target.is_dir():
                target /= "index.html"
            anchored = target.suffix == ".html" and parts.fragment
            if not target.is_file() or (
                anchored and unquote(parts.fragment) not in read(target).ids
            ):
                broken.append(f"{path.relative_to(site)}: {link}")
    assert broken == []


def test_nothing_is_asked_of_another_host(site: Path) -> None:
    for path in (*pages(site), site / "404.html"):
        for asset in read(path).assets:
            assert not urlsplit(asset).netloc, f"{path}: {asset}"
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(https?:)?//", style.read_text(encoding="utf-8")), style


def test_every_page_of_a_demo_says_so(site: Path) -> None:
    for path in (*pages(site), site / "404.html"):
        assert "演示数据" in read(path).text, path


def test_a_site_with_real_data_does_not_say_demo(plain: Path) -> None:
    assert "演示数据" not in (plain / "index.html").read_text(encoding="utf-8")


def test_the_published_ledger_is_the_ledger(site: Path) -> None:
    published = (site / "data/2023/ledger.json").read_text(encoding="utf-8")
    assert published == ledger_json(portal().years[0].ledger)


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_text("mine", encoding="utf-8")
    with pytest.raises(WrongUse) as told:
        build(portal([]), theme(), tmp_path)
    assert told.value.code == "site-out-occupied"
    assert (tmp_path / "letter.docx").read_text(encoding="utf-8") == "mine"


def test_a_unit_whose_pages_would_hide_anothers_is_refused() -> None:
    data = portal([sent("guide", "wanshui", at("2023-10-12"))])
    twin = replace(data.registry["geyi"], id="wanshui-guide")
    ledger = data.years[0].ledger
    score = replace(ledger.units[0], unit="wanshui-guide")
    year = replace(data.years[0], ledger=replace(ledger, units=(*ledger.units, score)))
    with pytest.raises(GongkaiError) as told:
        assemble(replace(data, registry={**data.registry, "wanshui-guide": twin}, years=(year,)))
    assert told.value.code == "site-page-twice"


def test_a_county_may_bring_templates_and_learns_what_is_wrong_with_them(tmp_path: Path) -> None:
    own = tmp_path / "site_overrides"
    (own / "pages").mkdir(parents=True)
    (own / "pages" / "audit.html").write_text("{% if %}", encoding="utf-8")
    shown_by = Theme(theme().configuration, (*theme().overrides, own))
    with pytest.raises(GongkaiError) as told:
        build(portal([]), shown_by, tmp_path / "site")
    assert told.value.values["template"] == "audit.html"


def test_the_page_for_what_is_not_there_has_the_sites_look_where_its_address_is_known(
    plain: Path, tmp_path: Path
) -> None:
    own = theme()
    told = {**own.configuration, "site_url": "https://county.example/open/"}
    build(portal([]), Theme(told, own.overrides), tmp_path / "site")
    page = (tmp_path / "site" / "404.html").read_text("utf-8")
    assert (
        'href="/open/assets/stylesheets/gongkai.css"' in page and 'href="/open/index.html"' in page
    )
    bare = (plain / "404.html").read_text("utf-8")
    assert "stylesheet" not in bare and "没有找到这一页" in bare


def test_an_earlier_site_is_replaced(plain: Path) -> None:
    assert (plain / "index.html").is_file()
    assert not (plain / "stale.html").exists()


@pytest.mark.parametrize(
    "text",
    [
        b"theme: {name: material}\nhooks: [evil.py]\n",
        b"theme: {name: material}\nINHERIT: overrides/with-hooks.yml\n",
        b"theme: !!python/object/apply:os.system [echo]\n",
        b"[1, 2]\n",
        b"theme: material\n",
        b"\xff\xfe",
        b"a: [" * 3000,
    ],
)
def test_a_configuration_with_code_or_nonsense_is_refused(text: bytes) -> None:
    with pytest.raises(GongkaiError) as told:
        read_configuration(text)
    assert told.value.code == "site-config-unusable"


@pytest.mark.parametrize(
    ("here", "there", "way"),
    [
        ("index.html", "2023/scoreboard.html", "2023/scoreboard.html"),
        ("2023/units/geyi.html", "index.html", "../../index.html"),
        ("2023/units/geyi.html", "2023/audit.html#node/media", "../audit.html#node/media"),
        ("2023/data.html", "2023/data.html#x", "#x"),
        ("2023/data.html", "files/a/指南.docx", "../files/a/%E6%8C%87%E5%8D%97.docx"),
    ],
)
def test_links_are_relative(here: str, there: str, way: str) -> None:
    assert addresses.way(here, there) == way
