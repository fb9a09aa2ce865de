"""The checkers of the standards, borrowed from npm: axe-core for people, html-validate for HTML."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.conftest import ROOT

_NODE = ROOT / "tests" / "node" / "node_modules"
_AXE = _NODE / "axe-core" / "axe.min.js"
_VALIDATOR = _NODE / "html-validate" / "bin" / "html-validate.mjs"
_SETTINGS = {
    "root": True,
    "extends": ["html-validate:standard"],
    "rules": {"no-trailing-whitespace": "off", "long-title": "off"},  # matters of taste
}


def violations(page: Page, settings: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return what axe-core finds on ``page`` as it is shown now."""
    # It comes in as a debugger's does, which the site's policy does not bind.
    if not page.evaluate("'axe' in window"):
        page.evaluate(_borrowed(_AXE).read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        "async settings => (await axe.run(document, settings)).violations",
        {"resultTypes": ["violations"], **(settings or {})},
    )
    return found


def barriers(page: Page, settings: Mapping[str, Any] | None = None) -> list[str]:
    """Return ``violations`` as lines of text, the first three places of each."""
    return [
        f"{page.url.rpartition('/')[2]}: {each['id']}: {each['help']} — {node['html'][:160]}"
        for each in violations(page, settings)
        for node in each["nodes"][:3]
    ]


def html_complaints(files: list[Path], scratch: Path) -> list[str]:
    """Return what html-validate says of ``files``, but for the markup of the theme."""
    validator = _borrowed(_VALIDATOR)
    if shutil.which("node") is None:
        pytest.skip("没有 node（no Node here）")
    settings, report = scratch / "htmlvalidate.json", scratch / "complaints.json"
    settings.write_text(json.dumps(_SETTINGS), encoding="utf-8")
    with report.open("w", encoding="utf-8") as out:  # a pipe would lose what comes late
        command = ["node", str(validator), "--config", str(settings), "--formatter", "json"]
        subprocess.run([*command, *map(str, files)], stdout=out, check=False)
    found = json.loads(report.read_text(encoding="utf-8"))
    return [
        f"{Path(each['filePath']).name}:{message['line']} {message['ruleId']}: {message['message']}"
        for each in found
        for message in each["messages"]
        if not _of_the_theme(Path(each["filePath"]), message["line"])
    ]


def _borrowed(path: Path) -> Path:
    if not path.is_file():
        pytest.skip(
            f"没有 {path.name}：先运行 npm ci --prefix tests/node（npm tools not installed）"
        )
    return path


def _of_the_theme(path: Path, line: int) -> bool:
    """Tell whether the markup is the theme's own, which is its authors' to change."""
    return "md-" in path.read_text(encoding="utf-8").splitlines()[line - 1]
