"""Every type of page by the checkers of the standards: axe-core for people, html-validate."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import rooted
from tests.browser.test_pages import PAGES
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

NODE = ROOT / "tests" / "node" / "node_modules"
AXE = NODE / "axe-core" / "axe.min.js"
# All that the dark scheme changes on a page; the rest has been looked at in the light one.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
VALIDATOR = NODE / "html-validate" / "bin" / "html-validate.mjs"


def _borrowed(path: Path) -> Path:
    if not path.is_file():
        pytest.skip(
            f"没有 {path.name}：先运行 npm ci --prefix tests/node（npm tools not installed）"
        )
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_people_can_use_every_page(browser: Browser, address: str, scheme: str, width: int) -> None:
    axe = _borrowed(AXE).read_text(encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,  # the checker is put into the page; the pages themselves keep the policy
    )
    page = context.new_page()
    told = []
    for name in PAGES:
        page.goto(address + name)
        page.evaluate(axe)
        found = page.evaluate(
            "async settings => (await axe.run(document, settings)).violations",
            {"resultTypes": ["violations"], **(COLOURS if scheme == "dark" else {})},
        )
        told += [
            f"{name}: {each['id']}: {each['help']} — {node['html'][:160]}"
            for each in found
            for node in each["nodes"][:3]
        ]
    context.close()
    assert not told, "\n".join(told)


def test_people_can_use_the_page_for_what_is_not_there(browser: Browser, folder: Path) -> None:
    axe = _borrowed(AXE).read_text(encoding="utf-8")
    context = browser.new_context(viewport={"width": 360, "height": 900}, bypass_csp=True)
    page = context.new_page()
    with rooted(folder) as home:
        page.goto(f"{home}404.html")
        page.evaluate(axe)
        found = page.evaluate("async () => (await axe.run(document)).violations")
    context.close()
    assert [each["id"] for each in found] == []


def test_every_page_is_valid_html(folder: Path, tmp_path: Path) -> None:
    validator = _borrowed(VALIDATOR)
    if shutil.which("node") is None:
        pytest.skip("没有 node（no Node here）")
    settings = tmp_path / "htmlvalidate.json"
    settings.write_text(json.dumps(SETTINGS), encoding="utf-8")
    files = [str(folder / name) for name in (*PAGES, "404.html")]
    told_in = tmp_path / "told.json"
    with told_in.open("w", encoding="utf-8") as out:  # a pipe would lose what comes late
        command = ["node", str(validator), "--config", str(settings), "--formatter", "json"]
        subprocess.run([*command, *files], stdout=out, check=False)
    told = [
        f"{Path(each['filePath']).relative_to(folder)}:{message['line']} {message['ruleId']}: "
        f"{message['message']}"
        for each in json.loads(told_in.read_text(encoding="utf-8"))
        for message in each["messages"]
        if not _of_the_theme(Path(each["filePath"]), message["line"])
    ]
    assert not told, "\n".join(told[:40])


def _of_the_theme(path: Path, line: int) -> bool:
    """Tell whether the markup is the theme's own, which is its authors' to change."""
    return "md-" in path.read_text(encoding="utf-8").splitlines()[line - 1]


SETTINGS = {
    "root": True,
    "extends": ["html-validate:standard"],
    "rules": {"no-trailing-whitespace": "off", "long-title": "off"},  # matters of taste
}
