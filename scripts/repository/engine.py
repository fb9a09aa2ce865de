"""Which engine a new data repository names: the very one that makes it, if it can be named safely.

The requirement has to stand up to ``scripts/engine_pin.py``: an address with a commit or a digest.
Where the running program does not know where it came from, nothing is guessed.
"""

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from scoring.errors import GongkaiError, WrongUse
from scripts.engine_pin import EnginePin, parse_engine_pin
from scripts.product import product_root
from scripts.repository.git import run_git

_SCP = re.compile(r"(?:[^@/\s]+@)?(?P<host>[A-Za-z0-9.-]+):(?P<path>[^/].*)")
_URL = re.compile(r"(?:https|ssh|git)://(?:[^@/\s]+@)?(?P<host>[^/:]+)(?::\d+)?/(?P<path>.+)")


def named_pin(requirement: str) -> EnginePin:
    """Return the engine that somebody named. Raises WrongUse, with the reason, for a loose one."""
    try:
        return parse_engine_pin(requirement)
    except ValueError as error:
        raise WrongUse("engine-loose", reason=str(error)[:500]) from None


def own_pin() -> EnginePin | None:
    """Return the running engine as a requirement; None where it cannot be told or trusted.

    An installed one knows what pip took it from; a checkout its remote, and counts only with
    nothing changed in it and its commit on that remote.
    """
    root = product_root()
    requirement = (
        checkout_requirement(root) if (root / ".git").exists() else installed_requirement()
    )
    try:
        return parse_engine_pin(requirement) if requirement else None
    except ValueError:
        return None


def checkout_requirement(root: Path) -> str | None:
    """Return the engine in the checkout ``root`` as a requirement, if others can fetch it."""
    try:
        address = https_address(run_git(root, "remote", "get-url", "origin"))
        commit = run_git(root, "rev-parse", "--verify", "HEAD^{commit}")
        published = run_git(root, "branch", "--remotes", "--contains", commit)
        changed = run_git(root, "status", "--porcelain", "--untracked-files=no")
    except GongkaiError:
        return None  # no git, no remote, no commit yet
    if address is None or not published or changed:
        return None
    return f"gongkai @ git+{address}@{commit}"


def installed_requirement() -> str | None:
    """Return the installed engine as a requirement, as pip noted it beside it (PEP 610)."""
    try:
        noted = json.loads(distribution("gongkai").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return None
    address = https_address(str(noted.get("url", "")))
    if "vcs_info" in noted:
        return f"gongkai @ git+{address}@{noted['vcs_info'].get('commit_id')}"
    digest = noted.get("archive_info", {}).get("hashes", {}).get("sha256")
    return f"gongkai @ {address}#sha256={digest}" if digest else None


def https_address(remote: str) -> str | None:
    """Return the https address of a remote, without the user name or token it may hold.

    ``git@host:owner/repo.git`` is the same place. None for what no other machine can reach.
    """
    found = _URL.fullmatch(remote) or (None if "://" in remote else _SCP.fullmatch(remote))
    if found is None:
        return None
    return f"https://{found['host'].lower()}/{found['path'].rstrip('/')}"
