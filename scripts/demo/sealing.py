"""The demo's gate key: made from the seed, so that it proves nothing to anybody, and says so."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.history.signers import GATE, GIT
from scoring.history.sshsig import private_key_from_seed, public_line
from scripts.repository.git import run_git

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_FILE = "gongkai-demo-key"
"""Where the private key lies, in the repository's git folder, so that ``receive`` works too."""

_COMMENT = "演示密钥"
_WARNING = f"# {_COMMENT}：由公开的种子算出，人人可得，不能用来证明任何事情。\n"


def demo_key(seed: int) -> "Ed25519PrivateKey":
    """Return the gate key of the demo year made with ``seed``."""
    return private_key_from_seed(hashlib.sha256(b"gongkai demo gate key %d" % seed).digest())


def trust_in(key: "Ed25519PrivateKey") -> bytes:
    """Return the allowed_signers file that trusts ``key`` as gate."""
    line = f'{GATE} namespaces="{GIT}" {public_line(key)} {_COMMENT}\n'
    return (_WARNING + line).encode()


def keep_key(folder: Path, key: "Ed25519PrivateKey") -> None:
    """Put ``key`` where the gate of the repository in ``folder`` looks for it."""
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    text = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    file = folder / ".git" / KEY_FILE
    file.touch(mode=0o600)
    file.write_bytes(text)
    run_git(folder, "config", "gongkai.gateKey", KEY_FILE)
