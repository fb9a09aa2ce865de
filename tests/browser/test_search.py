"""查找 in a real browser: over http and from an unpacked folder, by the words people have."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Watch

pytestmark = pytest.mark.browser

WORDS = [
    ("格宜镇", "2023/units/geyi.html"),
    ("格宜镇人民政府", "2023/units/geyi.html"),
    ("诈宣", "2023/units/"),  # from the middle of a phrase
    ("集体聚餐食品", "2023/units/"),
    ("财政资金", "2023/topics/public-finance.html"),
    ("重点领域", "2023/topics.html"),
    ("宣政办发〔2023〕107号", "2023/rules/township.html"),
    ("宣政办发[2023]107号", "2023/rules/township.html"),
    ("2023）107", "2023/rules/township.html"),
    ("0874-0000010", "2023/units/geyi.html"),
    ("0874 0000010", "2023/units/geyi.html"),
    ("08740000010", "2023/units/geyi.html"),
    ("缺报一条扣", "2023/rules/"),
    ("单项否决", "2023/rules/department.html"),
    ("按时办结率", "2023/rules/"),
    ("卫生健康局", "2023/units/weijian.html"),
    ("信息公开指南", "2023/"),
    ("评分榜", "2023/data.html"),
    ("格宜 指南", "2023/units/geyi-guide.html"),
    ("格宜镇 传真", "2023/units/geyi-guide.html"),
    ("ＧＥＹＩ", "2023/units/geyi"),
]


def found(page: Page, home: str, words: str) -> list[str]:
    page.goto(f"{home}index.html")
    box = page.get_by_role("search").get_by_role("searchbox")
    box.fill(words)
    box.press("Enter")
    page.wait_for_url("**/search.html?*")
    return results(page, home)


def results(page: Page, home: str) -> list[str]:
    """Return where the results lead that ``page`` lists, when it has looked."""
    page.locator("[data-search-status]", has_text="找").filter(has_not_text="正在").wait_for()
    links = page.locator(".gk-found a").evaluate_all("all => all.map(a => a.href)")
    return [link.removeprefix(home) for link in links]


@pytest.mark.parametrize(("words", "where"), WORDS)
def test_words_are_found(tab: Page, watch: Watch, address: str, words: str, where: str) -> None:
    """Typed one after the other; from the front page they are asked below and in test_citizen."""
    watch.complaints.clear()
    if tab.url.partition("?")[0] != f"{address}search.html":
        tab.goto(f"{address}search.html")
    box = tab.locator("[data-search-page]").get_by_role("searchbox")
    box.fill(words)
    box.press("Enter")
    links = results(tab, address)
    assert any(link.startswith(where) for link in links[:8]), links[:8]
    assert watch.complaints == []


def test_the_search_works_from_an_unpacked_folder(browser: Browser, folder: Path) -> None:
    page = browser.new_page()
    watch = Watch(page)
    links = found(page, f"{folder.as_uri()}/", "宣政办发〔2023〕107号")
    assert links[0].startswith("2023/rules/")
    page.locator(".gk-found a").first.click()
    page.wait_for_url("**/2023/rules/**")
    assert watch.complaints == []
    page.close()


def test_what_is_typed_shows_as_text(browser: Browser, address: str) -> None:
    page = browser.new_page()
    watch = Watch(page)
    page.goto(f"{address}search.html?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    page.locator("[data-search-status]", has_text="没有找到").wait_for()
    assert page.locator("img[src=x]").count() == 0
    assert watch.complaints == []
    page.close()


def test_results_narrow_to_a_kind(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}search.html?q=格宜镇")
    page.locator(".gk-found li").first.wait_for()
    page.get_by_label("种类").select_option("政府信息公开指南")
    page.locator("[data-search-status]", has_text="找到1条").wait_for()
    page.close()


def test_the_search_says_what_to_do_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}search.html")
    assert "逐级查阅" in page.inner_text("main")
    context.close()
