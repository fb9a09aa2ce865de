"""Checkpoints: their exact text, their chain, their signatures by standard tools."""

import hashlib
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from scoring.assessment import Assessment
from scoring.errors import GongkaiError
from scoring.history.repository import open_repository
from scoring.history.signers import ALLOWED_SIGNERS
from scoring.ledger.text import ledger_sha256
from scripts.checkpoints.making import make_checkpoint
from scripts.checkpoints.model import Checkpoint, LedgerDigest, read_checkpoint
from scripts.checkpoints.store import REF, Kept, kept_in, newest, saved_at
from scripts.gate.serving.installing import new_key
from tests.support.command import run
from tests.support.forge import CHECKPOINT, SIGNERS
from tests.support.records import ROOT, at
from tests.support.submissions import submissions

PLAIN = Checkpoint(
    head="a" * 40,
    commits=12,
    attempts=None,
    ledgers=(LedgerDigest(2023, "b" * 64),),
    as_of="2023-10-31T00:00:00+08:00",
    engine="gongkai 0.1.0",
    previous=None,
)


def published(folder: Path, when: str, *, key: bytes | None = None) -> Kept:
    assessment = Assessment.open(folder, product=ROOT)
    ledgers = [assessment.ledger(2023, at(when))]
    return make_checkpoint(assessment, ledgers, at(when), key)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    submissions(tmp_path / "repository")
    return tmp_path / "repository"


@pytest.fixture
def key() -> bytes:
    return CHECKPOINT.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def test_the_text_is_exact_and_reads_back() -> None:
    assert PLAIN.text.endswith("}\n") and PLAIN.text.startswith('{\n  "schema": "checkpoint/1"')
    assert read_checkpoint(PLAIN.text.encode()) == PLAIN
    assert PLAIN.sha256 == hashlib.sha256(PLAIN.text.encode()).hexdigest()
    assert list(json.loads(PLAIN.text)) == [
        "schema", "head", "commits", "attempts", "ledgers", "as_of", "engine", "previous",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        PLAIN.text.encode().rstrip(b"\n"),
        PLAIN.text.replace("  ", " ").encode(),
        PLAIN.text.replace("checkpoint/1", "checkpoint/2").encode(),
        PLAIN.text.replace("a" * 40, "main").encode(),
        PLAIN.text.replace('"commits": 12', '"commits": true').encode(),
        PLAIN.text.replace('"commits": 12', '"commits": -1').encode(),
        PLAIN.text.replace("+08:00", "").encode(),
        PLAIN.text.replace('"attempts": null', '"attempts": "x"').encode(),
        b'{"schema":' * 30_000,
    ],
)
def test_anything_else_is_no_checkpoint(text: bytes) -> None:
    with pytest.raises(GongkaiError, match="checkpoint-unreadable"):
        read_checkpoint(text)


def test_a_publication_is_kept_and_chained(repository: Path) -> None:
    first = published(repository, "2023-11-02")
    second = published(repository, "2023-11-03")
    opened = Assessment.open(repository, product=ROOT)
    kept = kept_in(opened.repository)
    assert [each.text for each in kept] == [first.text, second.text]
    one, two = (each.checkpoint for each in kept)
    assert one is not None and two is not None
    assert (one.previous, two.previous) == (None, one.sha256)
    assert one.head == opened.head and one.commits == 5
    digest = ledger_sha256(opened.ledger(2023, at("2023-11-02")))
    assert one.ledgers == (LedgerDigest(2023, digest),)


def test_the_same_publication_is_kept_once_and_is_the_same_everywhere(
    repository: Path, tmp_path: Path
) -> None:
    published(repository, "2023-11-02")
    before = newest(Assessment.open(repository, product=ROOT).repository)
    published(repository, "2023-11-02")
    after = newest(Assessment.open(repository, product=ROOT).repository)
    assert before == after
    other = tmp_path / "other"
    submissions(other)
    published(other, "2023-11-02")
    again = newest(Assessment.open(other, product=ROOT).repository)
    assert again == before  # the commit's name too


def test_a_checkpoint_that_lost_the_race_is_not_kept(repository: Path) -> None:
    from scripts.checkpoints.store import keep

    published(repository, "2023-11-02")
    opened = Assessment.open(repository, product=ROOT).repository
    first = newest(opened)
    assert first is not None and first.checkpoint is not None
    published(repository, "2023-11-03")
    late = replace(first.checkpoint, as_of="2023-11-04T00:00:00+08:00")
    with pytest.raises(GongkaiError, match="git-failed"):
        keep(repository / ".git", late, None, first.commit)
    assert len(kept_in(opened)) == 2


def test_openssh_verifies_what_we_sign(repository: Path, tmp_path: Path, key: bytes) -> None:
    made = published(repository, "2023-11-02", key=key)
    assert made.signature is not None
    Path(tmp_path, "allowed_signers").write_text(SIGNERS)
    Path(tmp_path, "checkpoint.json.sig").write_bytes(made.signature)
    command = [
        "ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", "checkpoint",
        "-n", "gongkai-checkpoint", "-s", "checkpoint.json.sig",
    ]  # fmt: skip
    good = subprocess.run(command, cwd=tmp_path, input=made.text, capture_output=True, check=False)
    assert good.returncode == 0, good.stderr
    bad = subprocess.run(
        command, cwd=tmp_path, input=made.text + b" ", capture_output=True, check=False
    )
    assert bad.returncode != 0
    shown = ["git", "show", f"{REF}:checkpoint.json.sig"]
    kept = subprocess.run(shown, cwd=repository, capture_output=True, check=True)
    assert kept.stdout == made.signature


