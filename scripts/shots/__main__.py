"""Takes the pictures of the manuals: ``python -m scripts.shots FOLDER`` (``make shots``)."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.shots.stage import Stage, receipt, run, set_up

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
_PAGES = {"due": "2023/due.html", "audit": "2023/audit.html"}
_SIZE = {"width": 1100, "height": 900}
_DPI = "80"


def main(out: Path) -> None:
    """Take every picture into ``out``, and say which."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gongkai-shots-") as name, _browser() as browser:
        stage = set_up(Path(name))
        for shot, address in _PAGES.items():
            _page(browser, f"{(stage.site / address).as_uri()}", out / f"{shot}.png")
        _form(browser, stage, out / "clerk-form.png")
        _html(browser, receipt(stage), out / "clerk-receipt.png")
        _paper(stage, ("circular", "2023Q3", "--date", "2023-10-12"), "docx", out / "circular.png")
        _paper(stage, ("template", "hotline-report"), "xlsx", out / "hotline.png", page=2)
    for file in sorted(out.glob("*.png")):
        print(file)


@contextmanager
def _browser() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    if not Path(CHROMIUM).is_file():
        sys.exit(f"没有浏览器：{CHROMIUM} 不存在，可用环境变量 CHROMIUM 指明（no Chromium here）")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def _page(browser: "Browser", address: str, out: Path) -> None:
    page = browser.new_page(viewport=_SIZE)  # type: ignore[arg-type]
    page.goto(address)
    page.screenshot(path=out)
    page.close()


def _form(browser: "Browser", stage: Stage, out: Path) -> None:
    page = browser.new_page(viewport=_SIZE)  # type: ignore[arg-type]
    page.goto((stage.site / "submit" / "news.html").as_uri())
    page.select_option("[data-unit]", "wanshui")
    page.get_by_label("标题").first.fill("宛水街道召开秋季消防安全工作部署会")
    page.screenshot(path=out)
    page.close()


def _html(browser: "Browser", text: str, out: Path) -> None:
    page = browser.new_page(viewport=_SIZE)  # type: ignore[arg-type]
    page.set_content(text)
    page.screenshot(path=out)
    page.close()


def _paper(
    stage: Stage, command: tuple[str, ...], ending: str, out: Path, *, page: int = 1
) -> None:
    """Draw a page of a paper, where LibreOffice and pdftoppm are there."""
    if shutil.which("soffice") is None or shutil.which("pdftoppm") is None:
        print(f"没有 LibreOffice，略去 {out.name}（no LibreOffice here）", file=sys.stderr)
        return
    paper = stage.folder / f"{out.stem}.{ending}"
    run(stage, *command, "--out", str(paper))
    convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(stage.folder)]
    subprocess.run([*convert, str(paper)], check=True, capture_output=True)
    draw = ["pdftoppm", "-png", "-r", _DPI, "-f", str(page), "-singlefile"]
    pdf = paper.with_suffix(".pdf")
    subprocess.run([*draw, str(pdf), str(out.with_suffix(""))], check=True, capture_output=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/shots"))
