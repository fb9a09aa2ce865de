"""One county at a time: what is believed of it, what is not, and the words for why."""

import json
import os
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from scoring.assessment import Assessment
from scoring.errors import GongkaiError
from scoring.history.repository import open_repository
from scoring.history.signers import CHECKPOINTS
from scoring.history.sshsig import public_line, sign
from scoring.messages import sentence
from scripts.checkpoints.model import Checkpoint
from scripts.checkpoints.store import keep, newest
from scripts.federating.gathering import _exact, _scored
from scripts.federating.harvest import Harvest, State, Task
from scripts.federating.listing import County
from scripts.federating.release import own_release
from scripts.federating.task import OtherRelease, harvest
from tests.conftest import ROOT
from tests.support.counties import AS_OF, HELD, KEY, checkpoint, grown, news
from tests.support.forge import CHECKPOINT, STRANGER
from tests.support.git import git

JIA = "jia"


def task_of(folder: Path, **changes: object) -> Task:
    """The task of the county that lies in ``folder``."""
    told = {"id": folder.name, "name": folder.name, "repository": str(folder)}
    county = County(**{**told, "checkpoint": None, "keys": (KEY,)})  # type: ignore[arg-type]
    for name in County.__dataclass_fields__.keys() & changes.keys():
        county = replace(county, **{name: changes.pop(name)})
    task = Task(county, (2023,), AS_OF, str(folder.parent / "work"), own_release())
    return replace(task, **changes)  # type: ignore[arg-type]


def done(folder: Path, **changes: object) -> Harvest:
    return harvest(task_of(folder, **changes))


def failed(folder: Path, state: State, code: str, **changes: object) -> Harvest:
    """Do the county and see that it fails so, with no figure of it and a sentence in Chinese."""
    found = done(folder, **changes)
    why = found.why or found.years[0].why
    assert (found.state, why and why.code) == (state, code), found
    assert why is not None
    told = sentence(why.code, why.values)
    assert told != why.code and "…" not in told
    assert not any(year.units or year.losses for year in found.years)
    return found


# --- what is compared ----------------------------------------------------------------------------


def test_an_honest_county_is_compared(spoilt: Path) -> None:
    found = done(spoilt / JIA)
    assert (found.state, found.beyond) == (State.COMPARED, 0)
    assert found.head == git(spoilt / JIA, "rev-parse", "main")
    assert found.commits == 5
    units = [unit.unit for unit in found.years[0].units]
    assert units == ["fagaiwei", "geyi", "tongji", "wanshui", "xining"]


def test_what_came_in_after_the_checkpoint_is_scored_and_counted(spoilt: Path) -> None:
    grown(spoilt / JIA, dict(news("wanshui", 5)))
    found = done(spoilt / JIA)
    assert (found.state, found.beyond) == (State.COMPARED, 1)


def test_only_the_main_line_and_our_refs_are_fetched(spoilt: Path) -> None:
    git(spoilt / JIA, "update-ref", "refs/heads/other", "main")
    git(spoilt / JIA, "tag", "v1", "main")
    done(spoilt / JIA)
    refs = open_repository(spoilt / "work" / "jia.git").refs()
    assert set(refs) == {"refs/heads/main", "refs/gongkai/checkpoints"}


def test_a_mirror_is_used_again_and_a_damaged_one_fetched_anew(spoilt: Path) -> None:
    first = done(spoilt / JIA)
    mirror = spoilt / "work" / "jia.git"
    packs = set(mirror.rglob("*.pack"))
    assert done(spoilt / JIA) == first and set(mirror.rglob("*.pack")) == packs
    (mirror / "config.lock").touch()  # of a git that was killed
    assert done(spoilt / JIA) == first
    for pack in packs:
        pack.chmod(0o644)
        pack.write_bytes(pack.read_bytes()[:-400] + b"\0" * 400)
    assert done(spoilt / JIA) == first


def test_another_version_that_reckons_the_same_is_believed(spoilt: Path) -> None:
    last = _last(spoilt / JIA)
    opened = Assessment.open(spoilt / JIA, product=ROOT)
    ledger = replace(opened.ledger(2023, last.moment), engine="gongkai 0.0.9")
    _sign_anew(spoilt / JIA, engine="gongkai 0.0.9", ledger=_digest(ledger))
    assert done(spoilt / JIA).state is State.COMPARED


def test_scores_that_a_county_holds_back_are_not_asked_for(spoilt: Path) -> None:
    grown(spoilt / JIA, {"mkdocs.yml": HELD})
    found = done(spoilt / JIA)
    assert found.state is State.HELD and not found.state.failed
    assert found.years[0].units == () and found.years[0].filings


# --- not fetched ---------------------------------------------------------------------------------


def test_a_repository_that_is_not_there(spoilt: Path) -> None:
    found = failed(spoilt / JIA, State.NOT_FETCHED, "federation-fetch-failed",
                   repository=str(spoilt / "nowhere"))  # fmt: skip
    assert found.why is not None and "nowhere" in found.why.detail
    assert "nowhere" not in sentence(found.why.code, found.why.values)


