"""`gongkai init`: a repository that is there whole or not at all, the same on every machine."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.data_repository import data_repository_files
from scripts.engine_pin import parse_engine_pin
from scripts.repository.engine import checkout_requirement, https_address
from tests.support.git import git

ROOT = Path(__file__).resolve().parents[1]
GONGKAI = (sys.executable, "-c", "from scripts.cli import main; main()")
ENGINE = f"gongkai @ git+https://git.example.gov.cn/gongkai/gongkai@{'a' * 40}"
AT = "2022-12-30T10:00:00+08:00"


def gongkai(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*GONGKAI, *arguments],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("init") / "上级" / "data"
    done = gongkai("init", str(place), "--engine", ENGINE, "--at", AT)
    assert done.returncode == 0, done.stderr
    assert str(place) in done.stdout and not done.stderr
    return place


def test_it_holds_all_that_a_data_repository_needs(made: Path) -> None:
    held = set(git(made, "-c", "core.quotePath=false", "ls-files").splitlines())
    assert held == {*data_repository_files(), "release.json"}
    assert {"mkdocs.yml", "schemas/news.json", "units/wanshui/unit.yml", "engine.txt"} <= held
    assert {"scoring/rulebooks/2023-township.yml", "scoring/calendars/china-2023.yml"} <= held
    assert git(made, "status", "--porcelain") == ""
    assert git(made, "fsck", "--strict") == ""


def test_its_first_commit_is_on_main_without_records(made: Path) -> None:
    told = git(made, "log", "--all", "--format=%D|%an <%ae>|%cn <%ce>|%aI|%cI|%P")
    who = "gongkai <gongkai@localhost>"
    assert told == f"HEAD -> main|{who}|{who}|{AT}|{AT}|"


def test_it_can_be_checked_and_scored(made: Path) -> None:
    assert gongkai("--repo", str(made), "check").returncode == 0
    scored = gongkai("--repo", str(made), "score", "--as-of", "2023-03-01")
    assert scored.returncode == 0 and "宛水街道" in scored.stdout and not scored.stderr


def test_it_names_the_engine_that_its_workflows_install(made: Path) -> None:
    assert parse_engine_pin((made / "engine.txt").read_text("utf-8")).requirement == ENGINE
    done = subprocess.run(
        [sys.executable, ".github/engine_pin.py", "engine.txt"],
        cwd=made,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == ENGINE


def test_nobodys_git_settings_change_it(made: Path, tmp_path: Path) -> None:
    hooks = tmp_path / "template" / "hooks"
    hooks.mkdir(parents=True)
    hook = hooks / "reference-transaction"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    config = tmp_path / "config"
    config.write_text(
        f"[user]\nname = 某人\nemail = someone@example.com\n[core]\nautocrlf = true\n"
        f"hooksPath = {hooks}\n[init]\ntemplateDir = {hooks.parent}\ndefaultBranch = trunk\n"
        "defaultObjectFormat = sha256\n[commit]\ngpgSign = true\n"
    )
    env = {
        "GIT_CONFIG_GLOBAL": str(config),
        "GIT_DIR": str(tmp_path / "elsewhere"),
        "GIT_AUTHOR_NAME": "某人",
        "GIT_COMMITTER_DATE": "2001-01-01T00:00:00Z",
        "GIT_DEFAULT_HASH": "sha256",
        "TZ": "America/New_York",
        "LANG": "C",
    }
    place = tmp_path / "data"
    done = gongkai("init", str(place), "--engine", ENGINE, "--at", AT, env=env)
    assert done.returncode == 0, done.stderr
    assert git(place, "rev-parse", "main") == git(made, "rev-parse", "main")
    assert not (place / ".git" / "hooks").exists()
    assert not (tmp_path / "elsewhere").exists()


def test_an_empty_folder_is_filled_and_stays_the_same_folder(tmp_path: Path) -> None:
    place = tmp_path / "empty"
    place.mkdir()
    before = place.stat().st_ino
    assert gongkai("init", str(place), "--at", AT).returncode == 0
    assert place.stat().st_ino == before  # whoever stands in it still does
    assert (place / ".git").is_dir() and list(tmp_path.iterdir()) == [place]


@pytest.mark.parametrize("name", ["file", "full"])
def test_what_stands_there_is_left_alone(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("内容", "utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / ".hidden").write_text("内容", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    done = gongkai("init", str(tmp_path / name))
    assert done.returncode == 2
    assert re.match("错误：.*怎么改：", done.stderr, re.DOTALL) and "Traceback" not in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("engine", ["gongkai", "gongkai==0.1.0", ENGINE.replace("a" * 40, "main")])
def test_a_loose_engine_is_refused_before_anything_is_made(engine: str, tmp_path: Path) -> None:
    done = gongkai("init", str(tmp_path / "data"), "--engine", engine)
    assert done.returncode == 2 and "引擎" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_where_git_fails_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    done = gongkai("init", str(tmp_path / "a" / "b"), env={"PATH": str(tmp_path / "bin")})
    assert done.returncode == 1 and "没有 git" in done.stderr
    broken = tmp_path / "bin" / "git"
    broken.write_text(
        '#!/bin/sh\n[ "$1" = fast-import ] && { echo no space >&2; exit 128; }\nexit 0\n'
    )
    broken.chmod(0o755)
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = gongkai("init", str(tmp_path / "a" / "b"), env={"PATH": path})
    assert done.returncode == 1 and "no space" in done.stderr and "Traceback" not in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["bin"]


def test_where_the_engine_is_unknown_it_says_so_and_the_workflows_refuse(tmp_path: Path) -> None:
    blind = (
        "import scripts.cli.init as init; init.own_pin = lambda: None; "
        "from scripts.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", blind, "init", str(tmp_path / "data")],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert "engine.txt" in done.stderr and "工作流" in done.stderr
    with pytest.raises(ValueError, match="names no engine yet"):
        parse_engine_pin((tmp_path / "data" / "engine.txt").read_text("utf-8"))


def test_a_checkout_names_its_commit_only_where_others_can_fetch_it(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "-b", "main")
    for setting in ("user.name=某人", "user.email=someone@localhost"):
        git(tmp_path, "config", *setting.split("="))
    assert checkout_requirement(tmp_path) is None  # no remote, no commit
    git(tmp_path, "remote", "add", "origin", "git@git.example.gov.cn:gongkai/gongkai.git")
    (tmp_path / "a").write_text("1")
    git(tmp_path, "add", "a")
    git(tmp_path, "commit", "--quiet", "-m", "a")
    assert checkout_requirement(tmp_path) is None  # not pushed
    head = git(tmp_path, "rev-parse", "HEAD")
    git(tmp_path, "update-ref", "refs/remotes/origin/main", head)
    address = "https://git.example.gov.cn/gongkai/gongkai.git"
    assert checkout_requirement(tmp_path) == f"gongkai @ git+{address}@{head}"
    (tmp_path / "a").write_text("2")
    assert checkout_requirement(tmp_path) is None  # runs something else than that commit


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://git.example.gov.cn/a/b", "https://git.example.gov.cn/a/b"),
        ("https://clerk:token@git.example.gov.cn/a/b.git/", "https://git.example.gov.cn/a/b.git"),
        ("ssh://git@git.example.gov.cn:2222/a/b.git", "https://git.example.gov.cn/a/b.git"),
        ("git@GIT.example.gov.cn:a/b.git", "https://git.example.gov.cn/a/b.git"),
        ("/srv/git/gongkai.git", None),
        ("../gongkai", None),
        ("file:///srv/git/gongkai.git", None),
        ("http://git.example.gov.cn/a", None),
        ("", None),
    ],
)
def test_the_address_of_a_remote_holds_no_secret(remote: str, address: str | None) -> None:
    assert https_address(remote) == address
