"""The portal rebuilt on a server: one build at a time, swapped in whole.

A gate asks for it (``scripts.gate.serving.after_merge``) and goes on; this runs as a process of its
own. What is served is a link to the newest folder; a web server follows it. A build that fails
leaves the link where it is and says so in ``gongkai-site.json``. The clock is read in ``main``.
"""

import fcntl
import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from scoring.assessment import Assessment
from scoring.calendar.zone import SHANGHAI, iso
from scoring.errors import GongkaiError
from scoring.history.repository import MAIN
from scoring.messages import sentence
from scripts.checkpoints.making import checkpoint_key, make_checkpoint
from scripts.gate.serving.after_merge import AUDIENCE_SETTING, SITE_SETTING, STATUS, WANTED
from scripts.gate.writing import Writer
from scripts.portal.in_place import check_out
from scripts.portal.input import Audience
from scripts.product import product_root
from scripts.site_job import build_cache_of, build_site, years_to_show

_LOCK = "gongkai-site.lock"

Clock = Callable[[], datetime]


def main() -> None:
    """Rebuild the portal of the repository that one stands in."""
    publish(Path.cwd(), product_root(), lambda: datetime.now(SHANGHAI))


def publish(git_dir: Path, product: Path, clock: Clock) -> None:
    """Build until nobody wants more; return at once where somebody else is building.

    Who asks while a build runs is served by that builder's next round, however many ask.
    """
    while (git_dir / WANTED).exists():
        with (git_dir / _LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            while (git_dir / WANTED).exists():
                (git_dir / WANTED).unlink(missing_ok=True)
                _build(git_dir, product, clock)


def _build(git_dir: Path, product: Path, clock: Clock) -> None:
    writer = Writer(git_dir)
    head = writer.read(MAIN) or ""
    target = writer.setting(SITE_SETTING)
    detail = ""
    try:
        if target is not None:
            _swap_in(git_dir, product, git_dir / Path(target).expanduser(), clock(), writer)
    except Exception as error:  # whatever it is: the old portal stays, and the reason is told
        detail = _reason(error)[:500]
    _write_status({"head": head, "at": iso(clock()), "detail": detail}, git_dir / STATUS)


def _reason(error: Exception) -> str:
    if isinstance(error, GongkaiError):
        return sentence(error.code, error.values)
    return f"{type(error).__name__}: {error}"


def _swap_in(git_dir: Path, product: Path, target: Path, at: datetime, writer: Writer) -> None:
    _check_target(target)  # before the work, not after it
    assessment = Assessment.open(git_dir, head=MAIN, product=product)
    at = at.replace(microsecond=0) + timedelta(seconds=1)  # what came in this very second counts
    years = years_to_show(assessment, at)
    ledgers = [assessment.ledger(year, at) for year in years]
    checkpoint = make_checkpoint(assessment, ledgers, at, checkpoint_key(writer))
    audience = Audience(writer.setting(AUDIENCE_SETTING) or str(Audience.PUBLIC))
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = target.with_name(f".{target.name}-{assessment.head[:12]}-{at:%Y%m%d%H%M%S}")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        cache = build_cache_of(assessment.repository)
        build_site(
            assessment, years, at, audience, product, folder, checkpoint=checkpoint, cache=cache
        )
        swap(folder, target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def swap(folder: Path, target: Path) -> None:
    """Let the link ``target`` lead to ``folder`` from one moment to the next, and clear up.

    The folder served before stays until the next time, for those who are still reading from it.
    A folder in the link's place is moved aside. Nothing goes but what this wrote itself. Raises
    WrongUse where ``target`` is something else.
    """
    _check_target(target)
    before = target.resolve().name if target.is_symlink() else ""
    link = target.with_name(f".{target.name}-link")
    link.unlink(missing_ok=True)
    link.symlink_to(folder.name)
    if target.is_dir() and not target.is_symlink():
        before = f".{target.name}-before-{folder.name.rpartition('-')[2]}"
        target.rename(target.with_name(before))
    link.replace(target)
    for other in _left_behind(target):
        if other.name not in (folder.name, before):
            shutil.rmtree(other, ignore_errors=True)


def _check_target(target: Path) -> None:
    """Raise WrongUse where ``target`` is neither a link nor a place for a site."""
    if not target.is_symlink():
        check_out(target)


def _left_behind(target: Path) -> Iterator[Path]:
    """Yield the folders of earlier builds for ``target``, and of no other portal beside it."""
    ours = re.compile(rf"\.{re.escape(target.name)}-([0-9a-f]{{12}}|before)-[0-9]{{14}}")
    for path in target.parent.iterdir():
        if ours.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
            yield path


def _write_status(status: dict[str, Any], path: Path) -> None:
    scratch = path.with_suffix(".new")
    scratch.write_text(json.dumps(status, ensure_ascii=False) + "\n", encoding="utf-8")
    scratch.replace(path)
