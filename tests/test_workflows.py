"""The workflows, our own and those of new data repositories, can be trusted with a token."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.forge.event import HANDED_IN
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
WRITES_ALLOWED = {
    "receive.yml": {
        "receive": {"contents", "pull-requests"},
        "publish": {"contents", "pages", "id-token"},  # what the workflow called may have
        "remind": {"issues"},
    },
    "publish.yml": {"build": {"contents"}, "deploy": {"pages", "id-token"}},
    "remind.yml": {"remind": {"issues"}},
}
CALLED = ("$/.github/workflows/publish.yml", "$/.github/workflows/remind.yml")
QUEUE = {"group": "gongkai", "queue": "max"}

# Every value that a workflow with the base's rights takes from outside.
EXPRESSIONS = {
    "github.token",
    "secrets.GONGKAI_GATE_KEY",
    "secrets.GONGKAI_PUSH_TOKEN",
    "steps.gate.outputs.merged",
}
RECEIVES = [folder / "receive.yml" for folder in (ROOT / ".github/workflows", TEMPLATES)]

each_workflow = pytest.mark.parametrize(
    "path", WORKFLOWS, ids=lambda path: path.relative_to(ROOT).as_posix()
)


def load(path: Path) -> dict[Any, Any]:
    # YAML 1.1 reads the key `on` as true.
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    return load(path)["jobs"]


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in jobs(path).values() for step in job.get("steps", [])]


def test_there_are_workflows_of_both_kinds() -> None:
    own = {path.name for path in WORKFLOWS if path.is_relative_to(ROOT / ".github")}
    given = {path.name for path in TEMPLATES.iterdir()}
    assert own >= {"test.yml", "check.yml", "receive.yml", "publish.yml", "remind.yml"}
    assert given >= {"check.yml", "receive.yml", "publish.yml", "remind.yml"}


@each_workflow
def test_every_action_is_pinned_by_commit_with_its_version_beside_it(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    lines = [line for line in lines if line.strip() not in [f"uses: {called}" for called in CALLED]]
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
        assert writes <= WRITES_ALLOWED.get(path.name, {}).get(name, set())
        assert "timeout-minutes" in job or job["uses"] in CALLED


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
    """But to the gate, which reads it as data: see the tests of that below."""
    triggers = set(load(path)[True])
    if path in RECEIVES:
        assert triggers == {"pull_request_target"}
    else:
        assert not {"pull_request_target", "workflow_run", "issue_comment"} & triggers


@pytest.mark.parametrize("path", RECEIVES, ids=["own", "template"])
def test_the_gates_job_has_main_alone_and_nothing_of_a_pull_request(path: Path) -> None:
    told = path.read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{\{ *(.*?) *\}\}", told)) == EXPRESSIONS
    for step in jobs(path)["receive"]["steps"]:
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"] == {"ref": "main", "fetch-depth": 0, "persist-credentials": False}
        assert not re.search(r"\bgit\b", step.get("run", ""))
    assert set(load(path)[True]["pull_request_target"]["types"]) == HANDED_IN
    runs = [step["run"] for step in jobs(path)["receive"]["steps"] if step.get("id") == "gate"]
    assert [run.removeprefix(".venv/bin/") for run in runs] == ["gongkai forge receive"]


@pytest.mark.parametrize("path", RECEIVES, ids=["own", "template"])
def test_gate_and_publisher_stand_in_one_queue_that_drops_nobody(path: Path) -> None:
    publish = jobs(path.with_name("publish.yml"))
    assert jobs(path)["receive"]["concurrency"] == publish["build"]["concurrency"] == QUEUE
    # The moment of the checkpoint is read before its job joins that queue.
    assert "concurrency" not in publish["moment"]
    assert publish["build"]["needs"] == "moment"
    assert "concurrency" not in load(path)
    # One publication waits at most, so that they never fill that queue.
    gate = {"group": "publish", "cancel-in-progress": False}
    assert load(path.with_name("publish.yml"))["concurrency"] == gate
    called = jobs(path)["publish"]
    assert (
        called["needs"] == "receive"
        and "workflow_call" in load(path.with_name("publish.yml"))[True]
    )


@pytest.mark.parametrize("folder", [ROOT / ".github/workflows", TEMPLATES], ids=["own", "template"])
def test_the_forges_schema_finds_nothing(folder: Path) -> None:
    command = ("check-jsonschema", "--builtin-schema", "vendor.github-workflows")
    done = _tool(*command, *map(str, sorted(folder.glob("*.yml"))))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("folder", [ROOT / ".github/workflows", TEMPLATES], ids=["own", "template"])
def test_zizmor_finds_nothing_but_the_gates_trigger(folder: Path) -> None:
    assert json.loads(_tool("zizmor", "--offline", "--format=json", str(folder)).stdout) == []
    bare = _tool("zizmor", "--offline", "--format=json", "--no-ignores", str(folder))
    (finding,) = json.loads(bare.stdout)
    assert finding["ident"] == "dangerous-triggers"
    assert "/receive.yml" in json.dumps(finding["locations"])
    told = (folder / "receive.yml").read_text(encoding="utf-8")
    ignored = re.search(r"# zizmor: ignore\[dangerous-triggers\] (.+)", told)
    assert ignored is not None, "it is ignored in place, with its reason"


def _tool(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a tool that stands beside this Python."""
    return subprocess.run(
        [str(Path(sys.executable).with_name(name)), *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
