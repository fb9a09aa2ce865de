"""The portal on a server: swapped in whole, one build at a time, others' files left alone."""

import fcntl
import json
import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scripts import site_rebuild
from scripts.gate.serving.after_merge import AUDIENCE_SETTING, SITE_SETTING, STATUS, WANTED
from scripts.portal.in_place import MARKER
from scripts.site_rebuild import publish, swap
from tests.conftest import ROOT
from tests.support.records import at, text
from tests.support.repo import RepoBuilder
from tests.support.small_year import small_year

START = at("2024-03-05")
OFFICE = "<strong>内部版</strong>"


@dataclass
class Server:
    """A bare repository that names a place for its portal; its clock goes on with every look."""

    builder: RepoBuilder
    target: Path
    now: datetime = START

    def merge(self, title: str, day: str) -> None:
        path = f"units/wanshui/{day[:4]}/news/{day}-{title.encode().hex()[:6]}.yml"
        self.builder.merge({path: text("news", title=title)}, at=at(day)).finish()

    def publish(self) -> str:
        """Ask for a build, let it run, and tell what there is to say of it."""
        (self.builder.path / WANTED).touch()
        publish(self.builder.path, ROOT, self.clock)
        told: dict[str, str] = json.loads((self.builder.path / STATUS).read_text("utf-8"))
        return told["detail"]

    def clock(self) -> datetime:
        self.now += timedelta(seconds=5)
        return self.now

    def set(self, name: str, value: str) -> None:
        subprocess.run(["git", "config", name, value], cwd=self.builder.path, check=True)

    def says(self, words: str) -> list[str]:
        files = (path for path in self.target.rglob("*") if path.is_file())
        return [path.name for path in files if words.encode() in path.read_bytes()]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server that has published once; only read."""
    folder = tmp_path_factory.mktemp("server")
    builder = RepoBuilder(folder / "data.git", bare=True).first(small_year(), at=at("2023-01-01"))
    server = Server(builder, folder / "www" / "site")
    server.merge("头一条动态", "2023-02-06")
    server.set(SITE_SETTING, str(server.target))
    assert server.publish() == ""
    return server


@pytest.fixture
def server(built: Server, tmp_path: Path) -> Server:
    """A server of one's own that has published once."""
    shutil.copytree(built.builder.path, tmp_path / "data.git")
    shutil.copytree(built.target.parent, tmp_path / "www", symlinks=True)
    own = RepoBuilder(tmp_path / "data.git", bare=True)
    own.__dict__ |= {**built.builder.__dict__, "path": own.path, "_stream": []}
    own._marks = dict(built.builder._marks)
    made = Server(own, tmp_path / "www" / "site", built.now)
    made.set(SITE_SETTING, str(made.target))
    return made


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def test_a_merge_is_on_the_portal_and_the_folder_before_stays_a_while(server: Server) -> None:
    first = server.target.resolve()
    server.merge("第二条动态", "2023-12-07")
    assert server.publish() == ""
    assert server.says("第二条动态")
    assert (server.target / "data/checkpoint.json").is_file()
    assert server.target.resolve() != first and first.is_dir()
    assert server.publish() == ""
    assert not first.exists()
    assert len(hidden(server.target.parent)) == 2
    assert not (server.builder.path / WANTED).exists()


def test_the_public_is_never_served_what_was_built_for_the_office(server: Server) -> None:
    server.set(AUDIENCE_SETTING, "internal")
    assert server.publish() == ""
    assert server.says(OFFICE)
    server.set(AUDIENCE_SETTING, "public")
    assert server.publish() == ""
    assert server.says(OFFICE) == []


def test_a_build_that_fails_leaves_the_portal_and_says_why_in_words(server: Server) -> None:
    before = server.target.resolve()
    server.builder.direct({"mkdocs.yml": "hooks: [x.py]\ntheme: {}\n"}, at=at("2024-03-04"))
    server.builder.finish()
    detail = server.publish()
    assert "hooks" in detail and "GongkaiError" not in detail
    assert server.target.resolve() == before
    assert hidden(server.target.parent) == [before.name]
    server.builder.direct({"mkdocs.yml": None}, at=at("2024-03-04")).finish()
    assert server.publish() == ""


def test_one_builds_while_others_go_home(server: Server) -> None:
    before = server.target.resolve()
    (server.builder.path / WANTED).touch()
    with (server.builder.path / site_rebuild._LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        publish(server.builder.path, ROOT, server.clock)
    assert server.target.resolve() == before
    assert (server.builder.path / WANTED).exists(), "the one who builds will see it"


def test_who_asks_while_a_build_runs_is_served_by_the_next_round(server: Server) -> None:
    rounds = []

    def clock() -> datetime:
        if not rounds:
            (server.builder.path / WANTED).touch()
        rounds.append(server.clock())
        return rounds[-1]

    (server.builder.path / WANTED).touch()
    publish(server.builder.path, ROOT, clock)
    assert len(rounds) == 4, "two rounds, each with two looks at the clock"
    assert not (server.builder.path / WANTED).exists()


def _folder(parent: Path, name: str, *files: str) -> Path:
    made = parent / name
    made.mkdir(parents=True)
    for file in files:
        (made / file).write_text(file, encoding="utf-8")
    return made


NEW = ".site-0123456789ab-20240305120000"


def test_a_portal_beside_it_with_a_longer_name_is_left_alone(tmp_path: Path) -> None:
    other = _folder(tmp_path, ".site-internal-0123456789ab-20240305115900", "index.html")
    (tmp_path / "site-internal").symlink_to(other.name)
    stale = _folder(tmp_path, ".site-ba9876543210-20240305110000", "index.html")
    swap(_folder(tmp_path, NEW, "index.html"), tmp_path / "site")
    assert (tmp_path / "site-internal" / "index.html").is_file()
    assert not stale.exists()


def test_what_was_served_stays_for_a_round_where_the_way_there_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "www").symlink_to(_folder(tmp_path, "disk"))
    before = _folder(tmp_path / "disk", ".site-ba9876543210-20240305110000", "index.html")
    target = tmp_path / "www" / "site"
    target.symlink_to(before.name)
    swap(_folder(tmp_path / "disk", NEW, "index.html"), target)
    assert before.is_dir() and target.resolve().name == NEW


def test_a_site_in_the_place_of_the_link_is_moved_aside_for_a_round(tmp_path: Path) -> None:
    target = _folder(tmp_path, "site", MARKER, "index.html")
    swap(_folder(tmp_path, NEW, "index.html"), target)
    assert target.is_symlink()
    assert (tmp_path / ".site-before-20240305120000" / "index.html").is_file()


def test_a_folder_with_somebody_elses_files_is_not_replaced(server: Server) -> None:
    server.target.unlink()
    _folder(server.target.parent, "site", "precious.html")
    detail = server.publish()
    assert "里已有别的内容" in detail
    assert (server.target / "precious.html").is_file()
