"""Every kind of page in a real browser: narrow and wide, light and dark, without scripts."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

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

PHONE, PAPER = 360, 688
WIDTHS = (PHONE, 768, 1280)
DAY, NIGHT = SCHEMES = ("default", "slate")

# A window that changes is drawn anew in the next frame; the theme's scripts take part in that, and
# its colours would pass slowly from one scheme to the other.
DRAWN = """new Promise((drawn) => requestAnimationFrame(() => setTimeout(() => {
    document.getAnimations().forEach((each) => each.finish());
    drawn();
  })))"""
# A cell of many lines that is only a few characters wide, beside others that have room.
_SQUEEZED = """[...document.querySelectorAll(".gk-table td")].filter((cell) => {
    const size = parseFloat(getComputedStyle(cell).fontSize);
    const box = cell.getBoundingClientRect();
    return box.height > 11 * size && box.width < 9 * size && cell.textContent.trim().length > 25;
  }).map((cell) => cell.textContent.trim().slice(0, 40))"""
_CUT_OFF = """[...document.querySelectorAll(".gk-figure, .gk-figure .gk-scroll")].filter(
    (each) => each.scrollWidth > each.clientWidth
  ).map((each) => each.outerHTML.slice(0, 80))"""
_LONG_LABELS = """[...document.querySelectorAll(".gk-stack td")].map(
    (cell) => cell.dataset.label ?? ""
  ).filter((label) => label.length > 5)"""
_UNDER_THEIR_LABELS = """[...document.querySelectorAll(".gk-stack td")].filter((cell) => {
    const left = cell.getBoundingClientRect().left;
    return [...cell.children].some(
      (each) => each.offsetWidth && each.getBoundingClientRect().left - left < 40);
  }).map((cell) => cell.textContent.trim().slice(0, 40))"""


def test_there_is_a_page_of_every_type_among_them() -> None:
    small = assemble(replace(portal(), manuals={"README": "# 手册\n"})).pages
    types = {page.template for page, _ in small}
    assert {page.template for page, _ in small if page.address in PAGES} == types
    drawn = {each.name for each in (ROOT / "site_overrides/pages").glob("*.html")}
    parts = {"foot.html", "macros.html", "tables.html", "fields.html"}
    others = {"review.html", "years.html"}  # of the internal edition; of more than one year
    assert drawn - parts - types <= others


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_quiet_and_fits(tab: Page, watch: Watch, address: str, name: str) -> None:
    """A page is loaded once and then looked at in every width, as readers turn and drag windows.

    At which width it is loaded, and whether it is seen by day or by night, is taken in turn: each
    of them is seen, not each of them with each page. Its colours are looked at in test_standards.
    """
    watch.complaints.clear()
    number = PAGES.index(name)
    widths = (*WIDTHS[number % 3 :], *WIDTHS[: number % 3])
    tab.emulate_media(media="screen")
    tab.set_viewport_size({"width": widths[0], "height": 800})
    tab.goto(address + name)
    choose_scheme(tab, SCHEMES[number % 2])
    assert "演示数据" in tab.inner_text("body")
    for width in widths:
        tab.set_viewport_size({"width": width, "height": 800})
        tab.evaluate(DRAWN)
        wide = tab.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"scrolls sideways: {wide} px on {width}"
        if width == PHONE:
            assert tab.evaluate(_CUT_OFF) == [], "charts are whole"
            assert tab.evaluate(_LONG_LABELS) == []
            assert tab.evaluate(_UNDER_THEIR_LABELS) == []
        else:
            assert tab.evaluate(_SQUEEZED) == [], f"squeezed on {width} px"
            assert min(_bars(tab, name), default=50) >= 50
    tab.set_viewport_size({"width": PAPER, "height": 900})
    tab.emulate_media(media="print")
    tab.evaluate(DRAWN)
    assert tab.evaluate(_SQUEEZED) == [], "squeezed in print"
    feet = tab.locator("tfoot").evaluate_all(
        "feet => feet.map((foot) => getComputedStyle(foot).display)"
    )
    assert set(feet) <= {"table-row-group"}, "a sum is told once, not on every sheet"
    assert min(_bars(tab, name), default=20) >= 20
    assert watch.complaints == []


def choose_scheme(page: Page, scheme: str) -> None:
    """Choose day or night as a reader does, who stays with it on all pages."""
    page.evaluate(
        "scheme => document.querySelector(`input[data-md-color-scheme=${scheme}]`).click()", scheme
    )
    page.locator(f"body[data-md-color-scheme={scheme}]").wait_for()
    page.evaluate(DRAWN)


@pytest.mark.parametrize(("system", "scheme"), [("light", DAY), ("dark", NIGHT)])
def test_a_first_visit_is_as_light_as_the_readers_system(
    browser: Browser, address: str, system: Literal["light", "dark"], scheme: str
) -> None:
    page = browser.new_page(color_scheme=system)
    watch = Watch(page)
    for name in ("index.html", "about.html"):
        page.goto(address + name)
        page.locator(f"body[data-md-color-scheme={scheme}]").wait_for()
    assert watch.complaints == []
    page.close()


def _bars(page: Page, name: str) -> list[int]:
    """Return how wide the bars of a scoreboard are, which there are on the page of that name."""
    bars = page.locator("table.gk-board td .gk-bar")
    widths: list[int] = bars.evaluate_all("bars => bars.map((bar) => bar.clientWidth)")
    assert widths or name != "2023/scoreboard.html"
    return widths


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
