"""The forge's repository as seen from a job's clone: refs taken from it, pushed to it.

A branch is fetched into a ref and stays data: nothing is checked out, and what git fetches on the
way (submodules, large files, tags) is left alone. A push moves a ref forward from where it was
taken, all refs of it or none; where another was quicker, it says so and nothing has moved.
"""

import base64
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.errors import GongkaiError
from scoring.history.repository import MAIN
from scripts.checkpoints.store import REF as CHECKPOINTS
from scripts.gate.attempts import ATTEMPTS
from scripts.repository.git import git_failed, without_git

OWN = (MAIN, ATTEMPTS, CHECKPOINTS)
"""The refs that gate and publisher write."""

SUBMISSION = "refs/gongkai/submission"
"""Where a pull request's head is kept in the job's clone; never pushed."""

_SETTINGS = (
    "core.hooksPath=/dev/null",
    "fetch.fsckObjects=true",
    "fetch.recurseSubmodules=no",
    "submodule.recurse=false",
    "filter.lfs.required=false",
    "filter.lfs.smudge=",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.ext.allow=never",
)


@dataclass(frozen=True)
class Remote:
    """The repository ``name`` (mostly ``origin``) of the clone in ``folder``.

    ``token`` is shown to the web address ``server`` alone, through the environment: it stands in
    no file and on no command line. Every method raises GongkaiError where git fails.
    """

    folder: Path
    name: str = "origin"
    token: str = ""
    server: str = ""

    def take(self) -> Mapping[str, str]:
        """Put our refs where they stand over there, and return where that is."""
        there = self._there()
        here = self._here()
        for ref in OWN:
            if ref in there:
                self._fetch("--update-head-ok", f"+{ref}:{ref}")
            elif ref in here:
                self._git("update-ref", "-d", ref)
        return self._here()

    def bring(self, ref: str, commit: str) -> bool:
        """Fetch ``commit`` of the pull request at ``ref``; tell whether it is still its head.

        It may be gone from the pull request; then it is asked for by name.
        """
        self._fetch(f"+{ref}:{SUBMISSION}")
        if self._git("rev-parse", SUBMISSION) == commit:
            return True
        if not self._succeeds("cat-file", "-e", f"{commit}^{{commit}}"):
            self._fetch(commit)
        return False

    def holds(self, commit: str) -> bool:
        """Tell whether ``main`` has ``commit`` already."""
        return self._succeeds("merge-base", "--is-ancestor", commit, MAIN)

    def give(self, before: Mapping[str, str]) -> bool:
        """Push what has moved since ``before``; False where another was quicker."""
        here = self._here()
        moved = [ref for ref in OWN if ref in here and here[ref] != before.get(ref)]
        if not moved:
            return True
        done = self._run("push", "--quiet", "--atomic", self.name, *(f"{r}:{r}" for r in moved))
        if done.returncode == 0:
            return True
        there = self._there()
        if all(there.get(ref) == before.get(ref) for ref in moved):
            raise git_failed("push", done.stderr)
        return False

    def _fetch(self, *what: str) -> None:
        self._git("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", self.name, *what)

    def _there(self) -> dict[str, str]:
        refs = self._git("ls-remote", "--quiet", "--refs", self.name, *OWN)
        lines = (line.split("\t", 1) for line in refs.splitlines())
        return {ref: commit for commit, ref in lines if ref in OWN}

    def _here(self) -> dict[str, str]:
        refs = self._git("for-each-ref", "--format=%(objectname) %(refname)", *OWN)
        lines = (line.split(" ", 1) for line in refs.splitlines())
        return {ref: commit for commit, ref in lines if ref in OWN}

    def _git(self, *arguments: str) -> str:
        done = self._run(*arguments)
        if done.returncode:
            raise git_failed(arguments[0], done.stderr)
        return done.stdout.decode("utf-8", "replace").strip()

    def _succeeds(self, *arguments: str) -> bool:
        return self._run(*arguments).returncode == 0

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        try:
            return subprocess.run(
                ["git", *settings, *arguments],
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError:
            raise GongkaiError("git-missing") from None

    def _environment(self) -> dict[str, str]:
        own = without_git()
        settings: Sequence[tuple[str, str]] = ()
        if self.token and self.server.startswith(("https://", "http://")):
            basic = base64.b64encode(f"x-access-token:{self.token}".encode()).decode()
            header = f"AUTHORIZATION: basic {basic}"
            settings = ((f"http.{self.server.rstrip('/')}/.extraheader", header),)
        own["GIT_CONFIG_COUNT"] = str(len(settings))
        for place, (name, value) in enumerate(settings):
            own |= {f"GIT_CONFIG_KEY_{place}": name, f"GIT_CONFIG_VALUE_{place}": value}
        return {
            **own,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_LFS_SKIP_SMUDGE": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "LC_ALL": "C",
        }
