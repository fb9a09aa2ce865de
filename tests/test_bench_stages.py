"""The stages that a profile of a score is told by are those the engine has."""

from importlib.util import find_spec

from scripts.bench.stages import STAGES, stage_of


def test_every_stage_names_a_module_that_is_there() -> None:
    assert [name for name in STAGES if find_spec(name) is None] == []


def test_a_module_belongs_to_the_nearest_stage_named_and_others_to_none() -> None:
    assert stage_of("scoring.history.sshsig") == "verifying signatures"
    assert stage_of("scoring.history.log") == "reading the history, judging receipts"
    assert stage_of("scoring.assessment") == "other"
    assert stage_of("json.decoder") is None
