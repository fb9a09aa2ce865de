"""The archive of a year: the same bytes each time, and enough to audit from it alone."""

import subprocess
import zipfile
from pathlib import Path

import pytest

from scoring.assessment import Assessment
from scripts.auditing.audit import Question, audit
from scripts.auditing.comparing import read_published
from scripts.bundling.archive import year_files, zipped
from scripts.checkpoints.store import saved_at
from tests.support.command import run
from tests.support.records import ROOT, at
from tests.support.stage import LATER, Stage, raise_curtain


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return raise_curtain(tmp_path_factory.mktemp("bundle") / "stage.git")


def archive(path: Path, when: str = "2023-03-01") -> bytes:
    assessment = Assessment.open(path, product=ROOT)
    moment = at(when)
    return zipped("gongkai-2023", year_files(assessment, assessment.ledger(2023, moment), moment))


def test_the_same_history_gives_the_same_bytes(stage: Stage, tmp_path: Path) -> None:
    """However its objects happen to lie: loose, packed, in another clone."""
    clone = tmp_path / "clone.git"
    stage.forge.git("clone", "-q", "--mirror", f"file://{stage.path}", str(clone))
    subprocess.run(["git", "repack", "-q", "-a", "-d", "-f"], cwd=clone, check=True)
    assert archive(stage.path) == archive(clone)


def test_it_is_all_an_auditor_needs(stage: Stage, tmp_path: Path) -> None:
    Path(tmp_path, "year.zip").write_bytes(archive(stage.path))
    with zipfile.ZipFile(tmp_path / "year.zip") as packed:
        packed.extractall(tmp_path)
    folder = tmp_path / "gongkai-2023"
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
    command = ["git", "clone", "-q", "--mirror", "history.bundle", "gongkai.git"]
    subprocess.run(command, cwd=folder, check=True)
    saved = saved_at(folder / "checkpoint.json")
    assert saved.signature is not None  # the very checkpoint that was published then
    ledger = read_published((folder / "ledger.json").read_bytes())
    question = Question(ROOT, LATER, saved=(("c", saved),), published=(("l", ledger),))
    report = audit(folder / "gongkai.git", question)
    assert report.findings == ()
    assert [each.same for each in report.ledgers] == [True, True, True]


def test_the_summary_can_be_printed(stage: Stage) -> None:
    assessment = Assessment.open(stage.path, product=ROOT)
    moment = at("2023-03-20")
    files = year_files(assessment, assessment.ledger(2023, moment), moment)
    page = files["summary.html"].decode()
    assert "2023年度政务公开考核结果" in page and "尚未结账" in page and "宛水街道" in page
    assert "http" not in page and "<script" not in page
    assert (
        files["rulebooks/2023-township.yml"]
        == Path(ROOT, "scoring/rulebooks/2023-township.yml").read_bytes()
    )
    assert "checkpoint.json.sig" not in files  # this state was never published


def test_the_command_says_where_the_archive_is(stage: Stage, tmp_path: Path) -> None:
    place = tmp_path / "存档.zip"
    done = run("bundle", "2023", "--as-of", "2023-03-20", "--out", str(place), repo=stage.path)
    assert done.exit_code == 0, done.stderr
    assert done.stdout == f"已写好：{place}\n"
    assert zipfile.is_zipfile(place)
