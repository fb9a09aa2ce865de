"""docs/tutorial.md can be followed word for word from an empty folder to a site."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import run
from tests.support.records import ROOT

PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.M | re.S)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder and the output after a newcomer, whom git does not know, has typed every block."""
    folder = tmp_path_factory.mktemp("tutorial")
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "-c", "set -e\n" + "\n".join(BLOCKS)],
        cwd=folder,
        env={"PATH": path, "HOME": str(folder), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "shilixian", done.stdout


def test_the_first_record_is_received_and_keeps_all_points(followed: tuple[Path, str]) -> None:
    _, said = followed
    assert "青石镇" in said
    board = said[said.rindex("青石镇") :]  # the last board: after the year
    assert board.split()[2] == "10"


def test_only_the_county_of_the_tutorial_is_left(followed: tuple[Path, str]) -> None:
    folder, _ = followed
    assert sorted(each.name for each in (folder / "units").iterdir()) == ["qingshi", "zhengfuban"]
    assert len(list((folder / "scoring" / "rulebooks").glob("*.yml"))) == 1


def test_the_site_tells_the_rule_and_the_record(followed: tuple[Path, str]) -> None:
    folder, _ = followed
    pages = "".join(page.read_text(encoding="utf-8") for page in (folder / "site").rglob("*.html"))
    assert "每年至少报送1条动态信息，未报送的扣10分。" in pages
    assert "青石镇召开新年工作会议" in pages
    assert "宣威市人民政府" not in pages.replace("宣威市人民政府办公室", "")  # the configuration's


def test_what_is_made_that_way_passes_the_audit(followed: tuple[Path, str]) -> None:
    folder, _ = followed
    done = run("audit", "--quick", repo=folder)
    assert done.exit_code == 0, done.stdout
