"""What a reader pays: nothing but what the page needs, in few bytes."""

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LIMIT = 300 * 1024


@pytest.mark.parametrize("name", ["index.html", "2023/scoreboard.html", "2023/units/geyi.html"])
def test_a_first_page_is_light(browser: Browser, address: str, folder: Path, name: str) -> None:
    context = browser.new_context()  # nothing kept from another page
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + name, wait_until="networkidle")
    files = {url.removeprefix(address).partition("?")[0] for url in asked if "data:" not in url}
    sizes = {file: len(gzip.compress((folder / file).read_bytes())) for file in files}
    assert sum(sizes.values()) < LIMIT, sizes
    context.close()