def test_a_repository_without_main(spoilt: Path) -> None:
    git(spoilt, "init", "--quiet", "--bare", "empty")
    found = done(spoilt / "empty")
    assert found.state is State.NOT_FETCHED


def test_a_published_checkpoint_that_is_not_there(spoilt: Path) -> None:
    failed(spoilt / JIA, State.NOT_FETCHED, "federation-checkpoint-unreachable",
           checkpoint=str(spoilt / "checkpoint.json"))  # fmt: skip


def test_fetching_ends_when_its_time_is_over(spoilt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = spoilt / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text('#!/bin/sh\ncase "$*" in *fetch*) sleep 600;; esac\n')
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}{os.pathsep}{os.environ['PATH']}")
    failed(spoilt / JIA, State.NOT_FETCHED, "federation-fetch-slow", seconds=1)


# --- not verified --------------------------------------------------------------------------------


def _last(folder: Path) -> Checkpoint:
    kept = newest(open_repository(folder))
    assert kept is not None and kept.checkpoint is not None
    return kept.checkpoint


def _digest(ledger: object) -> str:
    from scoring.ledger.text import ledger_sha256

    return ledger_sha256(ledger)  # type: ignore[arg-type]


def _sign_anew(folder: Path, *, ledger: str | None = None, **changes: object) -> None:
    """Keep one more checkpoint that says what ``changes`` say, signed by the right key."""
    kept = newest(open_repository(folder))
    assert kept is not None
    last = _last(folder)
    made = replace(last, previous=last.sha256, **changes)  # type: ignore[arg-type]
    if ledger is not None:
        made = replace(made, ledgers=(replace(last.ledgers[0], sha256=ledger),))
    signed = sign(CHECKPOINT, made.text.encode(), CHECKPOINTS)
    keep(folder / ".git", made, signed, kept.commit)


def test_without_a_checkpoint_nothing_is_believed(spoilt: Path) -> None:
    git(spoilt / JIA, "update-ref", "-d", "refs/gongkai/checkpoints")
    failed(spoilt / JIA, State.NOT_VERIFIED, "federation-no-checkpoint")


def test_a_checkpoint_signed_by_another_key_than_the_one_pinned(spoilt: Path) -> None:
    failed(spoilt / JIA, State.NOT_VERIFIED, "checkpoint-forged", keys=(public_line(STRANGER),))


def test_the_county_cannot_choose_the_key_itself(spoilt: Path) -> None:
    line = f'checkpoint namespaces="gongkai-checkpoint" {public_line(STRANGER)}\n'
    grown(spoilt / JIA, {"scoring/trust/allowed_signers": line})
    checkpoint(spoilt / JIA, "2024-02-20", STRANGER)
    failed(spoilt / JIA, State.NOT_VERIFIED, "checkpoint-forged")


def test_a_newest_checkpoint_without_signature(spoilt: Path) -> None:
    checkpoint(spoilt / JIA, "2024-02-20", None)
    failed(spoilt / JIA, State.NOT_VERIFIED, "checkpoint-unsigned")


def test_a_history_rewritten_after_it_was_published(spoilt: Path) -> None:
    git(spoilt / JIA, "update-ref", "refs/heads/main", "main~1")
    failed(spoilt / JIA, State.NOT_VERIFIED, "head-left-chain")


def test_a_head_at_another_place_than_the_checkpoint_says(spoilt: Path) -> None:
    _sign_anew(spoilt / JIA, commits=4)
    failed(spoilt / JIA, State.NOT_VERIFIED, "checkpoint-count")


def test_checkpoints_that_do_not_name_the_one_before(spoilt: Path) -> None:
    kept = newest(open_repository(spoilt / JIA))
    assert kept is not None
    made = replace(_last(spoilt / JIA), previous="0" * 64)
    signed = sign(CHECKPOINT, made.text.encode(), CHECKPOINTS)
    keep(spoilt / JIA / ".git", made, signed, kept.commit)
    failed(spoilt / JIA, State.NOT_VERIFIED, "checkpoint-chain")


def test_a_ledger_that_does_not_come_out_again(spoilt: Path) -> None:
    _sign_anew(spoilt / JIA, ledger="0" * 64)
    failed(spoilt / JIA, State.NOT_VERIFIED, "ledger-differs")


def test_a_ledger_of_another_version_that_does_not_come_out_again(spoilt: Path) -> None:
    _sign_anew(spoilt / JIA, ledger="0" * 64, engine="gongkai 9.9.9")
    failed(spoilt / JIA, State.NOT_VERIFIED, "federation-other-engine")


def test_history_and_checkpoints_rewritten_together_are_known_by_what_was_seen(
    spoilt: Path,
) -> None:
    checkpoint(spoilt / JIA, "2024-02-20")
    before = done(spoilt / JIA)
    assert before.checkpoint is not None
    git(spoilt / JIA, "update-ref", "refs/gongkai/checkpoints", "refs/gongkai/checkpoints~1")
    seen = (before.checkpoint, before.signature)
    assert done(spoilt / JIA).state is State.COMPARED  # who never saw it cannot know
    failed(spoilt / JIA, State.NOT_VERIFIED, "checkpoint-left", seen=seen)


