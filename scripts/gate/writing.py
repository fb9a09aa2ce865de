"""Writing to a repository: objects and refs, through plumbing that no setting and no hook touches.

Objects are written before the ref that needs them, and a ref moves only from where it was seen:
whoever is stopped in between leaves the old state, with an object or two that nothing names.
"""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from scoring.errors import GongkaiError
from scoring.history.tree import TreeFile
from scripts.repository.git import git_failed, without_git
from scripts.repository.stream import GONGKAI

_SETTINGS = (
    "core.hooksPath=/dev/null",  # a reference-transaction hook would run otherwise
    "core.fsync=committed",
    "core.fsyncMethod=fsync",
    "core.logAllRefUpdates=always",
    "core.fsmonitor=false",
    "core.splitIndex=false",
    "core.protectNTFS=true",
    "core.protectHFS=true",
    "gc.auto=0",
    f"user.name={GONGKAI.name}",
    f"user.email={GONGKAI.email}",
)
_NO_BLOB = "0" * 40
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class Writer:
    """Writes into the repository whose git folder is ``git_dir``.

    With ``aside``, a folder, objects are written there instead; those of the repository are seen
    as well. Every method raises GongkaiError where git fails.
    """

    def __init__(self, git_dir: Path, aside: Path | None = None) -> None:
        self.git_dir = git_dir.resolve()
        self._aside = {} if aside is None else objects_aside(self.git_dir, aside)

    def blob(self, content: bytes) -> str:
        """Write a file's content and return its name."""
        return self._run("hash-object", "-w", "--no-filters", "--stdin", stdin=content)

    def commit(self, raw: bytes) -> str:
        """Write the raw commit ``raw`` and return its name."""
        return self._run("hash-object", "-w", "-t", "commit", "--stdin", stdin=raw)

    def tree(self, base: str | None, files: Mapping[str, TreeFile | None]) -> str:
        """Write the tree of the commit ``base`` with ``files`` put into it; return its name.

        A path with None is taken away. Without ``base`` a tree of these files alone.
        """
        lines = "".join(
            f"{file.mode} {file.blob}\t{path}\0" if file else f"0 {_NO_BLOB}\t{path}\0"
            for path, file in files.items()
        )
        with tempfile.TemporaryDirectory(prefix="gongkai-gate-") as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
            if base is not None:
                self._run("read-tree", f"{base}^{{tree}}", extra=index)
            command = ("update-index", "-z", "--add", "--index-info")
            self._run(*command, stdin=lines.encode("utf-8", "surrogateescape"), extra=index)
            return self._run("write-tree", extra=index)

    def move(self, ref: str, new: str, old: str | None, reason: str) -> bool:
        """Let ``ref`` go from ``old`` (None: not there) to ``new``; False where it stood elsewhere.

        Raises GongkaiError where it stands as it should and git fails all the same.
        """
        before = old if old is not None else "0" * len(new)
        try:
            self._run("update-ref", "--create-reflog", "-m", reason, ref, new, before)
        except GongkaiError:
            if self.read(ref) == old:
                raise
            return False
        return True

    def remove(self, ref: str, old: str) -> None:
        """Remove ``ref`` if it still stands at ``old``."""
        self._run("update-ref", "-d", ref, old)

    def read(self, ref: str) -> str | None:
        """Return where ``ref`` stands, None where there is none."""
        try:
            return self._run("rev-parse", "--verify", "--quiet", ref) or None
        except GongkaiError:
            return None

    def setting(self, name: str) -> str | None:
        """Return a setting of the repository itself, None where it is not set."""
        try:
            return self._run("config", "--local", "--get", name) or None
        except GongkaiError:
            return None

    def settings(self, name: str) -> tuple[str, ...]:
        """Return all values of a setting of the repository itself."""
        try:
            return tuple(self._run("config", "--local", "--get-all", name).split("\n"))
        except GongkaiError:
            return ()

    def _run(
        self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None
    ) -> str:
        settings = (part for setting in _SETTINGS for part in ("-c", setting))
        command = ["git", f"--git-dir={self.git_dir}", *settings, *arguments]
        try:
            done = subprocess.run(
                command,
                cwd=self.git_dir,
                env={**without_git(), **_ENVIRONMENT, **self._aside, **(extra or {})},
                input=stdin,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError:
            raise GongkaiError("git-missing") from None
        if done.returncode:
            raise git_failed(arguments[0], done.stderr)
        return done.stdout.decode("utf-8", "surrogateescape").strip()


def objects_aside(git_dir: Path, folder: Path) -> dict[str, str]:
    """Return the variables by which git keeps new objects in ``folder``, and reads all there are.

    They are those that git sets itself while it receives a push (git-receive-pack(1)).
    """
    escaped = str(git_dir / "objects").replace("\\", "\\\\").replace('"', '\\"')
    return {
        "GIT_QUARANTINE_PATH": str(folder),
        "GIT_OBJECT_DIRECTORY": str(folder),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": f'"{escaped}"',  # quoted: a path may hold a colon
    }
