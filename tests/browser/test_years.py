"""The page of all years, on a site that has two: it fits, and people can use it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from scripts.portal.build import build
from tests.browser.conftest import SUB_PATH, Watch, served
from tests.browser.test_standards import AXE, _borrowed
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_years_fit_and_people_can_use_them(
    browser: Browser, both: str, width: int, scheme: str
) -> None:
    axe = _borrowed(AXE).read_text(encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    )
    page = context.new_page()
    watch = Watch(page)
    told = []
    for name in PAGES:
        page.goto(both + name)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} scrolls sideways: {wide} px on {width}"
        page.evaluate(axe)
        found = page.evaluate("async () => (await axe.run(document)).violations")
        told += [f"{name}: {each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]
    page.goto(both + "years.html")
    inside = "[...document.querySelectorAll('.gk-scroll')].map(e => e.scrollWidth - e.clientWidth)"
    assert max(page.evaluate(inside)) <= 0, "the tables scroll sideways"
    assert watch.complaints == []
    context.close()
    assert not told, "\n".join(told)
