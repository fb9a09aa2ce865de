"""The portal rebuilt after a merge: one build at a time, swapped in whole.

What is served is a link to the newest folder; a web server follows it. A build that fails leaves
the link where it is and says so in ``gongkai-site.json``, and in the answer to the next push.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from scoring.assessment import Assessment
from scoring.calendar.zone import iso
from scripts.gate.writing import Writer
from scripts.portal.input import Audience
from scripts.site_job import build_site, years_to_show

SITE_SETTING = "gongkai.site"
AUDIENCE_SETTING = "gongkai.audience"

_LOCK = "gongkai-site.lock"
_WANTED = "gongkai-site.wanted"
_STATUS = "gongkai-site.json"

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Published:
    """How the last build went: of which head, when, and what was wrong (empty: nothing)."""

    head: str
    at: str
    detail: str


def last_published(git_dir: Path) -> Published | None:
    """Return how the last build went; None before the first."""
    try:
        told = json.loads((git_dir / _STATUS).read_text(encoding="utf-8"))
        return Published(str(told["head"]), str(told["at"]), str(told["detail"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def want_site(git_dir: Path, command: tuple[str, ...]) -> bool:
    """Ask for a build and go on; False where the repository names no place for the portal.

    ``command`` is how to start the program that calls ``publish``.
    """
    if Writer(git_dir).setting(SITE_SETTING) is None:
        return False
    (git_dir / _WANTED).touch()
    subprocess.Popen(
        command,
        cwd=git_dir,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # it outlives the push, and nobody waits for it
        env={name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    )
    return True


def publish(git_dir: Path, product: Path, clock: Clock) -> None:
    """Build until nobody wants more; return at once where somebody else is building.

    Who asks while a build runs is served by that builder's next round, however many ask.
    """
    while (git_dir / _WANTED).exists():
        with (git_dir / _LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            while (git_dir / _WANTED).exists():
                (git_dir / _WANTED).unlink(missing_ok=True)
                _build(git_dir, product, clock)


def _build(git_dir: Path, product: Path, clock: Clock) -> None:
    writer = Writer(git_dir)
    head = writer.read("refs/heads/main") or ""
    target = writer.setting(SITE_SETTING)
    detail = ""
    try:
        if target is not None:
            _swap_in(git_dir, product, git_dir / Path(target).expanduser(), clock(), writer)
    except Exception as error:  # whatever it is: the old portal stays, and the reason is told
        detail = f"{type(error).__name__}: {error}"[:500]
    _note({"head": head, "at": iso(clock()), "detail": detail}, git_dir / _STATUS)


def _swap_in(git_dir: Path, product: Path, target: Path, at: datetime, writer: Writer) -> None:
    assessment = Assessment.open(git_dir, head="refs/heads/main", product=product)
    audience = Audience(writer.setting(AUDIENCE_SETTING) or str(Audience.PUBLIC))
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = target.with_name(f".{target.name}-{assessment.head[:12]}-{at:%Y%m%d%H%M%S}")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        build_site(assessment, years_to_show(assessment, at), at, audience, product, folder)
        swap(folder, target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def swap(folder: Path, target: Path) -> None:
    """Let the link ``target`` lead to ``folder`` from one moment to the next, and clear up.

    The folder served before stays until the next time, for those who are still reading from it.
    """
    before = target.resolve() if target.is_symlink() else None
    link = target.with_name(f".{target.name}-link")
    link.unlink(missing_ok=True)
    link.symlink_to(folder.name)
    if target.is_dir() and not target.is_symlink():
        target.rename(target.with_name(f".{target.name}-before-{folder.name.rpartition('-')[2]}"))
    link.replace(target)
    for other in target.parent.glob(f".{target.name}-*"):
        if other.is_dir() and not other.is_symlink() and other not in (folder, before):
            shutil.rmtree(other, ignore_errors=True)


def _note(told: dict[str, Any], path: Path) -> None:
    scratch = path.with_suffix(".new")
    scratch.write_text(json.dumps(told, ensure_ascii=False) + "\n", encoding="utf-8")
    scratch.replace(path)


def publishing_command(root: Path) -> tuple[str, ...]:
    """Return how to start a build, with the very program that runs now."""
    code = (
        f"import sys; sys.path.insert(0, {str(root)!r}); "
        "from scripts.gate.serving.hooks import main; main('publish')"
    )
    return (sys.executable, "-I", "-c", code)
