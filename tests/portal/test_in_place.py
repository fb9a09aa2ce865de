"""A new site comes in the place of the old one: whole, once, and whatever happens meanwhile."""

import fcntl
import os
import threading
from pathlib import Path

import pytest

from scoring.errors import WrongUse
from scripts.portal.in_place import MARKER, put_in_place


def made(folder: Path, words: str) -> Path:
    folder.mkdir(parents=True)
    (folder / MARKER).write_text("", encoding="utf-8")
    (folder / "index.html").write_text(words, encoding="utf-8")
    return folder


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    disk = made(tmp_path / "disk" / "site", "old")
    out = tmp_path / "www"
    out.symlink_to(disk)
    put_in_place(made(tmp_path / "made", "new"), out)
    assert out.is_symlink()
    assert (disk / "index.html").read_text("utf-8") == "new"
    assert list((tmp_path / "disk").iterdir()) == [disk]


def test_who_is_stopped_between_two_names_puts_the_old_site_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = made(tmp_path / "site", "old")
    rename = Path.rename

    def stopped(path: Path, target: Path) -> Path:
        if target == out and ".site-new" in path.parts:
            raise KeyboardInterrupt
        return rename(path, target)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "rename", stopped)
        put_in_place(made(tmp_path / "made", "new"), out)
    assert (out / "index.html").read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [out]


def test_one_waits_while_another_changes_names(tmp_path: Path) -> None:
    out = made(tmp_path / "site", "old")
    new = made(tmp_path.parent / f"{tmp_path.name}-made", "new")
    other = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    waiting = threading.Thread(target=put_in_place, args=(new, out))
    waiting.start()
    waiting.join(timeout=0.3)
    assert waiting.is_alive() and (out / "index.html").read_text("utf-8") == "old"
    os.close(other)
    waiting.join(timeout=30)
    assert (out / "index.html").read_text("utf-8") == "new"


def test_what_somebody_put_there_while_the_site_was_made_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / "precious.html").write_text("precious", encoding="utf-8")
    with pytest.raises(WrongUse):
        put_in_place(made(tmp_path / "made", "new"), out)
    assert [path.name for path in out.iterdir()] == ["precious.html"]
