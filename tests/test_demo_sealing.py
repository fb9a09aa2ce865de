"""The demo year is sealed: with a key that anybody can make, and that says so."""

import shutil
import stat
from pathlib import Path

import pytest

from scoring.assessment import Assessment
from scoring.history.signers import ALLOWED_SIGNERS, GATE, parse_signers
from scoring.history.sshsig import load_private_key, public_blob
from scoring.records.record import Strength
from scripts.demo.making import SEED
from scripts.demo.sealing import KEY_FILE, demo_checkpoint_key, demo_key, trust_in
from scripts.product import product_root
from tests.support.git import git, raw_git


def test_every_record_is_sealed_and_every_merge_a_receipt(demo_repository: Path) -> None:
    admission = Assessment.open(demo_repository, product=product_root()).admission
    assert {record.receipt.strength for record in admission.records} == {Strength.SEALED}
    unsealed = [verdict.faults for verdict in admission.verdicts[1:] if not verdict.valid]
    assert unsealed == []


def test_the_key_is_trusted_from_the_first_commit_on_and_called_what_it_is(
    demo_repository: Path,
) -> None:
    first = git(demo_repository, "rev-list", "--max-parents=0", "main")
    text = raw_git(demo_repository, "show", f"{first}:{ALLOWED_SIGNERS}").decode()
    assert text.encode() == trust_in(demo_key(SEED), demo_checkpoint_key(SEED))
    assert text.count("演示密钥") == 3
    signers = parse_signers(text.encode())
    assert signers.faults == () and signers.trusts(GATE)
    assert signers.lines[0].key == public_blob(demo_key(SEED))
    assert public_blob(demo_key(SEED + 1)) != public_blob(demo_key(SEED))


def test_the_demos_own_gate_finds_its_key(demo_repository: Path) -> None:
    file = demo_repository / ".git" / KEY_FILE
    assert git(demo_repository, "config", "gongkai.gateKey") == KEY_FILE
    assert public_blob(load_private_key(file.read_bytes())) == public_blob(demo_key(SEED))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_nothing_is_left_of_the_commits_as_they_were_unsigned(demo_repository: Path) -> None:
    assert git(demo_repository, "fsck", "--strict", "--no-reflogs", "--unreachable") == ""


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_git_verifies_what_it_signs(demo_repository: Path, tmp_path: Path) -> None:
    trusted = tmp_path / "trusted"
    trusted.write_bytes(trust_in(demo_key(SEED)))
    words = ("-c", f"gpg.ssh.allowedSignersFile={trusted}", "log", "--first-parent")
    told = git(demo_repository, *words, "--format=%G? %GS", "-20", "main").splitlines()
    assert told == ["G gate"] * 20
