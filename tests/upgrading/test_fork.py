"""`gongkai upgrade --from`: a fork of the whole program takes a release of the one it came from.

The program of the test is this one. Upstream's next release makes every missing item cost twice
and has a new file; the fork has records, a portal and a rulebook of its own.
"""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from scoring.history.repository import open_repository
from scripts.auditing.audit import Question, audit
from scripts.upgrading.fork import merged
from scripts.upgrading.steps import Action, Why
from tests.support.command import run
from tests.support.git import raw_git
from tests.support.records import ROOT, registry_files, text

TAKEN = ("pyproject.toml", "mkdocs.yml", "requirements.lock", "scoring", "scripts", "schemas")
AS_OF = "2023-06-20"
NEWS = "units/wanshui/2023/news/2023-02-06-a.yml"
QUOTA = "scoring/rules/quota.py"


def git(folder: Path, *arguments: str, day: str = "2023-03-01") -> str:
    """Run git as the maintainer of a fork, at ten o'clock of ``day``."""
    person = ("-c", "user.name=维护", "-c", "user.email=a@example.gov.cn")
    date = f"{day}T10:00:00+08:00"
    told = raw_git(folder, *person, *arguments, GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)
    return told.decode().strip()


def write(folder: Path, files: dict[str, bytes], message: str, day: str) -> None:
    """Commit ``files`` on a branch and merge it, as a server does."""
    git(folder, "switch", "--quiet", "-c", "work", day=day)
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    git(folder, "add", "--all", day=day)
    git(folder, "commit", "--quiet", "-m", message, day=day)
    git(folder, "switch", "--quiet", "main", day=day)
    git(folder, "merge", "--quiet", "--no-ff", "-m", f"merge {message}", "work", day=day)
    git(folder, "branch", "-d", "work", day=day)


def upstream(folder: Path) -> None:
    """The program, as one commit."""
    folder.mkdir()
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in TAKEN:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    for path in ("units/wanshui/unit.yml", "units/xining/unit.yml"):
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_bytes(registry_files()[path])
    git(folder, "init", "--quiet", "-b", "main")
    git(folder, "add", "--all", day="2023-01-01")
    git(folder, "commit", "--quiet", "-m", "0.1.0", day="2023-01-01")


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("fork")
    upstream(base / "upstream")
    git(base, "clone", "--quiet", str(base / "upstream"), "fork")
    place = base / "fork"
    git(place, "remote", "remove", "origin")
    git(place, "config", "user.name", "维护")
    git(place, "config", "user.email", "a@example.gov.cn")
    write(place, {"mkdocs.yml": b"site_name: own\n"}, "portal", "2023-01-10")
    write(place, {NEWS: text("news", published_on="2023-02-06")}, "news", "2023-02-06")
    quota = (ROOT / QUOTA).read_bytes()
    release(base / "upstream", {QUOTA: dearer(quota), "docs/new.md": b"new\n"}, "v9.0")
    git(place, "fetch", "--quiet", str(base / "upstream"), "tag", "v9.0")
    return place


def dearer(quota: bytes) -> bytes:
    """Return the quota rule with twice the price of a missing item."""
    price = b"cost = short * self.per_missing"
    assert price in quota
    return quota.replace(price, price + b" * 2")


def release(folder: Path, files: dict[str, bytes], tag: str) -> None:
    version = (ROOT / "scoring/version.py").read_text("utf-8").replace("0.1.0", "9.0.0")
    files = {**files, "scoring/version.py": version.encode()}
    files["mkdocs.yml"] = b"site_name: upstream\n"
    write(folder, files, tag, "2023-05-01")
    git(folder, "tag", tag)


