"""A clerk's own walk: the door's page in a browser, a package chosen, the receipt on the screen."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.door import packed
from tests.support.gate import NEWS, news
from tests.support.git import git
from tests.support.records import ROOT
from tests.support.server import GONGKAI, LIGHTTPD, PASSWORD, copy_server, web_server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.server,
    pytest.mark.skipif(LIGHTTPD is None, reason="no lighttpd here: apt-get install lighttpd"),
]


@pytest.fixture
def bare(made_server: Path, tmp_path: Path) -> Path:
    """A server's repository whose door is open."""
    made = copy_server(made_server, tmp_path)
    subprocess.run([*GONGKAI, "door", str(made)], cwd=ROOT, check=True, capture_output=True)
    return made


@pytest.fixture
def host(bare: Path, tmp_path: Path) -> Iterator[str]:
    """Where the web server is."""
    with web_server(tmp_path, door=bare) as address:
        yield address


def test_the_form_leads_to_a_receipt_and_another_site_to_nothing(
    browser: Browser, bare: Path, host: str, tmp_path: Path
) -> None:
    package = tmp_path / "材料.zip"
    package.write_bytes(packed({NEWS: news(title="<b>春耕</b>")}))
    elsewhere = (
        f'<form method="post" enctype="multipart/form-data" action="http://{host}/door/submit">'
        '<input type="file" name="package" id="package"><button>抽奖</button></form>'
    )
    complaints: list[str] = []
    login = {"username": "wanshui-clerk", "password": PASSWORD}
    context = browser.new_context(http_credentials=login)
    page = context.new_page()
    page.on("console", lambda told: complaints.append(told.text))
    # The same server under another name is another site: its login goes along, its form not.
    page.goto(f"http://{host.replace('127.0.0.1', 'localhost')}/nothing")
    page.set_content(elsewhere)
    page.set_input_files("#package", package)
    page.click("button")
    assert "door-cross-site" in page.inner_text("main")
    assert git(bare, "rev-list", "--count", "--first-parent", "main") == "2"
    complaints.clear()
    page.goto(f"http://{host}/door/")
    page.set_input_files("#package", package)
    page.click("text=报送材料包")
    assert "报送回执：已接收" in page.inner_text("h1")
    assert git(bare, "rev-parse", "main") in page.inner_text("main")
    style = page.evaluate("getComputedStyle(document.querySelector('header')).backgroundColor")
    assert style == "rgb(29, 79, 124)"  # the policy has let the page's own style in
    page.click("text=返回报送页")
    assert page.url == f"http://{host}/door/"
    context.close()
    assert complaints == []
