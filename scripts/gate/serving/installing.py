"""A bare repository that is a gate: its settings, its key, its hooks, its first commit."""

import re
import shlex
import sys
from datetime import datetime
from pathlib import Path

from scoring.errors import GongkaiError
from scoring.history.signers import ALLOWED_SIGNERS, GATE, GIT
from scoring.history.sshsig import load_private_key, public_line
from scripts.engine_pin import EnginePin
from scripts.gate.sealing import KEY_SETTING
from scripts.gate.serving.publishing import SITE_SETTING
from scripts.repository.git import run_git
from scripts.repository.making import FirstCommit, head_of, starting_files, streaming, write_first
from scripts.repository.place import check_free, taking

NEEDED = (2, 31)
"""The git that the server needs: ``proc-receive`` hooks (2.29), ``--diff-merges`` (2.31)."""

HOOKS = ("pre-receive", "proc-receive", "post-receive")
KEY_FILE = "gongkai-gate-key"

MAX_PUSH = 2 * 1024 * 1024 * 1024
"""Bytes of one push: fifty attachments of the greatest size, twice."""

_ROOT = Path(__file__).resolve().parents[3]
_SETTINGS = {
    "receive.procReceiveRefs": "refs/heads/submit",
    "receive.denyDeletes": "true",
    "receive.denyNonFastForwards": "true",
    "receive.fsckObjects": "true",
    "receive.maxInputSize": str(MAX_PUSH),
    "receive.shallowUpdate": "false",
    "receive.hideRefs": "refs/gongkai",  # written by the gate alone; auditors still fetch them
    "receive.autogc": "false",
    "transfer.bundleURI": "false",
    "core.logAllRefUpdates": "always",
    "gc.auto": "0",
    "http.receivepack": "true",
}


def check_git() -> None:
    """Raise GongkaiError, with the version wanted, where git is too old for the hooks."""
    told = run_git(Path(), "--version")
    found = re.search(r"(\d+)\.(\d+)", told)
    if found is None or (int(found[1]), int(found[2])) < NEEDED:
        raise GongkaiError("git-too-old", have=told[:60], need=".".join(map(str, NEEDED)))


def make_server(
    target: Path,
    message: str,
    at: datetime,
    engine: EnginePin | None,
    key: Path | None,
    site: Path | None,
) -> str:
    """Make a bare repository at ``target`` with the gate in it; return its first commit.

    ``key`` is the gate's private key file; without one a new key is made inside the repository.
    Its public half is trusted from the first commit on. Raises WrongUse where something stands at
    ``target``, GongkaiError where git fails or is too old, or the key cannot be used.
    """
    check_git()
    check_free(target)
    private = None if key is None else _read_key(key)
    with taking(target) as folder:
        run_git(
            folder, "init", "--quiet", "--bare", "--template=", "--object-format=sha1", "-b", "main"
        )
        if private is None:
            private = new_key()
            written = folder / KEY_FILE
            written.touch(mode=0o600)
            written.write_bytes(private)
        public = public_line(load_private_key(private))
        files = starting_files(engine)
        files[ALLOWED_SIGNERS] = f'{GATE} namespaces="{GIT}" {public}\n'.encode()
        with streaming(folder) as stream:
            write_first(stream, FirstCommit(files, message, at))
        named = KEY_FILE if key is None else str(key.resolve())
        run_git(folder, "config", KEY_SETTING, named)
        if site is not None:
            run_git(folder, "config", SITE_SETTING, str(site.resolve()))
        install_hooks(folder)
        return head_of(folder)


def install_hooks(folder: Path) -> None:
    """Put settings and hooks into the bare repository ``folder``, in place of older ones."""
    for name, value in _SETTINGS.items():
        run_git(folder, "config", name, value)
    hooks = folder / "hooks"
    hooks.mkdir(exist_ok=True)
    run_git(folder, "config", "core.hooksPath", "hooks")
    for name in HOOKS:
        path = hooks / name
        path.write_text(hook_text(name), encoding="utf-8", newline="\n")
        path.chmod(0o755)


def hook_text(name: str) -> str:
    """Return the script of one hook: it runs the very program that installed it."""
    code = (
        f"import sys; sys.path.insert(0, {str(_ROOT)!r}); "
        f"from scripts.gate.serving.hooks import main; main({name!r})"
    )
    return (
        "#!/bin/sh\n"
        "# 由 gongkai init --bare 安装；程序换了地方以后，改正下面的路径。\n"
        f"exec {shlex.quote(sys.executable)} -I -c {shlex.quote(code)}\n"
    )


def new_key() -> bytes:
    """Return a new Ed25519 key in OpenSSH's private key form."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    private = Ed25519PrivateKey.generate()
    return private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def _read_key(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or ""
        raise GongkaiError("gate-key-unreadable", path=str(path), reason=reason) from None
