"""What the pictures are taken of: the demo year in mid-course, and papers made from it."""

import io
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from werkzeug.test import Client

from scoring.calendar.zone import SHANGHAI
from scoring.history.repository import open_repository
from scripts.demo.history import clerk_of
from scripts.demo.making import make_demo
from scripts.door.application import application
from scripts.door.place import DOOR_SETTING, Door
from scripts.repository.git import run_git
from scripts.yaml_writer import yaml_text

MIDDLE = datetime(2023, 10, 12, 10, 0, tzinfo=SHANGHAI)
"""A day on which something is owed, and a quarter is just over."""

_UNIT = "wanshui"
_HERE = "http://127.0.0.1"
_NEWS = {
    "kind": "news",
    "title": "宛水街道召开秋季消防安全工作部署会",
    "category": "meeting",
    "published_on": "2023-10-12",
    "summary": "会议部署秋冬季消防安全检查、宣传和应急值守三项工作。",
    "body": "10月12日，宛水街道召开秋季消防安全工作部署会，研究检查、宣传和应急值守工作。",
    "approval": {
        "drafted_by": "示例丙",
        "reviewed_by": "示例乙",
        "secrecy_reviewed_by": "示例丁",
        "approved_by": "示例甲",
        "approved_on": "2023-10-12",
    },
}


@dataclass(frozen=True)
class Stage:
    """The demo's repository in ``demo``, its portal of that day in ``site``."""

    folder: Path
    demo: Path
    site: Path


def set_up(folder: Path) -> Stage:
    """Make the demo year and its portal as of ``MIDDLE`` in ``folder``."""
    stage = Stage(folder, folder / "demo", folder / "site")
    make_demo(stage.demo)
    run(stage, "site", "build", "--as-of", MIDDLE.isoformat(), "--out", str(stage.site))
    return stage


def run(stage: Stage, *arguments: str) -> None:
    """Run a command of ours on the demo. Raises CalledProcessError where it fails."""
    command = [sys.executable, "-c", "from scripts.cli import main; main()", "--repo"]
    subprocess.run([*command, str(stage.demo), *arguments], check=True, capture_output=True)


def receipt(stage: Stage) -> str:
    """Return the page with which the door answers a submission made on that day."""
    bare = stage.folder / "bare.git"
    git_dir = open_repository(stage.demo).git_dir
    run_git(git_dir, "clone", "--quiet", "--bare", str(stage.demo), str(bare))
    before = f"--before={MIDDLE.isoformat()}"
    head = run_git(bare, "rev-list", "-1", "--first-parent", before, "main").strip()
    run_git(bare, "update-ref", "refs/heads/main", head)
    key = git_dir / run_git(git_dir, "config", "gongkai.gateKey").strip()
    run_git(bare, "config", "gongkai.gateKey", str(key))
    run_git(bare, "config", DOOR_SETTING, "true")
    client = Client(application(Door(bare, lambda: MIDDLE + timedelta(seconds=2))))
    path = f"units/{_UNIT}/2023/news/2023-10-12-fire-safety.yml"
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr(path, yaml_text(_NEWS))
    package.seek(0)
    answer = client.post(
        "/submit",
        base_url=_HERE,
        data={"package": (package, "材料.zip")},
        headers={"Origin": _HERE},
        environ_overrides={"REMOTE_USER": clerk_of(_UNIT)},
    )
    if answer.status_code != 200:
        raise RuntimeError(f"the door refused the picture's submission: {answer.text[:2000]}")
    return answer.text
