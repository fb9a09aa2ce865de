"""The portals that many tests read."""

from pathlib import Path

import pytest

from scripts.portal.build import build
from scripts.portal.in_place import MARKER
from tests.support.once import made_once
from tests.support.portal_fixture import WITHHELD, portal, sent
from tests.support.portal_pages import RULING, theme
from tests.support.records import at


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything, as the public sees it; one piece of news is taken down."""
    data = portal(withheld={WITHHELD: RULING}, demo=True)
    return made_once(tmp_path_factory, "portal", lambda out: build(data, theme(), out))


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One piece of news, put where another site stood before."""

    def make(out: Path) -> None:
        out.mkdir()
        (out / MARKER).write_text("", encoding="utf-8")
        (out / "stale.html").write_text("old", encoding="utf-8")
        news = [sent("news", "wanshui", at("2023-02-06"), title="=HYPERLINK(1)&2")]
        build(portal(news), theme(), out)

    return made_once(tmp_path_factory, "plain", make)
