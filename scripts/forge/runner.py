"""What a job's runner gives and takes: the environment, outputs, a summary, the log."""

import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

GATE_SECRET = "GONGKAI_GATE_SECRET"
CHECKPOINT_SECRET = "GONGKAI_CHECKPOINT_SECRET"
TOKEN = "GITHUB_TOKEN"
PUSH_TOKEN = "GONGKAI_PUSH_TOKEN"
"""Pushes in place of the job's own token, where there is one."""


@dataclass(frozen=True)
class Runner:
    """A runner as GitHub describes it to a job; every part may be missing when run by hand."""

    event: Path | None
    repository: str
    server: str
    api: str
    url: str
    outputs: Path | None
    summary: Path | None

    def put(self, name: str, value: str) -> None:
        """Give ``value`` (one line) to the jobs that follow."""
        if self.outputs is not None:
            with self.outputs.open("a", encoding="utf-8") as file:
                file.write(f"{name}={value}\n")

    def summarise(self, text: str) -> None:
        """Put ``text`` (Markdown) on the run's page."""
        if self.summary is not None:
            with self.summary.open("a", encoding="utf-8") as file:
                file.write(text + "\n")


def runner_of(environment: Mapping[str, str]) -> Runner:
    """Return the runner that ``environment`` describes."""
    server = environment.get("GITHUB_SERVER_URL", "")
    repository = environment.get("GITHUB_REPOSITORY", "")
    run = environment.get("GITHUB_RUN_ID", "")
    return Runner(
        event=_path(environment.get("GITHUB_EVENT_PATH")),
        repository=repository,
        server=server,
        api=environment.get("GITHUB_API_URL", ""),
        url=f"{server}/{repository}/actions/runs/{run}" if run else "",
        outputs=_path(environment.get("GITHUB_OUTPUT")),
        summary=_path(environment.get("GITHUB_STEP_SUMMARY")),
    )


def secret(name: str) -> str:
    """Return the secret of the environment, and take it out: no program started later has it."""
    return os.environ.pop(name, "").strip()


@contextmanager
def muted() -> Iterator[None]:
    """Let the runner read no commands in what is printed within: it repeats a stranger's words."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        yield
        return
    word = secrets.token_hex(16)
    print(f"::stop-commands::{word}", flush=True)
    try:
        yield
    finally:
        sys.stdout.flush()
        print(f"::{word}::", flush=True)


def _path(name: str | None) -> Path | None:
    return Path(name) if name else None
