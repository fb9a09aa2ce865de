"""The door's pages are sound HTML, which whoever reads with a screen reader depends on."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.door import Knocker, door_at, packed
from tests.support.gate import NEWS, news
from tests.support.records import ROOT

VALIDATE = ROOT / "tests/node/node_modules/.bin/html-validate"
PAGE = {"headers": {"Accept": "text/html"}}


@pytest.fixture
def pages(tmp_path: Path) -> list[Path]:
    """Every page there is, with warnings and effects, saved."""
    door: Knocker = door_at(tmp_path)
    second = NEWS.replace("ploughing", "second")
    answers = {
        "form": door.get(),
        "stranger": door.get("", "stranger"),
        "receipt": door.package(packed({NEWS: news()}), **PAGE),
        "receipt-with-warnings": door.package(packed({second: news(title="又一份")}), **PAGE),
        "refusal": door.package(packed({NEWS: news(title="改"), f"{NEWS}x": b""}), **PAGE),
        "cross-site": door.post({}, origin="null", **PAGE),
    }
    assert "提醒（不影响接收）" in answers["receipt-with-warnings"].text
    for name, answer in answers.items():
        (tmp_path / f"{name}.html").write_text(answer.text, encoding="utf-8")
    return sorted(tmp_path.glob("*.html"))


@pytest.mark.skipif(
    not VALIDATE.exists() or shutil.which("node") is None,
    reason="no html-validate here: npm ci --prefix tests/node",
)
def test_every_page_is_sound(pages: list[Path]) -> None:
    done = subprocess.run(
        [VALIDATE, "--preset", "standard,a11y", *pages],
        cwd=VALIDATE.parents[2],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(pages) == 6
