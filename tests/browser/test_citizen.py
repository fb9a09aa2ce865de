"""What a citizen wants to know is found from the front page with three clicks, or a search."""

import csv
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

WIDE, PHONE = 1280, 360
_MENU = ".md-nav--primary > .md-nav__list > .md-nav__item > a"


@dataclass
class Reader:
    """Somebody at the front page; counts what has to be clicked."""

    page: Page
    clicks: int = 0

    def click(self, place: Locator) -> None:
        place.click()
        self.clicks += 1
        assert self.clicks <= 3

    def follow(self, link: Locator) -> None:
        """Click a link and wait until the page is there that it leads to, to its last line."""
        with self.page.expect_navigation():
            self.click(link)

    def choose(self, title: str) -> None:
        """Choose a column of the site: a tab, or on a phone a line of the menu."""
        if self.page.viewport_size == {"width": PHONE, "height": 800}:
            self.click(self.page.locator(".md-header label[for=__drawer]"))
            self.follow(self.page.locator(_MENU, has_text=title).first)
        else:
            self.follow(self.page.locator(".md-tabs").get_by_role("link", name=title, exact=True))


@pytest.fixture(params=[WIDE, PHONE])
def reader(request: pytest.FixtureRequest, browser: Browser, address: str) -> Reader:
    page = browser.new_page(viewport={"width": request.param, "height": 800})
    request.addfinalizer(page.close)
    page.goto(f"{address}index.html")
    return Reader(page)


def test_a_townships_fax_number(reader: Reader) -> None:
    reader.choose("公开指南")
    page = reader.page
    page.get_by_role("searchbox", name="查找工作机构").fill("格宜镇")
    rows = page.locator("table[data-findable] tbody tr:visible")
    assert rows.count() == 1
    fax = rows.locator("td[data-label=传真]")
    fax.scroll_into_view_if_needed()
    assert fax.inner_text().strip().startswith("0874-")


def test_a_townships_fax_number_by_the_search_of_the_site(reader: Reader) -> None:
    page = reader.page
    box = page.get_by_role("search").get_by_role("searchbox")
    box.fill("格宜镇 传真")
    box.press("Enter")
    reader.follow(page.locator(".gk-found a", has_text="指南").first)
    fact = page.locator("dt", has_text="传真").first.locator("xpath=following-sibling::dd")
    assert fact.inner_text().startswith("0874-")


def test_last_years_refused_requests_in_the_city(reader: Reader, folder: Path) -> None:
    reader.choose("年度报告")
    figure = reader.page.locator(
        ".gk-figures div", has=reader.page.locator("dt", has_text="不予公开")
    )
    told = figure.locator("dd").inner_text().removesuffix("件").strip()
    with (folder / "data/2023/annual-reports-units.csv").open(encoding="utf-8-sig") as file:
        reported = sum(int(row["不予公开"]) for row in csv.DictReader(file))
    assert (int(told), reader.clicks <= 2) == (reported, True)


def test_why_a_bureau_lost_its_points(reader: Reader) -> None:
    reader.choose("评分榜")
    board = reader.page.locator("table.gk-board").nth(1)
    scores = [Decimal(text) for text in board.locator("td.gk-score").all_inner_texts()]
    row = board.locator("tbody tr").nth(scores.index(min(scores)))
    lost = row.locator("a[href$='#score']").last
    points = Decimal(lost.inner_text().strip())
    assert points > 1
    reader.follow(lost)
    assert reader.page.url.endswith("#score")
    losses = (
        reader.page.locator("#score ~ .gk-tree").first.locator(".gk-losses").locator("visible=true")
    )
    reasons = losses.locator(".gk-loss:not(.gk-loss--waived) .gk-loss-head")
    told = [text.split()[0] for text in reasons.all_inner_texts()]
    assert sum(Decimal(text.replace("−", "")) for text in told if text[0] == "−") == points
    for reason in reasons.all_inner_texts():
        assert len(reason) > 15, "each says what, when and why"


def test_all_health_disclosures_of_the_third_quarter(reader: Reader, folder: Path) -> None:
    reader.choose("主动公开")
    reader.follow(reader.page.get_by_role("main").get_by_role("link", name="医疗卫生", exact=True))
    heading = reader.page.get_by_role("heading", name="2023年第三季度")
    heading.scroll_into_view_if_needed()
    shown = heading.locator("xpath=following-sibling::div[1]").locator("h3").all_inner_texts()
    data = json.loads((folder / "data/2023/submissions.json").read_text("utf-8"))
    wanted = sorted(
        record["title"]
        for record in data["submissions"]
        if record["kind"] == "disclosure"
        and record["data"]["topic"] == "health"
        and "2023-07" <= record["date"] < "2023-10"
    )
    assert wanted and sorted(title.rstrip("#").strip() for title in shown) == wanted


def test_a_quarter_is_one_click_away(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}2023/topics/health.html")
    page.get_by_role("navigation", name="按季度查阅").get_by_text("第三季度").click()
    page.wait_for_url("**#2023-q3")
    box = page.get_by_role("heading", name="2023年第三季度").bounding_box()
    assert box is not None and 0 <= box["y"] < 300
    page.close()
