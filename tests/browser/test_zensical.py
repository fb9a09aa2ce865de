"""The same site made by Zensical, which is to follow MkDocs, passes the same tests of its pages."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import SUB_PATH, served
from tests.browser.test_pages import *  # noqa: F403
from tests.browser.test_search import *  # noqa: F403
from tests.conftest import GONGKAI, ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(demo_repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the demo year's site, below the folder that is served."""
    root = tmp_path_factory.mktemp("zensical")
    sources = root / "sources"
    for command, where in (
        ([*GONGKAI, "--repo", str(demo_repository), "site", "build", "--sources",
          "--out", str(sources)], ROOT),
        ([sys.executable, "-m", "zensical", "build", "--strict"], sources),
    ):  # fmt: skip
        done = subprocess.run(
            command, cwd=where, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    out = root / SUB_PATH
    out.parent.mkdir(parents=True)
    return (sources / "site").rename(out)


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The address of the demo year's site."""
    with served(folder) as found:
        yield found
