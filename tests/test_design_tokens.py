"""Pages that stand by themselves have the portal's tokens, written down in one place alone."""

import re
from pathlib import Path

import pytest

from scripts.design_tokens import tokens
from tests.conftest import ROOT

PORTAL = ROOT / "site_overrides/assets/stylesheets/gongkai.css"
STYLES = (
    ROOT / "scripts/door/templates/door.css",
    ROOT / "scripts/federating/pages/federation.css",
    ROOT / "scripts/simulating/templates/page.css",
)


def set_in(css: str) -> dict[str, str]:
    return dict(re.findall(r"(--[a-z-]+):\s*([^;]+);", css))


def test_light_and_dark_are_the_portal_s() -> None:
    light, dark = tokens().split("@media (prefers-color-scheme: dark)")
    blocks = PORTAL.read_text("utf-8").split("}")
    portal = {name: value for name, value in set_in(blocks[0]).items() if name.startswith("--gk-")}
    assert portal and portal.items() <= set_in(light).items()
    slate = next(each for each in blocks if "--md-hue" in each)
    portal = {name: value for name, value in set_in(slate).items() if name.startswith("--gk-")}
    assert portal and portal.items() <= set_in(dark).items()
    assert "--gk-head" in set_in(light) and "--gk-head" in set_in(dark)


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.name)
def test_a_page_s_own_style_uses_tokens_and_sets_none_but_for_paper(style: Path) -> None:
    css = style.read_text("utf-8")
    screen = css.partition("@media print")[0]
    assert not set_in(screen)
    used = set(re.findall(r"var\((--[a-z-]+)\)", css))
    assert used and used <= set_in(tokens()).keys()
    assert not re.search(r"#[0-9a-f]{6}", screen)
