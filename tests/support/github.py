"""A forge for tests: a bare repository with pull requests, comments over HTTP, jobs of a workflow.

What is real and what is emulated stands in tests/forge/README.md.
"""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from tests.support.gate import KEY_FILE
from tests.support.records import ROOT

EXAMPLES = ROOT / "tests/node/node_modules/@octokit/webhooks-examples/api.github.com/index.json"
TEMPLATES = ROOT / "scripts/templates/data-repository/.github/workflows"
OWN = ROOT / ".github/workflows"

REPOSITORY = "county/data"
TOKEN = "gh-token-of-the-job"
PUSH_TOKEN = "token-that-may-push-to-main"
SECRET = KEY_FILE.decode()

_EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")
_INSTALLS = re.compile(r"^make setup$|pip install")


def examples() -> list[dict[str, Any]]:
    """Every event of a pull request among the examples; each call makes them anew."""
    kinds = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    (found,) = [kind["examples"] for kind in kinds if kind["name"] == "pull_request"]
    return list(found)


def example(action: str) -> dict[str, Any]:
    """One real event."""
    return next(each for each in examples() if each["action"] == action)


def event(
    action: str,
    head: str,
    *,
    number: int = 2,
    who: str = "wanshui-clerk",
    account: int = 21031067,
    at: str = "2023-02-06T08:00:00Z",
) -> dict[str, Any]:
    """A real event with the names, commits and times of this forge in it."""
    told = example(action)
    request = told["pull_request"]
    told["number"] = request["number"] = number
    told["repository"]["full_name"] = REPOSITORY
    told["sender"] |= {"login": who, "id": account}
    request["head"]["sha"] = head
    request["base"]["ref"] = "main"
    if "after" in told:
        told["after"] = head
    request["created_at"] = request["updated_at"] = at
    request["head"]["repo"]["pushed_at"] = at
    return told


@dataclass
class Comments:
    """The comments below all pull requests, and every request that came."""

    told: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        """Answer as the REST interface does."""
        where = path.partition("?")[0]
        if method == "GET":
            return 200, self.told
        if method == "POST":
            new = {"id": len(self.told) + 1, "body": body["body"], "user": {"type": "Bot"}}
            self.told.append(new)
            return 201, new
        number = int(where.rpartition("/")[2])
        (found,) = [each for each in self.told if each["id"] == number]
        found["body"] = body["body"]
        return 200, found


@contextmanager
def api(comments: Comments) -> Iterator[str]:
    """Serve the comments on loopback; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            token = self.headers.get("Authorization", "")
            comments.asked.append((self.command, self.path, token))
            status, told = comments.answer(self.command, self.path, body)
            raw = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PATCH = _serve

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


@dataclass(frozen=True)
class Done:
    """A job that ran: its exit status, what it said, what it gave to later jobs."""

    status: int
    said: str
    outputs: Mapping[str, str]
    summary: str


@dataclass(frozen=True)
class Job:
    """A job's commands as its workflow has them, to be run in a fresh clone of ``bare``."""

    bare: Path
    desk: Path
    address: str = ""

    def run(
        self,
        workflow: Path,
        name: str,
        told: Mapping[str, Any] | None = None,
        needs: Mapping[str, str] | None = None,
    ) -> Done:
        """Run the steps of job ``name`` that run a command, installing apart."""
        steps = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"][name]["steps"]
        clone = self._clone()
        context = {
            "github.token": TOKEN,
            "secrets.GONGKAI_GATE_KEY": SECRET,
            "secrets.GONGKAI_CHECKPOINT_KEY": "",
            "secrets.GONGKAI_PUSH_TOKEN": PUSH_TOKEN,
            **(needs or {}),
        }
        outputs, summary = clone.with_suffix(".outputs"), clone.with_suffix(".summary")
        said, status = "", 0
        for step in steps:
            if "run" not in step or _INSTALLS.search(step["run"]):
                continue
            own = {key: _resolved(value, context) for key, value in step.get("env", {}).items()}
            done = subprocess.run(
                ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
                cwd=clone,
                env={**self._environment(clone, told, outputs, summary), **own},
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            said += done.stdout + done.stderr
            if done.returncode and not step.get("continue-on-error"):
                status = done.returncode
                break
        return Done(status, said, _outputs(outputs), _text(summary))

    def _clone(self) -> Path:
        """What actions/checkout leaves: a clone of main with its history, no other ref."""
        self.desk.mkdir(exist_ok=True)
        clone = self.desk / f"clone-{len(list(self.desk.glob('clone-*.event')))}"
        clone.with_suffix(".event").touch()
        options = ("--quiet", "--no-tags", "--branch", "main", "--single-branch")
        subprocess.run(["git", "clone", *options, f"file://{self.bare}", clone], check=True)
        program = self.desk / "shim/bin/gongkai"
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" -c "from scripts.cli import main; main()" "$@"\n'
        )
        program.chmod(0o755)
        (clone / ".venv").symlink_to(self.desk / "shim")
        return clone

    def _environment(
        self, clone: Path, told: Mapping[str, Any] | None, outputs: Path, summary: Path
    ) -> dict[str, str]:
        path = clone.with_suffix(".event")
        path.write_text(json.dumps(told or {}), encoding="utf-8")
        own = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GIT_", "GITHUB_", "GONGKAI_"))
        }
        return {
            **own,
            "PATH": f"{self.desk}/shim/bin:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_PATH": str(path),
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_API_URL": self.address,
            "GITHUB_SERVER_URL": "https://forge.invalid",
            "GITHUB_RUN_ID": "7",
            "GITHUB_OUTPUT": str(outputs),
            "GITHUB_STEP_SUMMARY": str(summary),
        }


def _resolved(value: str, context: Mapping[str, str]) -> str:
    return _EXPRESSION.sub(lambda found: context[found[1]], value)


def _outputs(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in _text(path).splitlines())


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
