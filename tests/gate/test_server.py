"""Pushes to a bare repository: over OpenSSH, over HTTP, on the machine itself."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI
from scoring.history.repository import open_repository
from scoring.records.record import Strength
from scripts.auditing.audit import Question, audit
from scripts.checkpoints.store import kept_in, saved_at
from scripts.gate.attempts import read_log
from scripts.gate.serving.installing import NEEDED
from tests.support.gate import NEWS, news
from tests.support.records import ROOT
from tests.support.server import (
    LIGHTTPD,
    PASSWORD,
    SSHD,
    clone,
    commit,
    copy_server,
    git,
    make_server,
    settled,
    ssh_server,
    web_server,
)

pytestmark = pytest.mark.server

BRANCH = "HEAD:refs/heads/submit/wanshui/1"
RECORD = NEWS[len("units/") : -len(".yml")]
CLERK = {"GONGKAI_USER": "wanshui-clerk"}


@pytest.fixture
def bare(made_server: Path, tmp_path: Path) -> Path:
    """A server's repository with two clerks."""
    return copy_server(made_server, tmp_path)


@pytest.fixture
def desk(bare: Path, tmp_path: Path) -> Path:
    """A clerk's clone with a piece of news committed."""
    folder = clone(str(bare), tmp_path / "desk")
    commit(folder, {NEWS: news()})
    return folder


def sealed(bare: Path, record: str = RECORD) -> bool:
    """Whether a record is on `main` with a sealed time."""
    found = Assessment.open(bare, product=ROOT).archive.records.get(record)
    return found is not None and found.receipt.strength is Strength.SEALED


def objects(bare: Path) -> list[str]:
    """The names of all objects there are."""
    told = git(bare, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    return told.stdout.split()


# ---- what every way in has in common -------------------------------------------------------------


def test_a_push_ends_in_a_sealed_record_and_a_receipt(bare: Path, desk: Path) -> None:
    done = git(desk, "push", "origin", BRANCH, **CLERK)
    assert done.returncode == 0, done.stderr
    assert "remote: 已接收：宛水街道（wanshui）报送的材料" in done.stderr
    assert "有收件签名" in done.stderr and RECORD in done.stderr
    assert "保留第一次收到的时间" not in done.stderr  # pre-receive's time is this push's own
    assert sealed(bare)
    refs = git(bare, "for-each-ref", "--format=%(refname)").stdout.split()
    assert refs == ["refs/gongkai/attempts", "refs/heads/main"]
    git(desk, "fetch", "--quiet", "origin")
    assert git(desk, "show", f"origin/main:{NEWS}").returncode == 0
    assert git(bare, "fsck", "--strict").returncode == 0


def test_a_bad_push_is_refused_in_chinese_and_leaves_no_objects(bare: Path, desk: Path) -> None:
    commit(desk, {NEWS: news(category="gossip"), "README.md": b"x"})
    before, head = set(objects(bare)), git(bare, "rev-parse", "main").stdout
    done = git(desk, "push", "origin", BRANCH, **CLERK)
    assert done.returncode == 1
    assert "没有接收：有 3 处问题" in done.stderr
    for code in ("schema-enum", "path-foreign", "merge-mixed"):
        assert code in done.stderr
    assert git(bare, "rev-parse", "main").stdout == head
    attempt = read_log(open_repository(bare))[-1]
    assert attempt.codes == ("merge-mixed", "path-foreign", "schema-enum")
    assert attempt.submitted_by == "wanshui-clerk"
    left = set(objects(bare)) - before
    pushed = set(git(desk, "rev-list", "--objects", "HEAD", "^origin/main").stdout.split())
    assert not left & pushed


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ({}, "服务器没有说明是谁在报送"),
        ({"GONGKAI_USER": "a", "REMOTE_USER": "b"}, "几个不同的账号"),
        ({"GONGKAI_USER": "xining-clerk"}, "xining-clerk 不是 wanshui 的报送人"),
        ({"GL_USER": "nobody"}, "没有登记 nobody 这个报送人"),
        ({"GONGKAI_USER": "a b"}, "a b 不是账号名"),
    ],
)
def test_who_pushes_is_what_the_server_says(
    bare: Path, desk: Path, who: dict[str, str], told: str
) -> None:
    done = git(desk, "push", "origin", BRANCH, **who)
    assert done.returncode == 1
    assert told in done.stderr
    assert not sealed(bare)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("HEAD:refs/heads/main",), "push-main"),
        (("--force", "HEAD~1:refs/heads/main"), ""),  # where main stands: nothing to push
        ((":refs/heads/main",), "push-deletes"),
        ((":refs/heads/submit/wanshui/1",), "push-deletes"),
        (("HEAD:refs/tags/v1",), "push-tag"),
        (("HEAD:refs/heads/other",), "push-ref"),
        (("HEAD:refs/heads/submit/wanshui",), "push-ref"),
        (("HEAD:refs/heads/submit/Wanshui/1",), "push-ref"),
        (("HEAD:refs/heads/submit/wanshui/1/2",), "push-ref"),
        (("HEAD:refs/gongkai/attempts",), "hidden"),
        (("HEAD:refs/replace/1",), "push-ref"),
    ],
)
def test_what_a_clerk_may_not_push(
    bare: Path, desk: Path, arguments: tuple[str, ...], code: str
) -> None:
    before = git(bare, "for-each-ref").stdout
    done = git(desk, "push", "origin", *arguments, **CLERK)
    assert code in done.stderr
    assert git(bare, "for-each-ref").stdout == before


