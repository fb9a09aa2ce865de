"""The page of all years, on a site that has two: it fits, and people can use it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from scripts.portal.build import build
from tests.browser.checkers import barriers
from tests.browser.conftest import SUB_PATH, Watch, served
from tests.browser.test_pages import DAY, NIGHT, choose_scheme
from tests.support.once import made_once
from tests.support.portal_pages import theme
from tests.support.years import two_years

pytestmark = pytest.mark.browser

PAGES = (
    "years.html",
    "2023/scoreboard.html",
    "2023/units/xiangcunzhenxing.html",
    "2024/units/caizheng.html",
)


@pytest.fixture(scope="session")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site of two years."""
    root: Path = made_once(
        tmp_path_factory, "served-years", lambda out: build(two_years(), theme(), out / SUB_PATH)
    )
    with served(root / SUB_PATH) as address:
        yield address


@pytest.mark.parametrize("name", PAGES)
def test_years_fit_and_people_can_use_them(tab: Page, watch: Watch, both: str, name: str) -> None:
    """At a desk by night, then on a phone by day; test_standards looks at the other pairs."""
    watch.complaints.clear()
    found = []
    tab.goto(both + name)
    for width, scheme in ((1280, NIGHT), (360, DAY)):
        tab.set_viewport_size({"width": width, "height": 900})
        choose_scheme(tab, scheme)
        wide = tab.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"scrolls sideways: {wide} px on {width}"
        if name == "years.html":
            inside = tab.locator(".gk-scroll").evaluate_all(
                "all => all.map((each) => each.scrollWidth - each.clientWidth)"
            )
            assert max(inside) <= 0, "the tables scroll sideways"
        found += barriers(tab)
    assert watch.complaints == []
    assert found == []