@pytest.fixture
def place(fork: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "fork"
    shutil.copytree(fork, copy, symlinks=True)
    git(copy, "status")
    return copy


def upgrade(folder: Path, *arguments: str) -> Result:
    return run("upgrade", "--as-of", AS_OF, *arguments, repo=folder)


def test_a_fork_is_shown_what_the_new_program_does_and_takes_it_when_it_says_so(
    place: Path,
) -> None:
    before = git(place, "rev-parse", "main")
    records = git(place, "ls-tree", "-r", "main", "units/")
    refused = upgrade(place, "--from", "v9.0")
    assert refused.exit_code == 1 and "--accept-score-changes" in refused.stderr
    assert "gongkai 0.1.0 → gongkai 9.0.0" in refused.stdout
    assert "宛水街道" in refused.stdout and "0.1 → 0.2" in refused.stdout
    assert "mkdocs.yml：你们改过" in refused.stdout
    assert git(place, "rev-parse", "main") == before and not git(place, "status", "--porcelain")
    done = upgrade(place, "--from", "v9.0", "--accept-score-changes")
    assert done.exit_code == 0, done.stderr
    assert git(place, "rev-parse", "main^1", "main^2^1", "main^2^2").split() == [
        before,
        before,
        git(place, "rev-parse", "v9.0"),
    ]
    assert git(place, "ls-tree", "-r", "main", "units/") == records
    assert (place / "mkdocs.yml").read_bytes() == b"site_name: own\n"
    assert (place / "docs/new.md").is_file()
    report = audit(place, Question(product=ROOT, now=at_once()))
    assert report.findings == ()
    assert "没有要升级的" in upgrade(place, "--from", "v9.0").stdout


def at_once() -> datetime:
    return datetime.now(UTC)


def test_program_that_both_changed_waits_for_a_hand_and_a_branch_brings_it(place: Path) -> None:
    own = (place / QUOTA).read_bytes() + b"# our own\n"
    write(place, {QUOTA: own}, "own program", "2023-05-10")
    before = git(place, "rev-parse", "main")
    refused = upgrade(place, "--from", "v9.0", "--accept-score-changes")
    assert refused.exit_code == 1 and QUOTA in refused.stderr and "两边都改过" in refused.stderr
    assert git(place, "rev-parse", "main") == before
    git(place, "switch", "--quiet", "-c", "joined")
    git(place, "merge", "--quiet", "-X", "ours", "-m", "joined", "v9.0", day="2023-05-11")
    git(place, "switch", "--quiet", "main")
    done = upgrade(place, "--from", "joined", "--accept-score-changes")
    assert done.exit_code == 0, done.stderr
    assert b"# our own" in (place / QUOTA).read_bytes()
    assert audit(place, Question(product=ROOT, now=at_once())).findings == ()


def test_a_new_file_never_puts_away_what_the_fork_has_in_its_place(place: Path) -> None:
    write(place, {"docs/new.md/own.md": b"own\n"}, "own folder", "2023-05-20")
    repository = open_repository(place)
    found = merged(repository, repository.head("main"), "v9.0", 2023)
    (step,) = (each for each in found.steps if each.path == "docs/new.md")
    assert (step.action, step.why) == (Action.KEEP, Why.TAKEN)
    assert "docs/new.md" not in found.changes


def test_a_release_that_brings_material_is_refused(place: Path) -> None:
    git(place, "switch", "--quiet", "-c", "evil")
    path = "units/xining/2023/news/2023-03-01-b.yml"
    write_on = place / path
    write_on.parent.mkdir(parents=True)
    write_on.write_bytes(text("news", unit="xining"))
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "-m", "evil")
    git(place, "switch", "--quiet", "main")
    refused = upgrade(place, "--from", "evil")
    assert refused.exit_code == 2 and path in refused.stderr


def test_a_fork_must_say_what_it_takes_and_what_it_takes_must_be_related(place: Path) -> None:
    silent = upgrade(place)
    assert silent.exit_code == 2 and "--from v0.2.0" in silent.stderr
    alone = git(place, "commit-tree", "-m", "alone", "main^{tree}")
    strange = upgrade(place, "--from", alone)
    assert strange.exit_code == 2 and "没有共同的历史" in strange.stderr
    assert upgrade(place, "--from", "v1.2.3").exit_code == 2
