"""What a submitter may try with dates of his own, and what it gains: nothing."""

from datetime import datetime
from pathlib import Path

import pytest

from scoring.assessment import Assessment
from scoring.records.record import Strength
from tests.support.records import ROOT, at
from tests.support.stage import NEW, NOW, Stage, news


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
