"""What a submitter may try with dates of his own, and what it gains: nothing."""

from datetime import datetime
from pathlib import Path

import pytest

from scoring.assessment import Assessment
from scoring.records.record import Strength
from tests.support.forge import STRANGER, receipt
from tests.support.records import ROOT, at
from tests.support.stage import NEW, NOW, OTHER, Stage, news


@pytest.mark.parametrize("claimed", [at("2020-01-01"), at("2023-02-01"), at("2030-01-01")])
@pytest.mark.parametrize("which", ["author", "committer"])
def test_dates_of_a_branch_count_for_nothing(stage: Stage, claimed: datetime, which: str) -> None:
    if which == "author":
        stage.forge.branch({NEW: news()}, at=NOW, authored=claimed, name="submit/a")
    else:
        stage.forge.branch({NEW: news()}, at=claimed, name="submit/a")
    answer = stage.send("refs/heads/submit/a")
    assert answer.accepted
    assert _receipt(stage.path, NEW) == (NOW, Strength.SEALED)
    assert stage.audit(saved=True).findings == ()


@pytest.mark.parametrize("claimed", [at("1970-02-01"), at("2030-01-01")])
def test_a_clock_that_is_wrong_keeps_nobody_out(stage: Stage, claimed: datetime) -> None:
    """However many commits bear its dates: git's own walk by date gives up after a few."""
    tip = stage.forge.git("rev-parse", "main^1")
    for number in range(12):
        path = NEW.replace("road", f"road-{number}")
        tip = stage.forge.branch({path: news(f"第{number}条")}, base=tip, at=claimed)
    stage.forge.move("refs/heads/submit/a", tip)
    assert stage.send("refs/heads/submit/a").accepted
    assert stage.audit(saved=True).findings == ()


def test_what_no_seal_covers_does_not_count_before_the_next_seal(stage: Stage) -> None:
    """A fast-forward of main with old dates: the records wait for the next receipt's date."""
    stage.forge.move("refs/heads/main", stage.forge.branch({NEW: news()}, at=at("2023-03-06")))
    assert _receipt(stage.path, NEW) == (None, Strength.UNVERIFIED)
    later = NEW.replace("road", "later")
    assert stage.submit({later: news("后来的动态")}).accepted
    assert _receipt(stage.path, NEW) == (NOW, Strength.UNVERIFIED)


def _receipt(path: Path, record: str) -> tuple[datetime | None, Strength]:
    found = Assessment.open(path, product=ROOT).archive.records[record[6:-4]].receipt
    return found.time, found.strength


def test_what_a_branch_held_and_took_back_counts_for_nothing(stage: Stage) -> None:
    """Nobody judges it: it comes onto main's tree nowhere. It stays readable in a clone."""
    foreign = OTHER.replace("market", "planted")
    secret = NEW.replace("road", "secret")
    planted = {foreign: news("假冒"), secret: b"\x00" * 10, ".gitattributes": "* filter=x\n"}
    held = stage.forge.branch(planted, at=NOW)
    stage.forge.branch({**dict.fromkeys(planted), NEW: news()}, base=held, at=NOW, name="submit/a")
    assert stage.send("refs/heads/submit/a").accepted
    on_main = stage.forge.git("ls-tree", "-r", "--name-only", "main").splitlines()
    assert NEW in on_main and not set(planted) & set(on_main)
    records = Assessment.open(stage.path, product=ROOT).archive.records
    assert foreign[6:-4] not in records
    assert stage.audit(saved=True).findings == ()
    assert stage.forge.git("cat-file", "-t", f"{held}:{foreign}") == "blob"


def test_words_of_a_receipt_in_a_branch_make_no_foxtrot_of_its_merge(stage: Stage) -> None:
    """Anybody can write them; a clerk shall not put a finding on the gate's own merge."""
    forge = stage.forge
    tree = forge.git("rev-parse", "main^{tree}")
    beside = forge.commit(tree, (forge.head,), NOW, "x\n")
    claims = forge.commit(tree, (forge.head, beside), NOW, receipt(NOW), STRANGER)
    forge.branch({NEW: news()}, base=claims, at=NOW, name="submit/a")
    assert stage.send("refs/heads/submit/a").accepted
    assert stage.audit(saved=True).findings == ()


def test_another_units_branch_that_passed_through_ones_own_makes_it_no_worse(stage: Stage) -> None:
    """On a forge everybody sees what waits; who builds upon it and takes it back gains nothing."""
    forge = stage.forge
    waiting = forge.branch({NEW: news()}, at=NOW, name="submit/a")
    theirs = OTHER.replace("market", "more")
    through = forge.branch({theirs: news("又一条")}, base=waiting, at=NOW)
    forge.branch({NEW: None}, base=through, at=NOW, name="submit/b")
    assert stage.send("refs/heads/submit/b", "xining-clerk").accepted
    assert stage.send("refs/heads/submit/a").accepted
    assert stage.audit(saved=True).findings == ()
