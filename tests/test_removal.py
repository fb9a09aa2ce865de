"""Material taken out of the repository altogether: what stays true, and what the audit says."""

import hashlib
from pathlib import Path

import pytest

from scoring.assessment import Assessment
from scoring.errors import GongkaiError
from scoring.records.record import Strength
from scripts.auditing.audit import Question, audit
from scripts.gate.sealing import GateKey
from scripts.removal import Removal, remove
from tests.support.files import docx_bytes
from tests.support.git import git
from tests.support.records import ROOT, at
from tests.support.stage import GATE, LATER, Stage, raise_curtain
from tests.support.submissions import GUIDE, WORD, guide_files

AFTER = at("2023-12-31")
GONE = docx_bytes("本附件已依法移除")


@pytest.fixture(scope="module")
def curtain(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A sealed repository with a guide, and checkpoints before and after it."""
    return raise_curtain(tmp_path_factory.mktemp("removal") / "r")


def removed(stage: Stage, *, key: bool = True) -> Removal:
    done = remove(stage.path, {WORD: GONE}, GateKey(GATE if key else None), "试验")
    git(stage.path, "for-each-ref", "--format=delete %(refname)", "refs/heads/submit")
    for ref in git(stage.path, "for-each-ref", "--format=%(refname)", "refs/heads/submit").split():
        git(stage.path, "update-ref", "-d", ref)
    return done


def told(stage: Stage) -> list[str]:
    return sorted({each.code for each in stage.audit().findings})


def test_the_content_is_gone_and_the_record_keeps_its_time(curtain: Stage, tmp_path: Path) -> None:
    stage = curtain.copy(tmp_path / "r")
    blob = git(stage.path, "rev-parse", f"main:{WORD}")
    before = Assessment.open(stage.path, product=ROOT)
    done = removed(stage)
    assert (done.before, done.commits, done.sealed) == (before.head, 2, 1)
    after = Assessment.open(stage.path, product=ROOT)
    record_id = GUIDE.removeprefix("units/").removesuffix(".yml")
    one, other = (each.archive.records[record_id] for each in (before, after))
    assert one.receipt.time == other.receipt.time
    assert other.receipt.strength is Strength.SEALED
    assert other.data["attachments"][0]["sha256"] == hashlib.sha256(GONE).hexdigest()
    scores = [
        [(u.unit, u.score) for u in each.ledger(2023, AFTER).units] for each in (before, after)
    ]
    assert scores[0] == scores[1]
    git(stage.path, "reflog", "expire", "--expire=now", "--all")
    git(stage.path, "gc", "-q", "--prune=now")
    names = ("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    assert blob not in git(stage.path, *names).splitlines()


def test_refs_that_still_lead_to_it_are_named(curtain: Stage, tmp_path: Path) -> None:
    stage = curtain.copy(tmp_path / "r")
    git(stage.path, "update-ref", "refs/heads/kept", "main")
    assert "refs/heads/kept" in removed(stage).still


def test_every_checkpoint_of_a_later_head_tells_that_history_was_rewritten(
    curtain: Stage, tmp_path: Path
) -> None:
    stage = curtain.copy(tmp_path / "r")
    kept = stage.checkpoint(at("2023-03-02"))
    assert told(stage) == []
    removed(stage)
    assert told(stage) == ["head-left-chain", "ledger-head-unknown"]
    question = Question(ROOT, LATER, saved=(("saved.json", kept),), published=())
    assert {each.code for each in audit(stage.path, question).findings} >= {"head-left-chain"}


def test_a_checkpoint_from_before_the_material_still_holds(curtain: Stage, tmp_path: Path) -> None:
    stage = curtain.copy(tmp_path / "r")
    removed(stage)
    git(stage.path, "update-ref", "-d", "refs/gongkai/checkpoints")
    assert told(stage) == ["head-left-chain"], "the server's own log of its refs tells of it too"
    git(stage.path, "reflog", "expire", "--expire=now", "--all")
    assert [each.code for each in stage.audit(saved=True).findings] == []


def test_without_the_gate_s_key_what_came_later_loses_its_seal(
    curtain: Stage, tmp_path: Path
) -> None:
    stage = curtain.copy(tmp_path / "r")
    assert removed(stage, key=False).sealed == 0
    assert "signature-missing" in told(stage)


def test_what_was_never_there_cannot_be_removed(curtain: Stage, tmp_path: Path) -> None:
    stage = curtain.copy(tmp_path / "r")
    head = git(stage.path, "rev-parse", "main")
    with pytest.raises(GongkaiError):
        remove(stage.path, {"units/wanshui/2023/news/no.yml": b""}, GateKey(GATE), "试验")
    assert git(stage.path, "rev-parse", "main") == head
    assert guide_files()[WORD] != GONE
