"""Every kind of page in a real browser: narrow and wide, light and dark, without scripts."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Watch

pytestmark = pytest.mark.browser

PAGES = [
    "index.html",
    "2023/scoreboard.html",
    "2023/units/geyi.html",
    "2023/units/wanshui-guide.html",
    "2023/units/wanshui-report.html",
    "2023/units/wanshui-catalogue.html",
    "2023/units/zhengfuban.html",
    "2023/guides.html",
    "2023/reports.html",
    "2023/news/2023-05.html",
    "2023/topics.html",
    "2023/topics/health.html",
    "2023/policies.html",
    "2023/rules/township.html",
    "2023/appeals.html",
    "2023/audit.html",
    "2023/data.html",
]


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


def test_an_office_is_found_by_its_phone(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}2023/guides.html")
    page.get_by_role("searchbox", name="按单位").fill("0874-0000010")
    rows = page.locator("table[data-filterable] tbody tr:visible")
    assert [text.split()[0] for text in rows.all_inner_texts()] == ["格宜镇人民政府"]
    page.close()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("格宜镇", "2023/units/geyi.html"),
        ("诈宣", "2023/news/"),  # from the middle of a phrase
        ("138号", "2023/policies.html"),
        ("财政资金", "2023/topics/public-finance.html"),
    ],
)
def test_the_search_finds_chinese(browser: Browser, address: str, words: str, found: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}index.html")
    page.locator("input[name=query]").click()
    page.wait_for_function(
        "document.querySelector('.md-search-result__meta').textContent.includes('键入')"
    )
    page.keyboard.insert_text(words)
    page.keyboard.press("End")
    page.wait_for_selector(".md-search-result__link", timeout=20_000)
    links = page.locator(".md-search-result__link").evaluate_all("all => all.map(a => a.href)")
    assert any(link.startswith(address + found) for link in links[:5]), links[:5]
    page.close()
