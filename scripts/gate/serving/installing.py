"""A bare repository that is a gate: its settings, its key, its hooks, its first commit."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from scoring.errors import GongkaiError
from scoring.history.signers import ALLOWED_SIGNERS, GATE, GIT
from scoring.history.sshsig import load_private_key, public_line
from scripts.engine_pin import EnginePin
from scripts.gate.sealing import KEY_SETTING, read_key
from scripts.gate.serving.after_merge import SITE_SETTING
from scripts.gate.serving.starting import script
from scripts.repository.git import run_git
from scripts.repository.making import FirstCommit, head_of, starting_files, streaming, write_first
from scripts.repository.place import check_free, taking

NEEDED = (2, 31)
"""The git that the server needs: ``proc-receive`` hooks (2.29), ``--diff-merges`` (2.31)."""

HOOKS = ("pre-receive", "proc-receive", "post-receive")
KEY_FILE = "gongkai-gate-key"
HOOK_NOTE = "由 gongkai init --bare 安装；程序换了地方以后，改正下面的路径。"
"""By this line a hook is known to be ours."""

MAX_PUSH = 2 * 1024 * 1024 * 1024
"""Bytes of one push: fifty attachments of the greatest size, twice."""

SETTINGS = {
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
    version = run_git(Path(), "--version")
    found = re.search(r"(\d+)\.(\d+)", version)
    if found is None or (int(found[1]), int(found[2])) < NEEDED:
        raise GongkaiError("git-too-old", have=version[:60], need=".".join(map(str, NEEDED)))


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
    private = new_key() if key is None else read_key(key)
    load_private_key(private)
    with taking(target) as folder:
        run_git(
            folder, "init", "--quiet", "--bare", "--template=", "--object-format=sha1", "-b", "main"
        )
        if key is None:
            write_key(folder, private)
        commit = begin_main(folder, FirstCommit(starting_files(engine), message, at), private)
        named = KEY_FILE if key is None else str(key.resolve())
        run_git(folder, "config", KEY_SETTING, named)
        if site is not None:
            run_git(folder, "config", SITE_SETTING, str(site.resolve()))
        install_hooks(folder)
        return commit


def begin_main(folder: Path, first: FirstCommit, private: bytes) -> str:
    """Write ``first`` as the beginning of ``main``, trusting the gate's key; return its name."""
    public = public_line(load_private_key(private))
    trust = {ALLOWED_SIGNERS: f'{GATE} namespaces="{GIT}" {public}\n'.encode()}
    with streaming(folder) as stream:
        write_first(stream, replace(first, files={**first.files, **trust}))
    return head_of(folder)


def install_hooks(folder: Path) -> None:
    """Put settings and hooks into the bare repository ``folder``, in place of older ones."""
    for name, value in SETTINGS.items():
        run_git(folder, "config", name, value)
    hooks = folder / "hooks"
    hooks.mkdir(exist_ok=True)
    run_git(folder, "config", "core.hooksPath", "hooks")
    for name in HOOKS:
        path = hooks / name
        path.write_text(hook(name), encoding="utf-8", newline="\n")
        path.chmod(0o755)


def hook(name: str) -> str:
    """Return the text of the hook ``name`` as this program installs it."""
    return script("scripts.gate.serving.hooks", name, HOOK_NOTE)


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


def write_key(folder: Path, private: bytes) -> None:
    """Write the gate's key into the repository, for its owner alone to read."""
    path = folder / KEY_FILE
    path.touch(mode=0o600)
    path.write_bytes(private)


def has_gate(git_dir: Path) -> bool:
    """Tell whether the gate's hooks are in the repository."""
    try:
        return all(
            HOOK_NOTE in (git_dir / "hooks" / name).read_text(encoding="utf-8") for name in HOOKS
        )
    except (OSError, UnicodeDecodeError):
        return False
