"""The page of a trial in a browser: wide and narrow, dark and printed, asking nobody anything."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.checkers import violations
from tests.browser.conftest import Watch
from tests.support.command import AS_OF, run
from tests.support.simulating import NEWS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page_file(demo_repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("simulation") / "page.html"
    done = run("simulate", *AS_OF, "--set", f"{NEWS}=0.3", "--out", place, repo=demo_repository)
    assert done.exit_code == 0, done.output
    return place


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_cut_off_and_nothing_complains(
    browser: Browser, page_file: Path, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    watch = Watch(page)
    page.goto(page_file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    colours = page.evaluate("[getComputedStyle(document.body).color, "
                            "getComputedStyle(document.body).backgroundColor]")  # fmt: skip
    assert colours[0] != colours[1]
    assert (colours[1] == "rgb(255, 255, 255)") == (scheme == "light")
    assert page.locator(".row:not(.axis)").first.bounding_box() is not None
    assert watch.complaints == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_people_can_use_it(browser: Browser, page_file: Path, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        bypass_csp=True,  # the checker is put into the page
    )
    page = context.new_page()
    page.goto(page_file.as_uri())
    found = violations(page)
    assert not found, [(each["id"], each["nodes"][0]["html"][:160]) for each in found]
    context.close()
