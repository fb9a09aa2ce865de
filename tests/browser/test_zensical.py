"""The same site made by Zensical, which is to follow MkDocs: it says the same, and it fits too.

What a page says, what is searched and what can be downloaded is held against the site of MkDocs,
whose tests so hold for both; what the theme draws around it is looked at in the browser.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import SUB_PATH, served
from tests.browser.test_pages import (  # noqa: F401
    test_a_first_visit_is_as_light_as_the_readers_system,
    test_a_number_leads_to_its_reason,
    test_a_page_is_quiet_and_fits,
    test_pages_say_the_same_without_scripts,
    test_the_page_for_what_is_not_there_is_quiet_and_fits,
    test_the_page_for_what_is_not_there_reads_well_below_a_folder,
    test_the_scoreboard_sorts_without_a_reload,
)
from tests.browser.test_search import (  # noqa: F401
    test_results_narrow_to_a_kind,
    test_the_search_works_from_an_unpacked_folder,
    test_what_is_typed_shows_as_text,
)
from tests.conftest import ROOT, call
from tests.support.once import made_once

pytestmark = pytest.mark.browser

OWN = ("data", "feeds", "files", "assets/schemas", "assets/search", "assets/javascripts/forms")
"""Folders in which all is ours, and nothing the theme's."""
OWN_SCRIPTS = sorted(
    each.name for each in (ROOT / "site_overrides/assets/javascripts").glob("*.js")
)


@pytest.fixture(scope="module")
def folder(
    demo_repository: Path, demo_site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder with the demo year's site as of the same moment, below what is served."""
    as_of = json.loads((demo_site / "data/2023/ledger.json").read_text("utf-8"))["as_of"]

    def make(root: Path) -> None:
        sources = root / "sources"
        build = ("site", "build", "--sources", "--as-of", as_of, "--out", sources)
        call("--repo", demo_repository, *build)
        done = subprocess.run(
            [sys.executable, "-m", "zensical", "build", "--strict"],
            cwd=sources, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        out = root / SUB_PATH
        out.parent.mkdir(parents=True)
        (sources / "site").rename(out)

    return made_once(tmp_path_factory, "zensical-site", make) / SUB_PATH


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The address of the demo year's site."""
    with served(folder) as found:
        yield found


def test_every_page_says_what_it_says_under_mkdocs(folder: Path, demo_site: Path) -> None:
    pages = _files(demo_site, "**/*.html")
    assert _files(folder, "**/*.html") == pages and len(pages) > 250
    for page in pages:
        if page != "404.html":  # the theme's own name for it differs: looked at in the browser
            assert _said(folder / page) == _said(demo_site / page), page


def test_what_is_searched_and_downloaded_has_the_same_bytes(folder: Path, demo_site: Path) -> None:
    own = [file for place in OWN for file in _files(demo_site, f"{place}/**/*")]
    own += [f"assets/javascripts/{name}" for name in OWN_SCRIPTS]
    own += ["assets/stylesheets/gongkai.css"]
    assert len(own) > 100
    for file in own:
        assert (folder / file).read_bytes() == (demo_site / file).read_bytes(), file


def _files(folder: Path, pattern: str) -> list[str]:
    return sorted(
        each.relative_to(folder).as_posix() for each in folder.glob(pattern) if each.is_file()
    )


_MARKS = re.compile(r' data-search-exclude=""|<a id="__skip" tabindex="-1"></a>')
"""What each of the two puts into a page for itself."""


def _said(page: Path) -> list[str]:
    """Return title, policy and content of ``page``, the content by its elements."""
    text = page.read_text(encoding="utf-8")
    head = re.findall(r"<title>.*?</title>|<meta http-equiv.*?>", text, re.DOTALL)
    (content,) = re.findall(r"<article.*</article>", text, re.DOTALL)
    return [
        *head,
        *re.sub(r">\s+<", "><", _MARKS.sub("", content)).replace("><", ">\n<").split("\n"),
    ]
