"""A county server for tests: a bare repository with the gate, reached as clerks would reach it."""

import getpass
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from scripts.door.servers import configuration as lighttpd_lines
from tests.support.git import PERSON
from tests.support.records import ROOT

GONGKAI = (sys.executable, "-c", "from scripts.cli import main; main()")
CLERKS = ("wanshui", "xining")
PASSWORD = "correct-horse"
SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
LIGHTTPD = shutil.which("lighttpd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
BACKEND = Path(
    subprocess.run(
        ["git", "--exec-path"], capture_output=True, encoding="utf-8", check=True
    ).stdout.strip(),
    "git-http-backend",
)


def environment(**more: str) -> dict[str, str]:
    """The caller's environment without anything that would tell git who or where one is."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "GONGKAI_", "GL_")) and name != "REMOTE_USER"
    }
    return {**own, **PERSON, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **more}


def git(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run git in ``folder``; whether it succeeds is for the test to say."""
    return subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def make_server(folder: Path, *, site: Path | None = None) -> Path:
    """Make ``data.git`` in ``folder`` as an operator does, and name the clerks in its registry."""
    bare = folder / "data.git"
    more = () if site is None else ("--site", str(site))
    done = subprocess.run(
        [*GONGKAI, "init", "--bare", *more, "--at", "2023-01-01", str(bare)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    git(bare, "config", "--add", "gongkai.maintainer", "admin")
    admin = clone(str(bare), folder / "admin")
    for unit in CLERKS:
        entry = admin / "units" / unit / "unit.yml"
        text = entry.read_text(encoding="utf-8")
        entry.write_text(text.replace("submitters: []", f"submitters: [{unit}-clerk]"))
    git(admin, "commit", "-qam", "名录")
    pushed = git(admin, "push", "-q", "origin", "HEAD:main", GONGKAI_USER="admin")
    assert pushed.returncode == 0, pushed.stderr
    return bare


def copy_server(made: Path, folder: Path) -> Path:
    """Copy what ``make_server`` made in ``made`` into ``folder``, and return its ``data.git``."""
    for name in ("data.git", "admin"):
        shutil.copytree(made / name, folder / name, symlinks=True)
    bare = folder / "data.git"
    done = git(folder / "admin", "remote", "set-url", "origin", str(bare))
    assert done.returncode == 0, done.stderr
    return bare


def clone(address: str, folder: Path, **more: str) -> Path:
    """Clone ``address`` into ``folder``."""
    done = git(folder.parent, "clone", "--quiet", address, str(folder), **more)
    assert done.returncode == 0, done.stderr
    return folder


def commit(folder: Path, files: Mapping[str, bytes]) -> None:
    """Commit ``files`` in the clone ``folder``, on top of what it has."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    git(folder, "add", "--all")
    done = git(folder, "commit", "--quiet", "-m", "报送")
    assert done.returncode == 0, done.stdout + done.stderr


def settled(bare: Path, head: str, patience: float = 60) -> dict[str, str]:
    """Wait until the portal has been built for `head`, and return how that went."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            told: dict[str, str] = json.loads((bare / "gongkai-site.json").read_text())
            if told["head"] == head:
                return told
        except (OSError, ValueError):
            pass
        time.sleep(0.2)
    raise AssertionError("the portal was not built")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """Run a server until the block ends; wait until it listens on ``port``."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            for _ in range(100):
                if process.poll() is not None:
                    said = process.stdout.read() if process.stdout is not None else b""
                    raise AssertionError(said.decode("utf-8", "replace"))
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.communicate(timeout=10)


@contextmanager
def ssh_server(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Run sshd on loopback with a key for each clerk.

    Yields the address before the repository's path, and by clerk what git needs to call ssh.
    """
    assert SSHD is not None
    port = free_port()
    commands: dict[str, str] = {}
    allowed = []
    subprocess.run(["ssh-keygen", "-qt", "ed25519", "-N", "", "-f", folder / "host"], check=True)
    for unit in CLERKS:
        key = folder / f"{unit}-key"
        subprocess.run(["ssh-keygen", "-qt", "ed25519", "-N", "", "-f", key], check=True)
        public = key.with_suffix(".pub").read_text().strip()
        run = f'GONGKAI_USER={unit}-clerk git shell -c \\"$SSH_ORIGINAL_COMMAND\\"'
        allowed.append(f'command="{run}",restrict {public}\n')
        commands[unit] = (
            f"ssh -F /dev/null -i {key} -p {port} -o IdentitiesOnly=yes -o BatchMode=yes "
            "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
        )
    (folder / "authorized").write_text("".join(allowed))
    configuration = folder / "sshd_config"
    configuration.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\n"
        f"AuthorizedKeysFile {folder}/authorized\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nPermitRootLogin yes\nAcceptEnv *\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    with running([SSHD, "-D", "-e", "-f", str(configuration)], port):
        yield f"ssh://{getpass.getuser()}@127.0.0.1:{port}", commands


@contextmanager
def web_server(
    folder: Path,
    *,
    door: Path | None = None,
    clerks: Iterable[str] = CLERKS,
    root: Path | None = None,
) -> Iterator[str]:
    """Run lighttpd on loopback, with passwords before git http-backend and before the door.

    ``door`` is the repository whose door is open; what is configured for it is what
    ``gongkai door`` prints. ``root`` is the folder of the pages served. Yields host and port.
    """
    assert LIGHTTPD is not None
    port = free_port()
    passwords = folder / "passwords"
    digest = b64encode(hashlib.sha1(PASSWORD.encode()).digest()).decode()
    passwords.write_text("".join(f"{unit}-clerk:{{SHA}}{digest}\n" for unit in clerks))
    printed = lighttpd_lines("lighttpd", "/door", (door or folder) / "gongkai/door.cgi")
    configuration = folder / "lighttpd.conf"
    configuration.write_text(
        f"""
server.modules = ("mod_setenv")
server.document-root = "{root or folder}"
server.bind = "127.0.0.1"
server.port = {port}
mimetype.assign = (".html" => "text/html", ".js" => "text/javascript", ".css" => "text/css")
{printed.replace("/etc/gongkai/passwords", str(passwords))}
auth.require += ("/git" => ("method" => "basic", "realm" => "git", "require" => "valid-user"))
$HTTP["url"] =~ "^/git" {{
    cgi.assign = ("" => "")
    alias.url = ("/git" => "{BACKEND}")
    setenv.add-environment = ("GIT_PROJECT_ROOT" => "{folder}", "GIT_HTTP_EXPORT_ALL" => "1")
}}
"""
    )
    with running([LIGHTTPD, "-D", "-f", str(configuration)], port):
        yield f"127.0.0.1:{port}"
