"""`gongkai init --bare` on a bare repository that is there already: nothing is overwritten."""

import subprocess
from pathlib import Path

import pytest

from tests.support.gate import KEY_FILE, NEWS, begin, news
from tests.support.records import ROOT
from tests.support.server import GONGKAI, clone, commit, git

HOOKS = ("pre-receive", "proc-receive", "post-receive")
CLERK = {"GONGKAI_USER": "wanshui-clerk"}
BRANCH = "HEAD:refs/heads/submit/wanshui/1"


def init(bare: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the program on ``bare``."""
    return subprocess.run(
        [*GONGKAI, "init", "--bare", *more, "--at", "2023-01-01", str(bare)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def state(folder: Path) -> dict[str, bytes]:
    """Every file of a repository."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A bare repository with a history and no gate, which trusts no key yet."""
    begin(tmp_path / "data.git", bare=True, sealed=False).finish()
    return tmp_path / "data.git"


def test_the_gate_is_put_in_and_everything_is_told(bare: Path, tmp_path: Path) -> None:
    head = git(bare, "rev-parse", "main").stdout
    git(bare, "config", "receive.denyDeletes", "false")
    done = init(bare, "--site", str(tmp_path / "site"))
    assert done.returncode == 0, done.stderr
    for told in (
        "装好了收件口",
        "receive.denyDeletes 由 false 改为 true",
        "receive.procReceiveRefs = refs/heads/submit",
        f"gongkai.site = {tmp_path / 'site'}",
        "新生成了收件私钥",
        "加进 scoring/trust/allowed_signers 并推送：gate namespaces=",
        *(f"新装钩子 hooks/{name}" for name in HOOKS),
    ):
        assert told in done.stdout, done.stdout
    assert git(bare, "rev-parse", "main").stdout == head
    assert (bare / "gongkai-gate-key").stat().st_mode & 0o777 == 0o600


def test_it_takes_submissions_then_and_again_does_no_harm(bare: Path, tmp_path: Path) -> None:
    init(bare)
    desk = clone(str(bare), tmp_path / "desk")
    commit(desk, {NEWS: news()})
    done = git(desk, "push", "origin", BRANCH, **CLERK)
    assert "已接收" in done.stderr
    key = (bare / "gongkai-gate-key").read_bytes()
    (bare / "hooks/pre-receive").chmod(0o644)
    again = init(bare)
    assert again.returncode == 0, again.stderr
    assert "更新了以前装的钩子 hooks/pre-receive" in again.stdout
    assert "hooks/proc-receive" not in again.stdout
    assert "新设置" not in again.stdout and "新生成" not in again.stdout
    assert (bare / "gongkai-gate-key").read_bytes() == key
    assert (bare / "hooks/pre-receive").stat().st_mode & 0o111
    assert "更新了" not in init(bare).stdout


def test_it_says_so_where_nothing_had_to_change(tmp_path: Path) -> None:
    made = tmp_path / "made.git"
    assert init(made).returncode == 0
    assert init(made).stdout == f"已有的裸仓库 {made} 装着收件口，没有要改的。\n"


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_of_somebody_else_is_never_overwritten(bare: Path, name: str) -> None:
    (bare / "hooks").mkdir(exist_ok=True)
    (bare / "hooks" / name).write_text("#!/bin/sh\nexit 0\n")
    before = state(bare)
    done = init(bare)
    assert done.returncode == 2
    assert f"hooks/{name}" in done.stderr and "没有改动任何内容" in done.stderr
    assert state(bare) == before


def test_a_hook_that_is_a_link_is_somebody_elses(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "shared").write_text("#!/bin/sh\nexit 0\n")
    (bare / "hooks").mkdir(exist_ok=True)
    (bare / "hooks/pre-receive").symlink_to(tmp_path / "shared")
    assert init(bare).returncode == 2
    assert (tmp_path / "shared").read_text() == "#!/bin/sh\nexit 0\n"


def test_hooks_that_are_elsewhere(bare: Path) -> None:
    git(bare, "config", "core.hooksPath", "/etc/git/hooks")
    before = state(bare)
    done = init(bare)
    assert done.returncode == 2 and "/etc/git/hooks" in done.stderr
    assert state(bare) == before


def test_other_hooks_stay(bare: Path) -> None:
    (bare / "hooks").mkdir(exist_ok=True)
    (bare / "hooks/update").write_text("#!/bin/sh\nexit 0\n")
    assert init(bare).returncode == 0
    assert (bare / "hooks/update").read_text() == "#!/bin/sh\nexit 0\n"


def test_a_key_that_main_trusts_must_be_named(tmp_path: Path) -> None:
    bare = tmp_path / "data.git"
    begin(bare, bare=True).finish()
    before = state(bare)
    done = init(bare)
    assert done.returncode == 2 and "--key" in done.stderr
    assert state(bare) == before
    (tmp_path / "key").write_bytes(KEY_FILE)
    done = init(bare, "--key", str(tmp_path / "key"))
    assert done.returncode == 0, done.stderr
    assert "不作数" not in done.stdout
    desk = clone(str(bare), tmp_path / "desk")
    commit(desk, {NEWS: news()})
    assert "有收件签名" in git(desk, "push", "origin", BRANCH, **CLERK).stderr


def test_an_empty_one_is_begun(tmp_path: Path) -> None:
    """As Gitolite and forges make them."""
    bare = tmp_path / "data.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "master", str(bare)], check=True)
    done = init(bare)
    assert done.returncode == 0, done.stderr
    assert "写了第一次提交" in done.stdout and "不作数" not in done.stdout
    assert git(bare, "symbolic-ref", "HEAD").stdout.strip() == "refs/heads/main"
    assert "units/wanshui/unit.yml" in git(bare, "ls-tree", "-r", "--name-only", "main").stdout


def test_one_without_main_is_left_alone(bare: Path) -> None:
    git(bare, "branch", "-m", "main", "master")
    before = state(bare)
    done = init(bare)
    assert done.returncode == 2 and "没有 main" in done.stderr
    assert state(bare) == before


def test_a_folder_that_is_no_repository_is_refused_as_before(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("x")
    done = init(tmp_path)
    assert done.returncode == 2 and "没有改动它" in done.stderr
