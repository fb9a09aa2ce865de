"""The comparison of counties in a browser: from a folder, on a phone, by the checkers."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.checkers import html_complaints, violations
from tests.browser.conftest import Watch
from tests.support.counties import counties, listed
from tests.support.prefecture import federation


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison in which one county is missing."""
    folder = tmp_path_factory.mktemp("comparison")
    counties(folder)
    listing = listed(folder / "four.yml", ("jia", "yi", "bing", "nowhere"))
    ran = federation(listing, folder / "out", "--workers", "1")
    assert ran.status == 1, ran.told
    return ran.out


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_stands_in_a_folder_and_fits_every_screen(
    browser: Browser, comparison: Path, width: int, scheme: str
) -> None:
    dark = "dark" if scheme == "dark" else "light"
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=dark)
    watch = Watch(page)
    page.goto((comparison / "index.html").as_uri())
    assert page.get_by_role("heading", level=1).inner_text() == "2023年度政务公开考核：各县市对比"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.querySelector('header')).color") == (
        "rgb(255, 255, 255)"
    )  # its style is let through by the policy
    assert not watch.complaints
    page.close()


@pytest.mark.browser
def test_people_can_use_it(browser: Browser, comparison: Path) -> None:
    for scheme in ("light", "dark"):
        dark = "dark" if scheme == "dark" else "light"
        context = browser.new_context(
            viewport={"width": 360, "height": 900}, color_scheme=dark, bypass_csp=True
        )  # fmt: skip
        page = context.new_page()
        page.goto((comparison / "index.html").as_uri())
        found = violations(page)
        context.close()
        assert not [(each["id"], each["nodes"][0]["html"][:160]) for each in found]


def test_it_is_valid_html(comparison: Path, tmp_path: Path) -> None:
    complaints = html_complaints([comparison / "index.html"], tmp_path)
    assert not complaints, "\n".join(complaints[:40])
