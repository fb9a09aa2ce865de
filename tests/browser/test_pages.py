"""Every kind of page in a real browser: narrow and wide, light and dark, without scripts."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from scripts.portal.assembly import assemble
from tests.browser.conftest import Watch, rooted
from tests.conftest import ROOT
from tests.support.portal_fixture import portal

pytestmark = pytest.mark.browser

PAGES = [
    "index.html",
    "2023/scoreboard.html",
    "2023/course.html",
    "2023/due.html",
    "2023/clauses/township/disclosure-news.html",
    "2023/units/geyi.html",
    "2023/units/wanshui-guide.html",
    "2023/units/wanshui-report.html",
    "2023/units/wanshui-catalogue.html",
    "2023/units/zhengfuban.html",
    "2023/guides.html",
    "2023/reports.html",
    "2023/news.html",
    "2023/news/2023-05.html",
    "2023/topics.html",
    "2023/topics/health.html",
    "2023/policies.html",
    "2023/rules/township.html",
    "2023/appeals.html",
    "2023/audit.html",
    "2023/data.html",
    "search.html",
    "about.html",
    "submit/index.html",
    "submit/news.html",
    "help/index.html",
    "help/county.html",
]
"""Pages of every type."""


def test_there_is_a_page_of_every_type_among_them() -> None:
    small = assemble(replace(portal(), manuals={"README": "# 手册\n"})).pages
    types = {page.template for page, _ in small}
    assert {page.template for page, _ in small if page.address in PAGES} == types
    drawn = {each.name for each in (ROOT / "site_overrides/pages").glob("*.html")}
    parts = {"foot.html", "macros.html", "tables.html", "fields.html"}
    others = {"review.html", "years.html"}  # of the internal edition; of more than one year
    assert drawn - parts - types <= others


@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "light"), (768, "light"), (1280, "light"), (1280, "dark")]
)
def test_pages_are_quiet_and_fit(browser: Browser, address: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    watch = Watch(page)
    for name in PAGES:
        page.goto(address + name)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} scrolls sideways: {wide} px on {width}"
        assert "演示数据" in page.inner_text("body"), name
    assert watch.complaints == []
    context.close()


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_page_for_what_is_not_there_is_quiet_and_fits(
    browser: Browser, folder: Path, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    watch = Watch(page)
    with rooted(folder) as home:
        page.goto(f"{home}404.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("article").get_by_role("link", name="首页").click()
        page.wait_for_url("**/index.html")
    assert watch.complaints == []
    page.close()


def test_the_page_for_what_is_not_there_reads_well_below_a_folder(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    watch = Watch(page)
    page.goto(f"{address}404.html")
    assert page.get_by_role("heading").all_inner_texts() == ["没有找到这一页"]
    assert page.locator("svg, input").count() == 0, "nothing that needs a stylesheet"
    assert watch.complaints == []
    page.close()


# A cell of many lines that is only a few signs wide, beside others that have room.
_SQUEEZED = """() => [...document.querySelectorAll(".gk-table td")].filter((cell) => {
    const size = parseFloat(getComputedStyle(cell).fontSize);
    const box = cell.getBoundingClientRect();
    return box.height > 11 * size && box.width < 9 * size && cell.textContent.trim().length > 25;
  }).map((cell) => cell.textContent.trim().slice(0, 40))"""


@pytest.mark.parametrize(("width", "media"), [(768, "screen"), (1280, "screen"), (688, "print")])
def test_no_column_is_squeezed(browser: Browser, address: str, width: int, media: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.emulate_media(media="print" if media == "print" else "screen")
    told = []
    for name in PAGES:
        page.goto(address + name)
        told += [f"{name}: {cell}" for cell in page.evaluate(_SQUEEZED)[:2]]
        if media == "print":
            feet = page.locator("tfoot").evaluate_all(
                "feet => feet.map((foot) => getComputedStyle(foot).display)"
            )
            assert set(feet) <= {"table-row-group"}, "a sum is told once, not on every sheet"
    page.goto(f"{address}2023/scoreboard.html")
    bars = page.locator("table.gk-board td .gk-bar")
    least = 50 if media == "screen" else 20
    assert min(bars.evaluate_all("bars => bars.map((bar) => bar.clientWidth)")) >= least
    page.close()
    assert told == []


def test_on_a_phone_charts_and_labels_are_whole(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(f"{address}2023/course.html")
    inside = "all => all.map((each) => each.scrollWidth - each.clientWidth)"
    assert max(page.locator(".gk-figure, .gk-figure .gk-scroll").evaluate_all(inside)) <= 0
    for name in PAGES:
        page.goto(address + name)
        labels = page.locator(".gk-stack td").evaluate_all(
            "cells => cells.map((cell) => cell.dataset.label ?? '')"
        )
        assert [each for each in labels if len(each) > 5] == [], name
    page.close()


def test_a_year_that_is_closed_lists_calendars_and_no_noughts(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    page.goto(f"{address}2023/due.html")
    assert page.locator("main table").count() == 0
    assert page.locator("main a[href$='.ics']").count() >= 45
    page.close()


def test_the_scoreboard_sorts_without_a_reload(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}2023/scoreboard.html")
    page.evaluate("window.stayed = true")
    table = page.locator("table[data-sortable]").first
    table.get_by_role("button", name="得分").click()
    assert _scores(page) == sorted(_scores(page))
    table.get_by_role("button", name="得分").click()
    assert _scores(page) == sorted(_scores(page), reverse=True)
    assert page.evaluate("window.stayed") is True
    page.close()


def _scores(page: Page) -> list[float]:
    cells = page.locator("table[data-sortable]").first.locator("tbody td.gk-score")
    return [float(text) for text in cells.all_inner_texts()]


def test_a_number_leads_to_its_reason(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}2023/scoreboard.html")
    page.locator("tr", has_text="格宜镇").first.locator("a.gk-lost").first.click()
    page.wait_for_url("**/units/geyi.html#node/disclosure")
    node = page.locator("[id='node/disclosure/news']")
    assert "缺报一条扣 0.1 分" in node.inner_text()
    assert "zhengfuban/2023/criticism/" in node.inner_text()
    page.close()


def test_pages_say_the_same_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}2023/scoreboard.html")
    assert page.locator("table.gk-board tbody tr:visible").count() >= 45
    page.goto(f"{address}2023/units/geyi.html")
    assert page.locator("[id='node/disclosure/news'] .gk-loss").count() == 5
    context.close()


def test_on_a_phone_nothing_slips_under_the_label_of_its_cell(
    browser: Browser, address: str
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    for name in ("2023/appeals.html", "2023/units/wanshui-catalogue.html", "2023/guides.html"):
        page.goto(address + name)
        slipped = page.evaluate(
            """() => [...document.querySelectorAll(".gk-stack td")].filter((cell) => {
                const left = cell.getBoundingClientRect().left;
                return [...cell.children].some(
                  (each) => each.offsetWidth && each.getBoundingClientRect().left - left < 40);
            }).map((cell) => cell.textContent.trim().slice(0, 40))"""
        )
        assert slipped == [], f"{name}: {slipped[:3]}"
    page.close()
