"""Rows found as one types: offices in the directory, units on the scoreboard; from a folder."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def units(page: Page) -> list[str]:
    rows = page.locator("table[data-findable] tbody tr:visible")
    return [text.split()[0] for text in rows.all_inner_texts()]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("0874-0000010", ["格宜镇人民政府"]),
        ("08740000010", ["格宜镇人民政府"]),
        ("０８７４－０００００１０", ["格宜镇人民政府"]),
        ("格宜", ["格宜镇人民政府"]),
        ("格宜 党政", ["格宜镇人民政府"]),
        ("示例路43", ["宛水街道办事处"]),
        ("没有这个单位", []),
    ],
)
def test_an_office_is_found_as_one_types(
    tab: Page, address: str, words: str, found: list[str]
) -> None:
    tab.goto(f"{address}2023/guides.html")
    tab.get_by_role("searchbox", name="查找工作机构").fill(words)
    assert units(tab) == found
    status = tab.get_by_role("status").filter(has_text="找到")
    assert status.inner_text() == (
        f"找到 {len(found)} 个，共 45 个单位"
        if found
        else "没有找到。可以换一个词，或者少输几个字。"
    )


def test_groups_without_a_hit_step_aside_and_come_back(tab: Page, address: str) -> None:
    tab.goto(f"{address}2023/guides.html")
    field = tab.get_by_role("searchbox", name="查找工作机构")
    heads = tab.locator("h2[id^=group-]:visible")
    both = heads.count()
    field.fill("格宜")
    assert heads.count() == both - 1
    field.fill("")
    assert heads.count() == both and len(units(tab)) == 45


def test_it_is_reached_by_keyboard_and_works_from_an_unpacked_folder(
    browser: Browser, folder: Path
) -> None:
    page = browser.new_page()
    page.goto((folder / "2023/guides.html").as_uri())
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "gk-find-row":
            break
    else:
        pytest.fail("the field is not reached by Tab")
    page.keyboard.type("0874-0000010")
    assert units(page) == ["格宜镇人民政府"]
    for _ in range(6):  # past the heading's own link and the scrolling region
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "格宜镇人民政府":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/2023/units/geyi-guide.html")
    page.close()


def test_without_a_script_it_is_a_plain_table(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}2023/guides.html")
    assert len(units(page)) == 45
    assert page.locator("#gk-find-row").count() == 0
    context.close()


@pytest.mark.parametrize(("words", "found"), [("格宜", ["格宜镇"]), ("9.9", []), ("没有", [])])
def test_a_unit_is_found_on_the_scoreboard_by_name_not_by_figures(
    tab: Page, address: str, words: str, found: list[str]
) -> None:
    tab.goto(f"{address}2023/scoreboard.html")
    tab.get_by_role("searchbox", name="查找单位").fill(words)
    names = tab.locator("table.gk-board tbody tr:visible th")
    assert names.all_inner_texts() == found


def test_what_is_found_can_be_sorted_and_sorting_keeps_what_is_found(
    tab: Page, address: str
) -> None:
    tab.goto(f"{address}2023/scoreboard.html")
    tab.get_by_role("searchbox", name="查找单位").fill("镇")
    board = tab.locator("table.gk-board").first
    before = board.locator("tbody tr:visible th").all_inner_texts()
    board.get_by_role("button", name="单位").click()
    after = board.locator("tbody tr:visible th").all_inner_texts()
    assert before != after and sorted(before) == sorted(after)
    assert all("镇" in name for name in after)