def test_a_saved_checkpoint_comes_with_the_signature_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    path.write_text(PLAIN.text)
    assert saved_at(path) == Kept(PLAIN.text.encode(), None)
    Path(tmp_path, "saved.json.sig").write_text("signature")
    assert saved_at(path).signature == b"signature"
    assert saved_at(path).checkpoint == PLAIN


# --- with a site ---------------------------------------------------------------------------------


def gongkai(folder: Path, *arguments: str) -> Result:
    return run(*arguments, repo=folder)


def test_a_site_carries_its_checkpoint_and_the_page_says_how_to_verify_it(
    repository: Path, tmp_path: Path, key: bytes
) -> None:
    (tmp_path / "key").write_bytes(key)
    git = ("git", "-C", str(repository))
    subprocess.run([*git, "config", "gongkai.checkpointKey", str(tmp_path / "key")], check=True)
    out = tmp_path / "site"
    asked = ("site", "build", "--out", str(out), "--year", "2023")
    done = gongkai(repository, *asked, "--as-of", "2024-01-05", "--checkpoint")
    assert done.exit_code == 0, done.stderr
    saved = saved_at(out / "data/checkpoint.json")
    (kept,) = kept_in(open_repository(repository))
    assert (saved.text, saved.signature) == (kept.text, kept.signature)
    assert saved.signature is not None and saved.checkpoint is not None
    ledger = (out / "data/2023/ledger.json").read_bytes()
    digest = LedgerDigest(2023, hashlib.sha256(ledger).hexdigest())
    assert saved.checkpoint.ledgers == (digest,)
    page = (out / "2023/audit.html").read_text(encoding="utf-8")
    for told in (
        hashlib.sha256(saved.text).hexdigest(),
        'href="../data/checkpoint.json"',
        'href="../data/checkpoint.json.sig"',
        "gongkai audit --checkpoint checkpoint.json",
        "ssh-keygen -Y verify",
    ):
        assert told in page
    files = (str(out / "data/checkpoint.json"), "--ledger", str(out / "data/2023/ledger.json"))
    told = gongkai(repository, "audit", "--checkpoint", *files, "--format", "json").stdout
    assert {each["same"] for each in json.loads(told)["ledgers"]} == {True}
    (out / "data/checkpoint.json").write_bytes(saved.text.replace(b'"commits": ', b'"commits": 1'))
    assert "checkpoint-left" in gongkai(repository, "audit", "--checkpoint", *files).stdout


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("--worktree",), 2),
        (("--head", "main"), 2),
        (("--as-of", "2999-01-01"), 2),
    ],
)
def test_a_checkpoint_is_of_what_main_is_now(
    repository: Path, tmp_path: Path, arguments: tuple[str, ...], status: int
) -> None:
    out = tmp_path / "site"
    asked = ("site", "build", "--checkpoint", "--out", str(out), *arguments)
    assert gongkai(repository, *asked).exit_code == status
    assert not out.exists()
    assert kept_in(open_repository(repository)) == ()


def test_the_key_that_the_repository_names_signs_whichever_command_asks(
    repository: Path, tmp_path: Path, key: bytes
) -> None:
    (tmp_path / "key").write_bytes(key)
    git = ("git", "-C", str(repository))
    subprocess.run([*git, "config", "gongkai.checkpointKey", str(tmp_path / "key")], check=True)
    out = tmp_path / "checkpoint.json"
    done = gongkai(repository, "checkpoint", "--as-of", "2023-11-02", "--out", str(out))
    assert done.exit_code == 0, done.stderr
    assert saved_at(out).signature is not None


def test_a_key_that_main_does_not_trust_signs_nothing(repository: Path, tmp_path: Path) -> None:
    trusted = repository / ALLOWED_SIGNERS
    trusted.parent.mkdir(parents=True, exist_ok=True)
    trusted.write_text(SIGNERS)
    person = ("-c", "user.name=m", "-c", "user.email=m@localhost")
    for asked in (("add", "."), (*person, "commit", "-qm", "trust")):
        subprocess.run(["git", "-C", str(repository), *asked], check=True)
    (tmp_path / "key").write_bytes(new_key())
    out = tmp_path / "checkpoint.json"
    asked = ("checkpoint", "--as-of", "2023-11-02", "--key", str(tmp_path / "key"))
    done = gongkai(repository, *asked, "--out", str(out))
    assert done.exit_code == 2
    assert 'checkpoint namespaces="gongkai-checkpoint" ssh-ed25519 ' in done.stderr
    assert not out.exists()
    assert kept_in(open_repository(repository)) == ()


def test_a_key_that_is_named_and_cannot_be_read_is_said(repository: Path, tmp_path: Path) -> None:
    git = ("git", "-C", str(repository))
    subprocess.run([*git, "config", "gongkai.checkpointKey", "none"], check=True)
    done = gongkai(repository, "site", "build", "--checkpoint", "--out", str(tmp_path / "site"))
    assert done.exit_code == 1
    assert "gongkai.checkpointKey" in done.stderr
