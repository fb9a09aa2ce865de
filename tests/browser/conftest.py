"""A browser and a site for it: the demo year's, served below a sub-path of this machine."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import ROOT, call
from tests.support.once import made_once

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A county's server as browsers see it: not this machine itself, and without https.
    "--host-resolver-rules=MAP county.example 127.0.0.1",
]
SUB_PATH = "some/where"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def demo_site(demo_repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the demo year's site, below the folder that is served."""
    root = made_once(
        tmp_path_factory,
        "demo-site",
        lambda root: call("--repo", demo_repository, "site", "build", "--out", root / SUB_PATH),
    )
    return root / SUB_PATH


@pytest.fixture(scope="session")
def folder(demo_site: Path) -> Path:
    """The folder of the site that is looked at: the demo year's, where a module has no other."""
    return demo_site


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the site in ``folder``, which ends in ``SUB_PATH``, and give its address."""
    with rooted(folder.parents[len(Path(SUB_PATH).parts) - 1]) as home:
        yield f"{home}{SUB_PATH}/"


@contextmanager
def rooted(folder: Path) -> Iterator[str]:
    """Serve ``folder`` as a host's root, where a page for what is not there belongs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


@pytest.fixture(scope="session")
def address(folder: Path) -> Iterator[str]:
    """The address of the demo year's site."""
    with served(folder) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium of this machine; ``$CHROMIUM`` names another than ``/usr/bin/chromium``."""
    if not CHROMIUM.is_file():
        pytest.skip(
            f"没有浏览器：{CHROMIUM} 不存在，可用环境变量 CHROMIUM 指明（no Chromium here）"
        )
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


# Zensical's own search box, which no page of ours uses, would style itself; the policy forbids it.
_UNUSED_BOX = "sha256-NwSx/R2V/U4jnW0Tq5pQ53Y/rzPVJ4dqE7D6UTA/J1k="


class Watch:
    """Notes what a page complains of, and what it asks of other hosts."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._asked(request.url))
        page.on("response", lambda answer: self._answered(answer.status, answer.url))

    def _said(self, message: object) -> None:
        text = getattr(message, "text", "")
        where = str((getattr(message, "location", None) or {}).get("url", ""))
        if getattr(message, "type", "") not in ("error", "warning") or _UNUSED_BOX in text:
            return
        if where.endswith(f"/{SUB_PATH}/search.js"):  # the index of that box, which is not there
            return
        self.complaints.append(text)

    def _asked(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:", "about:")):
            self.complaints.append(f"asked another host: {url}")

    def _answered(self, status: int, url: str) -> None:
        if status >= 400:
            self.complaints.append(f"{status}: {url}")


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """A tab in which one page is read after another; each test says how wide it is."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def watch(tab: Page) -> Watch:
    """What the pages in ``tab`` complain of; each test begins with none of it."""
    return Watch(tab)


@pytest.fixture(scope="session")
def forms_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small site, its forms with every way to send, below what is served."""
    from scripts.portal.build import build
    from scripts.portal.sending import Forge, Sending
    from scripts.portal.theme import Theme, read_configuration
    from tests.support.form_filling import own_kinds
    from tests.support.portal_fixture import portal

    def make(root: Path) -> None:
        sending = Sending("/door/", Forge("github", "https://github.example/o/r/new/main"))
        site = replace(portal(), schemas=own_kinds(), sending=sending)
        theme = Theme(
            read_configuration((ROOT / "mkdocs.yml").read_bytes()), (ROOT / "site_overrides",)
        )
        build(site, theme, root / SUB_PATH)

    return made_once(tmp_path_factory, "forms-site", make) / SUB_PATH


@pytest.fixture(scope="session")
def forms_address(forms_folder: Path) -> Iterator[str]:
    """The address of the small site with forms."""
    with served(forms_folder) as found:
        yield found