def test_main_goes_forward_only_even_for_a_maintainer(bare: Path, desk: Path) -> None:
    who = {"GONGKAI_USER": "admin"}
    assert "push-records" in git(desk, "push", "origin", "HEAD:main", **who).stderr
    git(desk, "reset", "--quiet", "--hard", "HEAD~1")
    commit(desk, {"note.md": b"x"})
    side = git(desk, "commit-tree", "HEAD~1^{tree}", "-p", "HEAD~1", "-m", "side").stdout.strip()
    assert git(desk, "push", "origin", "HEAD:main", **who).returncode == 0
    head = git(desk, "rev-parse", "HEAD").stdout.strip()
    assert "push-force" in git(desk, "push", "--force", "origin", f"{side}:main", **who).stderr
    fox = git(desk, "commit-tree", "HEAD^{tree}", "-p", side, "-p", head, "-m", "fox").stdout
    assert "push-foxtrot" in git(desk, "push", "origin", f"{fox.strip()}:main", **who).stderr
    assert git(bare, "rev-parse", "main").stdout.strip() == head


def test_two_pushes_at_once_both_end_on_main(bare: Path, tmp_path: Path) -> None:
    desks = []
    for unit in ("wanshui", "xining"):
        folder = clone(str(bare), tmp_path / unit)
        commit(folder, {NEWS.replace("wanshui", unit): news()})
        desks.append((folder, unit))
    processes = [
        subprocess.Popen(
            ["git", "push", "-q", "origin", f"HEAD:refs/heads/submit/{unit}/1"],
            cwd=folder,
            env={**os.environ, "GONGKAI_USER": f"{unit}-clerk"},
            stderr=subprocess.PIPE,
        )
        for folder, unit in desks
    ]
    for process in processes:
        _, said = process.communicate()
        assert process.returncode == 0, said.decode()
    assert sealed(bare) and sealed(bare, RECORD.replace("wanshui", "xining"))


def test_an_old_git_is_named(bare: Path, desk: Path, tmp_path: Path) -> None:
    """Another git on the server's path says that it is too old."""
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "git").write_text(
        '#!/bin/sh\n[ "$1" = --version ] && { echo git version 2.17.1; exit; }\n'
        f'exec {shutil.which("git")} "$@"\n'
    )
    (folder / "git").chmod(0o755)
    hook = (
        (bare / "hooks/pre-receive")
        .read_text()
        .replace("exec ", f"PATH={folder}:$PATH; export PATH\nexec ", 1)
    )
    (bare / "hooks/pre-receive").write_text(hook)
    done = git(desk, "push", "origin", BRANCH, **CLERK, PATH=os.environ["PATH"])
    assert "git 太旧（git version 2.17.1）" in done.stderr
    assert ".".join(map(str, NEEDED)) in done.stderr


