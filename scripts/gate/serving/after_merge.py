"""What a merge sets going: units are told what came for them, the portal is rebuilt.

``scripts.telling.job`` tells and ``scripts.site_rebuild`` builds, each as a process of its own:
whoever sends something in waits for neither, and nothing of the gate depends on them.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from scripts.gate.serving.starting import start
from scripts.gate.writing import Writer

TELL_SETTING = "gongkai.tell"
SITE_SETTING = "gongkai.site"
AUDIENCE_SETTING = "gongkai.audience"

WANTED = "gongkai-site.wanted"
"""A file that is there while somebody wants a build."""

STATUS = "gongkai-site.json"
"""How the last build went."""

_QUEUED = "公开网站正在更新。"
_FAILED = "请告诉管理员：公开网站上一次（{at}）没有更新成功，仍是旧的。{detail}"


@dataclass(frozen=True, slots=True)
class LastBuild:
    """How the last build went: of which head, when, and what was wrong (empty: nothing)."""

    head: str
    at: str
    detail: str


def ask_to_tell(git_dir: Path) -> None:
    """Ask for units to be told, and go on; nothing is asked where nothing is set up."""
    if Writer(git_dir).setting(TELL_SETTING) is not None:
        start("scripts.telling.job", git_dir)


def ask_for_site(git_dir: Path) -> tuple[str, ...]:
    """Ask for a build and go on; return what to tell whoever sent something in.

    Nothing is asked and told where the repository names no place for the portal.
    """
    if Writer(git_dir).setting(SITE_SETTING) is None:
        return ()
    before = last_build(git_dir)
    (git_dir / WANTED).touch()
    start("scripts.site_rebuild", git_dir)
    if before is not None and before.detail:
        return _QUEUED, _FAILED.format(at=before.at, detail=before.detail)
    return (_QUEUED,)


def last_build(git_dir: Path) -> LastBuild | None:
    """Return how the last build went; None before the first."""
    try:
        status = json.loads((git_dir / STATUS).read_text(encoding="utf-8"))
        return LastBuild(str(status["head"]), str(status["at"]), str(status["detail"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
