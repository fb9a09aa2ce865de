"""Nothing that a user or a repository has set changes what is read."""

import os
from pathlib import Path

import pytest

from scoring.history import place
from scoring.history.errors import RepositoryUnusable
from scoring.history.repository import open_repository
from tests.support.git import git
from tests.support.history import PLAIN, START, chain_of, described
from tests.support.repo import RepoBuilder


@pytest.mark.parametrize(
    "setting",
    [
        "log.showRoot=false",
        "log.diffMerges=combined",
        "log.diffMerges=off",
        "log.follow=true",
        "log.mailmap=true",
        "log.date=relative",
        "log.decorate=full",
        "log.abbrevCommit=true",
        "log.excludeDecoration=*",
        "core.abbrev=4",
        "core.quotePath=false",
        "diff.renames=copies",
        "diff.orderFile=/nonexistent/order",
        "diff.noprefix=true",
        "diff.mnemonicPrefix=true",
        "diff.relative=true",
        "diff.ignoreSubmodules=all",
        "diff.external=false",
        "diff.wsErrorHighlight=all",
        "diff.submodule=log",
        "diff.colorMoved=zebra",
        "color.ui=always",
        "color.diff=always",
        "format.pretty=fuller",
        "format.notes=*",
        "notes.displayRef=refs/notes/*",
        "core.pager=false",
        "pager.log=false",
        "i18n.logOutputEncoding=UTF-16",
        "core.fsmonitor=false",
        "core.precomposeUnicode=true",
        "core.ignoreCase=true",
    ],
)
def test_no_setting_of_the_repository_changes_what_is_read(plain: Path, setting: str) -> None:
    name, _, value = setting.partition("=")
    git(plain, "config", name, value)
    assert described(chain_of(plain)) == PLAIN


def test_signatures_are_not_asked_about(plain: Path, tmp_path: Path) -> None:
    trap = tmp_path / "gpg"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    trap.chmod(0o755)
    git(plain, "config", "log.showSignature", "true")
    git(plain, "config", "gpg.program", str(trap))
    git(plain, "config", "gpg.ssh.program", str(trap))
    assert described(chain_of(plain)) == PLAIN
    assert not (tmp_path / "ran").exists()


def test_no_variable_of_the_caller_changes_what_is_read(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = RepoBuilder(tmp_path / "other").first({"x": "y"}, at=START).finish()
    global_config = tmp_path / "gitconfig"
    global_config.write_text("[log]\n\tshowRoot = false\n[diff]\n\trenames = copies\n")
    grafts = tmp_path / "grafts"
    grafts.write_text(f"{git(plain, 'rev-parse', 'main')}\n")
    hostile = {
        "GIT_DIR": str(other.path / ".git"),
        "GIT_WORK_TREE": str(other.path),
        "GIT_COMMON_DIR": str(other.path / ".git"),
        "GIT_OBJECT_DIRECTORY": str(other.path / ".git" / "objects"),
        "GIT_INDEX_FILE": "/nonexistent",
        "GIT_GRAFT_FILE": str(grafts),
        "GIT_SHALLOW_FILE": str(grafts),
        "GIT_CONFIG_GLOBAL": str(global_config),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "log.showRoot",
        "GIT_CONFIG_VALUE_0": "false",
        "GIT_CONFIG_PARAMETERS": "'diff.renames=copies'",
        "GIT_EXTERNAL_DIFF": "false",
        "GIT_DIFF_OPTS": "--unified=0",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NAMESPACE": "elsewhere",
        "GIT_TRACE": "1",
        "GIT_PAGER": "false",
    }
    for name, value in hostile.items():
        monkeypatch.setenv(name, value)
    assert described(chain_of(plain)) == PLAIN
    assert {name: os.environ[name] for name in hostile} == hostile  # and they are given back


def test_grafts_and_replacements_are_not_believed(plain: Path) -> None:
    honest = described(chain_of(plain))
    head = git(plain, "rev-parse", "main")
    root = git(plain, "rev-list", "--max-parents=0", "main")
    (plain / ".git" / "info").mkdir(exist_ok=True)
    (plain / ".git" / "info" / "grafts").write_text(f"{head} {root}\n")
    assert described(chain_of(plain)) == honest
    (plain / ".git" / "info" / "grafts").unlink()
    git(plain, "replace", head, root)
    assert described(chain_of(plain)) == honest


def test_a_lying_commit_graph_is_not_believed(plain: Path) -> None:
    git(plain, "commit-graph", "write", "--reachable")
    graph = plain / ".git" / "objects" / "info" / "commit-graph"
    content = bytearray(graph.read_bytes())
    table = {
        bytes(content[at : at + 4]): int.from_bytes(content[at + 4 : at + 12], "big")
        for at in range(8, 8 + 12 * content[6], 12)
    }
    entry = 20 + 4 + 4 + 8  # tree, two parents, generation and date
    for start in range(table[b"CDAT"], table[b"CDAT"] + 4 * entry, entry):
        content[start + 20 : start + 28] = bytes.fromhex("70000000") * 2  # "no parent"
    graph.chmod(0o644)
    graph.write_bytes(content)
    assert git(plain, "rev-list", "--count", "main") == "1"  # git itself is taken in
    assert described(chain_of(plain)) == PLAIN


@pytest.mark.parametrize(
    "config",
    [
        b"[core\n",
        b"[core\nbare = \xff\xfe maybe\n",
        b"[core]\n\tbare = maybe\n",
        b"[core]\n\trepositoryformatversion = 99\n",
        b"[core]\n\trepositoryformatversion = 1\n[extensions]\n\tunheardOf = true\n",
        b"\x00\x93\xfa\x01" * 64,
        b"[include]\n\tpath = /dev/zero\n",
    ],
)
def test_a_broken_configuration_is_told_in_the_words_of_git(plain: Path, config: bytes) -> None:
    (plain / ".git" / "config").write_bytes(config)
    with pytest.raises(RepositoryUnusable, match="repository-unreadable") as broken:
        chain_of(plain)
    assert broken.value.exit_status == 1
    detail = broken.value.values["detail"]
    assert isinstance(detail, str)
    assert detail.startswith(("fatal:", "error:"))
    assert len(detail) <= 200


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe in the file system")
def test_a_configuration_that_never_ends_is_not_waited_for(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    git(plain, "config", "include.path", str(tmp_path / "pipe"))
    monkeypatch.setattr(place, "PATIENCE", 0.5)
    with pytest.raises(RepositoryUnusable, match="repository-unreadable"):
        open_repository(plain)


def test_a_configuration_changed_after_opening_is_no_missing_branch(plain: Path) -> None:
    repository = open_repository(plain)
    git(plain, "config", "core.repositoryformatversion", "99")
    with pytest.raises(RepositoryUnusable, match="repository-unreadable"):
        repository.head()
    with pytest.raises(RepositoryUnusable, match="repository-unreadable"):
        repository.head("main")
