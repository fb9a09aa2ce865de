"""The workflows, our own and those of new data repositories, can be trusted with a token."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.product import product_path

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = product_path("scripts/templates/data-repository/.github/workflows")
WORKFLOWS = [*sorted((ROOT / ".github/workflows").glob("*")), *sorted(TEMPLATES.glob("*"))]

# Every action we use, by the commit it was read at; a new one, or a new version, is added here.
ACTIONS = {
    "actions/checkout": ("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"),
    "actions/setup-python": ("5fda3b95a4ea91299a34e894583c3862153e4b97", "v7.0.0"),
    "actions/upload-artifact": ("bbbca2ddaa5d8feaa63e36b76fdaad77386f024f", "v7.0.0"),
    "actions/upload-pages-artifact": ("fc324d3547104276b827a68afc52ff2a11cc49c9", "v5.0.0"),
    "actions/deploy-pages": ("cd2ce8fcbc39b97be8ca5fce6e763baed58fa128", "v5.0.0"),
}
WRITES_ALLOWED = {"deploy": {"pages", "id-token"}}

each_workflow = pytest.mark.parametrize(
    "path", WORKFLOWS, ids=lambda path: path.relative_to(ROOT).as_posix()
)


def load(path: Path) -> dict[Any, Any]:
    # YAML 1.1 reads the key `on` as true.
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    return load(path)["jobs"]


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in jobs(path).values() for step in job["steps"]]


def test_there_are_workflows_of_both_kinds() -> None:
    own = {path.name for path in WORKFLOWS if path.is_relative_to(ROOT / ".github")}
    given = {path.name for path in TEMPLATES.iterdir()}
    assert own >= {"test.yml", "validate.yml", "publish.yml"}
    assert given >= {"check.yml", "publish.yml"}


@each_workflow
def test_every_action_is_pinned_by_commit_with_its_version_beside_it(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert len(lines) == sum("uses" in step for step in steps(path))
    for line in lines:
        found = re.fullmatch(r"\s*(?:- )?uses: ([\w/-]+)@([0-9a-f]{40}) # (v[\d.]+)", line)
        assert found, f"not pinned: {line.strip()}"
        assert ACTIONS.get(found[1]) == (found[2], found[3]), f"unknown action: {line.strip()}"


@each_workflow
def test_a_job_has_only_the_rights_it_names(path: Path) -> None:
    assert load(path)["permissions"] == {}
    for name, job in jobs(path).items():
        writes = {right for right, level in job["permissions"].items() if level != "read"}
        assert writes <= WRITES_ALLOWED.get(name, set())
        assert "timeout-minutes" in job


@each_workflow
def test_no_expression_reaches_a_shell(path: Path) -> None:
    for step in steps(path):
        assert "${{" not in step.get("run", ""), "pass it by env"


@each_workflow
def test_no_checkout_leaves_its_token_behind(path: Path) -> None:
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@each_workflow
def test_no_pull_request_is_given_the_rights_of_the_base(path: Path) -> None:
    triggers = load(path)[True]
    assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(triggers)


@pytest.mark.parametrize(
    "path",
    [ROOT / ".github/workflows/validate.yml", TEMPLATES / "check.yml"],
    ids=["validate", "check"],
)
def test_a_submission_is_checked_by_the_code_of_the_base(path: Path) -> None:
    checkout = steps(path)[0]["with"]
    assert checkout["ref"] == "${{ github.event.pull_request.base.ref }}"
    assert checkout["fetch-depth"] == 0
    runs = "\n".join(step.get("run", "") for step in steps(path))
    assert "check --range HEAD..refs/gongkai/submission --format github" in runs
    # Fetched into a ref, never into the working tree.
    assert not re.search(r"git (checkout|switch|merge|pull|restore|reset|worktree)", runs)


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*")), ids=lambda path: path.name)
def test_a_data_repository_installs_its_pinned_engine_and_locked_packages_only(path: Path) -> None:
    runs = [line.strip() for step in steps(path) for line in step.get("run", "").splitlines()]
    assert [line for line in runs if "pip" in line.split() or "engine_pin" in line] == [
        'engine="$(python .github/engine_pin.py engine.txt)"',
        "python -m pip install --require-hashes -r requirements.lock",
        'python -m pip install --no-deps --no-build-isolation "$engine"',
    ]
