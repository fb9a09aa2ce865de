"""The door of a repository opened and shut: the script that the web server calls, the settings."""

import re
from pathlib import Path

from scoring.errors import WrongUse
from scoring.history.repository import open_repository
from scripts.door.place import ADDRESS_SETTING, DOOR_SETTING
from scripts.gate.serving.installing import check_git, has_gate
from scripts.gate.serving.starting import script as script_of
from scripts.gate.writing import Writer
from scripts.repository.git import run_git

SCRIPT = Path("gongkai", "door.cgi")
"""Where the script lies in the repository: alone in its folder, which a web server may show."""

_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9_-]+)*/?")
_NOTE = "由 gongkai door 安装，由网站服务器以 CGI 调用；程序换了地方以后，重新运行 gongkai door。"


def open_door(path: Path, address: str | None) -> Path:
    """Open the door of the bare repository at ``path``; return the script to be called.

    ``address`` is the door's own as browsers have it; None to leave it untold. Raises WrongUse for
    a repository without the gate and for what is no address, GongkaiError where git is too old.
    """
    check_git()
    git_dir = open_repository(path).git_dir
    if not has_gate(git_dir):
        raise WrongUse("door-no-gate", path=str(path))
    if address is not None and not _ADDRESS.fullmatch(address):
        raise WrongUse("door-address", address=address[:100])
    script = git_dir / SCRIPT
    script.parent.mkdir(exist_ok=True)
    script.parent.chmod(0o755)
    text = script_of("scripts.door.cgi", str(git_dir), _NOTE)
    script.write_text(text, encoding="utf-8", newline="\n")
    script.chmod(0o755)
    run_git(git_dir, "config", DOOR_SETTING, "true")
    if address is not None:
        run_git(git_dir, "config", ADDRESS_SETTING, address)
    return script


def shut_door(path: Path) -> bool:
    """Shut the door of the repository at ``path``; tell whether it was open."""
    git_dir = open_repository(path).git_dir
    writer = Writer(git_dir)
    script = git_dir / SCRIPT
    was_open = script.exists() or writer.setting(DOOR_SETTING) is not None
    script.unlink(missing_ok=True)
    if script.parent.is_dir() and not any(script.parent.iterdir()):
        script.parent.rmdir()
    for name in (DOOR_SETTING, ADDRESS_SETTING):
        if writer.setting(name) is not None:
            run_git(git_dir, "config", "--unset-all", name)
    return was_open
