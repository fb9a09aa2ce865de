"""The forge's repository as a job sees it: who is shown the token, what moves and what does not."""

import subprocess
from pathlib import Path

import pytest

from scoring.errors import GongkaiError
from scoring.history.repository import MAIN
from scripts.forge.remote import Remote
from scripts.gate.attempts import ATTEMPTS
from tests.support.gate import begin
from tests.support.git import git

TOKEN = "secret-of-the-job"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    begin(tmp_path / "forge.git", bare=True).finish()
    return tmp_path / "forge.git"


def clone(bare: Path, name: str) -> Path:
    folder = bare.parent / name
    git(bare.parent, "clone", "--quiet", f"file://{bare}", name)
    git(folder, "config", "user.name", "x")
    git(folder, "config", "user.email", "x@example.gov.cn")
    return folder


def grown(folder: Path) -> str:
    """Commit something on main, without looking at the forge."""
    git(folder, "commit", "--quiet", "--allow-empty", "-m", folder.name)
    return git(folder, "rev-parse", "HEAD")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://forge.example/county/data", True),
        ("https://forge.example.evil.example/county/data", False),
        ("https://elsewhere.example/county/data", False),
        ("http://forge.example/county/data", False),
    ],
)
def test_the_token_is_for_the_forge_alone(bare: Path, address: str, shown: bool) -> None:
    remote = Remote(clone(bare, "job"), token=TOKEN, server="https://forge.example")
    done = subprocess.run(
        ["git", "config", "--get-urlmatch", "http.extraheader", address],
        cwd=remote.folder,
        env=remote._environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ("AUTHORIZATION: basic" in done.stdout) is shown


def test_what_moved_is_pushed_together_or_not_at_all(bare: Path) -> None:
    job, other = (Remote(clone(bare, name)) for name in ("job", "other"))
    before, theirs = job.take(), other.take()
    own = grown(job.folder)
    git(job.folder, "update-ref", ATTEMPTS, own)
    grown(other.folder)
    assert other.give(theirs)
    moved = git(bare, "rev-parse", "main")
    assert not job.give(before)
    assert git(bare, "for-each-ref", "--format=%(objectname)") == moved
    again = job.take()
    assert again[MAIN] == moved and ATTEMPTS not in again
    assert git(job.folder, "rev-parse", "main") == moved


def test_nothing_moved_is_nothing_to_push(bare: Path) -> None:
    job = Remote(clone(bare, "job"))
    assert job.give(job.take())


def test_a_push_that_the_forge_refuses_is_an_error_not_a_race(bare: Path) -> None:
    job = Remote(clone(bare, "job"))
    before = job.take()
    grown(job.folder)
    hook = bare / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho protected >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(GongkaiError) as raised:
        job.give(before)
    assert raised.value.code == "git-failed" and "protected" in str(raised.value.values["detail"])


def test_the_clones_hooks_are_not_run(bare: Path, tmp_path: Path) -> None:
    job = Remote(clone(bare, "job"))
    for name in ("reference-transaction", "pre-push", "post-checkout"):
        hook = job.folder / ".git/hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        hook.chmod(0o755)
    before = job.take()
    git(job.folder, "-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "-m", "x")
    assert job.give(before)
    assert not (tmp_path / "ran").exists()
