"""How much work a command does, counted and not timed, so that a busy machine changes nothing.

A number here is what the work needs, no more: whoever makes one larger says why.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest

from scoring.admission import judging
from scoring.assessment import Assessment
from scoring.calendar.zone import end_of
from scoring.history import driving, objects, verifying
from scoring.history.repository import open_repository
from scoring.records import schemas, yamltext
from scoring.records.validation import Validator
from scripts.bench.peers import record_paths
from scripts.bench.repository import Synthetic, synthetic
from scripts.checking.checker import Outcome, check_worktree
from scripts.checking.watch import Watch
from tests.support.records import ROOT, at

SMALL, LARGE = 40, 120
Counted = Counter[str]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Synthetic:
    return synthetic(tmp_path_factory.mktemp("operations"), SMALL, lambda _: None)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Synthetic:
    return synthetic(tmp_path_factory.mktemp("operations-large"), LARGE, lambda _: None)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Counts what is done from now on; everything is really done."""
    counts: Counted = Counter()

    def count(name: str, of: object, attribute: str) -> None:
        real: Callable[..., Any] = getattr(of, attribute)

        def counting(*values: Any, **named: Any) -> Any:
            counts[name] += 1
            return real(*values, **named)

        monkeypatch.setattr(of, attribute, counting)

    count("git", driving.Driver, "start")
    count("git", driving.Driver, "run")
    count("objects", objects, "_content")
    count("yaml", yamltext, "_build")
    count("validators", jsonschema_rs, "Draft202012Validator")
    count("validations", Validator, "is_valid")
    count("judged", judging, "_flaws")
    count("signatures", verifying, "verify")
    return counts


def score(place: Synthetic, *, cached: bool = True) -> int:
    schemas._loaded.cache_clear()  # as in a process of its own
    found = Assessment.open(place.folder, product=ROOT, cached=cached)
    found.ledger(2023, end_of(at("2024-03-01").date()))
    assert not found.rejections
    return len(found.archive.records)


def check(place: Synthetic, *paths: str) -> Outcome:
    schemas._loaded.cache_clear()
    given = [place.folder / path for path in paths]
    repository = open_repository(place.folder)
    outcome = check_worktree(repository, ROOT, given, Watch(), cached=True)
    assert not outcome.problems
    return outcome


def anew(counted: Counted) -> Counted:
    """What has been counted, which is then forgotten."""
    found = Counter(counted)
    counted.clear()
    return found


def test_the_history_is_what_it_says(small: Synthetic) -> None:
    assert score(small, cached=False) == SMALL
    assert len(record_paths(small.folder)) == SMALL


def test_git_is_started_as_often_for_many_records_as_for_few(
    small: Synthetic, large: Synthetic, counted: Counted
) -> None:
    small.rewind()
    large.rewind()
    score(small)
    few = anew(counted)
    score(large)
    many = anew(counted)
    assert few["git"] == many["git"] <= 12


def test_a_cold_score_does_everything_once(
    small: Synthetic, large: Synthetic, counted: Counted
) -> None:
    small.rewind()
    large.rewind()
    score(small)
    few = anew(counted)
    score(large)
    many = anew(counted)
    more = LARGE - SMALL
    assert few["signatures"] == few["judged"] == SMALL
    assert many["signatures"] == many["judged"] == LARGE
    assert many["yaml"] - few["yaml"] == more
    # A commit and a record for each, and not every attachment is looked into.
    assert 2 * more <= many["objects"] - few["objects"] <= 2.4 * more
    kinds = {path.split("/")[3] for path in record_paths(large.folder)}
    assert few["validators"] == many["validators"] == len(kinds) + 1  # and one for units


def test_a_score_with_nothing_new_judges_nothing(small: Synthetic, counted: Counted) -> None:
    small.rewind()
    score(small)
    anew(counted)
    score(small)
    found = anew(counted)
    assert found["signatures"] == found["judged"] == found["validators"] == 0
    assert found["validations"] == 0
    assert found["git"] <= 8


def test_one_more_merge_costs_one_merge(small: Synthetic, counted: Counted) -> None:
    small.rewind()
    score(small)
    anew(counted)
    score(small)
    before = anew(counted)
    small.forward(1)
    assert score(small) == SMALL + 1
    found = anew(counted)
    assert found["signatures"] == found["judged"] == 1
    assert found["yaml"] == before["yaml"] + 1
    assert found["validations"] == found["validators"] == 1
    assert found["git"] <= 14
    small.forward(4)
    assert score(small) == SMALL + 4
    found = anew(counted)
    assert found["signatures"] == found["judged"] == 3
    small.rewind()


def test_a_score_of_an_older_head_judges_nothing(small: Synthetic, counted: Counted) -> None:
    small.rewind()
    small.forward(3)
    score(small)
    small.back()
    anew(counted)
    assert score(small) == SMALL
    # The last stretch has commits that are no longer there, and is read anew as a whole.
    assert anew(counted)["judged"] <= SMALL


def test_a_check_looks_at_no_signature(large: Synthetic, counted: Counted) -> None:
    large.rewind()
    check(large)
    found = anew(counted)
    assert found["judged"] == LARGE
    assert found["validations"] <= LARGE + 100  # units of main and of the working tree, rulebooks


def test_a_check_of_one_file_judges_one_file(large: Synthetic, counted: Counted) -> None:
    large.rewind()
    score(large)
    anew(counted)
    path = record_paths(large.folder)[0]
    assert check(large, path).files == 1
    found = anew(counted)
    assert found["judged"] == found["signatures"] == 0  # it was accepted, and is unchanged
    assert found["objects"] <= 60


def test_hundreds_of_records_build_a_validator_for_each_kind(
    large: Synthetic, counted: Counted
) -> None:
    large.rewind()
    score(large, cached=False)
    found = anew(counted)
    assert found["validators"] <= 2 + len(
        {path.split("/")[3] for path in record_paths(large.folder)}
    )
