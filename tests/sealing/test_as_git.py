"""Signatures and commits are read as git reads them."""

import os
import subprocess
from pathlib import Path

import pytest

from scoring.history.commit_objects import (
    BadCommit,
    read_commit,
    signed_commit,
    unsigned_commit,
)
from scoring.history.repository import open_repository
from scoring.history.sshsig import sign
from tests.support.admitting import outcome
from tests.support.records import at
from tests.support.repo import RepoBuilder
from tests.support.sealed import (
    BY_GATE,
    BY_MAINTAINER,
    GATE_LINE,
    MAINTAINER_LINE,
    SealedBuilder,
    Signing,
    key,
    line,
)
from tests.support.sealing import (
    JUNE,
    MERGED,
    NEWS,
    begun,
    codes,
    git,
    headed,
    needs_openssh,
    news,
    raw_of,
    spoilt,
)


def git_verifies(builder: RepoBuilder, commit: str, trusted: bytes, scratch: Path) -> bool:
    scratch.write_bytes(trusted)
    words = ("-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={scratch}")
    done = subprocess.run(
        ["git", *words, "verify-commit", commit],
        cwd=builder.path,
        capture_output=True,
        check=False,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "TZ": "UTC"},
    )
    return done.returncode == 0


@needs_openssh
def test_signatures_are_judged_as_git_judges_them(tmp_path: Path) -> None:
    """Every way of signing one merge, each held against what ``git verify-commit`` says."""
    lines = (
        line("gate", "gate", JUNE),
        MAINTAINER_LINE,
        line("gate", "late", 'namespaces="git",valid-after="20230701Z"'),
        line("gate", "broken", "unknown-option"),
        line("checkpoint", "point", 'namespaces="gongkai-checkpoint"'),
    )
    builder = begun(tmp_path, *lines)
    signings = [
        BY_GATE,
        None,
        BY_MAINTAINER,
        Signing("late"),
        Signing("broken"),
        Signing("point"),
        Signing("stranger"),
        Signing("gate", "file"),
        Signing("point", "gongkai-checkpoint"),
        spoilt("收".encode(), b"x"),
        spoilt(b"committer", b"committer "),
        spoilt(b"Unit: wanshui", b"Unit: xining "),
        spoilt(b"U1NI", b"U1NJ"),
        headed(b"encoding GBK"),
        headed(b"mergetag object x\n y"),
        Signing(after=lambda raw: raw.replace(b"\ngpgsig ", b"\ngpgsig-sha256 x\ngpgsig ", 1)),
        Signing(after=lambda raw: raw.replace(b"\ngpgsig ", b"\nxgpgsig ", 1)),
        BY_GATE,
    ]
    for number, signing in enumerate(signings):
        path = NEWS.replace("-a", f"-{number}")
        builder.receive(news(path), at=at("2023-06-15"), sign=signing)
    builder.receive(news(NEWS.replace("-a", "-x")), at=at("2023-05-15"))
    builder.receive(news(NEWS.replace("-a", "-y")), at=at("2023-07-15"))
    builder.receive(news(NEWS.replace("-a", "-z")), at=at("2023-07-15"), sign=Signing("late"))
    found = outcome(builder)
    repository = open_repository(builder.path)
    chain = repository.first_parent_chain(repository.head())
    ours = {each.id: bool(found.verdicts[each.place].principals) for each in chain[1:]}
    trusted = "".join(lines).encode()
    gits = {each: git_verifies(builder, each, trusted, tmp_path / "trusted") for each in ours}
    assert ours == gits
    assert sum(ours.values()) == 7


@needs_openssh
def test_a_commit_that_git_signs_is_verified_and_ours_by_git(tmp_path: Path) -> None:
    builder = begun(tmp_path)
    builder.finish()
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "key"], check=True
    )
    public = (tmp_path / "key.pub").read_text()
    words = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={tmp_path / 'key'}")
    who = ("-c", "user.name=示例", "-c", "user.email=example@example.gov.cn")
    tree = git(builder, "rev-parse", "main^{tree}")
    for told in ("一行\n", "标题\n\n正文\n\n\n", ""):
        name = git(builder, *words, *who, "commit-tree", "-S", tree, stdin=told.encode())
        assert git_verifies(builder, name, f"gate {public}".encode(), tmp_path / "trusted")
        found = read_commit(raw_of(builder, name))
        assert found.signature is not None
        assert signed_commit(found.payload, found.signature) == raw_of(builder, name)
    raw = unsigned_commit(tree, (builder.head,), "示例 <a@b>", MERGED, "标题\n\n正文\n")
    signed = signed_commit(raw, sign(key("gate"), raw, "git"))
    name = git(builder, "hash-object", "-t", "commit", "-w", "--stdin", stdin=signed)
    assert git_verifies(builder, name, GATE_LINE.encode(), tmp_path / "trusted")


def test_a_commit_is_read_whole() -> None:
    raw = unsigned_commit("a" * 40, ("b" * 40, "c" * 40), "示例 <a@b>", MERGED, "标题\n\n正文\n")
    found = read_commit(raw)
    assert (found.tree, found.parents) == ("a" * 40, ("b" * 40, "c" * 40))
    assert (found.author, found.committer, found.committed) == ("示例 <a@b>",) * 2 + (MERGED,)
    assert (found.message, found.signature) == ("标题\n\n正文\n", None)
    assert found.payload == raw
    assert found.headers == ("tree", "parent", "parent", "author", "committer")


def test_a_signature_stands_under_the_name_of_the_repositorys_hash() -> None:
    raw = unsigned_commit("a" * 64, (), "x <a@b>", MERGED, "x\n")
    signed = signed_commit(raw, b"one\n\ntwo\n")
    assert b"\ngpgsig-sha256 one\n \n two\n\nx\n" in signed
    assert read_commit(signed).signature == b"one\n\ntwo"
    assert read_commit(signed).payload == raw


@pytest.mark.parametrize("raw", [b"", b"tree x", b"x\n\ny", b"tree x\nauthor y\n\nz"])
def test_what_is_no_commit(raw: bytes) -> None:
    with pytest.raises(BadCommit):
        read_commit(raw)


def test_a_huge_commit_is_no_receipt(builder: SealedBuilder) -> None:
    builder.receive(
        news(),
        at=MERGED,
        change=lambda told: told.replace("\n\n", "\n\n" + "x" * 300_000 + "\n\n", 1),
    )
    assert codes(builder) == ["commit-unreadable"]
