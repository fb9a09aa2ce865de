"""Pages of a built portal, as a browser reads them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from scripts.portal.assembly import assemble
from scripts.portal.input import PortalInput
from scripts.portal.page import Page
from scripts.portal.theme import Theme, read_configuration
from tests.support.records import ROOT

RULING = "zhengfuban/2023/ruling/2023-01-01-00008"


@dataclass
class Read(HTMLParser):
    """A page as a browser reads it: its text, ids, links, elements."""

    text: str = ""
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if tag in ("script", "style"):
            self._silent += 1
        if found.get("id"):
            assert found["id"] not in self.ids, f"two elements are called {found['id']}"
            self.ids.add(str(found["id"]))
        if tag == "a" and found.get("href") is not None:
            self.links.append(str(found["href"]))
        if found.get("src"):
            self.assets.append(str(found["src"]))
        if tag == "link" and found.get("rel") == "stylesheet":
            self.assets.append(str(found["href"]))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text += data


def theme() -> Theme:
    configuration = read_configuration((ROOT / "mkdocs.yml").read_bytes())
    return Theme(configuration, (ROOT / "site_overrides",))


@cache
def read(path: Path) -> Read:
    page = Read()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def pages(site: Path) -> Iterator[Path]:
    return (path for path in sorted(site.rglob("*.html")) if path.name != "404.html")


def page_of(data: PortalInput, address: str) -> Page:
    return next(page for page, _ in assemble(data).pages if page.address == address)