# ---- the portal ----------------------------------------------------------------------------------


def test_the_portal_is_rebuilt_and_a_failing_build_leaves_the_old_one(tmp_path: Path) -> None:
    site = tmp_path / "www" / "site"
    bare = make_server(tmp_path, site=site)
    head = git(bare, "rev-parse", "main").stdout.strip()
    assert settled(bare, head)["detail"] == ""
    first = site.resolve()
    assert (site / "index.html").is_file()
    desk = clone(str(bare), tmp_path / "desk")
    commit(desk, {NEWS: news(title="春耕备耕现场会")})
    done = git(desk, "push", "origin", BRANCH, **CLERK)
    assert "公开网站正在更新" in done.stderr
    head = git(bare, "rev-parse", "main").stdout.strip()
    assert settled(bare, head)["detail"] == ""
    second = site.resolve()
    assert second != first
    saved, (*_, kept) = saved_at(site / "data/checkpoint.json"), kept_in(open_repository(bare))
    assert saved.text == kept.text and saved.checkpoint is not None
    assert (saved.checkpoint.head, saved.checkpoint.previous is None) == (head, False)
    assert any(
        "春耕备耕现场会" in page.read_text(encoding="utf-8") for page in site.rglob("*.html")
    )
    (tmp_path / "www" / "kept").write_text("x")
    admin = clone(str(bare), tmp_path / "again")
    commit(admin, {"mkdocs.yml": b"site_name: [\n"})
    git(admin, "push", "-q", "origin", "HEAD:main", GONGKAI_USER="admin")
    head = git(bare, "rev-parse", "main").stdout.strip()
    assert settled(bare, head)["detail"]
    assert site.resolve() == second and (site / "index.html").is_file()
    commit(admin, {"note.md": b"x"})
    told = git(admin, "push", "origin", "HEAD:main", GONGKAI_USER="admin").stderr
    assert "没有更新成功" in told


# ---- OpenSSH -------------------------------------------------------------------------------------

needs_sshd = pytest.mark.skipif(SSHD is None, reason="no sshd here: apt-get install openssh-server")


