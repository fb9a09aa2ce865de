"""Objects of a submission lie aside until it is found good, and then, or never, come in."""

import os
import stat
from pathlib import Path

import pytest

from scripts.door.quarantine import quarantine
from tests.support.gate import begin
from tests.support.git import git

NAMES = ("GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")


@pytest.fixture(params=["data.git", 'a:b "c\\\\d".git'])
def bare(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A repository, also where its path holds what git writes lists with."""
    begin(tmp_path / request.param, bare=True).finish()
    return tmp_path / str(request.param)


def there(bare: Path, name: str) -> bool:
    """Whether the repository has an object."""
    told = git(bare, "cat-file", "--batch-check", stdin=name.encode())
    return not told.endswith("missing")


def test_what_is_written_aside_is_no_part_of_the_repository_until_kept(bare: Path) -> None:
    with quarantine(bare) as aside:
        dropped = aside.writer.blob(b"dropped")
    assert not there(bare, dropped)
    with quarantine(bare) as aside:
        kept = aside.writer.blob(b"kept")
        assert not list((bare / "objects").glob(f"{kept[:2]}/*"))
        aside.keep()
        aside.keep()  # once more does nothing
    assert there(bare, kept) and not there(bare, dropped)
    (path,) = (bare / "objects" / kept[:2]).iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert git(bare, "fsck", "--strict", "--no-dangling") == ""


def test_nothing_is_left_and_nothing_stays_set_when_it_goes_wrong(bare: Path) -> None:
    before = {name: os.environ.get(name) for name in NAMES}
    with pytest.raises(ZeroDivisionError), quarantine(bare) as aside:
        aside.writer.blob(b"x")
        assert os.environ["GIT_QUARANTINE_PATH"] == str(aside.folder)
        raise ZeroDivisionError
    assert {name: os.environ.get(name) for name in NAMES} == before
    assert not list((bare / "objects").glob("tmp_*"))


def test_what_a_killed_process_left_is_cleared_by_git_itself(bare: Path) -> None:
    with quarantine(bare) as aside:
        aside.writer.blob(b"left behind")
        stale = aside.folder.with_name(aside.folder.name + "x")
        aside.folder.rename(stale)
    assert stale.is_dir()
    git(bare, "prune", "--expire=now")
    assert not stale.exists()


def test_without_links_it_is_copied(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    with quarantine(bare) as aside:
        kept = aside.writer.blob(b"kept")
        aside.keep()
    assert there(bare, kept)
    assert git(bare, "fsck", "--strict", "--no-dangling") == ""
