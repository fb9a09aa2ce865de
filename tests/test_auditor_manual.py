"""docs/auditor.md can be followed word for word, by standard tools: its blocks run, in order."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.support.records import ROOT
from tests.support.stage import NEW, NOW, OLD, Stage, news, raise_curtain

MANUAL = (ROOT / "docs" / "auditor.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", MANUAL, re.M | re.S)
TITLES = re.findall(r"^## (.*)$", MANUAL, re.M)


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return raise_curtain(tmp_path_factory.mktemp("manual") / "honest.git")


@pytest.fixture
def stage(honest: Stage, tmp_path: Path) -> Stage:
    return honest.copy(tmp_path / "served.git")


def follow(stage: Stage, folder: Path) -> tuple[int, str]:
    """Clone as the manual says, save the checkpoint beside it, run every block of it."""
    clone = folder / "gongkai.git"
    stage.forge.git("clone", "-q", "--mirror", f"file://{stage.path}", str(clone))
    (folder / "saved.json").write_bytes(stage.saved.text)
    assert stage.saved.signature is not None
    (folder / "saved.json.sig").write_bytes(stage.saved.signature)
    script = "set -e\n" + "\n".join(BLOCKS)
    done = subprocess.run(
        ["bash", "-c", script], cwd=clone, capture_output=True, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_on_an_honest_repository_every_step_passes(stage: Stage, tmp_path: Path) -> None:
    status, said = follow(stage, tmp_path)
    assert status == 0, said
    assert 'Good "gongkai-checkpoint" signature' in said
    assert (tmp_path / "unsealed.txt").read_text() == ""
    assert (tmp_path / "receipts.txt").read_text(encoding="utf-8").count("Received-at: ") == 3
    assert not [line for line in said.splitlines() if line.startswith(":")]  # no raw change
    assert "hint:" not in said  # nothing to read but what the steps are to show


def test_the_steps_see_a_direct_commit_and_an_edit(stage: Stage, tmp_path: Path) -> None:
    commit = stage.forge.branch({OLD: news("改过的稿")}, at=NOW)
    stage.forge.move("refs/heads/main", commit)
    _, said = follow(stage, tmp_path)
    assert said.count(commit) >= 2 and OLD in said


def test_the_steps_see_what_a_merge_holds_of_its_own(stage: Stage, tmp_path: Path) -> None:
    tip = stage.forge.branch({NEW: news()}, at=NOW)
    stage.forge.merge(tip, at=NOW, extra={NEW.replace("road", "own"): news("夹带")})
    _, said = follow(stage, tmp_path)
    assert NEW.replace("road", "own") in said


def test_the_steps_see_a_rewritten_history(stage: Stage, tmp_path: Path) -> None:
    stage.forge.move("refs/heads/main", stage.forge.git("rev-parse", "main~3"))
    status, _ = follow(stage, tmp_path)
    assert status != 0


def test_every_section_of_tools_has_a_block() -> None:
    assert len(TITLES) == 10 and len(BLOCKS) >= 12
