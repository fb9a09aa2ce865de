"""Asking for the portal to be rebuilt after a merge, and what there is to say of it.

``scripts.site_rebuild`` builds, as a process of its own: who sends something in does not wait for
it, and nothing of the gate depends on the portal.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts.gate.writing import Writer

SITE_SETTING = "gongkai.site"
AUDIENCE_SETTING = "gongkai.audience"

WANTED = "gongkai-site.wanted"
"""A file that is there while somebody wants a build."""

STATUS = "gongkai-site.json"
"""How the last build went."""

_ROOT = Path(__file__).resolve().parents[3]
_QUEUED = "公开网站正在更新。"
_FAILED = "请告诉管理员：公开网站上一次（{at}）没有更新成功，仍是旧的。{detail}"


@dataclass(frozen=True, slots=True)
class Published:
    """How the last build went: of which head, when, and what was wrong (empty: nothing)."""

    head: str
    at: str
    detail: str


def last_published(git_dir: Path) -> Published | None:
    """Return how the last build went; None before the first."""
    try:
        told = json.loads((git_dir / STATUS).read_text(encoding="utf-8"))
        return Published(str(told["head"]), str(told["at"]), str(told["detail"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def ask_for_site(git_dir: Path) -> tuple[str, ...]:
    """Ask for a build and go on; return what to tell whoever sent something in.

    Nothing is asked and told where the repository names no place for the portal.
    """
    if Writer(git_dir).setting(SITE_SETTING) is None:
        return ()
    before = last_published(git_dir)
    (git_dir / WANTED).touch()
    subprocess.Popen(
        _command(),
        cwd=git_dir,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # it outlives the push, and nobody waits for it
        env={name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    )
    if before is not None and before.detail:
        return _QUEUED, _FAILED.format(at=before.at, detail=before.detail)
    return (_QUEUED,)


def _command() -> tuple[str, ...]:
    """Return how to start a build, with the very program that runs now."""
    code = (
        f"import sys; sys.path.insert(0, {str(_ROOT)!r}); "
        "from scripts.site_rebuild import main; main()"
    )
    return (sys.executable, "-I", "-c", code)
