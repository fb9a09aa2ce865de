"""The directory of offices: found by name, phone or place, by keyboard, from a folder."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def units(page: Page) -> list[str]:
    rows = page.locator("table[data-filterable] tbody tr:visible")
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
    browser: Browser, address: str, words: str, found: list[str]
) -> None:
    page = browser.new_page()
    page.goto(f"{address}2023/guides.html")
    page.get_by_role("searchbox", name="查找工作机构").fill(words)
    assert units(page) == found
    status = page.get_by_role("status").filter(has_text="找到")
    assert status.inner_text() == (
        f"找到 {len(found)} 个，共 45 个单位"
        if found
        else "没有找到。可以换一个词，或者少输几个字。"
    )
    page.close()


def test_groups_without_a_hit_step_aside_and_come_back(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}2023/guides.html")
    field = page.get_by_role("searchbox", name="查找工作机构")
    heads = page.locator("h2[id^=group-]:visible")
    both = heads.count()
    field.fill("格宜")
    assert heads.count() == both - 1
    field.fill("")
    assert heads.count() == both and len(units(page)) == 45
    page.close()


def test_it_is_reached_by_keyboard_and_works_from_an_unpacked_folder(
    browser: Browser, folder: Path
) -> None:
    page = browser.new_page()
    page.goto((folder / "2023/guides.html").as_uri())
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "gk-find-office":
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
    assert page.locator("#gk-find-office").count() == 0
    context.close()