@pytest.fixture
def ssh(tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    with ssh_server(tmp_path) as served:
        yield served


@needs_sshd
def test_over_openssh(bare: Path, tmp_path: Path, ssh: tuple[str, dict[str, str]]) -> None:
    address, commands = ssh
    desk = clone(f"{address}{bare}", tmp_path / "over-ssh", GIT_SSH_COMMAND=commands["wanshui"])
    commit(desk, {NEWS: news()})
    # Another clerk's key speaks for another unit, whatever the commit or the client claims.
    other = git(
        desk,
        "push",
        "origin",
        BRANCH,
        GIT_SSH_COMMAND=commands["xining"] + " -o SetEnv=GONGKAI_USER=wanshui-clerk",
    )
    assert "xining-clerk 不是 wanshui 的报送人" in other.stderr
    done = git(desk, "push", "origin", BRANCH, GIT_SSH_COMMAND=commands["wanshui"])
    assert done.returncode == 0, done.stderr
    assert "remote: 已接收：宛水街道" in done.stderr
    assert sealed(bare)
    commit(desk, {NEWS: news(title="改")})
    bad = git(desk, "push", "origin", BRANCH, GIT_SSH_COMMAND=commands["wanshui"])
    assert bad.returncode == 1
    assert "record-changed" in bad.stderr


@needs_sshd
def test_a_stalled_connection_gains_no_time(
    bare: Path, desk: Path, tmp_path: Path, ssh: tuple[str, dict[str, str]]
) -> None:
    """The time of receipt is when the objects are complete, not when the push began."""
    address, commands = ssh
    stall = tmp_path / "stall"
    stall.write_text(
        "#!/usr/bin/env python3\n"
        "import os, subprocess, sys, threading, time\n"
        f"command = {commands['wanshui'].split()!r} + sys.argv[1:]\n"
        "process = subprocess.Popen(command, stdin=subprocess.PIPE)\n"
        "seen = 0\n"
        "while piece := os.read(0, 65536):\n"
        "    if b'PACK' in piece and not seen:\n"
        "        seen = 1\n"
        "        process.stdin.write(piece[:-20]); process.stdin.flush()\n"
        "        time.sleep(4)\n"
        "        piece = piece[-20:]\n"
        "    process.stdin.write(piece); process.stdin.flush()\n"
        "process.stdin.close()\n"
        "sys.exit(process.wait())\n"
    )
    stall.chmod(0o755)
    git(desk, "remote", "set-url", "origin", f"{address}{bare}")
    begun = datetime.now(SHANGHAI)
    done = git(desk, "push", "origin", BRANCH, GIT_SSH=str(stall), GIT_SSH_VARIANT="ssh")
    assert done.returncode == 0, done.stderr
    record = Assessment.open(bare, product=ROOT).archive.records[RECORD]
    assert record.receipt.time is not None
    assert (record.receipt.time - begun).total_seconds() >= 3


# ---- HTTP ----------------------------------------------------------------------------------------

needs_web = pytest.mark.skipif(
    LIGHTTPD is None, reason="no lighttpd here: apt-get install lighttpd"
)


@needs_web
def test_over_http_with_a_password(bare: Path, desk: Path, tmp_path: Path) -> None:
    with web_server(tmp_path) as host:
        git(desk, "remote", "set-url", "origin", f"http://wanshui-clerk:wrong@{host}/git/data.git")
        assert git(desk, "push", "origin", BRANCH, GIT_TERMINAL_PROMPT="0").returncode == 128
        assert not sealed(bare)
        address = f"http://xining-clerk:{PASSWORD}@{host}/git/data.git"
        git(desk, "remote", "set-url", "origin", address)
        assert "submitter-not-of-unit" in git(desk, "push", "origin", BRANCH).stderr
        address = f"http://wanshui-clerk:{PASSWORD}@{host}/git/data.git"
        git(desk, "remote", "set-url", "origin", address)
        done = git(desk, "push", "origin", BRANCH)
        assert done.returncode == 0, done.stderr
        assert "remote: 已接收：宛水街道" in done.stderr
        assert sealed(bare)
        assert "有收件签名" in done.stderr


# ---- maintainers ---------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_where_a_maintainers_key_is_trusted_only_what_it_signs_goes_to_main(
    bare: Path, tmp_path: Path
) -> None:
    """A real key and git's own signing; the login that the operator named is no longer enough."""
    admin = clone(str(bare), tmp_path / "maintainer")
    key = tmp_path / "maintainer-key"
    subprocess.run(["ssh-keygen", "-qt", "ed25519", "-N", "", "-f", key], check=True)
    trust = admin / "scoring/trust/allowed_signers"
    public = " ".join(key.with_suffix(".pub").read_text().split()[:2])
    line = f'maintainer namespaces="git" {public}\n'
    commit(admin, {"scoring/trust/allowed_signers": trust.read_bytes() + line.encode()})
    who = {"GONGKAI_USER": "admin"}
    assert git(admin, "push", "-q", "origin", "HEAD:main", **who).returncode == 0
    head = git(bare, "rev-parse", "main").stdout
    signing = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={key}")
    for words, told in (((), "push-unsigned"), ((*signing,), "")):
        git(admin, "reset", "--quiet", "--hard", "origin/main")
        git(admin, "switch", "--quiet", "--force-create", "rules")
        commit(admin, {"note.md": b"x"})
        git(admin, "switch", "--quiet", "--force-create", "main", "origin/main")
        merge = ("merge", "--quiet", "--no-ff", "-m", "维护", *(("-S",) if words else ()), "rules")
        assert git(admin, *words, *merge).returncode == 0
        done = git(admin, "push", "origin", "HEAD:main", **who)
        assert told in done.stderr
        assert (git(bare, "rev-parse", "main").stdout == head) is bool(told), done.stderr
    report = audit(bare, Question(ROOT, datetime.now(SHANGHAI)))
    assert {"governance-unsigned", "commit-direct"} & {each.code for each in report.findings} <= {
        "commit-direct"  # the pushes from before there was a key went straight to main
    }
    assert [change.signers for change in report.changes][-1] == ("maintainer",)