def test_the_checkpoint_that_the_county_publishes_is_held_against_its_own(spoilt: Path) -> None:
    kept = newest(open_repository(spoilt / JIA))
    assert kept is not None and kept.signature is not None
    published = spoilt / "checkpoint.json"
    published.write_bytes(kept.text)
    failed(spoilt / JIA, State.NOT_VERIFIED, "checkpoint-unsigned", checkpoint=str(published))
    Path(f"{published}.sig").write_bytes(kept.signature)
    assert done(spoilt / JIA, checkpoint=str(published)).state is State.COMPARED
    published.write_bytes(b"{}")
    failed(spoilt / JIA, State.NOT_VERIFIED, "checkpoint-unreadable", checkpoint=str(published))


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"])
def test_what_breaks_the_verification_is_not_told_as_verified(spoilt: Path, moment: str) -> None:
    _sign_anew(spoilt / JIA, as_of=moment)
    failed(spoilt / JIA, State.NOT_VERIFIED, "federation-unforeseen")


# --- not scored ----------------------------------------------------------------------------------


def test_a_year_without_rulebooks_does_not_keep_the_others_from_being_compared(
    spoilt: Path,
) -> None:
    found = failed_years(done(spoilt / JIA, years=(2021, 2023)))
    assert found == [(2021, "federation-year-missing"), (2023, None)]


def failed_years(found: Harvest) -> list[tuple[int, str | None]]:
    assert found.state is State.NOT_SCORED
    return [(year.year, year.why and year.why.code) for year in found.years]


def test_rules_that_cannot_be_used(spoilt: Path) -> None:
    grown(spoilt / JIA, {"scoring/rulebooks/2023-township.yml": "id: 2023-township\n"})
    failed(spoilt / JIA, State.NOT_SCORED, "rulebook-unusable")


def test_a_number_that_no_table_holds(spoilt: Path) -> None:
    """The county's own schema lets in what ours does not."""
    files: dict[str, str | bytes] = {
        f"schemas/{path.name}": path.read_text("utf-8")
        for path in (ROOT / "schemas").glob("*.json")
    }
    schema = str(files["schemas/rulebook.json"])
    files["schemas/rulebook.json"] = re.sub(r'"maximum": 1000\b', '"maximum": 1e18', schema)
    scheme = (ROOT / "tests/scenarios/rulebooks/invented.yml").read_text("utf-8")
    huge = scheme.replace("points: 20\n", "points: 1000000000000008\n").replace(
        "points: 8\n", "points: 999999999999996\n"
    )
    grown(spoilt / "bing", {**files, "scoring/rulebooks/invented.yml": huge})
    found = done(spoilt / "bing")
    why = found.years[0].why
    assert (found.state, why and why.code) == (State.NOT_SCORED, "federation-number"), found


@pytest.mark.parametrize("number", ["NaN", "sNaN", "-Infinity", "1E+15", "1E-13", "0E-1000026"])
def test_numbers_that_a_county_s_own_schema_may_let_in(number: str) -> None:
    with pytest.raises(GongkaiError, match="federation-number"):
        _exact(Decimal(number))


def test_a_share_that_no_table_holds() -> None:
    unit = SimpleNamespace(
        unit="x", name="x", rulebook="x", fixed=False, points=Decimal("1e-9"), score=Decimal(1)
    )
    nobody = SimpleNamespace(get=lambda _: None)
    volume = SimpleNamespace(rulebook=nobody.get, site=SimpleNamespace(registry=nobody))
    with pytest.raises(GongkaiError, match="federation-number"):
        _scored(volume, unit)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["2023-99-99", "!!int ''", "!!bool x", "!!timestamp x"])
def test_a_site_configuration_that_yaml_stumbles_over(spoilt: Path, value: str) -> None:
    grown(spoilt / JIA, {"mkdocs.yml": f"theme: {{name: material}}\nx: {value}\n"})
    failed(spoilt / JIA, State.NOT_SCORED, "site-config-unusable")


def test_a_worker_with_another_program_refuses_the_task(spoilt: Path) -> None:
    with pytest.raises(OtherRelease):
        done(spoilt / JIA, release="gongkai 0.0.1 (000000000000)")


def test_hostile_names_stay_data(spoilt: Path) -> None:
    unit = (ROOT / "units/wanshui/unit.yml").read_text("utf-8")
    name = '"\'); DROP TABLE units; -- </title>,\\u0000"'.replace("\\u0000", "")
    hostile = "\n".join(
        f"short_name: {json.dumps(name)}" if line.startswith("short_name:") else line
        for line in unit.splitlines()
    )
    grown(spoilt / JIA, {"units/wanshui/unit.yml": hostile + "\n"})
    names = [each.name for each in done(spoilt / JIA).years[0].units]
    assert name in names
