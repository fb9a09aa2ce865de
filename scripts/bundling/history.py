"""The history as a Git bundle, made so that the same history gives the same bytes.

``git bundle create`` takes over whatever the repository happens to have packed how; here every
object is packed anew, by one thread. (Another version of Git may pack otherwise: what the bundle
holds is the same then, its bytes are not.)
"""

import os
import subprocess
from pathlib import Path

from scoring.history.repository import MAIN, Repository
from scripts.repository.git import git_failed, without_git

_KEPT = "refs/gongkai/"

_PACKING = (
    "--revs", "--stdout", "--threads=1", "--no-reuse-delta", "--no-reuse-object",
    "--no-use-bitmap-index", "--window=10", "--depth=50", "--delta-base-offset", "-q",
)  # fmt: skip


def bundle_refs(repository: Repository, head: str) -> dict[str, str]:
    """Return what the bundle holds: ``main`` at ``head``, checkpoints, the log of attempts."""
    return {MAIN: head, **dict(sorted(repository.refs(_KEPT).items()))}


def history_bundle(repository: Repository, refs: dict[str, str]) -> bytes:
    """Return a bundle (``git clone --mirror`` reads it) of all that ``refs`` reach.

    Raises GongkaiError where git fails.
    """
    heads = "".join(f"{commit} {ref}\n" for ref, commit in refs.items())
    wanted = "".join(f"{commit}\n" for commit in refs.values())
    pack = _packed(repository.git_dir, wanted.encode())
    return f"# v2 git bundle\n{heads}\n".encode() + pack


def _packed(git_dir: Path, wanted: bytes) -> bytes:
    quiet = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C"}
    same = ("-c", "pack.compression=6", "-c", "core.compression=6", "-c", "pack.useSparse=false")
    done = subprocess.run(
        ["git", "--no-replace-objects", *same, "pack-objects", *_PACKING],
        cwd=git_dir,
        input=wanted,
        capture_output=True,
        check=False,
        env={**without_git(), **quiet, "GIT_GRAFT_FILE": os.devnull},
    )
    if done.returncode:
        raise git_failed("pack-objects", done.stderr)
    return done.stdout
